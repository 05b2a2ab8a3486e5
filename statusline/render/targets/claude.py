"""Claude Code's status line: SGR colours; the render fills in what the session says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render.targets import sgr

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    return text


def paint(style: Style) -> tuple[str, str]:
    return sgr.around(style)
