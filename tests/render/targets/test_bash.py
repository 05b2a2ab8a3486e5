import pytest

from statusline.format import style
from statusline.render.targets import bash

STYLES = {
    "none": ("none", "", ""),
    "colour": ("red", "\x01\x1b[31m\x02", "\x01\x1b[0m\x02"),
    "bright": ("bright-yellow", "\x01\x1b[93m\x02", "\x01\x1b[0m\x02"),
    "index and background": ("208 bg:17", "\x01\x1b[38;5;208;48;5;17m\x02", "\x01\x1b[0m\x02"),
    "truecolor": ("#ff8800", "\x01\x1b[38;2;255;136;0m\x02", "\x01\x1b[0m\x02"),
    "attributes": ("bold dim italic", "\x01\x1b[1;2;3m\x02", "\x01\x1b[0m\x02"),
}


@pytest.mark.parametrize("text", ["5h 42%", "$(touch x) `x`", r"\u \[ \\ %n !!", "'\"#[fg=red]", "höhe · –"])
def test_text_is_not_expanded_again(text):
    assert bash.escape(text) == text


@pytest.mark.parametrize(("words", "on", "off"), STYLES.values(), ids=STYLES)
def test_colours_are_marked_as_taking_no_room(words, on, off):
    assert bash.paint(style.parse(words)) == (on, off)
