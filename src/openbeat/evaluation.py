"""How well a classifier does on labelled texts: scores by class, language, topic and stance, and the worst misses."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openbeat.classify import Classifier
from openbeat.labels import Labelled
from openbeat.records import Relevance, Stance, Verdict

BINS = 10
"""Of probabilities, for calibration."""


class Judged(NamedTuple):
    """A labelled text and what the classifier says of it."""

    label: Labelled
    verdict: Verdict

    @property
    def inside(self) -> bool:
        """Whether label and verdict both see it within the beat."""
        return self.label.relevance is not Relevance.OFF and self.verdict.relevance is not Relevance.OFF


class Score(NamedTuple):
    """Counts of one class: right ones, those said, those true."""

    hits: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        """Share of what was said that is true; 0 where nothing was."""
        return self.hits / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what is true that was said; 0 where nothing is."""
        return self.hits / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both (van Rijsbergen, 1979)."""
        return 2 * self.hits / (self.said + self.true) if self.said + self.true else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores on a set of labelled texts."""

    items: int
    relevance: dict[str, Score]
    """By core, mention, off, and ``core+mention``: within the beat at all."""
    languages: dict[str, Score]
    """Within the beat at all, by language."""
    hard_negatives: int
    """Texts that are off and easily mistaken for the beat."""
    let_in: int
    """How many of those were."""
    topics: dict[str, Score]
    stance: dict[str, Score]
    """Of texts that label and verdict see within the beat."""
    entities: Score
    calibration_error: float
    """Expected calibration error of the probability of core, over ten bins (Naeini et al., 2015)."""

    @property
    def macro_f1(self) -> float:
        """The mean over core, mention and off."""
        return mean(self.relevance[name].f1 for name in Relevance)


def judge(classifier: Classifier, labels: Iterable[Labelled]) -> list[Judged]:
    """The verdicts on labelled texts; labels are not looked at."""
    return [Judged(label, classifier.judge(label.title, label.text, label.lang)) for label in labels]


def evaluate(judged: Sequence[Judged], *, uncounted_kinds: frozenset[str] = frozenset()) -> Evaluation:
    """Compare verdicts with labels.

    Args:
        judged: the texts.
        uncounted_kinds: kinds of entities that the labels do not name.
    """
    within = frozenset({Relevance.CORE, Relevance.MENTION})
    classes = {name.value: frozenset({name}) for name in Relevance} | {"core+mention": within}
    by_language: defaultdict[str, list[Judged]] = defaultdict(list)
    for item in judged:
        by_language[item.label.lang].append(item)
    hard = [item for item in judged if item.label.relevance is Relevance.OFF and item.label.hard_negative]
    with_topics = [(frozenset(label.topics), verdict.topics) for label, verdict in judged if label.topics is not None]
    stances = [(item.label.stance, item.verdict.stance) for item in judged if item.inside and item.label.stance]
    return Evaluation(
        items=len(judged),
        relevance={name: _relevance(judged, wanted) for name, wanted in classes.items()},
        languages={language: _relevance(items, within) for language, items in sorted(by_language.items())},
        hard_negatives=len(hard),
        let_in=sum(item.verdict.relevance is not Relevance.OFF for item in hard),
        topics={
            topic: _score((topic in true, topic in said) for true, said in with_topics)
            for topic in sorted(frozenset().union(*(true for true, _ in with_topics)))
        },
        stance={side.value: _score((true is side, said is side) for true, said in stances) for side in Stance},
        entities=_entities(judged, uncounted_kinds),
        calibration_error=_calibration_error(judged),
    )


def worst_misses(judged: Iterable[Judged]) -> list[Judged]:
    """The texts judged wrongly, the surest mistake first."""
    wrong = [item for item in judged if item.label.relevance is not item.verdict.relevance]
    return sorted(wrong, key=lambda item: item.verdict.probability[item.label.relevance])


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _relevance(judged: Iterable[Judged], wanted: frozenset[Relevance]) -> Score:
    return _score((label.relevance in wanted, verdict.relevance in wanted) for label, verdict in judged)


def _score(pairs: Iterable[tuple[bool, bool]]) -> Score:
    """The counts of pairs of what is true and what was said."""
    counts = Counter(pairs)
    hits = counts[True, True]
    return Score(hits, hits + counts[False, True], hits + counts[True, False])


def _entities(judged: Iterable[Judged], uncounted: frozenset[str]) -> Score:
    """Over all names of all texts. Spelling counts only by letters and digits."""
    hits = said = true = 0
    for label, verdict in judged:
        if label.entities is None:
            continue
        wanted = {_key(name) for name in label.entities}
        given = {_key(mention.entity) for mention in verdict.mentions if mention.kind not in uncounted}
        hits, said, true = hits + len(wanted & given), said + len(given), true + len(wanted)
    return Score(hits, said, true)


def _key(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def _calibration_error(judged: Sequence[Judged]) -> float:
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for label, verdict in judged:
        chance = verdict.probability[Relevance.CORE]
        bins[min(BINS - 1, int(chance * BINS))].append((chance, label.relevance is Relevance.CORE))
    gaps = (abs(sum(chance for chance, _ in cell) - sum(true for _, true in cell)) for cell in bins.values())
    return sum(gaps) / len(judged) if judged else 0.0
