"""JSON for scripts: the document `statusline/1`, with the clock left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render import json_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.render.targets.base import Page


def fragments(page: Page) -> Iterable[str]:
    return json_document.fragments(page.views, page.config)
