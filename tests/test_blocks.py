"""A page's blocks: what a reader sees as one paragraph, heading, item or cell is one, whatever the markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.blocks import ROOT, Block, outline
from openbeat.reading.lines import line_of
from openbeat.reading.markup import parse


def blocks(body: str) -> list[Block]:
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    return outline(tree).blocks


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def test_paragraphs_headings_items_and_cells_are_blocks():
    body = (
        "<h2>Rules</h2><p>Be kind.</p><ul><li>Ask</li><li>Wait</li></ul><table><tr><td>1</td><td>two</td></tr></table>"
    )
    assert [(block.kind, block.text) for block in blocks(body)] == [
        ("h2", "Rules"), ("p", "Be kind."), ("list", "Ask"), ("list", "Wait"), ("table", "1 | two"),
    ]  # fmt: skip


def test_a_row_is_one_block_whose_cells_stand_between_bars():
    row = "<tr><th>Model</th><td><p>open <a href='/x'>weights</a><br>and code</p></td><td> </td><td>a|b</td></tr>"
    assert texts(f"<table>{row}</table>") == [r"Model | open weights and code |  | a\|b"]


def test_cells_keep_their_columns():
    head = "<tr><th></th><th colspan='2'>2024</th><th colspan='x'>2025</th></tr>"
    row = "<tr><td>Profit</td><td></td><td>5</td><td colspan='0'>7</td></tr>"
    assert texts(f"<table>{head}{row}</table>") == [" | 2024 |  | 2025", "Profit |  | 5 | 7"]


def test_a_table_that_sets_out_the_page_is_no_data():
    for cell in ("<h2>News</h2>first<br><br>second", "<ul><li>News</li></ul>", "<p>a</p><p>b</p><p>c</p><p>d</p>"):
        assert len(texts(f"<table><tr><td>Menu</td><td>{cell}</td></tr></table>")) > 1
    assert texts("<table><tr><td><p>one</p><p>two</p></td></tr></table>") == ["one", "two"]


def test_the_title_alone_is_of_the_first_rank():
    assert [block.kind for block in blocks("<h1>a</h1><h2>b</h2><h3>c</h3><h6>d</h6>")] == ["h2", "h2", "h3", "h6"]


def test_quotations_are_told_from_the_lists_and_headings_within_them():
    body = "<blockquote><h3>She said</h3><p>this</p><ul><li>and that</li></ul></blockquote><p>on Monday</p>"
    assert [block.kind for block in blocks(body)] == ["h3", "quote", "list", "p"]


def test_inline_markup_does_not_part_words():
    assert texts("<p>Hyper<b>link</b>ed <a href='/x'>weights</a>, <i>open</i> ones</p>") == [
        "Hyperlinked weights, open ones"
    ]


def test_text_beside_blocks_is_a_block_of_its_own():
    assert texts("<div>before<p>within</p>after</div>") == ["before", "within", "after"]


def test_one_line_break_is_a_space_and_two_part_paragraphs():
    assert texts("<div>one<br>line<br><br>another</div>") == ["one line", "another"]
    assert texts("<div>one<br> <br>another<hr>third</div>") == ["one", "another", "third"]


def test_code_keeps_its_lines_and_indentation():
    (code,) = blocks("<pre>\n  <b>def</b> f():\r\n\n      return 1  \n</pre>")
    assert code.kind == "code"
    assert code.text == "  def f():\n \n      return 1"


def test_code_in_pieces_is_one_block_and_its_line_numbers_another():
    assert texts("<pre><code><div class=line>a = 1</div><div class=line>b = 2<br>c = 3</div></code></pre>") == [
        "a = 1\nb = 2\nc = 3"
    ]
    table = "<table><tr><td><pre>1\n2</pre></td><td><pre>a = 1\n  b = 2</pre></td></tr></table>"
    assert texts(table) == ["1\n2", "a = 1\n  b = 2"]


def test_a_question_that_is_a_button_is_a_heading():
    found = blocks("<h3><button>Is it open?</button></h3><p>Yes.</p><button>Share</button>")
    assert [(block.kind, block.text) for block in found] == [("h3", "Is it open?"), ("p", "Yes.")]


def test_what_shows_no_text_is_no_block():
    body = "<script>var a</script><style>p{}</style><noscript>Enable it</noscript><button>Share</button><p>Text</p>tail"
    assert texts(body) == ["Text", "tail"]


def test_a_button_that_the_parser_stretched_over_the_page_hides_nothing():
    # the parser closes an unclosed button at the end of the body
    assert texts("<header><button>Menu</header><main><p>The article</p></main>")[-1] == "The article"


def test_the_characters_within_links_are_counted():
    tree = parse("<body><p>See <a href='/'>this page</a> now</p><p><a href='/'>all of it</a></p></body>")
    assert tree is not None
    assert [(block.linked, len(block.text)) for block in outline(tree).blocks] == [(9, 17), (9, 9)]


def test_the_first_block_of_a_list_item_opens_it():
    kinds = [block.kind for block in blocks("<ul><li><p>one</p><p>more</p></li><li>two</li></ul><p>three</p>")]
    assert kinds == ["list", "p", "list", "p"]


def test_places_that_one_template_made_share_a_path():
    tree = parse(
        "<body><div class='part-1'><p>a</p></div><div class='part-2'><p>b</p></div><aside><p>c</p></aside></body>"
    )
    assert tree is not None
    page = outline(tree)
    one, two, three = (page.places[block.place] for block in page.blocks)
    assert one.path == two.path != three.path
    assert all(place.parent < number for number, place in enumerate(page.places))
    assert page.places[0].parent == ROOT


@given(st.recursive(st.text("ab", min_size=1, max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_no_letter_is_lost_or_moved(nested):
    def markup(node) -> str:
        return node if isinstance(node, str) else f"<div>{''.join(map(markup, node))}</div>"

    def letters(node) -> str:
        return node if isinstance(node, str) else "".join(map(letters, node))

    assert "".join(texts(f"<div>{markup(nested)}</div>")) == letters(nested)


def test_text_that_nobody_sees_is_no_block():
    assert texts("<p>one</p><p>&#x115f;&#x200b;</p><p>– * –</p><p>two</p>") == ["one", "two"]


def test_a_row_within_a_row_ends_nothing():
    page = "<article><table><tr><td>a</td><td>b</td><tr><td>c</td><td>d</td></tr></table><p>after</p></article>"
    tree = parse(f"<body>{page}</body>")
    assert tree is not None
    row = tree.find(".//tr")
    assert row is not None
    row.append(row.makeelement("tr", {}))  # the parser makes none, but others' trees may have it
    plan = outline(tree)
    assert [block.text for block in plan.blocks][-1] == "after"
    assert plan.places[plan.places[plan.blocks[-1].place].parent].tag == "article"


def test_items_of_a_numbered_list_have_their_numbers():
    body = (
        "<ol start=3><li>boil<ul><li>water</li></ul></li><li value=7>pour</li><li>wait</li></ol><ul><li>drink</li></ul>"
    )
    assert [line_of(block) for block in blocks(body)] == ["3. boil", "- water", "7. pour", "8. wait", "- drink"]
