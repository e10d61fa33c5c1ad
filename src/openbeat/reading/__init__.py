"""From a page's bytes to a cleaned article and its language: ``extract`` and ``detect_language``.

decoding → markup → (linked_data, times) metadata → text → boilerplate → origin → read
                                                                                language
"""

from __future__ import annotations

from openbeat.reading.language import detect_language
from openbeat.reading.read import extract
from openbeat.reading.text import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "detect_language", "extract"]
