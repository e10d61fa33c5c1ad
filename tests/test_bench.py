"""The programs that measure count right, and run as their help says."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from bench.leave_one_out import STEPS, Step
from bench.peers import PEERS, installed, offline
from bench.scores import agreement, days, letters, score, words
from bench.sets import half_of, load
from bench.tables import table
from hypothesis import given
from hypothesis import strategies as st

REPOSITORY = Path(__file__).parents[1]
PARAGRAPHS = [
    f"The {place} council published the weights of its language model on Monday, and it said that it would be glad if "
    f"others followed. What it asks of those who use them is that they say so, and that they are as open about theirs."
    for place in ("northern", "southern", "eastern", "western")
]
PAGE = f"""<html lang="en"><head><title>Weights for all | The Paper</title></head><body><article>
<h1>Weights for all</h1>{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article></body></html>"""


def test_text_is_scored_by_runs_of_four_words() -> None:
    # 3 of the 5 runs of the reading are among the 4 of the truth
    assert agreement("a b c d e f g", "b c d e f g h x") == (3 / 5, 3 / 4)
    assert agreement("a b", "a b") == (1, 1)
    assert agreement("a b", "") == (0, 0)
    assert agreement("", "") == (1, 1)


def test_a_run_that_is_there_twice_counts_twice_if_the_other_has_it_twice() -> None:
    assert agreement("a a a a a", "a a a a") == (1, 1 / 2)


def test_scripts_without_spaces_are_cut_into_characters() -> None:
    assert words("开放权重 open-weight ラマ") == ["开", "放", "权", "重", "open", "weight", "ラ", "マ"]


@given(st.text(alphabet="ab ", max_size=40), st.text(alphabet="ab ", max_size=40))
def test_precision_of_one_is_recall_of_the_other(one: str, other: str) -> None:
    precision, recall = agreement(one, other)
    assert agreement(other, one) == (recall, precision)
    assert (precision, recall) == (1, 1) if words(one) == words(other) else 0 <= precision <= 1


def test_a_set_is_scored_by_the_means_of_its_pages() -> None:
    truth = [{"id": "1", "body": "a b c d"}, {"id": "2", "body": "a b c d e"}, {"id": "3", "body": "e f g h"}]
    readings = {"1": {"body": "a b c d"}, "2": {"body": "a b c d"}}
    found = score(truth, readings).text
    assert found is not None
    # a page without a reading says nothing about precision
    assert (found.precision, found.recall) == (1, 0.5)
    assert found.f1 == pytest.approx(2 / 3)


def test_snippets_are_counted_over_all_pages() -> None:
    truth = [{"id": "1", "with": ["one  two", "three"], "without": ["menu"]}, {"id": "2", "with": ["four"]}]
    readings = {"1": {"body": "one\ntwo, menu"}, "2": {"body": "four"}}
    found = score(truth, readings).snippets
    assert found is not None
    assert (found.found, found.leaked) == (2 / 3, 1)
    assert found.f1 == pytest.approx(4 / 6)


def test_metadata_is_compared_without_what_does_not_matter() -> None:
    truth = [
        {"id": "1", "title": "AT&amp;T’s model", "date": "2026-01-02T23:30:00-05:00", "authors": ["Ann O’Hara", "Bo"]}
    ]
    right = {"title": "AT&T's Model ", "date": "2026-01-03", "authors": ["bo", "Ann O'Hara"]}
    wrong = {"title": "AT&T", "date": "2026-01-04", "authors": ["Bo"]}
    for reading, share in ((right, 1), (wrong, 0), ({}, 0)):
        found = score(truth, {"1": reading})
        assert (found.title, found.date, found.authors) == (share, share, share)
    assert score([{"id": "1", "title": None}], {}).title is None


def test_a_time_is_on_its_day_as_written_and_in_utc() -> None:
    assert days("2026-01-02T23:30:00-05:00") == {"2026-01-02", "2026-01-03"}
    assert days("2026-01-02 and more") == {"2026-01-02"}
    assert days("yesterday") == days(None) == set()
    assert letters("A — b!") == "ab"


def test_columns_without_a_figure_are_left_out() -> None:
    assert table(("who", "text", "title"), [["a", "–", "1"], ["bb", "–", "–"]]) == "who  title\na        1\nbb       –"
    assert table(("who", "n"), [["a", "1"]], markdown=True) == "| who | n |\n| --- | ---: |\n| a | 1 |"


def recorded_set(folder: Path) -> Path:
    (folder / "pages").mkdir(parents=True)
    rows = [
        {
            "id": "plain",
            "url": "https://www.paper.example/1",
            "title": "Weights for all",
            "body": "\n".join(PARAGRAPHS),
        },
        {"id": "packed", "url": None, "title": "Line\N{LINE SEPARATOR}separator", "body": "\n".join(PARAGRAPHS)},
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "truth.jsonl").write_text(lines, encoding="utf-8")
    (folder / "pages" / "plain.html").write_text(PAGE, encoding="utf-8")
    (folder / "pages" / "packed.html.gz").write_bytes(gzip.compress(b"<html><body>Nothing here.</body></html>"))
    return folder


def test_a_set_is_read_packed_or_not(tmp_path: Path) -> None:
    plain, packed = load(recorded_set(tmp_path / "set"))
    assert (plain.identity, plain.url, plain.body.decode()) == ("plain", "https://www.paper.example/1", PAGE)
    assert (packed.identity, packed.url, packed.body[:6]) == ("packed", "", b"<html>")
    assert len(load(tmp_path / "set", most=1)) == 1
    halves = [half_of({"id": "x", "url": f"https://{host}/"}) for host in ("paper.example", "www.paper.example")]
    assert halves[0] == halves[1]
    assert len(load(tmp_path / "set", "A")) + len(load(tmp_path / "set", "B")) == 2


def test_reading_a_set_prints_a_table_and_writes_predictions(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bench" / "reading.py"), str(recorded_set(tmp_path / "set")), "--peers"]
    command += ["--predictions", str(tmp_path / "out.jsonl")]
    result = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    plain, packed = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    keys = {"id", "status", "body", "title", "authors", "date", "language", "declared_origin"}
    assert set(plain) == set(packed) == keys
    assert (plain["id"], plain["status"], plain["title"], plain["language"]) == (
        "plain",
        "full",
        "Weights for all",
        "en",
    )
    assert [line for line in plain["body"].splitlines() if line] == PARAGRAPHS
    assert (packed["status"], packed["body"]) == ("too_short", None)
    shown = [line.split("  ")[0] for line in result.stdout.splitlines()]
    for name in ("openbeat", "trafilatura bare, with metadata", "trafilatura, fast"):
        assert name in shown
    _, missing = installed()
    assert all(sentence in result.stdout for sentence in missing)


def test_peers_are_read_without_a_network() -> None:
    readers, missing = installed()
    assert len(readers) + len(missing) == len(PEERS)
    with offline():
        for reader in readers.values():
            assert PARAGRAPHS[0] in (reader(PAGE.encode(), "https://paper.example/1")["body"] or "")
        with pytest.raises(OSError, match="without a network"):
            socket.create_connection(("paper.example", 80))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.field}: {step.name}")
def test_steps_that_are_left_out_exist(step: Step) -> None:
    with step.left_out():
        pass
