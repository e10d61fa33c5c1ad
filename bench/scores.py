"""How well what was read from pages agrees with the truth.

Text is scored by the metric of scrapinghub's article-extraction-benchmark: a text is the multiset of its runs of four
words, and precision and recall are the shares of the reading's and of the truth's runs that the other has too. Over a
set, precision is the mean over the pages with a text read, recall that over the pages with a true text, and F1 the
harmonic mean of these two means. Scripts without spaces are told apart by characters. Where the truth has snippets that
must or must not be in the text instead, F1 is that of trafilatura's own evaluation, over all snippets of a set at once.
"""

from __future__ import annotations

import html
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Row = Mapping[str, Any]
"""What is known of a page (``id`` and some of ``body``, ``title``, ``date``, ``authors``, ``with``, ``without``) or
what was read from it (``body``, ``title``, ``date``, ``authors``)."""

WORDS_A_RUN = 4

_UNSPACED = "\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
"""Thai, Burmese, kana and Han."""
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class TextScore:
    """Agreement of texts over a set."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class SnippetScore:
    """Snippets over a set."""

    f1: float
    found: float
    """Share of the snippets that must be in the text which are."""
    leaked: float
    """Share of the snippets that must not be in the text which are."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Agreement over a set; None where its truth says nothing of the matter."""

    text: TextScore | None
    snippets: SnippetScore | None
    title: float | None
    """Share of titles with the same letters and digits, whatever their case."""
    date: float | None
    """Share of dates on the same calendar day, as written or in UTC."""
    authors: float | None
    """Share of pages with the same set of names."""


def score(truth: Sequence[Row], readings: Mapping[str, Row]) -> Scores:
    """Score what was read from a set's pages.

    Args:
        truth: the pages with what is known of them.
        readings: what was read, by page id; a page that is not there counts as one that nothing was read from.
    """
    pairs = [(known, readings.get(known["id"], {})) for known in truth]
    return Scores(
        text=_text([(known["body"], read.get("body") or "") for known, read in pairs if known.get("body")]),
        snippets=_snippets(pairs),
        title=_share(pairs, "title", lambda known, read: bool(letters(known)) and letters(known) == letters(read)),
        date=_share(pairs, "date", lambda known, read: bool(days(known) & days(read))),
        authors=_share(pairs, "authors", lambda known, read: _names(known) == _names(read or ())),
    )


def words(text: str) -> list[str]:
    """The words of a text; of scripts without spaces, its characters."""
    return _WORD.findall(text)


def agreement(known: str, read: str) -> tuple[float, float]:
    """Precision and recall of a text read from one page, from 0 to 1; two texts without words agree."""
    wanted, found = runs(known), runs(read)
    if not wanted and not found:
        return 1.0, 1.0
    common = (wanted & found).total()
    return common / (found.total() or 1), common / (wanted.total() or 1)


def letters(text: str | None) -> str:
    """Letters and digits alone, case-folded, with entities resolved twice, as feeds and heads escape them twice."""
    plain = unicodedata.normalize("NFKC", html.unescape(html.unescape(text or "")))
    return "".join(filter(str.isalnum, plain.casefold()))


def days(time: str | None) -> set[str]:
    """The days that a date or time in ISO 8601 falls on: as written, and in UTC if it has a zone."""
    written = (time or "").strip()
    found = {match[0]} if (match := _DAY.match(written)) else set()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return found
    found.add(moment.date().isoformat())
    return found | ({moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else set())


def harmonic_mean(one: float, other: float) -> float:
    """0 where both are 0."""
    return 2 * one * other / (one + other) if one + other else 0.0


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The multiset of a text's runs of four words; of a shorter text, all of it is one."""
    found = words(text)
    if len(found) < WORDS_A_RUN:
        return Counter([tuple(found)] if found else [])
    return Counter(zip(*(found[start:] for start in range(WORDS_A_RUN)), strict=False))


def _text(texts: Sequence[tuple[str, str]]) -> TextScore | None:
    scored = [(*agreement(known, read), bool(words(known)), bool(words(read))) for known, read in texts]
    if not scored:
        return None
    precision = _mean(one for one, _, _, has_read in scored if has_read)
    recall = _mean(other for _, other, is_known, _ in scored if is_known)
    return TextScore(harmonic_mean(precision, recall), precision, recall)


def _snippets(pairs: Sequence[tuple[Row, Row]]) -> SnippetScore | None:
    there: dict[str, list[bool]] = {"with": [], "without": []}
    for known, read in pairs:
        text = _one_line(read.get("body") or "")
        for kind, answers in there.items():
            answers += [_one_line(snippet) in text for snippet in known.get(kind) or ()]
    wanted, unwanted = there["with"], there["without"]
    if not wanted:
        return None
    hits, leaks = sum(wanted), sum(unwanted)
    return SnippetScore(2 * hits / (hits + len(wanted) + leaks), _mean(wanted), _mean(unwanted))


def _share(pairs: Sequence[tuple[Row, Row]], field: str, agree: Callable[[Any, Any], bool]) -> float | None:
    answers = [agree(known[field], read.get(field)) for known, read in pairs if known.get(field)]
    return _mean(answers) if answers else None


def _names(names: Iterable[str]) -> set[str]:
    return {letters(name) for name in names} - {""}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(numbers) if (numbers := list(values)) else 0.0
