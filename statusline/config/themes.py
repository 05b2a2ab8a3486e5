"""The styles for what [styles] leaves empty. No theme relies on red or green alone.

`dark` and `light` use the terminal's own sixteen colours where they can; the others are files in data/themes, each made
for one background. A test holds all of them readable.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING

from statusline.config import package_data
from statusline.config.levels import Styles

if TYPE_CHECKING:
    from statusline.config import Config

_OF_THE_TERMINAL = {
    "dark": Styles(normal="none", warning="yellow", critical="bold red", label="dim", unknown="dim", stale="dim"),
    "light": Styles(
        normal="none",
        warning="fg:130",
        critical="bold underline fg:124",
        label="fg:240",
        unknown="fg:240",
        stale="fg:240",
    ),
}
# Claude Code writes what has no colour in a grey of its own, and dims that further: each colour is said.
_INSIDE_CLAUDE_CODE = {
    # Which background the terminal has is unknown: these are readable on black and on white.
    "dark": Styles(
        normal="fg:29",
        warning="#996e00",
        critical="bold #e3242b",
        label="fg:243",
        unknown="fg:243",
        stale="fg:243",
    ),
    "light": dataclasses.replace(_OF_THE_TERMINAL["light"], normal="fg:29"),
}


@cache
def load(theme: str, *, inside_claude_code: bool = False) -> Styles:
    """Return the styles of a theme that the config knows."""
    if theme in _OF_THE_TERMINAL:
        return (_INSIDE_CLAUDE_CODE if inside_claude_code else _OF_THE_TERMINAL)[theme]
    table = _table(theme)
    return Styles(**{field.name: table[field.name] for field in dataclasses.fields(Styles)})


def background(theme: str) -> str | None:
    """Return the background (#rrggbb) that a theme's file is made for; None for `dark` and `light`."""
    return None if theme in _OF_THE_TERMINAL else str(_table(theme)["background"])


def styles(config: Config, *, inside_claude_code: bool = False) -> Styles:
    """Return the styles in effect: those of [styles], or the theme's where one is empty."""
    chosen = {name: value for name, value in dataclasses.asdict(config.styles).items() if value}
    return dataclasses.replace(load(config.theme, inside_claude_code=inside_claude_code), **chosen)


def _table(theme: str) -> dict[str, str]:
    import tomllib  # here: `dark` and `light` have no file

    return tomllib.loads(package_data.text("themes", theme))
