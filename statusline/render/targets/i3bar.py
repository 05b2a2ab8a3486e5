"""A block of i3bar's protocol, for i3blocks (`format=json`) and wrappers of i3status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.format import palette
from statusline.hot import prompt_file
from statusline.limits.windows import LEVELS
from statusline.render import bar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.format.style import Style
    from statusline.render.targets.base import Page

SHORT = 20  # columns of the text for a bar that is full


def escape(text: str) -> str:
    """Return text as a part of a JSON string; i3bar finds markup only where a block asks for it."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def paint(style: Style) -> tuple[str, str]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: a block has one colour."""
    return "", ""


def fragments(page: Page) -> Iterable[str]:
    """Yield the longest variant, a short one, and the colour of the worst level that the clock makes true."""
    settings = page.config.target_of("i3bar")
    variants = page.segment.variants(settings.format, settings.width)
    yield '{"name":"statusline","full_text":"'
    yield from page.painted(variants[0][1])
    yield '","short_text":"'
    yield from page.painted(next((text for columns, text in variants if columns <= SHORT), variants[-1][1]))
    yield '"'
    for stage in bar.stages(page.segment):
        yield stage.hole
        yield f',"color":"{colour}"' if (colour := _colour(page, stage.level)) else ""
    yield prompt_file.MARK + "w"
    yield "}"


def _colour(page: Page, level: str) -> str:
    settings = page.config.target_of("i3bar")
    if level not in LEVELS:
        return ""
    style = palette.within(page.segment.painter(level, level)("level"), settings.colors.replace("auto", "truecolor"))
    return palette.hexadecimal(style.foreground) if style.foreground else ""
