"""The rows of one window: bar, percentage and countdown; below them its pace, its age and its last hours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.hot.gauge import gauge, ramp
from statusline.hot.text import duration, whole
from statusline.limits import amounts, pace, windows
from statusline.watch import clocks
from statusline.watch import points as watch_points
from statusline.watch.rows import Row, Worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context
    from statusline.watch.painter import Painter

LONGEST_LABEL = 24
USED, LEFT = 5, 10  # `~100%`, `~100% left`
LEVEL = 2
COUNTDOWN = 11  # `4d 01:00:00`
SHORTEST_BAR, LONGEST_BAR = 8, 40
BARLESS = 36  # columns that leave no room for a bar beside the numbers
NARROW = 28  # columns that leave no room for seconds
SHORTEST_CURVE, LONGEST_CURVE = 8, 24
FEWEST_VALUES = 3
PAST = "past reset"
LEVELS = {"normal": "", "warning": "!", "critical": "!!"}


def rows(view: AccountView, sample: Sample, context: Context, *, binds: bool) -> Iterator[Row]:
    """Yield the rows of one of view's windows; binds: it is the one nearest to its limit."""
    worth = Worth.BINDING if binds else Worth.SCOPED if ":" in sample.window else Worth.WINDOW
    line = _line(view, sample, context, binds=binds)
    yield Row(line, worth, _alone(view, sample, context))
    if not _bar_columns(view, sample, context) and (bar := _bar(view, sample, context, context.width - 2)):
        yield Row(Text.assemble(" ", bar, no_wrap=True), Worth.BAR)
    if details := _details(view, sample, context):
        yield Row(details, Worth.DETAIL)


def label_width(view: AccountView, context: Context) -> int:
    widest = max(
        (context.painter.text(windows.label(sample, context.state.config)).cell_len for sample in view.windows),
        default=0,
    )
    beside_numbers = context.width - 2 - (1 + _used_columns(context) + LEVEL + 1 + COUNTDOWN)
    room = beside_numbers if NARROW <= context.width < BARLESS else context.width // 4
    return max(0, min(widest, LONGEST_LABEL, room))


def _alone(view: AccountView, sample: Sample, context: Context) -> Text:
    owner = context.painter.text(f"{context.state.config.of(view.account.provider).symbol or view.account.provider} ")
    narrower = replace(context, width=max(1, context.width - owner.cell_len))
    return Text.assemble(owner, _line(view, sample, narrower, binds=True), no_wrap=True)


def _line(view: AccountView, sample: Sample, context: Context, *, binds: bool) -> Text:
    painter, width = context.painter, label_width(view, context)
    label = _label(windows.label(sample, context.state.config), width, painter)
    label.stylize(painter.styles["binding" if binds else "label"])
    columns = _bar_columns(view, sample, context)
    bar = (_bar(view, sample, context, columns) or " " * columns, " ") if columns else ()
    gap = " " * (width - label.cell_len + 1)
    return Text.assemble(" ", label, gap, *bar, *_used(sample, context), _left(sample, context), no_wrap=True)


def _label(text: str, width: int, painter: Painter) -> Text:
    """Return a label in at most width columns; its last word, the length of the window, stays."""
    label = painter.text(text)
    model, _, length = text.rpartition(" ")
    length_text = painter.text(f" {length}")
    if label.cell_len > width > length_text.cell_len and model:
        return Text.assemble(painter.cut(painter.text(model), width - length_text.cell_len), length_text, no_wrap=True)
    return painter.cut(label, width)


def _bar_columns(view: AccountView, sample: Sample, context: Context) -> int:
    """Return the length of the bar beside the number, 0 if it needs a line of its own."""
    left = _left(sample, context).cell_len
    room = context.width - (1 + label_width(view, context) + 1) - (1 + _used_columns(context) + LEVEL + 1 + left)
    return min(room, LONGEST_BAR) if room >= SHORTEST_BAR else 0


def _bar(view: AccountView, sample: Sample, context: Context, columns: int) -> Text | None:
    """Return the percentage used, or left, as a bar with a tick at even use; None if it is unknown."""
    used, expected = sample.used_percentage, view.pace.get(sample.window)
    if used is None or not context.running(sample) or columns < 1:
        return None
    tick = expected.expected if expected and context.state.config.gauge_tick else None
    filled = used
    if context.state.config.remaining:
        filled, tick = max(0.0, 100 - used), None if tick is None else 100 - tick
    drawn = gauge(min(100.0, filled), columns, context.painter.gauge, tick)
    return context.painter.text(drawn, _level(used, sample, context))


def _used(sample: Sample, context: Context) -> tuple[Text, Text]:
    used, columns = sample.used_percentage, _used_columns(context)
    if used is None or not context.running(sample):
        return context.painter.text(windows.DASH.rjust(columns), "unknown"), context.painter.text(" " * (LEVEL + 1))
    percent = whole(used)
    level = _level(used, sample, context)
    number = f"{100 - percent}% left" if context.state.config.remaining else f"{percent}%"
    text = f"{windows.mark(sample)}{number}"
    return context.painter.text(text.rjust(columns), level), context.painter.text(LEVELS[level].ljust(LEVEL + 1), level)


def _used_columns(context: Context) -> int:
    return LEFT if context.state.config.remaining else USED


def _level(used: float, sample: Sample, context: Context) -> str:
    config = context.state.config
    return windows.level(used, config, config.window_of(sample.window).thresholds)


def _left(sample: Sample, context: Context) -> Text:
    if sample.resets_at is None:
        return context.painter.text("")
    seconds = sample.resets_at - context.now
    if context.width < NARROW:
        return context.painter.text(duration(seconds) if seconds > 0 else "over")
    return context.painter.text((clocks.countdown(seconds) if seconds > 0 else PAST).rjust(COUNTDOWN))


def _details(view: AccountView, sample: Sample, context: Context) -> Text | None:
    """Return the curve of the last hours and a sentence; only the sentence if there is no room for both."""
    indent = 1 + label_width(view, context) + 1
    line = _curve(view, sample, context, (context.width - indent) // 3)
    sentences = _sentences(view, sample, context)
    room = context.width - indent - line.cell_len
    sentence = next((sentence for sentence in sentences if context.painter.text(sentence).cell_len <= room), None)
    if sentence is None and sentences:
        line, sentence = context.painter.text(""), sentences[-1]
    if not line and not sentence:
        return None
    return Text.assemble(
        " " * indent, line, context.painter.text(sentence or "", _verdict(view, sample, context)), no_wrap=True
    )


def _verdict(view: AccountView, sample: Sample, context: Context) -> str:
    """Return the style of the sentence: that of the window's level, and no less than a warning where it runs out."""
    if sample.used_percentage is None or not context.running(sample):
        return "label"
    level = _level(sample.used_percentage, sample, context)
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
    delta, projection = pace.delta_text(view_pace), pace.projected_text(view_pace, context.now)
    full = f"{pace.words(view_pace, sample.resets_at, context.now)}{stale_part}"
    points = pace.points_text(view_pace)
    return [
        f"{points} · {full}",
        f"{delta} · {full}",
        f"{delta} · {projection}{stale_part}",
        f"{projection}{stale_part}",
        projection,
    ]


def _curve(view: AccountView, sample: Sample, context: Context, room: int) -> Text:
    """Return the curve of the last hours and a blank; nothing if there are few points or no room."""
    points = context.state.points.get((view.account.account, sample.window), ())
    columns = min(room, LONGEST_CURVE)
    if columns < SHORTEST_CURVE or not points:
        return context.painter.text("")
    values = watch_points.values(points, context.now - watch_points.span(sample), context.now, columns)
    drawn = "".join(" " if value is None else ramp(value, context.painter.gauge) for value in values)
    return context.painter.text(f"{drawn} " if len(drawn.strip()) >= FEWEST_VALUES else "")
