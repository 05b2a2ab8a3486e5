"""The fish prompt: SGR colours. fish prints what a prompt function prints, and expands nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render.targets import sgr

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    return text


def plain(fragment: str) -> str:
    """Return a fragment's text, empty if it is a colour."""
    return "" if fragment.startswith("\x1b[") else fragment


def paint(style: Style) -> tuple[str, str]:
    """Return the SGR sequences for style, which fish leaves out when it measures the prompt."""
    return sgr.around(style)
