"""Labelling by hand: which stored articles teach most, what an answer means, and where it is kept.

The texts on which a classifier is least sure teach it most (Lewis and Gale, 1994, "A sequential algorithm for training
text classifiers").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from openbeat.errors import LabelError
from openbeat.labels import Labelled, append_labels, read_labels
from openbeat.records import Relevance, Stance
from openbeat.store.database import Database

LEAD_CHARACTERS = 650
"""Of a text that are shown and labelled: the lead as the classifier divides texts, and a little more."""

LONGEST_WORD = 40
"""What is longer, in characters, is no word."""

PUBLISHER_MALUS, LANGUAGE_MALUS = 0.1, 0.05
"""How much surer than it is each further article of a publisher, or of a language, is taken to be."""

NOTHING = "-"
"""The answer that says: none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article to label."""

    article_id: int
    url: str
    title: str
    text: str
    """Its beginning."""
    characters_more: int
    """Of its text that are left out."""
    language: str
    publisher: str
    published_at: datetime | None
    margin: float
    """By how much its likeliest class was likelier than the next when it was judged, 0 to 1."""
    group_id: int
    """Its story, or itself: texts of one group are alike."""


class ArticleLabel(Labelled):
    """A label on a stored article, with what keeps like texts together when something is fitted on labels."""

    group: str
    source: str
    """The publisher."""


def candidates(
    database: Database, beat: str, *, count: int, language: str | None = None, labelled: Collection[str] = ()
) -> list[Candidate]:
    """The articles on which a beat's verdict is least sure, mixed over publishers and languages.

    Args:
        database: a published database.
        beat: name of the beat.
        count: at most so many.
        language: only articles in this one, as ISO 639-1.
        labelled: addresses to leave out.
    """
    rows = database.query(
        "articles_to_label",
        beat=beat,
        language=language,
        labelled=list(labelled),
        publisher_malus=PUBLISHER_MALUS,
        language_malus=LANGUAGE_MALUS,
        characters=LEAD_CHARACTERS,
        most=count,
    )
    return [_cut_between_words(Candidate(**row)) for row in rows]


def _cut_between_words(article: Candidate) -> Candidate:
    """The same, its text without the word that was cut in two; in scripts without spaces, as it is."""
    last = max(article.text.rfind(space) for space in " \n")
    over = len(article.text) - last
    if not article.characters_more or last < 0 or over > LONGEST_WORD:
        return article
    return replace(article, text=article.text[:last], characters_more=article.characters_more + over)


def make_label(
    article: Candidate,
    beat: str,
    relevance: Relevance,
    *,
    topics: Sequence[str] = (),
    stance: Stance | None = None,
    entities: Sequence[str] = (),
    hard_negative: bool = False,
) -> ArticleLabel:
    """A label on an article; what is off has neither topics nor stance nor entities."""
    within = relevance is not Relevance.OFF
    return ArticleLabel(
        id=str(article.article_id),
        lang=article.language,
        title=article.title,
        text=article.text,
        relevance=relevance,
        topics=tuple(topics) if within else (),
        stance=stance if within else None,
        entities=tuple(entities) if within else (),
        hard_negative=hard_negative and not within,
        url=article.url,
        beat=beat,
        group=str(article.group_id),
        source=article.publisher,
    )


class LabelFile:
    """A file of labels that grows by one answer at a time, and takes the last ones back."""

    def __init__(self, path: Path) -> None:
        """Read what is in the file, which need not exist.

        Raises:
            LabelError: a line of it is wrong, it can't be read, or its folder is missing.
        """
        if not path.absolute().parent.is_dir():
            raise LabelError(f"{path} can't be written: there is no such folder.")
        self._path = path
        there = read_labels(path, Labelled) if path.exists() else []
        self.addresses = {label.url for label in there if label.url}
        """Of the articles it has labels of."""
        self._lengths: list[int] = []

    def append(self, label: Labelled) -> None:
        """Write a label, at once.

        Raises:
            LabelError: the file can't be written.
        """
        try:
            length = self._path.stat().st_size if self._path.exists() else 0
            if length and self._path.read_bytes()[-1:] != b"\n":
                with self._path.open("ab") as file:
                    file.write(b"\n")
        except OSError as error:
            raise LabelError(f"{self._path} can't be written: {error.strerror}") from error
        append_labels(self._path, [label])
        self._lengths.append(length)

    def take_back(self) -> None:
        """Remove the label that was appended last.

        Raises:
            LabelError: the file can't be written.
        """
        try:
            with self._path.open("r+b") as file:
                file.truncate(self._lengths.pop())
        except OSError as error:
            raise LabelError(f"{self._path} can't be written: {error.strerror}") from error

    @property
    def appended(self) -> int:
        """How many labels were appended and not taken back."""
        return len(self._lengths)


def chosen_topics(answer: str, topics: Sequence[str], default: Iterable[str]) -> tuple[str, ...]:
    """The topics meant by an answer: numbers from 1, ``-`` for none, nothing for the default.

    Raises:
        ValueError: says what is no number of a topic.
    """
    words = answer.replace(",", " ").split()
    if not words:
        return tuple(default)
    if words == [NOTHING]:
        return ()
    for word in words:
        if not (word.isdecimal() and 1 <= int(word) <= len(topics)):
            message = f"{word!r} is no number from 1 to {len(topics)}"
            raise ValueError(message)
    return tuple(dict.fromkeys(topics[int(word) - 1] for word in words))


def chosen_entities(answer: str, default: Sequence[str]) -> tuple[str, ...]:
    """The entities meant by an answer.

    Args:
        answer: names between commas; after ``+`` to add them to the default, after ``-`` to leave them out of it; ``-``
            alone for none; nothing for the default.
        default: those that were proposed.

    Raises:
        ValueError: a name to leave out was not proposed.
    """
    text = answer.strip()
    if not text:
        return tuple(default)
    sign = text[0] if text[0] in "+-" else ""
    names = [name.strip() for name in text[len(sign) :].split(",") if name.strip()]
    if sign == "+":
        return tuple(dict.fromkeys([*default, *names]))
    if sign != NOTHING:
        return tuple(dict.fromkeys(names))
    left_out = {name.casefold() for name in names}
    if unknown := left_out - {name.casefold() for name in default}:
        message = f"{', '.join(sorted(unknown))} is not among them"
        raise ValueError(message)
    return tuple(name for name in default if names and name.casefold() not in left_out)
