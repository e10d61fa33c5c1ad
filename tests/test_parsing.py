"""Feeds: what their bytes say, however odd."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbeat.errors import FeedError
from openbeat.polling import parse_feed
from openbeat.polling.parsing import (
    MAX_AUTHORS,
    MAX_GUID_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_RAW_DATE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    plain_text,
)
from openbeat.records import Entry, EntryStatus, ParsedFeed
from tests.builders import make_feed

URL = "https://news.example/feeds/rss.xml"
FEED = make_feed(URL, language="cy")


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Characters that turn the direction of what is written after them."""


def parse(body: str | bytes, max_entries: int = 100) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, URL, FEED, max_entries)


def rss(*items: str, channel: str = "<title>News</title><link>/</link><language>en-GB</language>") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel>{channel}{inner}</channel></rss>"
    )


def only(body: str) -> Entry:
    (entry,) = parse(body).entries
    return entry


def test_rss() -> None:
    parsed = parse(
        rss(
            "<title>Open weights</title><link>../2026/story</link><guid isPermaLink='false'>g-1</guid>"
            "<description>&lt;p&gt;A &lt;b&gt;short&lt;/b&gt; text.&lt;/p&gt;</description>"
            "<pubDate>Wed, 10 Jun 2026 08:30:00 +0200</pubDate>"
            "<content:encoded>&lt;p&gt;The whole text.&lt;/p&gt;</content:encoded>"
        )
    )
    assert (parsed.title, parsed.site_url, parsed.language) == ("News", "https://news.example/", "en")
    assert (parsed.version, parsed.note) == ("rss20", None)
    (entry,) = parsed.entries
    assert (entry.guid, entry.title, entry.summary) == ("g-1", "Open weights", "A short text.")
    assert entry.url == "https://news.example/2026/story"
    assert entry.address == "news.example/2026/story"
    assert entry.content == "<p>The whole text.</p>"
    assert entry.published_at == datetime(2026, 6, 10, 6, 30, tzinfo=UTC)
    assert entry.published_raw == "Wed, 10 Jun 2026 08:30:00 +0200"
    assert entry.updated_at is None
    assert (entry.status, entry.language, entry.feed_id) == (EntryStatus.PENDING, "en", FEED.feed_id)


def test_atom() -> None:
    parsed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Nouvelles</title>'
        "<entry><id>tag:1</id><title>Poids ouverts</title><link href='/a'/><author><name>Ada L.</name></author>"
        "<published>2026-06-10T08:00:00Z</published><updated>2026-06-10T09:00:00+01:00</updated>"
        "<content type='html'>&lt;p&gt;Tout.&lt;/p&gt;</content></entry></feed>"
    )
    (entry,) = parsed.entries
    assert (parsed.version, parsed.language, entry.language) == ("atom10", "fr", "fr")
    assert (entry.guid, entry.url, entry.authors) == ("tag:1", "https://news.example/a", ("Ada L.",))
    assert entry.published_at == datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert entry.content == "<p>Tout.</p>"


def test_rdf() -> None:
    parsed = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>RDF</title></channel>'
        '<item rdf:about="https://news.example/a"><title>A</title><link>https://news.example/a</link>'
        "<dc:date>2026-06-10T08:00:00Z</dc:date><dc:creator>Ada</dc:creator></item></rdf:RDF>"
    )
    (entry,) = parsed.entries
    assert (parsed.version, entry.address, entry.authors) == ("rss10", "news.example/a", ("Ada",))
    assert entry.published_at == datetime(2026, 6, 10, 8, tzinfo=UTC)


def test_broken_markup_is_a_note_and_no_reason_to_reject() -> None:
    parsed = parse(rss("<title>A & B</title><link>/a</link>")[: -len("</channel></rss>")])
    assert [entry.title for entry in parsed.entries] == ["A & B"]
    assert parsed.note
    assert parsed.note.startswith("malformed: ")


@pytest.mark.parametrize(
    "body", [b"", b"<html><body><h1>Log in</h1></body></html>", b"{}", b"\x00\x01\x02", b"%PDF-1.7 not a feed"]
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        parse(body)
    assert (caught.value.reason, caught.value.transient) == ("not_a_feed", True)
    assert URL in str(caught.value)


def test_bytes_are_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(rss("<title>Secret</title><link>/a</link>"), encoding="utf-8")
    with pytest.raises(FeedError):
        parse(str(secret))


VALID = (
    rss(
        "<title>Open &amp;amp; free</title><link>https://news.example/a</link><guid>1</guid>"
        "<pubDate>Wed, 10 Jun 2026 08:30:00 +0200</pubDate><description>&lt;p&gt;Short.&lt;/p&gt;</description>",
        "<title><![CDATA[Dos modelos]]></title><link>/b?x=1&amp;y=2</link><pubDate>10.06.2026 12:00</pubDate>",
        channel="<title>News</title><ttl>60</ttl><skipHours><hour>3</hour></skipHours>",
    ).encode(),
    (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Été</title><entry><id>tag:1</id>'
        "<title type='html'>&lt;b&gt;Poids&lt;/b&gt; ouverts</title><link rel='alternate' href='/a'/>"
        "<author><name>Ada L.</name></author><updated>2026-06-10T09:00:00+01:00</updated></entry></feed>"
    ).encode(),
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel/><item rdf:about="/a"><title>Ａ模型</title><link>/a</link></item></rdf:RDF>'
    ).encode("utf-16"),
)
PIECES = (
    b"<item>", b"</item>", b"<entry>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<title>", b"</title>", b"<link>",
    b"<guid>", b"&#xD83E;", b"&#0;", b"&amp;", b"&lt;", b"\x00", b"\xff\xfe", b"\x85", "\u202e".encode(), b"'", b'"',
    b">", b"javascript:", b"http://[", b"xml:base='x'", b"9" * 30,
)  # fmt: skip

Edit = tuple[float, int, bytes]


def edited(body: bytes, edits: list[Edit]) -> bytes:
    """The bytes after some edits: where (as a share of the length), how many bytes go, and which come instead."""
    for where, gone, inserted in edits:
        place = int(where * len(body))
        body = body[:place] + inserted + body[place + gone :]
    return body


def hostile_feeds() -> st.SearchStrategy[bytes]:
    text = st.text(max_size=100)
    edits = st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES) | st.binary(max_size=8)), max_size=6
    )
    return st.one_of(
        st.binary(max_size=300),
        st.builds(edited, st.sampled_from(VALID), edits),
        text.map(lambda title: rss(f"<title>{title}</title><link>{title}</link>").encode()),
        text.map(lambda date: rss(f"<pubDate>{escape(date)}</pubDate>").encode("utf-16")),
        text.map(lambda title: rss(f"<title>{escape(escape(title))}</title><guid>{escape(title)}</guid>").encode()),
        st.binary(max_size=60).map(lambda raw: b'<?xml version="1.0" encoding="' + raw + b'"?>' + rss("").encode()),
    )


@settings(max_examples=400, deadline=None)
@given(hostile_feeds(), st.integers(1, 3))
def test_whatever_the_bytes_a_feed_is_refused_or_its_entries_are_sound(body: bytes, max_entries: int) -> None:
    try:
        parsed = parse(body, max_entries)
    except FeedError:
        return
    assert parse(body, max_entries) == parsed
    assert len(parsed.entries) <= max_entries
    assert len({entry.entry_id for entry in parsed.entries}) == len(parsed.entries)
    for entry in parsed.entries:
        assert len(entry.title) <= MAX_TITLE_CHARACTERS
        assert entry.title == " ".join(entry.title.split())
        assert not [c for c in entry.title if unicodedata.category(c) == "Cc" or unicodedata.bidirectional(c) in BIDI]
        assert entry.url is None or entry.url.lower().startswith(("http://", "https://"))
        assert (entry.status is EntryStatus.PENDING) == (entry.address is not None)
        "".join(field for field in astuple(entry) if isinstance(field, str)).encode()  # no lone surrogates


@pytest.mark.parametrize(
    "name",
    ["published_parsed", "updated_parsed", "created_parsed", "authors", "feedburner:origLink", "summary_detail", "ttl",
     "sy:updatePeriod", "link/<link", "id/<id", "title/<title", "updated/<updated", "language/<language"],
)  # fmt: skip
def test_elements_that_the_parser_keeps_as_something_else_do_no_harm(name: str) -> None:
    odd = f"<{name} x='1'/>"
    parsed = parse(
        f"<rss version='2.0' xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' "
        f"xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>{odd}<item>{odd}<title>T</title>"
        f"<link>https://news.example/a</link>{odd}</item></channel></rss>"
    )
    assert len(parsed.entries) == 1


def test_an_entry_repeated_is_one_entry() -> None:
    item = "<guid>1</guid><title>A</title><link>/a</link>"
    assert len(parse(rss(item, item)).entries) == 1


def test_one_guid_for_several_addresses_means_several_entries_whatever_their_order() -> None:
    items = [f"<guid>same</guid><title>{name}</title><link>/{name}</link>" for name in "abc"]
    forwards, backwards = parse(rss(*items)).entries, parse(rss(*reversed(items))).entries
    assert {(entry.entry_id, entry.title) for entry in forwards} == {(e.entry_id, e.title) for e in backwards}
    later = parse(rss("<guid>same</guid><title>d</title><link>/d</link>", *items)).entries
    assert later[0].entry_id not in {entry.entry_id for entry in forwards}
    assert later[1:] == forwards


def test_a_guid_keeps_the_entrys_id_when_its_address_changes() -> None:
    before, after = only(rss("<guid>1</guid><link>/a</link>")), only(rss("<guid>1</guid><link>/b</link>"))
    assert before.entry_id == after.entry_id


def test_the_same_guid_in_two_feeds_is_two_entries() -> None:
    body = rss("<guid>1</guid><title>A</title><link>/a</link>")
    (other,) = parse_feed(body.encode(), URL, make_feed("https://other.example/"), 10).entries
    assert other.entry_id != only(body).entry_id
    assert other.address == only(body).address


@pytest.mark.parametrize("link", ["", "<link></link>", "<link>javascript:alert(1)</link>", "<link>urn:isbn:1</link>"])
def test_an_entry_without_a_web_address_is_skipped_with_its_reason(link: str) -> None:
    entry = only(rss(f"<title>A</title><guid isPermaLink='false'>1</guid>{link}"))
    assert (entry.status, entry.status_reason, entry.url, entry.address) == (
        EntryStatus.SKIPPED,
        "no_link",
        None,
        None,
    )


def test_dates_in_the_publishers_own_language_are_read() -> None:
    entry = only(rss("<link>/a</link><pubDate>mer, 16 nov 2022 00:38:15 +0100</pubDate>"))
    assert entry.published_at == datetime(2022, 11, 15, 23, 38, 15, tzinfo=UTC)


def test_a_feed_with_one_time_only_gives_the_publications() -> None:
    item = "<entry><id>1</id><link href='/a'/><updated>{}</updated></entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{item}</feed>"
    entry = only(body.format("2026-06-10T08:00:00Z"))
    assert entry.published_at == entry.updated_at == datetime(2026, 6, 10, 8, tzinfo=UTC)
    assert only(body.format("mer, 16 nov 2022 00:38:15 +0100")).published_at == datetime(
        2022, 11, 15, 23, 38, 15, tzinfo=UTC
    )


def test_what_is_no_date_is_kept_as_written_and_no_time() -> None:
    entry = only(rss("<link>/a</link><pubDate>soon</pubDate>"))
    assert (entry.published_at, entry.published_raw) == (None, "soon")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("R&amp;amp;D, &amp;quot;open&amp;quot;", 'R&D, "open"'),
        ("2 &lt; 3 &amp;amp; 4", "2 < 3 & 4"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("Le mod&amp;egrave;le", "Le modèle"),
        ("two\n  lines", "two lines"),
        ("a \u202eevil\u202c b\u200b\u0085", "a evil b"),
        ("cafe\u0301", "café"),
    ],
)
def test_titles_are_plain_text_in_one_line(markup: str, text: str) -> None:
    assert only(rss(f"<title>{markup}</title><link>/a</link>")).title == text


def test_scripts_and_styles_are_no_text() -> None:
    assert plain_text("<p>Yes</p><script>alert('no')</script><style>p {}</style>") == "Yes"
    assert plain_text("") == ""


@given(st.text(max_size=200))
def test_plain_text_has_one_line_and_nothing_invisible(markup: str) -> None:
    text = plain_text(markup)
    assert text == " ".join(text.split())
    assert not any(character in text for character in "\x00\x1b\u061c\u202e\u2066\ufeff")


def test_long_titles_are_cut() -> None:
    assert len(only(rss(f"<title>{'a' * 10_000}</title><link>/a</link>")).title) == MAX_TITLE_CHARACTERS


def test_entries_beyond_the_bound_are_left_out_and_said() -> None:
    parsed = parse(rss(*(f"<title>{n}</title><link>/{n}</link>" for n in range(7))), max_entries=3)
    assert [entry.title for entry in parsed.entries] == ["0", "1", "2"]
    assert parsed.note == "7 entries, the newest 3 taken"


def test_the_newest_are_taken_whatever_the_feeds_order() -> None:
    items = [f"<title>{n}</title><link>/{n}</link><pubDate>{n} Jun 2026 08:00 GMT</pubDate>" for n in range(1, 8)]
    assert [entry.title for entry in parse(rss(*items), 3).entries] == ["5", "6", "7"]
    assert [entry.title for entry in parse(rss(*reversed(items)), 3).entries] == ["7", "6", "5"]


def test_too_many_items_of_two_kinds_are_cut_down_after_parsing() -> None:
    items = "".join(
        f"<{name}><title>{name} {n}</title><link>/{name}/{n}</link><dc:date>2026-06-{2 * n + odd:02}</dc:date></{name}>"
        for n in range(1, 6)
        for odd, name in enumerate(("item", "entry"))
    )
    body = f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{items}</channel></rss>"
    parsed = parse(body, 3)
    assert [entry.title for entry in parsed.entries] == ["entry 4", "item 5", "entry 5"]
    assert parsed.note == "10 entries, the newest 3 taken"


@pytest.mark.parametrize("order", [1, -1])
def test_a_feed_of_fifty_thousand_entries_is_read_in_seconds(order: int) -> None:
    started = datetime(2020, 1, 1, tzinfo=UTC)
    items = [
        f"<title>Story {n} &amp; more</title><link>https://news.example/2026/{n}</link><guid>g{n}</guid>"
        f"<pubDate>{(started + timedelta(hours=n)).strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate>"
        "<description><![CDATA[<p>Nothing but </item> more</p>]]></description>"
        for n in range(50_000)
    ]
    body = rss(*items[::order]).encode()
    assert len(body) > 10_000_000
    clock = time.process_time()
    parsed = parse(body, 500)
    assert time.process_time() - clock < 10  # one or two on a quiet machine
    assert [entry.guid for entry in parsed.entries][::order] == [f"g{n}" for n in range(49_500, 50_000)]
    assert parsed.note == "50000 entries, the newest 500 taken"


def test_long_and_many_fields_are_cut() -> None:
    long = "x" * 10_000
    authors = "".join(f"<author><name>{n}{long[:500]}</name></author>" for n in range(100))
    (entry,) = parse(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>{long}</id><link href='/a'/>{authors}"
        f"<updated>{long}</updated></entry></feed>"
    ).entries
    assert (len(entry.guid or ""), len(entry.published_raw or "")) == (MAX_GUID_CHARACTERS, MAX_RAW_DATE_CHARACTERS)
    assert len(entry.authors) == MAX_AUTHORS
    assert {len(name) for name in entry.authors} == {MAX_NAME_CHARACTERS}


def test_long_guids_are_told_apart_beyond_what_is_kept() -> None:
    long = "x" * MAX_GUID_CHARACTERS
    assert len(parse(rss(f"<guid>{long}1</guid><link>/a</link>", f"<guid>{long}2</guid><link>/a</link>")).entries) == 2


def test_the_content_hash_tells_a_changed_entry_from_a_repeated_one() -> None:
    def entry(summary: str) -> Entry:
        return only(rss(f"<guid>1</guid><link>/a</link><title>A</title><description>{summary}</description>"))

    assert entry("one").content_hash == entry("one").content_hash != entry("two").content_hash


@pytest.mark.parametrize("link", ["https://./x", f"https://{'a' * 64}.example/x"])
def test_an_entry_whose_address_cannot_be_is_skipped(link: str) -> None:
    entry = parse(rss(f"<title>T</title><link>{link}</link><guid>1</guid>")).entries[0]
    assert (entry.status, entry.status_reason) == (EntryStatus.SKIPPED, "bad_address")
