"""The tmux status bar: `#[…]` for colours, `#` escaped in text, no ANSI (tmux would print it)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.format.style import Style

_HASHES = re.compile("#+")
_ATTRIBUTES = {
    "bold": "bold",
    "dim": "dim",
    "italic": "italics",
    "underline": "underscore",
    "blink": "blink",
    "inverted": "reverse",
    "hidden": "hidden",
    "strikethrough": "strikethrough",
}


def escape(text: str) -> str:
    """Return text so that tmux expands nothing in it.

    tmux reads the output of `#()` twice, as a format and when it draws; each halves a run of `#`, unless `#[` follows:
    then only the second does. An empty style after each run makes that so, whatever comes next.
    """
    return _HASHES.sub(lambda run: run[0] * 2 + "#[]", text)


def paint(style: Style) -> tuple[str, str]:
    """Return `#[fg=…,bold]` and the way back to the bar's own style."""
    attributes = [
        f"{side}={_colour(colour)}" for side, colour in (("fg", style.foreground), ("bg", style.background)) if colour
    ]
    attributes += [_ATTRIBUTES[name] for name in style.attributes]
    return (f"#[{','.join(attributes)}]", "#[default]") if attributes else ("", "")


def _colour(colour: str) -> str:
    if colour.isdecimal():
        return f"colour{colour}"
    return colour.replace("bright-", "bright").replace("purple", "magenta")
