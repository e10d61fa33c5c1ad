"""The classification step: a text in, a verdict out."""

from __future__ import annotations

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import gather, shown
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.mentions import mentions
from openbeat.classify.relevance import features, judge
from openbeat.classify.stance import stance
from openbeat.classify.topics import topics
from openbeat.records import Relevance, Verdict

CLASSIFIER_VERSION = "1"
"""Raised with every change of the code that can change a verdict; the beat's version covers its data."""


class Classifier:
    """Judges texts for one beat.

    Construction compiles the beat's vocabulary and takes some tenths of a second. Afterwards nothing is changed, so
    threads may share a classifier; processes each build their own.
    """

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self._lexicon = Lexicon(beat)

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
        relevance, probability = judge(features(gathered), self.beat.relevance)
        evidence = shown(gathered, found)
        within = relevance is not Relevance.OFF
        side = None
        if within:
            side, cues = stance(found, self.beat, gathered.zones)
            evidence += cues
        return Verdict(
            beat=self.beat.name,
            beat_version=self.beat.version,
            classifier_version=CLASSIFIER_VERSION,
            relevance=relevance,
            score=1.0 - probability[Relevance.OFF],
            probability=probability,
            topics=topics(found, self.beat, gathered.zones) if within else {},
            stance=side,
            mentions=mentions(found) if within else (),
            evidence=tuple(evidence),
        )
