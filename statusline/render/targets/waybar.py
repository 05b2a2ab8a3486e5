"""The waybar bar: text inside a JSON string that waybar reads as Pango markup; colours are its style sheet's affair."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.render import waybar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.format.style import Style
    from statusline.render.targets.base import Page


_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """Return text as a part of a JSON string in which Pango finds no markup."""
    return json.dumps(text.translate(_MARKUP), ensure_ascii=False)[1:-1]


def paint(style: Style) -> tuple[str, str]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: the document names a class for the style sheet."""
    return "", ""


def fragments(page: Page) -> Iterable[str]:
    return waybar.fragments(page.segment, page.config, page.painted)
