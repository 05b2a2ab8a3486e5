import pytest

from statusline.format import style
from statusline.render.targets import tmux

ESCAPED = {
    "nothing": ("5h", "5h"),
    "one": ("#1", "###[]1"),
    "a style": ("#[fg=red]", "###[][fg=red]"),
    "two runs": ("a##b#", "a#####[]b###[]"),
    "a clock": ("%H", "%H"),
}
PAINTED = {
    "bold red": "#[fg=red,bold]",
    "bright-blue on purple": "#[fg=brightblue,bg=magenta]",
    "208 underline": "#[fg=colour208,underscore]",
    "#ff8800": "#[fg=#ff8800]",
}


@pytest.mark.parametrize(("text", "escaped"), ESCAPED.values(), ids=ESCAPED)
def test_hash_is_doubled_and_closed(text, escaped):
    assert tmux.escape(text) == escaped


@pytest.mark.parametrize(("words", "opening"), PAINTED.items(), ids=PAINTED)
def test_a_style_goes_on_and_off(words, opening):
    words = words.replace(" on ", " bg:")
    assert tmux.paint(style.parse(words)) == (opening, "#[default]")


def test_no_style_is_nothing():
    assert tmux.paint(style.Style()) == ("", "")
