"""Colours brought down to what a terminal can show: the nearest one of 256, of 16, or none. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.format.style import COLOURS, Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    RGB = tuple[int, int, int]

MANY, FEW, NONE = "256", "16", "none"
# xterm's own; a terminal's theme may show the sixteen otherwise.
SIXTEEN: tuple[RGB, ...] = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
_CUBE = (0, 95, 135, 175, 215, 255)
_NAMES = (*COLOURS, *(f"bright-{name}" for name in COLOURS))
_FIRST_OF_CUBE, _FIRST_GREY = 16, 232


def within(style: Style, colors: str) -> Style:
    """Return style with its colours reduced to what the terminal can show (`none`, `16`, `256` or `truecolor`)."""
    if colors == NONE:
        return Style()
    foreground, background = (nearest(colour, colors) for colour in (style.foreground, style.background))
    return style._replace(foreground=foreground, background=background)


def nearest(colour: str, colors: str) -> str:
    """Return the nearest colour (as style.Style has it) of `16`, `256` or `truecolor`."""
    if colors == MANY and colour.startswith("#"):
        return str(_index(rgb(colour)))
    if colors == FEW and (colour.startswith("#") or colour.isdecimal()):
        if colour.isdecimal() and int(colour) < len(_NAMES):
            return _NAMES[int(colour)]
        return _NAMES[_closest(rgb(colour), enumerate(SIXTEEN))]
    return colour


def rgb(colour: str) -> RGB:
    """Return red, green and blue (0-255) of a colour of style.Style; black for the default colour."""
    if colour.startswith("#"):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    index = int(colour) if colour.isdecimal() else _NAMES.index(colour) if colour else 0
    return _of_index(index)


def hexadecimal(colour: str) -> str:
    """Return `#rrggbb` for a colour of style.Style, as bars and web pages write it."""
    return "#" + "".join(f"{part:02x}" for part in rgb(colour))


def _of_index(index: int) -> RGB:
    if index < _FIRST_OF_CUBE:
        return SIXTEEN[index]
    if index >= _FIRST_GREY:
        level = 8 + 10 * (index - _FIRST_GREY)
        return level, level, level
    offset = index - _FIRST_OF_CUBE
    return _CUBE[offset // 36], _CUBE[offset // 6 % 6], _CUBE[offset % 6]


def _index(colour: RGB) -> int:
    """Return the nearest of 256 colours, without the first 16: each terminal shows those in its own way."""
    return _closest(colour, ((index, _of_index(index)) for index in range(_FIRST_OF_CUBE, 256)))


def _closest(colour: RGB, among: Iterable[tuple[int, RGB]]) -> int:
    return min(among, key=lambda candidate: sum((a - b) ** 2 for a, b in zip(colour, candidate[1], strict=True)))[0]
