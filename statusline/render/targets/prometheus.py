"""Metrics in the text format of Prometheus, with the clock left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render import prometheus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.render.targets.base import Page


def fragments(page: Page) -> Iterable[str]:
    return prometheus.fragments(page.views, page.config, page.segment.costs)
