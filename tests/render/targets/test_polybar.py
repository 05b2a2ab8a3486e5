"""polybar's formatting tags, read as strictly as its wiki describes them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from statusline.format.style import parse
from statusline.render.targets import polybar
from support.prompt_files import claude, sample, shown, texts

TAG = re.compile(r"%\{(?:[FB](?:-|#[0-9a-f]{6})|[+-]u|R|O\d+)\}")


def visible(text):
    """Return what polybar draws: each `%{` begins a tag, and the tag must be one that we use."""
    out, position = "", 0
    while (start := text.find("%{", position)) >= 0:
        tag = TAG.match(text, start)
        assert tag, text[start:]
        out, position = out + text[position:start], tag.end()
    return out + text[position:]


def test_a_whole_segment():
    text = shown(texts(claude(sample(used=70)))["polybar"])
    assert text == "C 5h %{F#cdcd00}70%%{F-} 2h11m"


STYLES = {
    "": ("", ""),
    "bold": ("", ""),
    "red": ("%{F#cd0000}", "%{F-}"),
    "fg:208 bg:#102030": ("%{F#ff8700}%{B#102030}", "%{B-}%{F-}"),
    "underline inverted": ("%{+u}%{R}", "%{R}%{-u}"),
}


def test_styles_become_tags_that_nest():
    assert {words: polybar.paint(parse(words)) for words in STYLES} == STYLES


@given(st.text(st.characters() | st.sampled_from("%{}"), max_size=24))
def test_no_label_becomes_a_tag(label):
    accounts = claude(sample(label=label))
    assert visible(shown(texts(accounts)["polybar"])) == shown(texts(accounts)["plain"])
