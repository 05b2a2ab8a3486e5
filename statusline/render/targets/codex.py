"""The footer of Codex: colours that it knows, as SGR sequences that the render turns into its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.format import palette
from statusline.format.style import COLOURS
from statusline.hot.codex_line import THEME

if TYPE_CHECKING:
    from statusline.format.style import Style

RESET = "\x1b[0m"
_FLAGS = {"bold": "1", "italic": "3", "underline": "4"}
_FAINT = "status-metadata"  # Codex has nothing dim but what it says of a session by the way


def escape(text: str) -> str:
    return text


def paint(style: Style) -> tuple[str, str]:
    """Return what switches style on, and what ends it: a colour of the terminal, of Codex's theme, or `#rrggbb`.

    Codex's text has no background, and does not blink.
    """
    colour = style.foreground or (_FAINT if "dim" in style.attributes else "")
    codes = [_FLAGS[name] for name in style.attributes if name in _FLAGS]
    codes += [_code(colour)] if colour else []
    return (f"\x1b[{';'.join(codes)}m", RESET) if codes else ("", "")


def _code(colour: str) -> str:
    if colour in THEME:
        return f"38;9;{THEME.index(colour)}"
    name = palette.nearest(colour, palette.FEW) if colour.isdecimal() and int(colour) < len(palette.SIXTEEN) else colour
    name = name.removeprefix("bright-")
    if name in COLOURS:
        return f"3{COLOURS.index(name)}"
    return "38;2;" + ";".join(map(str, palette.rgb(name)))
