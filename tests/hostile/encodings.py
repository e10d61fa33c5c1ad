"""Encodings that are wrong, missing or contradicted; each of these articles has to come out right."""

from __future__ import annotations

import codecs

from tests.hostile import wire
from tests.hostile.case import Case, Kind

_FRENCH = "L’été où l’équipe dévoila « Héron », modèle libre façonné à Besançon, chacun put l’évaluer à sa guise"
_RUSSIAN = "Разработчики выложили открытые веса модели и пригласили всех проверить её работу на своих данных"
_JAPANESE = "研究者たちは新しい言語モデルの重みを公開し、誰でも自由に使えるようにした"
_POLISH = "Zespół udostępnił wagi modelu językowego, żeby każdy mógł go sprawdzić, a później ulepszyć według potrzeb"


def _document(text: str, head_markup: str = "", prolog: str = "") -> str:
    paragraphs = "".join(f"<p>{text}. {text}, {number}.</p>" for number in ("1", "2", "3"))
    return prolog + wire.document(text[:30], paragraphs, head_markup)


def _case(name: str, served: str, text: str, body: bytes, content_type: str) -> Case:
    return Case(
        name=f"charset-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.answer(body, Content_Type=content_type) if content_type else wire.answer(body),
        kept="stored, every character right",
        columns={"title": text[:30].strip()},
        has=(text,),
        lacks=("\N{REPLACEMENT CHARACTER}",),
    )


def _mixed() -> bytes:
    """UTF-8, with the quotes and one name pasted in from Windows."""
    body = _document(_RUSSIAN + " – {quote}").encode()
    return body.replace(b"{quote}", "“naïveté”".encode("cp1252"))


_META_1251 = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'

CASES = (
    _case(
        "wrong-in-header",
        "UTF-8 that the header calls ISO-8859-1",
        _FRENCH,
        _document(_FRENCH).encode(),
        "text/html; charset=iso-8859-1",
    ),
    _case("missing", "windows-1251 that nothing declares", _RUSSIAN, _document(_RUSSIAN).encode("cp1251"), "text/html"),
    _case("no-type", "UTF-8 without any Content-Type", _FRENCH, _document(_FRENCH).encode(), ""),
    _case(
        "bom-against-header",
        "UTF-8 with a byte order mark that the header calls windows-1251",
        _POLISH,
        codecs.BOM_UTF8 + _document(_POLISH).encode(),
        "text/html; charset=windows-1251",
    ),
    _case(
        "header-against-meta",
        "windows-1251 that its header declares and its meta calls KOI8-R",
        _RUSSIAN,
        _document(_RUSSIAN, '<meta charset="koi8-r">').encode("cp1251"),
        "text/html; charset=windows-1251",
    ),
    _case(
        "xml-prolog",
        "ISO-8859-2 that only an XML prolog declares",
        _POLISH,
        _document(_POLISH, prolog='<?xml version="1.0" encoding="iso-8859-2"?>').encode("iso-8859-2"),
        "application/xhtml+xml",
    ),
    _case(
        "prolog-against-meta",
        "ISO-8859-2 that its XML prolog declares and its meta calls windows-1252",
        _POLISH,
        _document(_POLISH, '<meta charset="windows-1252">', '<?xml version="1.0" encoding="iso-8859-2"?>').encode(
            "iso-8859-2"
        ),
        "text/html",
    ),
    _case(
        "meta-only",
        "Shift_JIS that only a meta element declares",
        _JAPANESE,
        _document(_JAPANESE, '<meta charset="Shift_JIS">').encode("cp932"),
        "text/html",
    ),
    _case(
        "meta-late",
        "windows-1251 whose meta element stands behind 3 kB of scripts",
        _RUSSIAN,
        _document(_RUSSIAN, f"<script>{'x' * 3000}</script>{_META_1251}").encode("cp1251"),
        "text/html",
    ),
    _case(
        "unknown-label",
        "windows-1251 declared as `x-martian-7`",
        _RUSSIAN,
        _document(_RUSSIAN).encode("cp1251"),
        "text/html; charset=x-martian-7",
    ),
    _case(
        "utf-7-label",
        "UTF-8 declared as UTF-7, a known attack",
        _FRENCH,
        _document(_FRENCH).encode(),
        "text/html; charset=utf-7",
    ),
    _case(
        "utf-16",
        "UTF-16 with a byte order mark, declared as UTF-8",
        _JAPANESE,
        codecs.BOM_UTF16_BE + _document(_JAPANESE).encode("utf-16-be"),
        "text/html; charset=utf-8",
    ),
    _case(
        "utf-16-bare",
        "UTF-16 without byte order mark or declaration",
        _FRENCH,
        _document(_FRENCH).encode("utf-16-le"),
        "text/html",
    ),
    _case(
        "mixed",
        "UTF-8 with bytes of windows-1252 pasted in",
        _RUSSIAN + " – “naïveté”",
        _mixed(),
        "text/html; charset=utf-8",
    ),
)
