# ruff: noqa: E501 - whole paragraphs and pages, one a line
"""Which blocks of a page are its article: parts of the text in other containers are, what is told twice is not."""

from __future__ import annotations

import pytest

from openbeat.reading.blocks import outline
from openbeat.reading.body import article_lines
from openbeat.reading.evidence import FEATURES, About, evidence, fold, found_in
from openbeat.reading.forest import Forest, load_forest
from openbeat.reading.markup import parse
from openbeat.reading.text import body_lines

TITLE = "Harbour town opens its archive of tide tables"
PARTS = [
    "The harbour office opened its archive of tide tables on Monday, after two years in which volunteers had typed in the pages one by one.",
    "The oldest of them were written in 1831 by a pilot who noted wind and water every morning, and crossed out what he found wrong later.",
    "Researchers expect the series to show how the estuary changed when the outer dam was built, a question that models alone couldn't settle.",
    "All of the tables may be copied and changed by anyone, said the office, as long as those who publish them say where they come from.",
    "A second part, with the tables of three smaller harbours, is to follow in spring, if the volunteers can read the handwriting of their pilots.",
    "The office asks whoever finds a mistake to report it, and promises to answer every letter within the month, as it has done since the summer.",
]  # fmt: skip


def lines_of(body: str, title: str = TITLE) -> list[str]:
    tree = parse(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    assert tree is not None
    return [*article_lines(tree, body_lines(tree, "https://news.example.org/tides"), About(title))]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_text_split_over_sibling_containers_is_joined():
    first, second = paragraphs(PARTS[:4]), paragraphs(PARTS[4:])
    advert = "<div class='ad-slot'><a href='/offer'>Buy boots</a></div>"
    body = f"<main><h1>{TITLE}</h1><div class='article-body'>{first}</div>{advert}<div class='article-body'>{second}</div></main>"
    assert lines_of(body) == PARTS


def test_an_article_in_one_container_comes_out_as_it_is():
    body = f"<main><article><h1>{TITLE}</h1><div class='article-body'>{paragraphs(PARTS)}</div></article></main>"
    assert [line for line in lines_of(body) if line != TITLE] == PARTS


def test_rows_of_a_table_in_the_text_stay():
    table = "<table><tr><td>Harbour office</td><td>1831 tables typed in</td></tr><tr><td>Pilot station</td><td>204 tables typed in</td></tr></table>"
    body = f"<main><article><div class='article-body'>{paragraphs(PARTS[:3])}{table}{paragraphs(PARTS[3:])}</div></article></main>"
    lines = lines_of(body)
    assert "| Harbour office | 1831 tables typed in |" in lines
    assert "| Pilot station | 204 tables typed in |" in lines


def test_where_nothing_was_taken_nothing_is_chosen():
    tree = parse(f"<body>{paragraphs(PARTS)}</body>")
    assert tree is not None
    assert article_lines(tree, [], About(TITLE)) == []


def test_text_that_the_blocks_do_not_hold_stays_as_it_was_taken():
    tree = parse("<body><p>Loading</p><script>state = {}</script></body>")
    assert tree is not None
    assert article_lines(tree, PARTS, About(TITLE)) == PARTS


def test_menus_are_not_even_weighed():
    tree = parse(
        f"<body><nav>Home</nav><ul><li><a href='/'>Home and harbour</a></li></ul><article>{paragraphs(PARTS)}</article></body>"
    )
    assert tree is not None
    assert list(evidence(outline(tree), PARTS, About(TITLE))) == [1, 2, 3, 4, 5, 6]


def test_evidence_has_a_measure_for_each_feature():
    tree = parse(f"<body><div><h1>{TITLE}</h1>{paragraphs(PARTS)}</div></body>")
    assert tree is not None
    measured = evidence(outline(tree), PARTS, About(TITLE, PARTS[0], " ".join(PARTS)))
    assert {len(values) for values in measured.values()} == {len(FEATURES)}
    heading, *rest = (dict(zip(FEATURES, values, strict=True)) for values in measured.values())
    assert heading["heading"] == 1
    assert heading["before_taken"] == 1
    assert all(values["taken"] == 1 and values["in_core"] == 1 and values["in_article_body"] == 1 for values in rest)
    assert [values["in_description"] for values in rest] == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("The Tide tables, at last", True),
        ("the tide-tables at LAST", True),
        ("at last", False),  # too short to be looked for within a line
        ("Something else altogether", False),
        ("", False),
    ],
)
def test_a_block_is_taken_when_its_letters_are(block, found):
    assert found_in([fold(block)], ["And then: the tide tables at last came out", "The tide tables, at last!"]) == [
        found
    ]


def test_trees_add_up():
    tree = (0, 0.5, -1.0, (1, 2.0, 0.5, 3.0))
    forest = Forest(("a", "b"), (tree, tree))
    assert forest.chance([0.0, 9.0]) == pytest.approx(0.1192, abs=1e-4)
    assert forest.chance([1.0, 2.0]) == pytest.approx(0.7311, abs=1e-4)
    assert forest.chance([1.0, 2.1]) == pytest.approx(0.9975, abs=1e-4)


def test_the_fitted_trees_ask_for_the_features_that_are_measured():
    assert load_forest("body.json").features == FEATURES


def test_a_text_that_a_page_holds_twice_is_told_once():
    text = paragraphs(PARTS)
    body = (
        f"<main><article><div class='article-body'>{text}</div><div class='article-body'>{text}</div></article></main>"
    )
    assert lines_of(body) == PARTS
    whole = f"<main><article><div class='article-body'>{text}<p>{' '.join(PARTS)}</p></div></article></main>"
    assert lines_of(whole) == PARTS


def test_a_heading_with_nothing_below_goes():
    body = f"<main><article><h1>{TITLE}</h1><div class='article-body'>{paragraphs(PARTS)}<h2>Watch the tide come in</h2></div></article></main>"
    assert lines_of(body)[-1] == PARTS[-1]


def test_a_table_stands_or_falls_as_a_whole():
    cells = [("Harbour", "Tables"), ("North quay", "204"), ("Old lighthouse", "77"), ("Pilot station", "1831")]
    table = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in cells)
    body = f"<main><article><div class='article-body'>{paragraphs(PARTS[:3])}<table>{table}</table>{paragraphs(PARTS[3:])}</div></article></main>"
    assert [line for line in lines_of(body) if line.startswith("|")] == [f"| {one} | {other} |" for one, other in cells]
