import pytest

from statusline.format.style import parse
from statusline.render.targets import fish

PAINTED = {
    "red": ("\x1b[31m", "\x1b[0m"),
    "bold bright-red": ("\x1b[1;91m", "\x1b[0m"),
    "208 bg:#102030": ("\x1b[38;5;208;48;2;16;32;48m", "\x1b[0m"),
    "dim italic underline": ("\x1b[2;3;4m", "\x1b[0m"),
    "none": ("", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("style", "around"), PAINTED.items(), ids=PAINTED)
def test_a_style_is_a_sequence_and_a_reset(style, around):
    assert fish.paint(parse(style)) == around


def test_prompt_output_is_not_expanded():
    text = "$(touch x) `touch x` %n !! \\u #[fg=red] \\[ %{ '\" 100% é"
    assert fish.escape(text) == text
