"""What a page that was read means for the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openbeat.addresses import address_key
from openbeat.articles import ArticleFate, ArticleState, Settlement, identity_keys, occurred_at, settle
from openbeat.records import Completeness, Outcome
from tests.builders import NOW, make_entry, make_outcome, words

BERLIN = ZoneInfo("Europe/Berlin")
A = "https://news.example/a"


class Memory:
    """What a store would remember from batch to batch."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}
        self.states: dict[int, ArticleState] = {}

    def settle(self, *outcomes: Outcome) -> list[Settlement]:
        settlements = settle(outcomes, self.known, self.states, zone=BERLIN)
        for settlement in settlements:
            for key in settlement.keys:
                if key.kind == "title":
                    self.known[key.key_hash] = settlement.article_id
                self.known.setdefault(key.key_hash, settlement.article_id)
            if settlement.article:
                self.states[settlement.article_id] = settlement.article.state
        return settlements


def fates(settlements: Iterable[Settlement]) -> list[ArticleFate]:
    return [settlement.fate for settlement in settlements]


@pytest.fixture
def memory() -> Memory:
    return Memory()


def test_a_new_page_is_stored_with_its_keys(memory: Memory) -> None:
    outcome = make_outcome(
        make_entry(f"{A}?utm_source=rss"), final_url="https://www.news.example/x/a", canonical_url=A, title="Open"
    )
    (settlement,) = memory.settle(outcome)
    assert settlement.fate is ArticleFate.STORED
    assert settlement.article
    state = settlement.article.state
    assert (state.url, state.title, state.version, state.first_seen_at) == (A, "Open", 1, NOW)
    assert (settlement.article.publisher, settlement.article.word_count) == ("news.example", 60)
    assert [key.kind for key in settlement.keys] == ["address", "address", "text"]


def other_feed(url: str = A, **more: Any) -> Outcome:
    return make_outcome(make_entry(url, feed_id=2), **more)


@pytest.mark.parametrize(
    "second",
    [
        other_feed("http://news.example/a/#top"),
        other_feed("https://short.example/1", final_url=A),
        other_feed("https://news.example/amp/a", canonical_url=A, text=words(A, 30)),
        other_feed("https://m.news.example/9", text=words(A)),
    ],
    ids=["address", "redirect", "canonical", "text"],
)
def test_any_key_leads_to_the_article(memory: Memory, second: Outcome) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A)))
    (settlement,) = memory.settle(second)
    assert (settlement.fate, settlement.article_id, settlement.article) == (
        ArticleFate.DUPLICATE,
        first.article_id,
        None,
    )


@pytest.mark.parametrize(
    "second",
    [
        other_feed("https://copy.example/b", text=words(A)),
        other_feed("https://copy.example/b", canonical_url=A),
        other_feed("https://news.example/b", canonical_url="https://news.example/"),
        other_feed("https://news.example/b", text="Subscribe to read on."),
    ],
    ids=["same words elsewhere", "canonical of another site", "canonical is the front page", "too short to tell"],
)
def test_what_is_no_key_does_not(memory: Memory, second: Outcome) -> None:
    front = make_outcome(make_entry(A), canonical_url="https://news.example/")
    wall = make_outcome(make_entry("https://news.example/c"), "Subscribe to read on.")
    memory.settle(front, wall)
    (settlement,) = memory.settle(second)
    assert settlement.fate is ArticleFate.STORED


def test_a_sections_page_as_canonical_makes_its_articles_no_one_article(memory: Memory) -> None:
    section = "https://news.example/news"
    pages = [make_outcome(make_entry(f"{A}{name}"), words(name), canonical_url=section) for name in ("x", "y", "z")]
    settlements = memory.settle(*pages)
    assert fates(settlements) == [ArticleFate.STORED] * 3
    assert len({settlement.article_id for settlement in settlements}) == 3


def test_an_address_that_a_canonical_link_named_first_leads_to_the_article(memory: Memory) -> None:
    (amp,) = memory.settle(make_outcome(make_entry("https://news.example/amp"), words(A, 30), canonical_url=A))
    (page,) = memory.settle(other_feed(A))
    assert (page.fate, page.article_id) == (ArticleFate.DUPLICATE, amp.article_id)


def test_a_guid_that_is_used_again_for_another_article_is_another_article(memory: Memory) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A)))
    reused = make_entry("https://news.example/b", article_id=first.article_id)
    (second,) = memory.settle(make_outcome(reused, words("quite another thing")))
    assert second.fate is ArticleFate.STORED
    assert second.article_id != first.article_id
    moved = make_entry("https://news.example/c", article_id=first.article_id)
    (same,) = memory.settle(make_outcome(moved, words(A, 55)))
    assert (same.fate, same.article_id) == (ArticleFate.UPDATED, first.article_id)


def test_the_front_page_itself_may_be_canonical() -> None:
    home = "https://news.example/"
    (settlement,) = settle([make_outcome(make_entry(home), canonical_url=home)], {}, {}, zone=BERLIN)
    assert settlement.article
    assert settlement.article.state.url == home


def test_two_entries_of_one_batch_may_lead_to_one_article(memory: Memory) -> None:
    amp = other_feed("https://news.example/amp", canonical_url=A, text=words(A, 30))
    settlements = memory.settle(make_outcome(make_entry(A)), amp)
    assert fates(settlements) == [ArticleFate.STORED, ArticleFate.DUPLICATE]
    assert len({settlement.article_id for settlement in settlements}) == 1


def test_read_again_an_article_is_unchanged_or_a_new_version(memory: Memory) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A)))
    entry = make_entry(A, article_id=first.article_id, first_seen_at=NOW)
    later = NOW + timedelta(hours=3)
    (same,) = memory.settle(make_outcome(entry, words(A).upper() + " !", later))
    (other,) = memory.settle(make_outcome(entry, words("corrected"), later, final_url="https://news.example/moved"))
    (title,) = memory.settle(make_outcome(entry, words("corrected"), later, title="Another title"))
    assert fates([same, other, title]) == [ArticleFate.UNCHANGED, ArticleFate.UPDATED, ArticleFate.UPDATED]
    assert {same.article_id, other.article_id, title.article_id} == {first.article_id}
    assert other.article
    assert title.article
    assert (other.article.state.version, title.article.state.version) == (2, 3)
    assert (other.article.state.url, other.article.state.first_seen_at) == (A, NOW)


TITLE = "A lab opens the weights of its model"


@pytest.mark.parametrize(
    ("title", "text", "days", "fate"),
    [
        (TITLE, words(A, 200) + " One sentence was corrected.", 1, ArticleFate.DUPLICATE),
        (TITLE.upper(), words(A, 150), 6, ArticleFate.DUPLICATE),
        (TITLE, words(A, 200) + " One sentence was corrected.", 8, ArticleFate.STORED),
        (TITLE, words("quite another text", 200), 1, ArticleFate.STORED),
        ("Another title for the same thing", words(A, 200) + " One sentence was corrected.", 1, ArticleFate.STORED),
    ],
    ids=["corrected", "shortened", "too late", "another text", "another title"],
)
def test_an_article_posted_again_under_a_new_address_is_the_same_article(
    memory: Memory, title: str, text: str, days: int, fate: ArticleFate
) -> None:
    memory.settle(make_outcome(make_entry(A), words(A, 200), title=TITLE))
    again = make_outcome(make_entry("https://news.example/b"), text, NOW + timedelta(days=days), title=title)
    (settlement,) = memory.settle(again)
    assert settlement.fate is fate


def test_another_publisher_with_the_same_title_has_an_article_of_its_own(memory: Memory) -> None:
    memory.settle(make_outcome(make_entry(A), words(A, 200), title=TITLE))
    (settlement,) = memory.settle(other_feed("https://copy.example/b", text=words(A, 200), title=TITLE))
    assert settlement.fate is ArticleFate.STORED


def test_titles_that_come_back_are_compared_with_the_latest(memory: Memory) -> None:
    for week, name in enumerate(["first", "second", "third"]):
        at = NOW + timedelta(days=7 * week)
        entry = make_entry(f"{A}{week}", first_seen_at=at)
        memory.settle(make_outcome(entry, words(name, 200), at, title=TITLE))
    again = make_outcome(make_entry(f"{A}-again"), words("third", 190), NOW + timedelta(days=15), title=TITLE)
    assert fates(memory.settle(again)) == [ArticleFate.DUPLICATE]


def test_a_wall_that_went_up_since_changes_nothing(memory: Memory) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A), words(A, 200)))
    entry = make_entry(A, article_id=first.article_id, first_seen_at=NOW)
    (again,) = memory.settle(make_outcome(entry, words(A, 60), completeness=Completeness.TEASER))
    assert again.fate is ArticleFate.UNCHANGED


FULL, TEASER, VIDEO, LIST = Completeness.FULL, Completeness.TEASER, Completeness.VIDEO, Completeness.LIST


@pytest.mark.parametrize(
    ("before", "after", "same_words", "fate"),
    [
        (FULL, TEASER, False, ArticleFate.UNCHANGED),
        (FULL, VIDEO, False, ArticleFate.UNCHANGED),
        (FULL, LIST, False, ArticleFate.UNCHANGED),
        (TEASER, LIST, False, ArticleFate.UNCHANGED),
        (TEASER, VIDEO, False, ArticleFate.UPDATED),
        (VIDEO, FULL, False, ArticleFate.UPDATED),
        (LIST, TEASER, False, ArticleFate.UPDATED),
        (TEASER, FULL, True, ArticleFate.UPDATED),
        (TEASER, VIDEO, True, ArticleFate.UNCHANGED),
        (LIST, LIST, True, ArticleFate.UNCHANGED),
    ],
)
def test_no_version_takes_the_place_of_one_that_is_worth_more(
    memory: Memory, before: Completeness, after: Completeness, *, same_words: bool, fate: ArticleFate
) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A), words(A, 200), completeness=before))
    entry = make_entry(A, article_id=first.article_id, first_seen_at=NOW)
    text = words(A, 200) if same_words else words("quite another text", 60)
    (again,) = memory.settle(make_outcome(entry, text, completeness=after))
    assert (again.fate, again.article_id) == (fate, first.article_id)
    assert (again.article is not None) == (fate is ArticleFate.UPDATED)


@pytest.mark.parametrize(
    ("found", "fate"), [(FULL, ArticleFate.UPDATED), (TEASER, ArticleFate.DUPLICATE), (LIST, ArticleFate.DUPLICATE)]
)
def test_another_entry_that_brings_the_whole_text_of_a_teaser_makes_a_new_version(
    memory: Memory, found: Completeness, fate: ArticleFate
) -> None:
    (first,) = memory.settle(make_outcome(make_entry(A), words(A, 60), completeness=TEASER))
    entry = make_entry("https://news.example/amp/a")
    (second,) = memory.settle(make_outcome(entry, words(A, 200), canonical_url=A, completeness=found))
    assert (second.fate, second.article_id) == (fate, first.article_id)


def test_blank_lines_and_layout_make_no_other_article_and_no_new_version(memory: Memory) -> None:
    paragraphs = [words(name, 30) for name in ("one", "two", "three")]
    old = make_outcome(make_entry(A), "\n".join(paragraphs))
    new = make_outcome(make_entry(A), "\n\n".join(paragraphs), layout=("p", "h2", "p"))
    assert identity_keys(old) == identity_keys(new)
    assert {key.kind for key in identity_keys(old)} == {"address", "text", "title"}
    (first,) = memory.settle(old)
    entry = make_entry(A, article_id=first.article_id, first_seen_at=NOW)
    again = [replace(new, entry=entry), make_outcome(entry, "\n\n".join(paragraphs), layout=("p", "p", "quote"))]
    assert fates(memory.settle(*again)) == [ArticleFate.UNCHANGED, ArticleFate.UNCHANGED]
    (copy,) = memory.settle(make_outcome(make_entry("https://news.example/b"), "\n\n".join(paragraphs)))
    assert (copy.fate, copy.article_id) == (ArticleFate.DUPLICATE, first.article_id)


def test_the_same_wall_before_two_articles_makes_them_no_one_article(memory: Memory) -> None:
    notice = words("subscribe to read on", 80)
    wall = {"completeness": Completeness.TEASER}
    first = make_outcome(make_entry(A), notice, **wall)
    second = make_outcome(make_entry("https://news.example/b"), notice, **wall)
    assert fates(memory.settle(first, second)) == [ArticleFate.STORED, ArticleFate.STORED]


def test_without_the_article_it_led_to_an_entry_is_as_new(memory: Memory) -> None:
    (settlement,) = memory.settle(make_outcome(make_entry(A, article_id=7)))
    assert settlement.fate is ArticleFate.STORED


def test_the_article_is_first_seen_when_its_entry_was() -> None:
    seen = NOW - timedelta(days=2)
    (settlement,) = settle([make_outcome(make_entry(A, first_seen_at=seen))], {}, {}, zone=BERLIN)
    assert settlement.article
    assert (settlement.article.state.first_seen_at, settlement.article.stored_at) == (seen, NOW)


@pytest.mark.parametrize(
    ("claimed", "counts"),
    [
        (NOW - timedelta(days=3), NOW - timedelta(days=3)),
        (NOW + timedelta(days=300), NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW),
        (None, NOW),
    ],
)
def test_the_time_an_article_counts_for(claimed: datetime | None, counts: datetime) -> None:
    assert occurred_at(claimed, NOW) == counts
    (settlement,) = settle([make_outcome(make_entry(A), published_at=claimed)], {}, {}, zone=BERLIN)
    assert settlement.article
    assert settlement.article.occurred_at == counts


def test_days_begin_in_the_configured_zone() -> None:
    late = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)
    (settlement,) = settle([make_outcome(make_entry(A), published_at=late)], {}, {}, zone=BERLIN)
    assert settlement.article
    assert settlement.article.day == date(2026, 6, 10)


def test_the_id_is_that_of_the_address_whoever_brings_it() -> None:
    one = settle([make_outcome(make_entry(A))], {}, {}, zone=BERLIN)
    two = settle([other_feed("https://short.example/9", final_url="http://news.example/a/")], {}, {}, zone=BERLIN)
    assert one[0].article_id == two[0].article_id
    assert address_key(A)


def test_a_failed_page_has_no_keys() -> None:
    outcome = make_outcome(make_entry(A))
    assert identity_keys(replace(outcome, reading=None)) == ()
    assert identity_keys(replace(outcome, page=None)) == ()
