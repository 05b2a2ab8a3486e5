"""The rows of one window: bar, percentage and reset; below them its verdict and its last hours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.hot.gauge import ramp
from statusline.hot.text import DAY, duration, whole
from statusline.limits import amounts, pace, windows
from statusline.watch import clocks
from statusline.watch import grid as grids
from statusline.watch import points as watch_points
from statusline.watch.bar import bar
from statusline.watch.rows import Row, Worth, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context
    from statusline.watch.grid import Grid

SHORTEST_CURVE, LONGEST_CURVE = 8, 24
FEWEST_VALUES = 3
LEVELS = {"normal": "", "warning": "!", "critical": "!!"}


def rows(view: AccountView, sample: Sample, context: Context, grid: Grid, *, binds: bool) -> Iterator[Row]:
    """Yield the rows of one of view's windows; binds: it is the one that stops the user first."""
    worth = Worth.BINDING if binds else Worth.SCOPED if ":" in sample.window else Worth.WINDOW
    yield Row(_line(view, sample, context, grid, binds=binds), worth, _alone(view, sample, context))
    if not grid.bar and (drawn := bar(view, sample, context, context.width - 2)):
        yield Row(Text.assemble(" ", drawn, no_wrap=True), Worth.BAR)
    yield from _details(view, sample, context, grid)


def _alone(view: AccountView, sample: Sample, context: Context) -> Text:
    owner = context.painter.text(f"{context.state.config.of(view.account.provider).symbol or view.account.provider} ")
    narrower = replace(context, width=max(1, context.width - owner.cell_len))
    line = _line(view, sample, narrower, grids.of([sample], narrower), binds=True)
    return Text.assemble(owner, line, no_wrap=True)


def _line(view: AccountView, sample: Sample, context: Context, grid: Grid, *, binds: bool) -> Text:
    painter = context.painter
    label = grids.label(windows.label(sample, context.state.config), grid.label, context)
    label.stylize(painter.styles["binding" if binds else "label"])
    gap = " " * (grid.label - label.cell_len + 1)
    drawn = (bar(view, sample, context, grid.bar) or " " * grid.bar, " ") if grid.bar else ()
    reset = painter.text(grids.resets(sample, context.now)[grid.reset])
    line = Text.assemble(" ", label, gap, *drawn, *_used(sample, context, grid.used), no_wrap=True)
    return Text.assemble(line, " " if reset else "", reset, no_wrap=True)


def _used(sample: Sample, context: Context, width: int) -> tuple[str, Text, Text]:
    used = sample.used_percentage
    if used is None or not context.running(sample):
        number, level = context.painter.text(windows.DASH, "unknown"), "normal"
    else:
        percent, level = whole(used), context.level(sample)
        text = f"{100 - percent}% left" if context.state.config.remaining else f"{percent}%"
        number = context.painter.text(f"{windows.mark(sample)}{text}", level)
    mark = context.painter.text(LEVELS[level], level)
    mark.pad_right(grids.LEVEL - mark.cell_len)
    return " " * (width - number.cell_len), number, mark


def _details(view: AccountView, sample: Sample, context: Context, grid: Grid) -> Iterator[Row]:
    """Yield the sentence about a window below its bar, and its last hours where there is room for both."""
    sentences, style = _sentences(view, sample, context), _verdict(view, sample, context)
    room = context.width - grid.indent
    sentence = next((text for text in sentences if context.painter.text(text).cell_len <= room), None)
    if sentence is None and sentences:
        yield from words(sentences[-1], context, Worth.DETAIL, style)
        return
    text = context.painter.text(sentence or "", style)
    curve = _curve(view, sample, context, room - text.cell_len - (2 if text else 0))
    if text or curve:
        gap = "  " if text and curve else ""
        yield Row(Text.assemble(" " * grid.indent, text, gap, curve, no_wrap=True), Worth.DETAIL)


def _verdict(view: AccountView, sample: Sample, context: Context) -> str:
    """Return the style of the sentence: that of the window's level, and no less than a warning where it runs out."""
    if sample.used_percentage is None or not context.running(sample):
        return "label"
    level = context.level(sample)
    view_pace = view.pace.get(sample.window)
    runs_out = view_pace is not None and view_pace.runs_out_at is not None
    return ("warning" if runs_out else "label") if level == "normal" else level


def _sentences(view: AccountView, sample: Sample, context: Context) -> list[str]:
    """Return the sentence about a window, in full and ever shorter; empty if there is nothing to say."""
    age = f"seen {clocks.age(context.now - sample.as_of)} ago"
    if sample.resets_at is not None and sample.resets_at <= context.now:
        reset = f"reset {clocks.age(context.now - sample.resets_at)} ago"
        return [f"{reset}, no new number yet", reset]
    stale_part = f" · {age}" if context.stale(sample.as_of) else ""
    if sample.amounts and (money := amounts.words(sample.amounts)):
        return [f"{money}{stale_part}", money]
    view_pace = view.pace.get(sample.window)
    if view_pace is None or sample.resets_at is None:
        return [age] if stale_part else []
    delta, projection = pace.delta_text(view_pace), pace.projected_text(view_pace, context.now, clocks.left)
    full = f"{pace.words(view_pace, sample.resets_at, context.now, clocks.left)}{stale_part}"
    points = pace.points_text(view_pace)
    return [
        f"{points} · {full}",
        f"{delta} · {full}",
        f"{delta} · {projection}{stale_part}",
        f"{projection}{stale_part}",
        projection,
    ]


def _curve(view: AccountView, sample: Sample, context: Context, room: int) -> Text:
    """Return the curve of the last hours behind its name; nothing if there are few points or no room."""
    points = context.state.points.get((view.account.account, sample.window), ())
    span = watch_points.span(sample)
    title = "last day " if span == DAY else f"last {duration(span).removesuffix('00m')} "
    width = min(room - len(title), LONGEST_CURVE)
    if width < SHORTEST_CURVE or not points:
        return Text()
    values = watch_points.values(points, context.now - span, context.now, width)
    drawn = "".join(" " if value is None else ramp(value, context.painter.gauge) for value in values)
    return context.painter.text(title + drawn.strip() if len(drawn.strip()) >= FEWEST_VALUES else "", "label")
