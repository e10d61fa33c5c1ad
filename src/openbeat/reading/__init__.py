"""From a page's bytes to a cleaned article and its language: ``extract`` and ``detect_language``.

decoding (mojibake) → markup → source (linked_data) → metadata
→ text → body (blocks, evidence, forest) → origin → boilerplate
→ walls, kinds, teasers, embedded, feed_text → lines → read
→ language (identifying, mixture)

:mod:`openbeat.reading.read` puts them together, in this order.
"""

from __future__ import annotations

from openbeat.reading.language import detect_language
from openbeat.reading.read import extract
from openbeat.reading.text import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "detect_language", "extract"]
