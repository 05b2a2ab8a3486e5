"""Bare text: pipes, scripts, anything without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    return text


def paint(style: Style) -> tuple[str, str]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: plain text has no colours."""
    return "", ""
