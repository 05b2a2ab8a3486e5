"""Terminal colours: a Style as an SGR sequence (ECMA-48, with the usual 256-colour and truecolor forms)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.format.style import COLOURS

if TYPE_CHECKING:
    from statusline.format.style import Style

RESET = "\x1b[0m"
_ATTRIBUTES = {
    "bold": 1,
    "dim": 2,
    "italic": 3,
    "underline": 4,
    "blink": 5,
    "inverted": 7,
    "hidden": 8,
    "strikethrough": 9,
}


@lru_cache(maxsize=256)
def sequence(style: Style) -> str:
    """Return the sequence that switches style on, empty for no style."""
    codes = [str(_ATTRIBUTES[name]) for name in style.attributes]
    codes += _colour(style.foreground, 30) + _colour(style.background, 40)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def around(style: Style) -> tuple[str, str]:
    """Return what switches style on and what ends it; two empty strings for no style."""
    return (sequence(style), RESET) if style else ("", "")


def _colour(colour: str, base: int) -> list[str]:
    if not colour:
        return []
    if colour.startswith("#"):
        red, green, blue = (str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
        return [str(base + 8), "2", red, green, blue]
    if colour.isdecimal():
        return [str(base + 8), "5", colour]
    name = colour.removeprefix("bright-")
    return [str(COLOURS.index(name) + base + (60 if name != colour else 0))]
