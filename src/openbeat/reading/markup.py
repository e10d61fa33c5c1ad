"""Text to a tree, parsed once for all that read from it, and strings to clean ones."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from openbeat.errors import ReadingError

MAX_ELEMENTS = 25_000
"""The largest of 1,246 news pages measured has 10,000; each costs the extractor some two kilobytes."""
MAX_ATTRIBUTES = 1_000
"""Of one element; the parser compares each with all others."""
MAX_TEXT_CHARACTERS = 500_000
"""All that a page shows, scripts and styles left out; the most of 1,246 news pages measured is 200,000."""

_START_TAG = re.compile(r"<[a-z]", re.IGNORECASE)
_LONG_TAG = re.compile(rf"<[a-z][^<>]{{{2 * MAX_ATTRIBUTES}}}", re.IGNORECASE)
"""Shorter ones have no room for so many attributes."""
_CROWDED_TAG = re.compile(
    r"<[a-z][^\s<>]*+"
    r"(?:[\s/]++[^\s<>=/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"?|'[^'<]*+'?|[^\s<>]++))?+)"
    rf"{{{MAX_ATTRIBUTES + 1}}}",
    re.IGNORECASE,
)
_NO_TEXT = frozenset({"script", "style", "template", "noscript"})
MAX_NAME_CHARACTERS = 500
"""Of a class or id; the rest is cut off."""
_LONG_NAMES = etree.XPath(
    f"//*[string-length(@class) > {MAX_NAME_CHARACTERS} or string-length(@id) > {MAX_NAME_CHARACTERS}]"
)
MAX_MARKS = 30
"""Combining marks on one letter, as in the stream-safe text format (UAX #15); normalising more takes quadratic time."""
_HIGH = re.compile(rf"[\u0300-\U0010ffff][\u0300-\U0010ffff]{{{MAX_MARKS},}}")
"""Where so many marks can be, found in a fifth of the time; Western texts have none."""
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    r"\u07eb-\u07f3\u0816-\u082d\u0859-\u085b\u0898-\u08ff\u093c\u094d\u0951-\u0954\u0e38-\u0e4b\u0eb8-\u0ecb"
    r"\u0f18-\u0f87\u135d-\u135f\u1ab0-\u1aff\u1cd0-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u2de0-\u2dff\u302a-\u302f"
    rf"\u3099\u309a\ua66f-\ua69f\ua8e0-\ua8f1\ufe20-\ufe2f\U0001d165-\U0001d1ad\U0001e000-\U0001e94a]{{{MAX_MARKS},}}"
)

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, selectors
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero widths, bidi marks and overrides
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # surrogates, non-characters, tags
)
_SPACES = re.compile(r"[\s\u2028\u2029]+")


def parse(text: str) -> HtmlElement | None:
    """The page's tree, without comments; None where nothing can be made of it.

    Raises:
        ReadingError: ``too_complex``; reading it would take more memory and time than any article is worth.
    """
    clean = _HIGH.sub(lambda run: _MARKS.sub(_first_marks, run[0]), _NOT_XML.sub("", text))
    # Counting "<" alone is quicker, and enough for nearly every page.
    if clean.count("<") > MAX_ELEMENTS and sum(1 for _ in _START_TAG.finditer(clean)) > MAX_ELEMENTS:
        raise _too_complex(f"{MAX_ELEMENTS:,} elements")
    if any(_CROWDED_TAG.match(clean, tag.start()) for tag in _LONG_TAG.finditer(clean)):
        raise _too_complex(f"{MAX_ATTRIBUTES:,} attributes in one element")
    try:
        # as bytes, since lxml refuses a str with an encoding declaration
        parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
        tree = document_fromstring(clean.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    root = cast("HtmlElement", tree)
    for element in cast("list[HtmlElement]", _LONG_NAMES(root)):
        for name in ("class", "id"):
            if name in element.attrib:
                element.set(name, element.attrib[name][:MAX_NAME_CHARACTERS])
    if len(clean) > MAX_TEXT_CHARACTERS and sum(map(len, _texts(root))) > MAX_TEXT_CHARACTERS:
        raise _too_complex(f"{MAX_TEXT_CHARACTERS:,} characters of text")
    return root


def _first_marks(run: re.Match[str]) -> str:
    return run[0][:MAX_MARKS]


def clean_line(text: str) -> str:
    """One line in NFC: spaces joined, soft hyphens, zero-width characters, controls and bidi overrides removed."""
    joined = " ".join(text.split())
    if joined.isascii() and joined.isprintable():  # most texts, in a quarter of the time
        return joined
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def clean_code(text: str) -> str:
    """Lines of code in NFC with their indentation; a blank line among them holds one space."""
    lines = [_INVISIBLE.sub("", line).rstrip() for line in unicodedata.normalize("NFC", text).splitlines()]
    written = [number for number, line in enumerate(lines) if line]
    return "\n".join(line or " " for line in lines[written[0] : written[-1] + 1]) if written else ""


def clean_value(value: str) -> str:
    """A metadata value: entities that were escaped twice are undone, then as :func:`clean_line`."""
    return clean_line(html.unescape(value))


def element_text(element: HtmlElement) -> str:
    """An element's text as one clean line, words of neighbouring blocks kept apart, without scripts and styles."""
    return clean_line(" ".join(_texts(element)))


def _texts(element: HtmlElement) -> Iterator[str]:
    """The pieces of text within an element that a page shows, in order."""
    for event, within in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and within.tag not in _NO_TEXT:
            yield within.text or ""
        elif event == "end" and within is not element:
            yield within.tail or ""


def _too_complex(more_than: str) -> ReadingError:
    problem = f"The page has more than {more_than}, which no article has."
    return ReadingError("too_complex", problem, transient=False)


def key(text: str) -> str:
    """What two spellings of one heading share: letters and digits, case-folded."""
    return "".join(char for char in unicodedata.normalize("NFKC", html.unescape(text)).casefold() if char.isalnum())
