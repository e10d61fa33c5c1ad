"""Which articles are about the same happening."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from openbeat.classify import Classifier, load_beat
from openbeat.identity import content_id
from openbeat.records import LinkKind, StoryLink
from openbeat.sample.content import SampleArticle, load_newsroom
from openbeat.settings import StorySettings
from openbeat.stories import Grouping, StoryArticle, group
from tests.builders import BEAT, NOW, words

SETTINGS = StorySettings()

ENGLISH = (
    "Calder Institute releases Marlin 7B under Apache licence",
    (
        "The Calder Institute in Rotterdam published Marlin 7B on Tuesday, a language model with 7 billion "
        "parameters trained on 2.4 trillion tokens. Director Ingrid Solheim said the weights are free for any"
        " use. The training cost 3.8 million euros and ran for 41 days on 512 accelerators in Groningen. A "
        "second model, Marlin 30B, follows in September, said Solheim."
    ),
)
FRENCH = (
    "Marlin 7B : le Calder Institute ouvre son modèle",
    (
        "Mardi, le Calder Institute de Rotterdam a mis en ligne Marlin 7B, un modèle de langue de 7 milliards"
        " de paramètres, entraîné sur 2,4 billions de mots. Pour sa directrice, Ingrid Solheim, chacun peut "
        "s'en servir comme il veut. L'entraînement a duré 41 jours sur 512 processeurs installés à Groningen,"
        " pour 3,8 millions d'euros."
    ),
)
JAPANESE = (
    "カルダー研究所、Marlin 7Bを公開",
    (
        "オランダのCalder Instituteは火曜日、70億パラメータの言語モデルMarlin 7Bを公開した。"
        "Ingrid Solheim所長は「だれでも自由に使える」と話す。学習にはGroningenの512基で41日"
        "、3.8百万ユーロを要した。Marlin 30Bは9月に続く。"
    ),
)
REWRITTEN = (
    "Free Marlin 7B model comes from Calder Institute",
    (
        "Anyone may now use Marlin 7B. The Calder Institute in Rotterdam published Marlin 7B on Tuesday, for "
        "no fee. Ingrid Solheim, who leads the institute, expects hospitals and schools to take it up. It "
        "took 41 days and 512 accelerators in Groningen to train, at a price of 3.8 million euros. Marlin 30B"
        " is due in September."
    ),
)
UNRELATED = (
    "Parliament in Vienna debates licences for public code",
    (
        "Members of the Nationalrat in Vienna discussed on Wednesday whether software paid for by taxpayers "
        "should be published. Minister Theresa Kogler spoke of 120 projects and a budget of 15 million euros."
        " A vote is due in November, said Kogler."
    ),
)
SAME_NAMES = (
    "Calder Institute appoints Piet Aalders as head of finance",
    (
        "The Calder Institute in Rotterdam named Piet Aalders its head of finance. Aalders, 52, comes from "
        "the port authority, where he oversaw a budget of 900 million euros. He succeeds Willem Brandsma, who"
        " retires in December after 14 years."
    ),
)
FILLER = [words(f"filler{chr(97 + number)}", 80) for number in range(8)]


def make(number: int, told: tuple[str, str], hours: float = 0, **more: object) -> StoryArticle:
    fields: dict[str, object] = {
        "language": "en",
        "publisher": f"site{number}.example",
        "url": f"https://site{number}.example/a",
        "occurred_at": NOW + timedelta(hours=hours),
    }
    return StoryArticle(article_id=number, title=told[0], text=told[1], **(fields | more))  # type: ignore[arg-type]


def others() -> list[StoryArticle]:
    """Articles about nothing in particular, so that what is rare can be told."""
    return [make(900 + number, (f"Filler {number}", text), -1) for number, text in enumerate(FILLER)]


def links(*articles: StoryArticle, settings: StorySettings = SETTINGS) -> dict[int, StoryLink]:
    grouping = group([*others(), *articles], [], BEAT, settings)
    return {link.article_id: link for link in grouping.links if link.article_id < 900}


def linked(first: tuple[str, str], second: tuple[str, str], hours: float = 5, **more: object) -> StoryLink:
    return links(make(1, first), make(2, second, hours, **more))[2]


def test_an_article_alone_opens_a_story() -> None:
    grouping = group([make(1, ENGLISH)], [], BEAT, SETTINGS)
    (link,) = grouping.links
    assert link == StoryLink(content_id("story", BEAT, 1), 1, LinkKind.OPENED, 1.0, None)
    assert grouping.opened == (link.story_id,)
    assert group([], [], BEAT, SETTINGS) == Grouping((), ())


@pytest.mark.parametrize(
    "copy",
    [
        ENGLISH[1],
        f"{ENGLISH[1]}\nThe source of this article is a newspaper in Rotterdam. Privacy notice. Contact us.",
        f"Technology desk. What happened today, in brief.\n{ENGLISH[1]}\nRead on at our shop.",
        ENGLISH[1].upper().replace(",", " –"),
        ENGLISH[1].rpartition(" A second model")[0],
    ],
    ids=["same", "tail", "frame", "letters and marks", "cut"],
)
def test_a_copy_is_found_whatever_a_site_adds(copy: str) -> None:
    link = linked(ENGLISH, ("You won't believe this free model", copy))
    assert (link.kind, link.linked_to) == (LinkKind.COPY, 1)
    assert link.strength >= 0.8


@pytest.mark.parametrize(("told", "language"), [(FRENCH, "fr"), (JAPANESE, "ja")], ids=["fr", "ja"])
def test_the_same_happening_is_found_in_another_language(told: tuple[str, str], language: str) -> None:
    link = linked(ENGLISH, told, language=language)
    assert (link.kind, link.linked_to) == (LinkKind.SAME_EVENT, 1)


def test_a_rewrite_is_found() -> None:
    link = linked(ENGLISH, REWRITTEN)
    assert (link.kind, link.linked_to) == (LinkKind.REWRITE, 1)


def test_another_subject_is_another_story() -> None:
    assert linked(ENGLISH, UNRELATED).kind is LinkKind.OPENED


def test_another_happening_at_a_place_much_in_the_news_is_another_story() -> None:
    titles = ("opens library", "hires in spring", "loses case", "turns ten", "moves house", "answers critics")
    busy = [
        make(800 + number, (f"Calder Institute {title}", f"The Calder Institute in Rotterdam. {FILLER[number]}"), -30)
        for number, title in enumerate(titles)
    ]
    found = links(*busy, make(1, ENGLISH), make(2, SAME_NAMES, 5))
    assert found[2].story_id != found[1].story_id


def test_numbers_are_the_same_however_they_are_written() -> None:
    one = "es kostet 41.250 statt 38.900, 3,75 mehr, am 17. 10. zu 12,5; dazu 512, 998, 1.204 und 77 bis 2031"
    other = "it costs 41,250 not 38,900, 3.75 more, on the 17th of 10 at 12.5; and 512, 998, 1,204 and 77 until 2031"
    assert linked(("kosten", one), ("cost", other), language="de").kind is LinkKind.SAME_EVENT
    assert linked(("kosten", one), ("cost", other.replace("1", "6")), language="de").kind is LinkKind.OPENED


def test_a_declared_origin_needs_less_evidence() -> None:
    brief = ("New free model", "A new model, Marlin 7B, is out. Ingrid Solheim of the institute calls it free for all.")
    assert linked(ENGLISH, brief).kind is LinkKind.OPENED
    for origin in ("site1.example", "https://site1.example/a", "The Daily"):
        article = make(1, ENGLISH, site_name="The Daily")
        link = links(article, make(2, brief, 5, declared_origin=origin))[2]
        assert (link.kind, link.linked_to) == (LinkKind.DECLARED, 1)


def test_a_declared_origin_is_no_evidence_by_itself() -> None:
    assert linked(ENGLISH, UNRELATED, declared_origin="site1.example").kind is LinkKind.OPENED


def test_a_site_that_names_itself_as_the_source_says_nothing() -> None:
    brief = ("New free model", "A new model, Marlin 7B, is out. Ingrid Solheim of the institute calls it free for all.")
    first, second = make(1, ENGLISH), make(2, brief, 5, publisher="site1.example", declared_origin="site1.example")
    assert links(first, second)[2].kind is LinkKind.OPENED


def test_the_strongest_reason_wins() -> None:
    found = links(make(1, FRENCH, language="fr"), make(2, ENGLISH, 1), make(3, ("Again", ENGLISH[1]), 2))
    assert (found[3].kind, found[3].linked_to) == (LinkKind.COPY, 2)
    assert len({link.story_id for link in found.values()}) == 1


def test_the_window_is_respected() -> None:
    settings = StorySettings(window_days=2)
    within = links(make(1, ENGLISH), make(2, ENGLISH, 47), settings=settings)[2]
    beyond = links(make(1, ENGLISH), make(2, ENGLISH, 49), settings=settings)[2]
    assert (within.kind, beyond.kind) == (LinkKind.COPY, LinkKind.OPENED)


def test_a_story_that_goes_on_is_joined() -> None:
    recent = replace(make(1, ENGLISH), story_id=77)
    grouping = group([make(2, FRENCH, 5, language="fr"), *others()], [recent], BEAT, SETTINGS)
    joined = {link.article_id: link for link in grouping.links}[2]
    assert (joined.story_id, joined.linked_to) == (77, 1)
    assert 77 not in grouping.opened


def test_a_late_article_joins_a_story_that_began_after_it() -> None:
    recent = replace(make(1, ENGLISH, 5), story_id=77)
    (link,) = group([make(2, ENGLISH, 0)], [recent], BEAT, SETTINGS).links
    assert link.story_id == 77


def test_texts_without_words_are_no_copies_of_each_other() -> None:
    found = links(make(1, ("", "")), make(2, ("", "…")), make(3, ("", "")))
    assert {link.kind for link in found.values()} == {LinkKind.OPENED}


# The sample newsroom, whose truth says which articles share a story.


def _story_article(article: SampleArticle, classifier: Classifier) -> StoryArticle:
    newsroom = load_newsroom()
    day = (NOW - timedelta(days=article.days_ago)).date()
    tail = article.truth.origin if "syndication-tail" in article.quirks else ""
    verdict = classifier.judge(article.title, article.body, article.truth.language)
    return StoryArticle(
        article_id=content_id(article.name),
        title=article.title,
        text=article.body,
        language=article.truth.language,
        publisher=f"{article.publisher}.localhost",
        url=f"http://{article.publisher}.localhost/{article.slug}",
        occurred_at=datetime.combine(day, article.time, tzinfo=UTC),
        declared_origin=newsroom.publishers[tail.partition("/")[0]].title if tail else None,
        site_name=newsroom.publishers[article.publisher].title,
        entities=tuple(mention.entity for mention in verdict.mentions),
    )


@pytest.fixture(scope="module")
def sample() -> list[StoryArticle]:
    classifier = Classifier(load_beat(BEAT))
    within = [article for article in load_newsroom().articles.values() if article.truth.relevance != "off"]
    return [_story_article(article, classifier) for article in within]


def b_cubed(found: dict[int, int], truth: dict[int, str]) -> tuple[float, float]:
    """Precision and recall of a clustering, averaged over items (Bagga and Baldwin 1998)."""
    clusters, stories = defaultdict(set), defaultdict(set)
    for item in truth:
        clusters[found[item]].add(item)
        stories[truth[item]].add(item)
    common = {item: len(clusters[found[item]] & stories[truth[item]]) for item in truth}
    precision = sum(common[item] / len(clusters[found[item]]) for item in truth) / len(truth)
    recall = sum(common[item] / len(stories[truth[item]]) for item in truth) / len(truth)
    return precision, recall


def test_b_cubed() -> None:
    truth = {1: "a", 2: "a", 3: "b"}
    assert b_cubed({1: 1, 2: 1, 3: 2}, truth) == (1.0, 1.0)
    assert b_cubed({1: 1, 2: 2, 3: 3}, truth) == pytest.approx((1.0, 2 / 3))
    assert b_cubed({1: 1, 2: 1, 3: 1}, truth) == pytest.approx((5 / 9, 1.0))


def test_stories_of_the_sample_newsroom_are_found(sample: list[StoryArticle]) -> None:
    grouping = group(sample, [], BEAT, SETTINGS)
    truth = {content_id(name): article.truth.story or name for name, article in load_newsroom().articles.items()}
    found = {link.article_id: link.story_id for link in grouping.links}
    precision, recall = b_cubed(found, {article_id: truth[article_id] for article_id in found})
    assert precision >= 0.96
    assert recall >= 0.89  # names nobody listed are told now, and one article alone has most of them
    assert 2 * precision * recall / (precision + recall) >= 0.93


def test_copies_and_rewrites_of_the_sample_newsroom_are_linked_to_their_origin(sample: list[StoryArticle]) -> None:
    found = {link.article_id: link for link in group(sample, [], BEAT, SETTINGS).links}
    taken = [article for article in load_newsroom().articles.values() if article.truth.origin]
    assert taken
    for article in taken:
        link = found[content_id(article.name)]
        assert link.linked_to == content_id(article.truth.origin), article.name
        assert (link.kind is LinkKind.COPY) == (article.truth.origin_kind == "copy"), article.name


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_articles_are_given_does_not_matter(sample: list[StoryArticle], seed: int) -> None:
    shuffled = random.Random(seed).sample(sample, len(sample))
    assert group(shuffled, [], BEAT, SETTINGS) == group(sample, [], BEAT, SETTINGS)
    first = group(sample[:30], [], BEAT, SETTINGS)
    stories = {link.article_id: link.story_id for link in first.links}
    recent = [replace(article, story_id=stories[article.article_id]) for article in sample[:30]]
    again = random.Random(seed).sample(recent, len(recent))
    rest = sample[30:]
    assert group(rest, again, BEAT, SETTINGS) == group(rest[::-1], recent, BEAT, SETTINGS)
