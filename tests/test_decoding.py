"""Bytes become text in the right encoding, and what is no HTML is refused with a reason."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.errors import ReadingError
from openbeat.reading.decoding import decode

PAGE = "<html><head>{meta}<title>{title}</title></head><body><p>{text}</p></body></html>"
RUSSIAN = "Разработчики выложили веса модели и пригласили всех проверить её работу на своих данных. " * 3
JAPANESE = "研究者たちは新しい言語モデルの重みを公開し、誰でも自由に使えるようにした。" * 5
CHINESE = "研究人员公开了新语言模型的权重,任何人都可以免费使用。" * 5
FRENCH = "L'équipe a publié le modèle à l'été, où chaque bénévole a pu l'évaluer et le façonner. " * 3


def outcome(body: bytes, content_type: str | None) -> str:
    """The text, or the reason of the refusal."""
    try:
        return decode(body, content_type)
    except ReadingError as error:
        return error.reason


def page(text: str, meta: str = "") -> str:
    return PAGE.format(meta=meta, title="t", text=text)


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "shift_jis", "x-sjis"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (CHINESE, "gb18030", "gb2312"),
        (FRENCH, "latin-1", "ISO-8859-1"),
        (FRENCH, "utf-8", "utf-8"),
    ],
)
def test_declared_encodings_are_used(text, encoding, label):
    in_meta = page(text, f'<meta charset="{label}">')
    assert decode(in_meta.encode(encoding), None) == in_meta
    in_old_meta = page(text, f'<meta http-equiv="Content-Type" content="text/html; charset={label}">')
    assert decode(in_old_meta.encode(encoding), "text/html") == in_old_meta
    undeclared = page(text)
    assert decode(undeclared.encode(encoding), f'text/html; charset="{label}"') == undeclared


def test_header_goes_before_meta():
    text = page(RUSSIAN, '<meta charset="koi8-r">')
    assert decode(text.encode("cp1251"), "text/html; charset=windows-1251") == text


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_byte_order_mark_goes_before_all(bom, encoding):
    text = page(RUSSIAN, '<meta charset="koi8-r">')
    assert decode(bom + text.encode(encoding), "text/html; charset=windows-1251") == text


def test_valid_utf8_is_utf8_whatever_is_declared():
    text = page(FRENCH, '<meta charset="iso-8859-1">')
    assert decode(text.encode(), "text/html; charset=windows-1251") == text


def test_latin1_label_means_windows_1252():
    assert "“quoted” – €5" in decode(page("“quoted” – €5").encode("cp1252"), "text/html; charset=iso-8859-1")


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (FRENCH, "cp1252")])
def test_undeclared_encodings_are_detected(text, encoding):
    assert text.strip() in decode(page(text).encode(encoding), "text/html")


def test_utf16_is_believed_only_of_bytes_that_look_like_it():
    text = page(FRENCH)
    assert decode(text.encode("utf-16-le"), "text/html; charset=utf-16le") == text
    assert decode(text.encode(), "text/html; charset=utf-16le") == text


def test_one_bad_byte_does_not_change_the_encoding():
    body = page(RUSSIAN, '<meta charset="utf-8">').encode().replace(b"</p>", b"\xff</p>")
    assert RUSSIAN.strip() in decode(body, "text/html")


@pytest.mark.parametrize("label", ["hex", "utf-7", "unicode_escape", "nonsense", "idna", ""])
def test_labels_that_are_no_web_encoding_are_ignored(label):
    text = page(FRENCH)
    assert decode(text.encode(), f"text/html; charset={label}") == text


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", None, "empty_page"),
        (b" \n\t\0 ", "text/html", "empty_page"),
        (b"%PDF-1.7\n<p>", "text/html", "not_html"),
        (b"%PDF-1.7", "application/pdf", "not_html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), None, "not_html"),
        (b"\xff\xd8\xff\xe0<html>", "text/html", "not_html"),
        (b"\x00\x00\x00\x20ftypisom<html>", None, "not_html"),
        (b"<html>" + b"a\0" * 4000 + b"\0\0\0", None, "not_html"),
        (b"<html><p>text</p></html>", "image/png", "not_html"),
        (b'{"html": 1}', "application/json", "not_html"),
        (b'{"text": "nothing but data"}', None, "not_html"),
        (b'<?xml version="1.0"?><!-- a --><rss><channel><title>f</title></channel></rss>', "text/xml", "not_html"),
        (b"just words", "text/plain", "not_html"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(body, content_type, reason):
    with pytest.raises(ReadingError) as raised:
        decode(body, content_type)
    assert raised.value.reason == reason
    assert raised.value.transient == (reason == "empty_page")


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_any_bytes_decode_or_are_refused(body, content_type):
    for candidate in (body, b"<html><p>" + body):
        first, second = outcome(candidate, content_type), outcome(candidate, content_type)
        assert first == second
        assert first in {"not_html", "empty_page"} or "<" in first


def test_what_was_pasted_into_utf8_from_windows_comes_out_right():
    body = page(RUSSIAN + "{} naïve").encode().replace(b"{}", "“€5”".encode("cp1252"))
    assert decode(body, "text/html; charset=utf-8") == page(RUSSIAN + "“€5” naïve")


def test_the_xml_declaration_goes_before_meta():
    text = '<?xml version="1.0" encoding="iso-8859-2"?>' + page("Zażółć gęślą jaźń. " * 9, '<meta charset="cp1252">')
    assert "Zażółć gęślą jaźń." in decode(text.encode("iso-8859-2"), "application/xhtml+xml")
