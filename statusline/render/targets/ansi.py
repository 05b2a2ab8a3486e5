"""A terminal: SGR colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render.targets import sgr

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    """Return text as it is: control characters never get this far."""
    return text


def paint(style: Style) -> tuple[str, str]:
    return sgr.around(style)
