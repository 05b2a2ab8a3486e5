import pytest

from statusline.format import style
from statusline.render.targets import zsh

DIM, PLAIN = "%{\x1b[2m%}", "%{\x1b[22m%}"

TEXTS = {
    "letters stay": ("C 5h 42m · –", "C 5h 42m · –"),
    "percent": ("42% %n", "42%% %%n"),
    "dollar": ("$(touch x)", "%1<<\\$%<<(touch x)"),
    "backtick": ("`x`", "%1<<\\`%<<x%1<<\\`%<<"),
    "backslash": ("a\\b", "a%1<<\\\\%<<b"),
    "history": ("!!", "%1<<!!%<<%1<<!!%<<"),
    "quotes": ("'\"", "'\""),
    "tmux": ("#[fg=red]", "#[fg=red]"),
}

STYLES = {
    "none": ("none", "", ""),
    "colour": ("red", "%F{red}", "%f"),
    "zsh calls purple magenta": ("purple", "%F{magenta}", "%f"),
    "bright": ("bright-yellow", "%F{11}", "%f"),
    "index": ("fg:208", "%F{208}", "%f"),
    "truecolor": ("#ff8800", "%F{#ff8800}", "%f"),
    "background": ("bg:bright-black", "%K{8}", "%k"),
    "bold": ("bold", "%B", "%b"),
    "underline": ("underline", "%U", "%u"),
    "inverted": ("inverted", "%S", "%s"),
    "dim": ("dim", DIM, PLAIN),
    "italic": ("italic", "%{\x1b[3m%}", "%{\x1b[23m%}"),
    "blink": ("blink", "%{\x1b[5m%}", "%{\x1b[25m%}"),
    "hidden": ("hidden", "%{\x1b[8m%}", "%{\x1b[28m%}"),
    "strikethrough": ("strikethrough", "%{\x1b[9m%}", "%{\x1b[29m%}"),
    "last on, first off": ("dim bold red bg:blue", f"%F{{red}}%K{{blue}}%B{DIM}", f"{PLAIN}%b%k%f"),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_what_zsh_shows_as_it_is(text, expected):
    assert zsh.escape(text) == expected


@pytest.mark.parametrize(("words", "on", "off"), STYLES.values(), ids=STYLES)
def test_style_on_and_each_part_off(words, on, off):
    assert zsh.paint(style.parse(words)) == (on, off)
