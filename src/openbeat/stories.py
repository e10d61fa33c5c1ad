"""Which articles are about the same happening. Pure decisions: articles in, links out.

Two measures, both over what the articles say and nothing else:

- *overlap*: the share of the shorter text's five-word shingles that the other has too (containment, Broder 1997).
  Near 1 for a copy, whatever frame or tail a site adds; near 0 for texts written independently.
- *kinship*: how much of what is rare in both they have in common, counting names and numbers, which survive
  translation: the weighted cosine over inverse document frequencies (Spärck Jones 1972) among the articles at hand.
  What occurs in one article alone counts little, and between two languages what occurs in one language alone: a
  German noun says nothing to a French text.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from openbeat.identity import content_id
from openbeat.records import LinkKind, StoryLink
from openbeat.settings import StorySettings
from openbeat.text import shingles, tokens

KIN_CHARACTERS = 2_500
"""Names and numbers of the happening stand early in an article."""

SAME_EVENT_KINSHIP = 0.5
"""From the sample newsroom: happenings told in other languages lie above it, other articles on the same names below."""

REWRITE_OVERLAP = 0.02
"""Between texts of one happening in one language; texts written independently have less."""

DECLARED_KINSHIP = 0.25
"""With a declared origin, less evidence is enough."""

LEAST_FEATURES = 12
"""Kinship is measured as if each article had so many rare names at least: one or two in common are no happening."""

LONE_FEATURE = 0.1
"""How much what no other article says counts against kinship: each reporter adds something, and other words."""

UNSEEN_ARTICLES = 20
"""Articles assumed beside those at hand, which lack all of their features: rarity among five articles means little."""


ENTITY = "entity:"
"""Begins the features that are entities of the beat, whose names are the same in all languages."""

_NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c\u00a0\u202f]\d+)*")


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """What grouping needs to know of an article."""

    article_id: int
    title: str
    text: str
    language: str
    publisher: str
    url: str
    occurred_at: datetime
    declared_origin: str | None = None
    site_name: str | None = None
    entities: tuple[str, ...] = ()
    story_id: int | None = None
    """The story it belongs to already."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What grouping decided."""

    opened: tuple[int, ...]
    """Ids of new stories; each was opened by the article of its ``opened`` link."""
    links: tuple[StoryLink, ...]


def group(new: Sequence[StoryArticle], recent: Sequence[StoryArticle], beat: str, settings: StorySettings) -> Grouping:
    """Find a story for each new article, oldest first: the best link to an earlier article wins, else it opens a story.

    Args:
        new: articles without a story.
        recent: articles with one, from the time around the new ones.
        beat: the beat the stories belong to.
        settings: the time window, and from what overlap a text is a copy.
    """
    index = _Index([*recent, *new])
    placed = {article.article_id: article for article in recent}
    for article in recent:
        index.add(article)
    opened: list[int] = []
    links: list[StoryLink] = []
    for article in sorted(new, key=lambda item: (item.occurred_at, item.article_id)):
        link = _best_link(article, index, placed, settings)
        if link is None:
            story_id = content_id("story", beat, article.article_id)
            link = StoryLink(story_id, article.article_id, LinkKind.OPENED, 1.0, None)
            opened.append(story_id)
        links.append(link)
        member = replace(article, story_id=link.story_id)
        placed[article.article_id] = member
        index.add(member)
    return Grouping(tuple(opened), tuple(links))


def _best_link(
    article: StoryArticle, index: _Index, placed: dict[int, StoryArticle], settings: StorySettings
) -> StoryLink | None:
    window = timedelta(days=settings.window_days)
    best: tuple[int, float, StoryLink] | None = None
    for other_id, overlap, kinship in index.candidates(article):
        other = placed[other_id]
        if other.story_id is None or abs(article.occurred_at - other.occurred_at) > window:
            continue
        kind, strength = _judge(article, other, overlap, kinship, settings)
        if kind is None:
            continue
        rank = -list(LinkKind).index(kind)
        if best is None or (rank, strength) > best[:2]:
            link = StoryLink(other.story_id, article.article_id, kind, round(min(strength, 1.0), 4), other_id)
            best = (rank, strength, link)
    return best[2] if best else None


def _judge(
    article: StoryArticle, other: StoryArticle, overlap: float, kinship: float, settings: StorySettings
) -> tuple[LinkKind | None, float]:
    if overlap >= settings.copy_similarity:
        return LinkKind.COPY, overlap
    if kinship >= DECLARED_KINSHIP and _declares(article, other):
        return LinkKind.DECLARED, max(overlap, kinship)
    if kinship >= SAME_EVENT_KINSHIP:
        rewritten = article.language == other.language and overlap >= REWRITE_OVERLAP
        return LinkKind.REWRITE if rewritten else LinkKind.SAME_EVENT, kinship
    return None, 0.0


def _declares(article: StoryArticle, other: StoryArticle) -> bool:
    """Whether an article names another's publisher as its source."""
    origin = (article.declared_origin or "").casefold()
    if not origin or article.publisher == other.publisher:
        return False
    names = {other.publisher.casefold(), (other.site_name or "").casefold()} - {""}
    return any(name in origin or origin in name for name in names)


class _Index:
    """Finds the articles that share shingles, names or numbers with another, without comparing all pairs."""

    def __init__(self, articles: Sequence[StoryArticle]) -> None:
        self._shingles = {article.article_id: shingles(article.text) for article in articles}
        self._features = {article.article_id: _features(article) for article in articles}
        self._language = {article.article_id: article.language for article in articles}
        frequency = Counter(feature for features in self._features.values() for feature in features)
        total = len(articles) + UNSEEN_ARTICLES
        self._weight = {feature: math.log(total / count) for feature, count in frequency.items()}
        languages: defaultdict[str, set[str]] = defaultdict(set)
        for article in articles:
            for feature in self._features[article.article_id]:
                languages[feature].add(article.language)
        travelling = {name for name, found in languages.items() if len(found) > 1 or name.startswith(ENTITY)}
        self._least_length = math.sqrt(LEAST_FEATURES) * math.log(total)
        repeated = {name for name, count in frequency.items() if count > 1}
        self._length_at_home = self._lengths(repeated)
        self._length_abroad = self._lengths(travelling)
        self._by_shingle: defaultdict[int, list[int]] = defaultdict(list)
        self._by_feature: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, article: StoryArticle) -> None:
        """Let an article be found from now on."""
        for shingle in self._shingles[article.article_id]:
            self._by_shingle[shingle].append(article.article_id)
        for feature in self._features[article.article_id]:
            self._by_feature[feature].append(article.article_id)

    def candidates(self, article: StoryArticle) -> list[tuple[int, float, float]]:
        """Articles that share something, each with overlap and kinship, in order of their ids."""
        mine, features = self._shingles[article.article_id], self._features[article.article_id]
        shared = Counter(other for shingle in mine for other in self._by_shingle[shingle])
        kin: defaultdict[int, float] = defaultdict(float)
        for feature, count in features.items():
            for other in self._by_feature[feature]:
                kin[other] += count * self._features[other][feature] * self._weight[feature] ** 2
        found = []
        for other in sorted(shared.keys() | kin.keys()):
            shorter = min(len(mine), len(self._shingles[other])) or 1
            abroad = article.language != self._language[other]
            lengths = self._length_abroad if abroad else self._length_at_home
            found.append((other, shared[other] / shorter, kin[other] / (lengths[article.article_id] * lengths[other])))
        return found

    def _lengths(self, telling: set[str]) -> dict[int, float]:
        """The length of each article's vector, its telling features in full, and at least that of so many rare ones."""

        def square(name: str, count: float) -> float:
            return (count * self._weight[name]) ** 2 * (1.0 if name in telling else LONE_FEATURE)

        return {
            article_id: max(math.sqrt(math.fsum(map(square, features, features.values()))), self._least_length)
            for article_id, features in self._features.items()
        }


def _features(article: StoryArticle) -> dict[str, float]:
    """Names and numbers with how much they matter here: damped counts, the title's doubled.

    A name is a word with a capital: the first words of sentences, and every German noun, are too common to weigh much.
    """
    head = f"{article.title}\n{article.text[:KIN_CHARACTERS]}"
    counts = Counter(word.casefold() for word in tokens(head) if _is_name(word)) + Counter(_numbers(head))
    title = {word.casefold() for word in tokens(article.title)}
    features = {name: (1 + math.log(count)) * (2 if name in title else 1) for name, count in counts.items()}
    return features | {f"{ENTITY}{name}": 1.0 for name in article.entities}


def _is_name(word: str) -> bool:
    """Whether a word is written as names are: with a capital, or of letters and digits such as ``14B``."""
    mixed = any(map(str.isdigit, word)) and not word.isdigit()
    return mixed or (len(word) > 2 and word[0].isupper())  # noqa: PLR2004 - shorter ones are initials and abbreviations


def _numbers(text: str) -> list[str]:
    """The numbers of a text, alike in all languages: western digits, without separators, two digits at least."""
    found = (str(int(re.sub(r"\D", "", number))) for number in _NUMBER.findall(text))
    return [number for number in found if len(number) > 1]
