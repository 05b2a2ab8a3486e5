"""A custom module of starship: SGR colours in the command's output, which starship wraps for its shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render.targets import sgr

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    """Return text as it is: starship escapes it for the shell."""
    return text


def paint(style: Style) -> tuple[str, str]:
    return sgr.around(style)
