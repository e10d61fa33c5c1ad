"""The licence that a page declares for its article.

Most pages that say "licence" say it of a picture, and most that say "rights" reserve them. What is believed, in this
order: JSON-LD (https://schema.org/license), elements with ``rel="license"`` (https://microformats.org/wiki/rel-license),
meta elements, and links to or names of Creative Commons licences that stand in a footer or in a line about a licence,
and near no picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from openbeat.reading.linked_data import addresses, first
from openbeat.reading.markup import clean_line, element_text
from openbeat.reading.source import Source

MAX_ELEMENTS = 50
"""Elements that speak of licences that are looked at; a gallery has more, of pictures."""
MAX_STEPS = 5
"""Elements between such an element and what is called a footer or a caption."""
MAX_LINE_CHARACTERS = 600
"""Longer ones are articles about licences."""
MAX_NAME_CHARACTERS = 80
"""Longer ones are terms of use."""
MAX_TERMS_CHARACTERS = 120
"""Between "Creative Commons" and the last of its licence's terms."""

_META = ("dcterms.license", "dc.rights.license", "license", "licence", "dcterms.rights", "dc.rights", "rights",
         "copyright")  # fmt: skip

_ADDRESS = re.compile(
    r"creativecommons\.org/(?P<kind>licenses|publicdomain)/(?P<terms>[a-z-]+)/(?P<version>\d\.\d)"
    r"(?:/(?P<ported>[a-z]{2}|igo|scotland)(?=[/?#]|$))?",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\bCC[\s-]?(?P<terms>0|BY(?:[\s-](?:NC|ND|SA))*)\b(?:[\s-]v?(?P<version>\d\.\d))?"
    r"|\bCreative[\s-]Commons:?\s(?P<long>BY(?:[\s-](?:NC|ND|SA))*)\b(?:[\s-]v?(?P<long_version>\d\.\d))?",
    re.IGNORECASE,
)
_NAME = re.compile(rf"Creative[\s-]Commons(?P<rest>.{{0,{MAX_TERMS_CHARACTERS}}})", re.IGNORECASE)
_VERSION = re.compile(r"\b[1-4]\.[05]\b")
_TERMS = {
    "by": r"attribution|namensnennung|atribu\w+|reconocimiento|attribuzione|paternité|naamsvermelding"
    r"|uznanie autorstwa",
    "nc": r"non-?\s?commercial|nicht[\s-]?kommerziell|keine kommerzielle|no\s?comercial|não\s?comercial"
    r"|pas d['’]utilisation commerciale|non commerciale|niet-?commercieel|użycie niekomercyjne",
    "nd": r"no-?\s?deriv|keine bearbeitung|sin\s?(?:obra\s?)?deriva|sem\s?deriva|pas de modification|non opere derivate"
    r"|geen\s?afgeleide|bez utworów",
    "sa": r"share-?\s?alike|weitergabe unter gleichen|compartir\s?igual|compartilha\s?igual"
    r"|partage (?:à l['’]identique|dans les)|condividi allo|gelijk\s?delen|na tych samych",
}
_LICENCE = re.compile(r"licen[sct]|lizen[zs]|licença|лиценз|under (?:a|the) creative|steh(?:t|en) unter", re.IGNORECASE)
_PICTURE = re.compile(
    r"\b(?:photo|image|picture|illustration|bild|foto|grafik|cover|imagen|immagine|thumb|avatar|gallery|caption)"
    r"|flickr|wikimedia|unsplash|pixabay|figcaption|(?:titel|symbol|beitrags)bild|\b(?:credits?|via)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"foot|licen[sc]e|lizenz|copyright|\bcc-", re.IGNORECASE)
_REL, _COMMONS = b'license"', b"ommons"
"""What a page has in it that declares a licence, or speaks of Creative Commons: looked for in its bytes first."""
_MENTIONING = (
    "//text()[contains(., 'Creative Commons') or contains(., 'Creative-Commons')"
    " or contains(., 'CC BY') or contains(., 'CC-BY')]"
)
_LINKS = "//a[contains(@href, 'creativecommons.org/')]"
_DECLARING = "//*[self::a or self::link][contains(@rel, 'licen')]"
_PICTURE_TAGS = frozenset({"figure", "figcaption", "picture"})
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "title", "textarea"})
_RESERVED = re.compile(
    r"©|\(c\)|copyright|rights? reserved|rechte vorbehalten|droits réservés|derechos reservados|direitos reservados"
    r"|diritti riservati|rechten voorbehouden|права защищены",
    re.IGNORECASE,
)


def find_licence(source: Source) -> str | None:
    """The licence's address, in its canonical form if it is one of Creative Commons, or its name; None without one."""
    declared = [claim for claim in _declared(source) if claim]
    # a licence that is known comes before the address of somebody's terms of use, and its version before its name
    best = max(declared, key=lambda claim: (bool(creative_commons(claim)), "/" in claim), default=None)
    return best or _written(source)


def creative_commons(text: str) -> str | None:
    """The Creative Commons licence that an address or a line names, canonical; its code where the version is missing.

    Source: https://wiki.creativecommons.org/wiki/License_Versions
    """
    address = _ADDRESS.search(text)
    if address:
        kind, terms, version, ported = (str(part or "").lower() for part in address.group(*address.groupdict()))
        return f"https://creativecommons.org/{kind}/{terms}/{version}/{ported + '/' if ported else ''}"
    code = _CODE.search(text)
    if code:
        return _canonical(code["terms"] or code["long"], code["version"] or code["long_version"])
    name = _NAME.search(text)
    terms = "-".join(term for term, words in _TERMS.items() if name and re.search(words, name["rest"], re.IGNORECASE))
    if not name or not terms.startswith("by"):
        return None
    numbered = _VERSION.search(name["rest"])
    return _canonical(terms, numbered[0] if numbered else None)


def _canonical(terms: str, version: str | None) -> str:
    named = re.sub(r"\s", "-", terms.lower())
    if named == "0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://creativecommons.org/licenses/{named}/{version}/" if version else f"CC {named.upper()}"


def _declared(source: Source) -> Iterator[str | None]:
    """What markup made for it says, most trusted first."""
    for node in (source.node, source.web_page):
        for address, _ in addresses(node, "license"):
            yield creative_commons(address) or (source.web_address(address) if "/" in address else _name(address))
        named = first(node, "license")
        yield creative_commons(named) or _name(named)
    for element in source.tree.xpath(_DECLARING)[:MAX_ELEMENTS] if _REL in source.page.body else []:
        address = element.get("href") or ""
        if not address.startswith("#") and not _around_picture(element):
            yield creative_commons(address) or creative_commons(element_text(element)) or source.web_address(address)
    for name in _META:
        yield from map(creative_commons, source.meta.get(name, []))


def _name(text: str) -> str | None:
    is_name = text and len(text) <= MAX_NAME_CHARACTERS and "/" not in text and not _RESERVED.search(text)
    return text if is_name else None


def _written(source: Source) -> str | None:
    """The first Creative Commons licence that a link or a line says the text is under."""
    if _COMMONS not in source.page.body:
        return None
    for element in source.tree.xpath(_LINKS)[:MAX_ELEMENTS]:
        found = creative_commons(element.get("href") or "")
        if found and _is_about_text(element, _line(element) or element_text(element)):
            return found
    for text in source.tree.xpath(_MENTIONING)[:MAX_ELEMENTS]:
        parent = text.getparent()
        element = parent.getparent() if parent is not None and text.is_tail else parent
        if element is None or element.tag in _NO_TEXT:
            continue
        line = _line(element) or clean_line(text[:MAX_LINE_CHARACTERS])
        found = creative_commons(line)
        if found and _is_about_text(element, line):
            return found
    return None


def _is_about_text(element: HtmlElement, line: str) -> bool:
    if _around_picture(element) or _PICTURE.search(line):
        return False
    around = (element, *islice(element.iterancestors(), MAX_STEPS))
    return bool(_LICENCE.search(line)) or any(part.tag == "footer" or _PLACE.search(_label(part)) for part in around)


def _around_picture(element: HtmlElement) -> bool:
    around = (element, *islice(element.iterancestors(), MAX_STEPS))
    return any(part.tag in _PICTURE_TAGS or _PICTURE.search(_label(part)) for part in around)


def _label(element: HtmlElement) -> str:
    """What an element is called; ``wp-image-7`` as words."""
    if element.tag in {"body", "html", "article", "main"}:
        return ""
    return re.sub(r"[_\d-]+", " ", f"{element.get('class') or ''} {element.get('id') or ''}")


def _line(element: HtmlElement) -> str:
    """The text of the block around an element; an empty string where that is long."""
    block = element
    while block.tag in {"a", "em", "strong", "b", "i", "span", "small"} and block.getparent() is not None:
        block = block.getparent()
    text = element_text(block)
    return text if len(text) <= MAX_LINE_CHARACTERS else ""
