"""The bar of a window: what is used, what will be at the reset if it goes on like this, and a tick at even use."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from statusline.hot.gauge import CELLS, FULL, TICKS, gauge

if TYPE_CHECKING:
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context

PROJECTED = {"blocks": "▒", "braille": "⣤", "ascii": "+"}
_BARE = Style(underline=False)  # a theme's line under a number has no meaning under a bar


def bar(view: AccountView, sample: Sample, context: Context, columns: int) -> Text | None:
    """Return the percentage used, or left, as a bar; None if it is unknown."""
    used, pace = sample.used_percentage, view.pace.get(sample.window)
    if used is None or not context.running(sample) or columns < 1:
        return None
    painter, config = context.painter, context.state.config
    tick = pace.expected if pace and config.gauge_tick else None
    if config.remaining:
        cells = gauge(max(0.0, FULL - used), columns, painter.gauge, None if tick is None else FULL - tick)
    else:
        cells = _with_projection(
            gauge(min(FULL, used), columns, painter.gauge, tick), pace.projected if pace else 0.0, painter.gauge
        )
    styles = {CELLS[painter.gauge][0]: painter.styles["label"], TICKS[painter.gauge]: Style.null()}
    level = painter.styles[context.level(sample)] + _BARE
    return Text.assemble(*(("".join(run), styles.get(cell, level)) for cell, run in groupby(cells)), no_wrap=True)


def _with_projection(cells: str, projected: float, kind: str) -> str:
    reached = round(min(projected, FULL) * len(cells) / FULL)
    return cells[:reached].replace(CELLS[kind][0], PROJECTED[kind]) + cells[reached:]
