import pytest

from statusline.render import tables
from statusline.render.tables import Shape

ROWS = [
    ("project", "calls", "output", "cost"),
    ("~/code/infrastructure", "1,234", "12.4k", "$123.45"),
    ("~/notes", "7", "310", "$0.12"),
]
SHAPE = Shape(names=(0,), spare=(2, 1))
TABLES = {
    None: ["project                calls  output     cost", "~/code/infrastructure  1,234   12.4k  $123.45"],
    44: ["project               calls  output     cost", "~/code/in…astructure  1,234   12.4k  $123.45"],
    40: ["project           calls  output     cost", "~/code/…tructure  1,234   12.4k  $123.45"],
    37: ["project                calls     cost", "~/code/infrastructure  1,234  $123.45"],
    20: ["project         cost", "~/cod…cture  $123.45"],
    5: ["pr…ect     cost", "~/…ure  $123.45"],
}


@pytest.mark.parametrize("columns", [None, *range(5, 50)])
def test_a_table_fits_and_cuts_no_number(columns):
    lines = list(tables.lines(ROWS, SHAPE, columns))

    assert columns is None or max(map(len, lines)) <= max(columns, 15)
    assert [line.rsplit(None, 1)[1] for line in lines] == ["cost", "$123.45", "$0.12"]
    assert "1,234" in lines[1] or "calls" not in lines[0]


@pytest.mark.parametrize("columns", TABLES)
def test_names_are_cut_before_columns_go(columns):
    assert list(tables.lines(ROWS, SHAPE, columns))[:2] == TABLES[columns]


def test_wide_characters_count_twice():
    rows = [("a", "n"), ("日本語", "1")]

    assert list(tables.lines(rows, Shape(), None)) == ["a       n", "日本語  1"]


def test_sentences_are_folded_between_words():
    text = "5.1M tokens of gpt-6.2-sol have no price."

    assert tables.sentences(text, None) == [text]
    assert tables.sentences(text, 30, "1. ", "   ") == ["1. 5.1M tokens of gpt-6.2-sol", "   have no price."]
    assert max(map(len, tables.sentences(text * 9, 400))) <= tables.PROSE
