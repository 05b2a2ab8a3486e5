"""The tmux status bar: `#[…]` for colours, `#` doubled in text, no ANSI (tmux would print it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.style import Style

NAME = "tmux"
LIVE = False
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
    """Return text with `#` doubled, so that tmux expands nothing in it."""
    return text.replace("#", "##")


def paint(style: Style) -> tuple[str, str]:
    """Return `#[fg=…,bold]` and the way back to the bar's own style."""
    words = [
        f"{side}={_colour(colour)}" for side, colour in (("fg", style.foreground), ("bg", style.background)) if colour
    ]
    words += [_ATTRIBUTES[name] for name in style.attributes]
    return (f"#[{','.join(words)}]", "#[default]") if words else ("", "")


def _colour(colour: str) -> str:
    if colour.isdecimal():
        return f"colour{colour}"
    return colour.replace("bright-", "bright").replace("purple", "magenta")
