"""Whether and how an article covers a beat, with the evidence.

A beat is data (:func:`load_beat`); a :class:`Classifier` made from one judges any number of texts.
"""

from openbeat.classify.beat import Beat, load_beat
from openbeat.classify.verdict import CLASSIFIER_VERSION, Classifier

__all__ = ["CLASSIFIER_VERSION", "Beat", "Classifier", "load_beat"]
