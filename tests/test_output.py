"""Results in files and on the terminal."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from openbeat.cli.output import Format, show, table, to_csv, to_json
from openbeat.errors import OpenbeatError

ID = 6_436_363_886_283_066_087


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_ids_are_strings_in_json_and_other_numbers_are_not() -> None:
    rows = [{"article_id": ID, "content_hash": 5, "articles": 3, "score": 0.5, "nested": {"story_id": ID}, "n": None}]
    assert json.loads(to_json(rows)) == [
        {
            "article_id": str(ID),
            "content_hash": "5",
            "articles": 3,
            "score": 0.5,
            "nested": {"story_id": str(ID)},
            "n": None,
        }
    ]


def test_a_number_that_javascript_would_round_is_a_string_under_any_name() -> None:
    assert json.loads(to_json([{"latest": ID, "small": 2**53 - 1}])) == [{"latest": str(ID), "small": 2**53 - 1}]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 6, 10, 8, 30), "2026-06-10T08:30:00Z"),  # noqa: DTZ001 - as the store gives them
        (datetime(2026, 6, 10, 8, 30, tzinfo=UTC), "2026-06-10T08:30:00Z"),
        (datetime(2026, 6, 10, 8, 30, tzinfo=timezone(timedelta(hours=2))), "2026-06-10T06:30:00Z"),
        (date(2026, 6, 10), "2026-06-10"),
        (Decimal(7), 7),
        (Decimal("0.25"), 0.25),
        (float("nan"), None),
        (b"\x01\xff", "01ff"),
        (True, True),
        ("Modèle", "Modèle"),
        ([1, "a"], [1, "a"]),
    ],
)
def test_values_in_json(value: object, written: object) -> None:
    assert json.loads(to_json({"value": value})) == {"value": written}


def test_whatever_duckdb_returns_can_be_written() -> None:
    result = duckdb.sql(
        "SELECT sum(x) AS total, avg(x) AS mean, now() AS at, INTERVAL 2 HOURS AS wait, uuid() AS u, 'x'::BLOB AS b, "
        "TIME '08:00' AS t, MAP {'k': 1} AS m, {'a': [1, 2]} AS s, 'nan'::FLOAT AS f, NULL AS n FROM range(3) AS r(x)"
    ).to_arrow_table()
    (row,) = json.loads(to_json(result.to_pylist()))
    assert (row["total"], row["mean"], row["s"], row["f"], row["n"]) == (3, 1.0, {"a": [1, 2]}, None, None)
    assert len(read_csv(to_csv(result))) == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("https://evil.example")']
)
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert read_csv(to_csv(pa.table({"title": [text]})))[1] == [f"'{text}"]
    assert read_csv(to_csv(pa.table({"authors": [[text, "b"]]})))[1][0].startswith("'")


def test_negative_numbers_stay_numbers() -> None:
    result = pa.table({"score": [-1.5, -1e-07], "change": [-3, 2], "note": ["-3", "ok"]})
    assert read_csv(to_csv(result))[1:] == [["-1.5", "-3", "'-3"], ["-1e-07", "2", "ok"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_no_cell_of_csv_begins_as_a_formula_does(texts: list[str]) -> None:
    for text, row in zip(texts, read_csv(to_csv(pa.table({"a": texts, "b": ["x"] * len(texts)})))[1:], strict=True):
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert row[0].removeprefix("'") == text.removeprefix("'")


def test_lists_and_missing_values_in_csv() -> None:
    result = pa.table({"topics": [["a", "b"], None], "open": [True, None]})
    assert read_csv(to_csv(result)) == [["topics", "open"], ["a; b", "True"], ["", ""]]


def test_results_go_to_files(tmp_path: Path) -> None:
    result = pa.table({"article_id": [ID], "title": ["Open, at last"]})
    show(result, Format.JSON, tmp_path / "a.json")
    show(result, Format.CSV, tmp_path / "a.csv")
    show(result, Format.PARQUET, tmp_path / "a.parquet")
    assert json.loads((tmp_path / "a.json").read_text())[0]["article_id"] == str(ID)
    assert read_csv((tmp_path / "a.csv").read_text())[1] == [str(ID), "Open, at last"]
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist() == result.to_pylist()


def test_parquet_needs_a_file() -> None:
    with pytest.raises(OpenbeatError, match="--out"):
        show(pa.table({"a": [1]}), Format.PARQUET)


def test_json_and_csv_go_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(pa.table({"n": [1]}), Format.JSON)
    assert json.loads(capsys.readouterr().out) == [{"n": 1}]
    show(pa.table({"n": [1]}), Format.CSV)
    assert read_csv(capsys.readouterr().out) == [["n"], ["1"]]


def drawn(columns: dict[str, list[Any]]) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(table(pa.table(columns)))
    return console.export_text()


def test_a_table_for_people_cuts_long_texts_and_takes_no_markup() -> None:
    text = drawn({"title": ["[red]Open[/red]", "x" * 300], "n": [1, 1_000]})
    assert "[red]Open[/red]" in text
    assert "x" * 69 + "…" in text
    assert "x" * 70 not in text
    assert table(pa.table({"n": pa.array([], pa.int64())})) == "No rows."
