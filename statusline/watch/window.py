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


def rows(view: AccountView, sample: Sample, scene: Context, *, binds: bool) -> Iterator[Row]:
    """Yield the rows of one of view's windows; binds: it is the one that is nearest to its limit."""
    worth = Worth.BINDING if binds else Worth.SCOPED if ":" in sample.window else Worth.WINDOW
    line = _line(view, sample, scene, binds=binds)
    yield Row(line, worth, _alone(view, sample, scene))
    if not _bar_columns(view, sample, scene) and (bar := _bar(view, sample, scene, scene.width - 2)):
        yield Row(Text.assemble(" ", bar, no_wrap=True), Worth.BAR)
    if details := _details(view, sample, scene):
        yield Row(details, Worth.DETAIL)


def label_width(view: AccountView, scene: Context) -> int:
    """Return the columns for the labels of view's windows."""
    widest = max(
        (scene.pen.text(windows.label(sample, scene.state.config)).cell_len for sample in view.windows), default=0
    )
    beside_numbers = scene.width - 2 - (1 + _used_columns(scene) + LEVEL + 1 + COUNTDOWN)
    room = beside_numbers if NARROW <= scene.width < BARLESS else scene.width // 4
    return max(0, min(widest, LONGEST_LABEL, room))


def _alone(view: AccountView, sample: Sample, scene: Context) -> Text:
    """Return the line of a window that has no name above it."""
    whose = scene.pen.text(f"{scene.state.config.of(view.account.provider).symbol or view.account.provider} ")
    narrower = replace(scene, width=max(1, scene.width - whose.cell_len))
    return Text.assemble(whose, _line(view, sample, narrower, binds=True), no_wrap=True)


def _line(view: AccountView, sample: Sample, scene: Context, *, binds: bool) -> Text:
    pen, width = scene.pen, label_width(view, scene)
    label = _label(windows.label(sample, scene.state.config), width, pen)
    label.stylize(pen.styles["binding" if binds else "label"])
    columns = _bar_columns(view, sample, scene)
    bar = (_bar(view, sample, scene, columns) or " " * columns, " ") if columns else ()
    gap = " " * (width - label.cell_len + 1)
    return Text.assemble(" ", label, gap, *bar, *_used(sample, scene), _left(sample, scene), no_wrap=True)


def _label(text: str, width: int, pen: Painter) -> Text:
    """Return a label in at most width columns; its last word, the length of the window, stays."""
    label = pen.text(text)
    model, _, length = text.rpartition(" ")
    last = pen.text(f" {length}")
    if label.cell_len > width > last.cell_len and model:
        return Text.assemble(pen.cut(pen.text(model), width - last.cell_len), last, no_wrap=True)
    return pen.cut(label, width)


def _bar_columns(view: AccountView, sample: Sample, scene: Context) -> int:
    """Return how long the bar beside the number is, 0 where it needs a line of its own."""
    left = _left(sample, scene).cell_len
    room = scene.width - (1 + label_width(view, scene) + 1) - (1 + _used_columns(scene) + LEVEL + 1 + left)
    return min(room, LONGEST_BAR) if room >= SHORTEST_BAR else 0


def _bar(view: AccountView, sample: Sample, scene: Context, columns: int) -> Text | None:
    """Return what is used, or left, as a bar with a tick where even use would be; None where it is not known."""
    used, expected = sample.used_percentage, view.pace.get(sample.window)
    if used is None or not scene.running(sample) or columns < 1:
        return None
    tick = expected.expected if expected and scene.state.config.gauge_tick else None
    filled = used
    if scene.state.config.remaining:
        filled, tick = max(0.0, 100 - used), None if tick is None else 100 - tick
    drawn = gauge(min(100.0, filled), columns, scene.pen.gauge, tick)
    return scene.pen.text(drawn, _level(used, sample, scene))


def _used(sample: Sample, scene: Context) -> tuple[Text, Text]:
    used, columns = sample.used_percentage, _used_columns(scene)
    if used is None or not scene.running(sample):
        return scene.pen.text(windows.DASH.rjust(columns), "unknown"), scene.pen.text(" " * (LEVEL + 1))
    percent = whole(used)
    level = _level(used, sample, scene)
    number = f"{100 - percent}% left" if scene.state.config.remaining else f"{percent}%"
    shown = f"{windows.mark(sample)}{number}"
    return scene.pen.text(shown.rjust(columns), level), scene.pen.text(LEVELS[level].ljust(LEVEL + 1), level)


def _used_columns(scene: Context) -> int:
    return LEFT if scene.state.config.remaining else USED


def _level(used: float, sample: Sample, scene: Context) -> str:
    config = scene.state.config
    return windows.level(used, config, config.window_of(sample.window).thresholds)


def _left(sample: Sample, scene: Context) -> Text:
    if sample.resets_at is None:
        return scene.pen.text("")
    seconds = sample.resets_at - scene.now
    if scene.width < NARROW:
        return scene.pen.text(duration(seconds) if seconds > 0 else "over")
    return scene.pen.text((clocks.countdown(seconds) if seconds > 0 else PAST).rjust(COUNTDOWN))


def _details(view: AccountView, sample: Sample, scene: Context) -> Text | None:
    """Return the last hours and what is to be said; where there is no room for both, the words."""
    indent = 1 + label_width(view, scene) + 1
    line = _curve(view, sample, scene, (scene.width - indent) // 3)
    said = _said(view, sample, scene)
    room = scene.width - indent - line.cell_len
    words = next((words for words in said if scene.pen.text(words).cell_len <= room), None)
    if words is None and said:
        line, words = scene.pen.text(""), said[-1]
    if not line and not words:
        return None
    return Text.assemble(" " * indent, line, scene.pen.text(words or "", "label"), no_wrap=True)


def _said(view: AccountView, sample: Sample, scene: Context) -> list[str]:
    """Return what is to be said of a window, in full and ever shorter; empty if there is nothing."""
    seen = f"seen {clocks.age(scene.now - sample.as_of)} ago"
    if sample.resets_at is not None and sample.resets_at <= scene.now:
        reset = f"reset {clocks.age(scene.now - sample.resets_at)} ago"
        return [f"{reset}, not asked since", reset]
    late = f" · {seen}" if scene.stale(sample.as_of) else ""
    if sample.amounts and (money := amounts.words(sample.amounts)):
        return [f"{money}{late}", money]
    known = view.pace.get(sample.window)
    if known is None or sample.resets_at is None:
        return [seen] if late else []
    delta, leads = pace.delta_text(known), pace.projected_text(known, scene.now)
    full = f"{pace.words(known, sample.resets_at, scene.now)}{late}"
    points = pace.points_text(known)
    return [f"{points} · {full}", f"{delta} · {full}", f"{delta} · {leads}{late}", f"{leads}{late}", leads]


def _curve(view: AccountView, sample: Sample, scene: Context, room: int) -> Text:
    """Return the curve of the last hours and a blank, nothing where little is known or there is no room."""
    points = scene.state.points.get((view.account.account, sample.window), ())
    columns = min(room, LONGEST_CURVE)
    if columns < SHORTEST_CURVE or not points:
        return scene.pen.text("")
    values = watch_points.values(points, scene.now - watch_points.span(sample), scene.now, columns)
    drawn = "".join(" " if value is None else ramp(value, scene.pen.gauge) for value in values)
    return scene.pen.text(f"{drawn} " if len(drawn.strip()) >= FEWEST_VALUES else "")
