"""The classification step: a text in, a verdict out."""

from __future__ import annotations

from copy import copy

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import gather, shown
from openbeat.classify.jurisdictions import jurisdictions
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.mentions import mentions
from openbeat.classify.reasons import Reasons, reasons
from openbeat.classify.relevance import judge, measures
from openbeat.classify.stance import stance
from openbeat.classify.topics import topics
from openbeat.classify.weights import Weights, shipped_weights
from openbeat.records import Relevance, Verdict

CLASSIFIER_VERSION = "2"
"""Raised with every change of the code that can change a verdict; the beat's version covers its data."""


class Classifier:
    """Judges texts for one beat.

    Construction compiles what counts in all languages, in about a tenth of a second; the terms of a language are
    compiled when its first text is met, in some milliseconds. Threads may share a classifier; processes each build
    their own. The time to judge a text grows with its length, whatever is in it.
    """

    def __init__(self, beat: Beat, weights: Weights | None = None) -> None:
        """Compile a beat.

        Args:
            beat: the beat.
            weights: the models to judge by; None for those that ship with openbeat.
        """
        self.beat = beat
        self._weights = weights or shipped_weights()
        self._lexicon = Lexicon(beat)

    def reweighted(self, weights: Weights) -> Classifier:
        """A classifier for the same beat that judges by other weights; the compiled vocabulary is shared."""
        other = copy(self)
        other._weights = weights  # noqa: SLF001 - its own kind
        return other

    def judge(self, title: str, text: str, language: str) -> Verdict:
        """How a text covers the beat.

        Args:
            title: plain text; may be empty, then the text's first sentence is taken for it.
            text: plain text; may be empty, then the title alone is judged.
            language: ISO 639-1 code, or ``und``.

        Returns:
            The verdict. Offsets of its evidence point into the title or the text as given.
        """
        found = self._lexicon.find(title, text, language)
        gathered = gather(found, self.beat, language)
        relevance, probability = judge(
            measures(gathered), self.beat.relevance, self._weights.scope, self._weights.subject
        )
        core = probability[Relevance.CORE]
        evidence = shown(gathered, found)
        within = relevance is not Relevance.OFF
        side = None
        if within:
            side, cues = stance(found, self.beat, gathered, core, self._weights.stance)
            evidence += cues
        return Verdict(
            beat=self.beat.name,
            beat_version=self.beat.version,
            classifier_version=CLASSIFIER_VERSION,
            relevance=relevance,
            score=1.0 - probability[Relevance.OFF],
            probability=probability,
            topics=topics(found, self.beat, gathered.zones, core, self._weights.topic) if within else {},
            stance=side,
            jurisdictions=jurisdictions(found, self.beat) if within else (),
            mentions=mentions(found) if within else (),
            evidence=tuple(evidence),
        )

    def reasons(self, title: str, text: str, language: str) -> Reasons:
        """What the verdict on a text comes from. Takes the same arguments as :meth:`judge`."""
        found = self._lexicon.find(title, text, language)
        return reasons(found, gather(found, self.beat, language), self._weights)
