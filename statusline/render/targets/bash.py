r"""Bash: SGR colours between the bytes 001 and 002, which tell readline that what is between them takes no room.

The text reaches PS1 through a variable, whose value bash does not expand again: nothing needs an escape, and `\[`
would be printed. Each colour is a fragment of its own, so that the plain text can be taken from the painted one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render.targets import sgr

if TYPE_CHECKING:
    from statusline.format.style import Style

_START = "\x01"
_END = "\x02"


def escape(text: str) -> str:
    return text


def plain(fragment: str) -> str:
    """Return a fragment's text, empty if it is a colour."""
    return "" if fragment.startswith(_START) else fragment


def paint(style: Style) -> tuple[str, str]:
    """Return the SGR sequences for style, marked as taking no room."""
    return (_START + sgr.sequence(style) + _END, _START + sgr.RESET + _END) if style else ("", "")
