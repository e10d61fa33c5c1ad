"""Feeds: what their bytes say, however odd."""

from __future__ import annotations

import contextlib
import gzip
import json
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbeat.errors import FeedError
from openbeat.polling import parse_feed
from openbeat.polling.parsing import MAX_TITLE_CHARACTERS, plain_text
from openbeat.records import Entry, EntryStatus, ParsedFeed
from tests.builders import make_feed
from tests.shared import shared_path

URL = "https://news.example/feeds/rss.xml"
FEED = make_feed(URL, language="cy")


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


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=100).map(lambda text: rss(f"<title>{text}</title><link>{text}</link>").encode()),
        st.text(max_size=100).map(lambda text: rss(f"<pubDate>{escape(text)}</pubDate>").encode("utf-16")),
        st.binary(max_size=60).map(lambda raw: b'<?xml version="1.0" encoding="' + raw + b'"?>' + rss("").encode()),
    )
)
def test_whatever_the_bytes_only_feed_errors_are_raised(body: bytes) -> None:
    try:
        parsed = parse(body)
    except FeedError:
        return
    assert len({entry.entry_id for entry in parsed.entries}) == len(parsed.entries)


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
    assert plain_text(None) == ""


@given(st.text(max_size=200))
def test_plain_text_has_one_line_and_nothing_invisible(markup: str) -> None:
    text = plain_text(markup)
    assert text == " ".join(text.split())
    assert not any(character in text for character in "\x00\x1b\u202e\u2066\ufeff")


def test_long_titles_are_cut() -> None:
    assert len(only(rss(f"<title>{'a' * 10_000}</title><link>/a</link>")).title) == MAX_TITLE_CHARACTERS


def test_entries_beyond_the_bound_are_left_out_and_said() -> None:
    parsed = parse(rss(*(f"<title>{n}</title><link>/{n}</link>" for n in range(7))), max_entries=3)
    assert [entry.title for entry in parsed.entries] == ["0", "1", "2"]
    assert parsed.note == "7 entries, the first 3 taken"


def test_the_content_hash_tells_a_changed_entry_from_a_repeated_one() -> None:
    def entry(summary: str) -> Entry:
        return only(rss(f"<guid>1</guid><link>/a</link><title>A</title><description>{summary}</description>"))

    assert entry("one").content_hash == entry("one").content_hash != entry("two").content_hash


def test_the_charset_is_found_out() -> None:
    latin = '<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<title>Modèle</title><link>/a</link>")[21:]
    assert parse(latin.encode("latin-1")).entries[0].title == "Modèle"
    assert parse(rss("<title>模型</title><link>/a</link>")).entries[0].title == "模型"


def _recorded_feeds() -> Iterator[tuple[str, bytes]]:
    with tarfile.open(shared_path("bench", "feeds", "feeds.tar.gz")) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file:
                yield member.name, file.read()


def test_recorded_feeds_are_read_or_refused_and_none_takes_long() -> None:
    outcomes: Counter[str] = Counter()
    for number, (name, body) in enumerate(_recorded_feeds()):
        if number % 5:
            continue
        started = time.perf_counter()
        try:
            parse(body, max_entries=500)
            outcomes["read"] += 1
        except FeedError:
            outcomes["refused"] += 1
        assert time.perf_counter() - started < 5, name
    assert outcomes["refused"] < outcomes["read"] / 20, outcomes


def test_entries_and_titles_are_those_the_feeds_authors_state() -> None:
    """At least as often as feedparser itself; one feed repeats an entry, which is one entry to us."""
    with gzip.open(shared_path("bench", "feeds", "expectations.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wanted = {row["file"]: row for row in rows if row["expect"].keys() & {"n_entries", "first_title"}}
    right, recorded = Counter[str](), Counter[str]()
    for name, body in _recorded_feeds():
        if name not in wanted:
            continue
        row = wanted[name]
        entries: tuple[Entry, ...] = ()
        with contextlib.suppress(FeedError):
            entries = parse(body, max_entries=10_000).entries
        expect = row["expect"]
        if "n_entries" in expect:
            right["n_entries"] += len(entries) == expect["n_entries"]
        if "first_title" in expect:
            right["first_title"] += (entries[0].title if entries else "") == plain_text(expect["first_title"])
        recorded.update({key: bool(row["agrees"].get(key)) for key in ("n_entries", "first_title")})
    assert sum(recorded.values()) > 100
    assert right["n_entries"] >= recorded["n_entries"] - 1
    assert right["first_title"] >= recorded["first_title"]


@pytest.mark.parametrize("link", ["https://./x", f"https://{'a' * 64}.example/x"])
def test_an_entry_whose_address_cannot_be_is_skipped(link: str) -> None:
    entry = parse(rss(f"<title>T</title><link>{link}</link><guid>1</guid>")).entries[0]
    assert (entry.status, entry.status_reason) == (EntryStatus.SKIPPED, "bad_address")
