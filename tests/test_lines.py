"""The text and layout of an article's lines."""

from __future__ import annotations

import pytest

from openbeat.reading.boilerplate import trim
from openbeat.reading.lines import Line, laid_out, marked
from openbeat.records import BlockKind

P, H3, ITEM, QUOTE, CODE, ROW = (BlockKind(kind) for kind in ("p", "h3", "list", "quote", "code", "table"))


def test_blocks_are_parted_by_blank_lines_and_items_and_rows_are_joined() -> None:
    lines = [
        Line("A word before.", P), Line("Rules", H3), Line("- ask", ITEM), Line("- wait", ITEM), Line("Well.", QUOTE),
        Line("Well, well.", QUOTE), Line("| a | b |", ROW), Line("| c | d |", ROW), Line("x\n \ny", CODE),
    ]  # fmt: skip
    text, layout = laid_out(lines)
    assert layout == (P, H3, ITEM, QUOTE, QUOTE, ROW, CODE)
    assert text.split("\n\n") == [
        "A word before.", "Rules", "- ask\n- wait", "Well.", "Well, well.", "| a | b |\n| c | d |", "x\n \ny",
    ]  # fmt: skip


def test_no_lines_are_no_text() -> None:
    assert laid_out([]) == ("", ())


@pytest.mark.parametrize(("text", "kind"), [("- ask", ITEM), ("| a | b |", ROW), ("-12 degrees", P), ("Ask", P)])
def test_a_marker_tells_the_kind(text: str, kind: BlockKind) -> None:
    assert marked(text) == text
    assert marked(text).kind is kind


def test_a_line_is_text_like_any_other() -> None:
    assert Line("Rules", H3) == "Rules"


def test_steps_that_leave_lines_out_keep_the_kinds_of_the_rest() -> None:
    lines = [Line("By Ada Example"), Line("Rules", H3), Line("- ask", ITEM), Line("Read more: another law")]
    kept = trim(lines, "A law", ["Ada Example"], None)
    assert kept == ["Rules", "- ask"]
    assert [line.kind for line in kept] == [H3, ITEM]
