"""Texts as Markdown: what a CommonMark parser reads from it is what the text says, and nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from openbeat.records import BlockKind

Block = tuple[str, str]
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = (
    *(
        "a",
        "é",
        "中",
        "\u05d0",
        " ",
        " ",
        "#",
        "##",
        "-",
        "--",
        "=",
        "===",
        "+ ",
        "> ",
        "1.",
        "2)",
        "12",
        "*",
        "**",
        "_",
    ),
    *(
        "`",
        "```",
        "````",
        "~",
        "~~",
        "~~~",
        "[",
        "](a)",
        "![",
        ": ",
        "<b>",
        "<!--",
        "&amp;",
        "&#1;",
        "|",
        "\\",
        "!",
        ".",
        "&",
    ),
)
"""What lines are made of: little but what is markup somewhere."""


@pytest.fixture(scope="module")
def connection(migrated_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(migrated_file, read_only=True) as opened:
        yield opened


def markdown(connection: duckdb.DuckDBPyConnection, text: str, layout: list[str] | None) -> str:
    row = connection.execute("SELECT markdown(?, ?)", [text, layout]).fetchone()
    assert row is not None
    return str(row[0])


def blocks(source: str) -> list[Block]:
    """The blocks a parser finds, each with the text it would show; comments are not shown."""
    tree = SyntaxTreeNode(PARSER.parse(source))
    return [_block(node) for node in tree.children if node.type != "html_block" or node.content.strip() != "<!-- -->"]


def _block(node: SyntaxTreeNode) -> Block:
    kind, text = node.type, node.content
    match node.type:
        case "heading":
            kind, text = node.tag, _text(node)
        case "fence":
            kind, text = "code", node.content.removesuffix("\n")
        case "blockquote":
            assert [child.type for child in node.children] == ["paragraph"]
            kind, text = "quote", _text(node)
        case "bullet_list" | "ordered_list":
            first = int(node.attrs.get("start", 1))
            marks = ["-" if node.type == "bullet_list" else f"{first + n}." for n in range(len(node.children))]
            items = [_text(item) for item in node.children]
            kind, text = "list", "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))
        case "table":
            rows = [row for part in node.children for row in part.children]
            text = "\n".join(_row([_text(cell) for cell in row.children]) for row in rows)
        case "paragraph":
            kind, text = "p", _text(node)
    return kind, text


def _text(node: SyntaxTreeNode) -> str:
    """The text of a node; only texts and line breaks may be in it."""
    if node.type in {"text", "text_special"}:
        return node.content
    if node.type == "hardbreak":
        return "\n"
    assert node.type in {"heading", "paragraph", "inline", "blockquote", "list_item", "th", "td"}, node.type
    return "".join(_text(child) for child in node.children)


def _row(cells: Sequence[str]) -> str:
    """A row as it stands in a text: the bars within cells have backslashes before them."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


# What stands in a clean text: no spaces at the ends of a line, none doubled.
_lines = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(
    lambda pieces: re.sub(" +", " ", "".join(pieces)).strip() or "a"
)
_paragraphs = st.lists(_lines, min_size=1, max_size=3).map("\n".join)
_tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(_lines, min_size=width, max_size=width), min_size=1, max_size=3).map(
        lambda rows: "\n".join(map(_row, rows))
    )
)
_code = st.lists(_lines.map(lambda line: f"    {line}") | _lines | st.just(" "), min_size=1, max_size=4).map(
    lambda lines: "\n".join(["first", *lines, "last"])
)
_bullets = st.lists(_lines, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items))
_numbered = st.lists(_lines, min_size=1, max_size=3).map(
    lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
)
_blocks = st.one_of(
    st.tuples(st.sampled_from(["p", "quote"]), _paragraphs),
    st.tuples(st.sampled_from(["h2", "h3", "h4", "h5", "h6"]), _lines),
    st.tuples(st.just("list"), _bullets | _numbered),
    st.tuples(st.just("code"), _code),
    st.tuples(st.just("table"), _tables),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_blocks, min_size=1, max_size=5))
def test_a_parser_reads_what_the_text_says(connection: duckdb.DuckDBPyConnection, written: list[Block]) -> None:
    text = "\n\n".join(block for _, block in written)
    source = markdown(connection, text, [kind for kind, _ in written])
    assert blocks(source) == [
        (kind, block.replace("\n \n", "\n\n").replace("\n \n", "\n\n")) for kind, block in written
    ]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "# a",
            "a #",
            "a ##",
            "#",
            "- a",
            "-",
            "+ a",
            "* a",
            "1. a",
            "1.",
            "23) a",
            "=",
            "===",
            "---",
            "***",
            "_ _ _",
        ),
        *("```", "~~~", "> a", ">", "*a*", "_a_", "~~a~~", "`a`", "[a](b)", "![a](b)", "[a]: b", "<b>a</b>", "<!-- a"),
        *("<https://x.example>", "&amp;", "&#35;", "&#x23;", "\\", "a\\", "\\*a", "a | b", "--- | ---"),
        *("a|b", "|", "a\\|b", "\\|", "\\\\|", "`a|b`"),
    ],
)
def test_no_line_is_markup_wherever_it_stands(connection: duckdb.DuckDBPyConnection, line: str) -> None:
    written = [
        ("p", line),
        ("p", f"a\n{line}\nb"),
        ("h2", line),
        ("quote", f"{line}\n{line}"),
        ("list", f"- a\n- {line}"),
        ("list", f"1. {line}\n2. {line}"),
        ("table", f"{_row([line, 'b'])}\n{_row(['c', line])}"),
    ]
    source = markdown(connection, "\n\n".join(block for _, block in written), [kind for kind, _ in written])
    assert blocks(source) == written


@settings(max_examples=100, deadline=None)
@given(st.lists(_lines, min_size=1, max_size=5))
def test_without_a_layout_every_line_is_a_paragraph(connection: duckdb.DuckDBPyConnection, lines: list[str]) -> None:
    for separator in ("\n", "\n\n"):
        assert blocks(markdown(connection, separator.join(lines), None)) == [("p", line) for line in lines]


def test_it_looks_as_a_person_would_write_it(connection: duckdb.DuckDBPyConnection) -> None:
    written = [
        ("p", "C# and 2 * 3 > 5, in 1986."),
        ("h2", "Why?"),
        ("list", "- One\n- Two\n  - Nested"),
        ("list", "1. First\n2. Second"),
        ("quote", "We will.\nSoon."),
        ("code", "def f():\n \n    return `x`"),
        ("table", "| a | b |\n| 1 | 2 \\| 3 |"),
        ("p", "1. is no list, AT&T and &amp; are no entity"),
    ]
    source = markdown(connection, "\n\n".join(block for _, block in written), [kind for kind, _ in written])
    assert source.split("\n\n") == [
        r"C# and 2 \* 3 > 5, in 1986.",
        "## Why?",
        "- One\n- Two\n  - Nested",
        "<!-- -->",
        "1. First\n2. Second",
        "> We will.\\\n> Soon.",
        "```\ndef f():",
        "    return `x`\n```",
        "| a | b |\n| --- | --- |\n| 1 | 2 \\\\| 3 |",
        r"1\. is no list, AT&T and \&amp; are no entity",
    ]


def test_a_layout_that_is_too_short_or_unknown_makes_paragraphs(connection: duckdb.DuckDBPyConnection) -> None:
    assert blocks(markdown(connection, "One\n\nTwo\n\nThree", ["h3", "figure"])) == [
        ("h3", "One"),
        ("p", "Two"),
        ("p", "Three"),
    ]
    assert markdown(connection, "", []) == markdown(connection, "", None) == ""


def test_every_kind_of_block_is_known_to_it(connection: duckdb.DuckDBPyConnection) -> None:
    samples = {"list": "- a", "table": "| a |"}
    for kind in BlockKind:
        block = samples.get(kind, "a")
        assert blocks(markdown(connection, block, [kind])) == [(str(kind), block)]
