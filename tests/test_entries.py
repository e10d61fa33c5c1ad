"""Which entries of a poll are new, which changed, which were only seen again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.entries import EntryChanges, KnownEntry, sort_entries
from openbeat.records import Entry, EntryStatus
from tests.builders import make_entry

A, B = make_entry("https://news.example/a"), make_entry("https://news.example/b")


def known(entry: Entry, status: EntryStatus = EntryStatus.STORED, revision: int = 0) -> dict[int, KnownEntry]:
    return {entry.entry_id: KnownEntry(entry.content_hash, revision, status, entry.address)}


def test_entries_never_seen_are_new() -> None:
    assert sort_entries([A, B], {}, 10) == EntryChanges((A, B), (), ())


def test_entries_seen_again_unchanged_are_only_seen() -> None:
    assert sort_entries([A, B], known(A), 10) == EntryChanges((B,), (), (A.entry_id,))


def test_a_changed_entry_is_read_again() -> None:
    changed = replace(A, content_hash=1)
    changes = sort_entries([changed], known(A, revision=2), 10)
    assert changes.changed == (replace(changed, revision=3, status=EntryStatus.PENDING),)
    assert changes.seen == (A.entry_id,)


def test_an_entry_that_changes_all_the_time_is_read_so_many_times_only() -> None:
    changed = replace(A, content_hash=1)
    (last,) = sort_entries([changed], known(A, revision=9), 10).changed
    (beyond,) = sort_entries([changed], known(A, revision=10), 10).changed
    assert (last.status, last.revision) == (EntryStatus.PENDING, 10)
    assert (beyond.status, beyond.revision) == (EntryStatus.STORED, 11)


def test_an_entry_that_lost_its_link_keeps_its_status() -> None:
    linkless = replace(A, url=None, address=None, status=EntryStatus.SKIPPED, content_hash=1)
    (changed,) = sort_entries([linkless], known(A), 10).changed
    assert changed.status is EntryStatus.STORED


def test_an_entry_that_gained_a_link_is_read() -> None:
    linkless = {A.entry_id: KnownEntry(A.content_hash, 0, EntryStatus.SKIPPED, None)}
    (changed,) = sort_entries([A], linkless, 10).changed
    assert changed.status is EntryStatus.PENDING


@pytest.mark.parametrize("status", EntryStatus)
def test_another_link_is_followed_where_the_one_before_led_nowhere(status: EntryStatus) -> None:
    moved = replace(A, url="https://news.example/moved", address="news.example/moved")
    changed = sort_entries([moved], known(A, status), 10).changed
    led_somewhere = status in {EntryStatus.STORED, EntryStatus.DUPLICATE}
    assert [entry.status for entry in changed] == ([] if led_somewhere else [EntryStatus.PENDING])


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.booleans(), st.sampled_from(EntryStatus))),
)
def test_every_entry_is_new_or_seen_and_only_seen_ones_changed(
    shown: list[str], stored: dict[str, tuple[bool, EntryStatus]]
) -> None:
    entries = [make_entry(f"https://news.example/{name}") for name in shown]
    before = {
        make_entry(f"https://news.example/{name}").entry_id: KnownEntry(
            make_entry(f"https://news.example/{name}").content_hash if same else 0, 0, status, None
        )
        for name, (same, status) in stored.items()
    }
    changes = sort_entries(entries, before, 10)
    assert [entry.entry_id for entry in entries if entry.entry_id not in before] == [e.entry_id for e in changes.new]
    assert [entry.entry_id for entry in entries if entry.entry_id in before] == list(changes.seen)
    assert {entry.entry_id for entry in changes.changed} <= set(changes.seen)
