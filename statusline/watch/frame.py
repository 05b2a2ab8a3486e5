"""One frame of the dashboard: every account of a state as lines, for a moment and a size. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.config.providers import PROVIDERS
from statusline.limits.view import NOBODY, UNCONFIGURED, nobody
from statusline.watch import account, banner
from statusline.watch import grid as grids
from statusline.watch.context import Context
from statusline.watch.rows import Row, Worth, fitting, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.grid import Grid
    from statusline.watch.painter import Painter
    from statusline.watch.state import State

TWO_COLUMNS = 110
WIDEST = 100
GAP = 3
ENDLESS = 10_000
FIRST_REFRESH = "No data yet: the first refresh takes a moment. If it stays so, run `statusline refresh`."
SWITCHED_OFF = "Neither vendor is enabled in the config: there is nothing to watch."


def lines(
    state: State, painter: Painter, now: int, columns: int, height: int = ENDLESS, footer: Sequence[str] = ()
) -> list[Text]:
    """Return the lines of a frame, none wider than columns and at most `height`. now: epoch seconds.

    footer: the last line, in full and ever shorter.
    """
    context = Context(state, painter, now, min(columns, WIDEST))
    sides = _sides(state.views)
    both = columns >= TWO_COLUMNS and all(sides)
    stop = banner.first_stop(state.views, context)
    above = [row for trouble in state.troubles for row in words(f"! {trouble}", context, Worth.PROBLEM)]
    above += banner.rows(stop, context) if stop else []
    below = [Row(Text(), Worth.BLANK), *_last(footer, context)] if footer else []
    if both:
        beside = _beside(sides, replace(context, width=(columns - GAP) // 2), height - len(above) - len(below))
        visible = fitting([*above, *(Row(line, Worth.BINDING) for line in beside), *below], height)
    else:
        visible = fitting([*above, *_stacked(state.views, context, _grid(state.views, context)), *below], height)
    return [painter.cut(line, columns) for line in visible]


def binding(views: Sequence[AccountView], context: Context) -> Sample | None:
    """Return the window that stops the user first, or else the one nearest to its limit, if its number is current."""
    if stop := banner.first_stop(views, context):
        return stop.sample
    running = [sample for view in views for sample in view.windows if context.running(sample)]
    return max(running, key=lambda sample: sample.used_percentage or 0.0, default=None)


def _last(footer: Sequence[str], context: Context) -> Iterator[Row]:
    yield from words(context.first_that_fits(*footer), context, Worth.FOOTER, "label", indent=0)


def _grid(views: Sequence[AccountView], context: Context) -> Grid:
    return grids.of([sample for view in views for sample in view.windows], context)


def _sides(views: Sequence[AccountView]) -> list[list[AccountView]]:
    signed_in = [view for view in views if view.status != UNCONFIGURED]
    return [[view for view in signed_in if view.account.provider == provider] for provider in PROVIDERS]


def _beside(sides: Sequence[Sequence[AccountView]], context: Context, height: int) -> Iterator[Text]:
    grid = _grid([view for side in sides for view in side], context)
    left, right = (fitting([*_stacked(side, context, grid)], height) for side in sides)
    for line, right_line in zip_longest(left, right, fillvalue=Text()):
        left_line = context.painter.cut(line, context.width)
        yield Text.assemble(left_line, " " * (context.width - left_line.cell_len + GAP), right_line, no_wrap=True)


def _stacked(views: Sequence[AccountView], context: Context, grid: Grid) -> Iterator[Row]:
    if notice := _instead(views, context):
        yield from words(notice, context, Worth.PROBLEM)
        return
    bound = binding(views, context)
    for number, view in enumerate(views):
        if number:
            yield Row(Text(), Worth.BLANK)
        yield from account.rows(view, context, grid, bound)


def _instead(views: Sequence[AccountView], context: Context) -> str:
    if not context.state.started:
        return FIRST_REFRESH
    if not views:
        return "" if context.state.troubles else SWITCHED_OFF
    return NOBODY if nobody(tuple(views)) else ""
