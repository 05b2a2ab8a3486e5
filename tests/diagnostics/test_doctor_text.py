import pytest

from statusline.diagnostics.doctor_text import Paint

TEXTS = {
    "a short one": ("all is well", ["all is well"]),
    "a long one": ("one two three four five six", ["one two three four", "  five six"]),
    "two lines, one of them long": ("one\ntwo three four five six", ["one", "  two three four five", "  six"]),
    "a place in a line": (
        "the format is not valid:\n  [$used\n  ^",
        ["the format is not valid:", "    [$used", "    ^"],
    ),
}


@pytest.mark.parametrize(("text", "lines"), TEXTS.values(), ids=TEXTS)
def test_lines_end_between_words(text, lines):
    assert list(Paint("/home/you", columns=22).wrapped(text, 2)) == lines
