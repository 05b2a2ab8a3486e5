"""The banner of a frame: the limit that stops you first, if one does before its reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.gauge import FULL
from statusline.limits import windows
from statusline.watch import clocks
from statusline.watch.context import name
from statusline.watch.rows import Row, Worth, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context

MARK, ASCII_MARK = "▲", "!"


@dataclass(frozen=True, slots=True)
class Stop:
    """A window that is full at a time (epoch seconds) before its reset."""

    view: AccountView
    sample: Sample
    at: int
    resets_at: int


def first_stop(views: Sequence[AccountView], context: Context) -> Stop | None:
    """Return what stops the user first; of what already does, the one that does longest."""
    stops = [stop for view in views for sample in view.windows if (stop := _stop(view, sample, context))]
    return min(stops, key=lambda stop: (stop.at, -stop.resets_at), default=None)


def rows(stop: Stop, context: Context) -> Iterator[Row]:
    mark = ASCII_MARK if context.painter.ascii else MARK
    level = context.level(stop.sample)
    style = "warning" if level == "normal" else level
    text = context.first_that_fits(*(f"{mark} {sentence}" for sentence in _sentences(stop, context)))
    for row in words(text, context, Worth.BANNER, style, indent=0):
        row.text.stylize("bold")
        yield row
    yield Row(context.painter.text(""), Worth.BLANK)


def _stop(view: AccountView, sample: Sample, context: Context) -> Stop | None:
    if sample.used_percentage is None or sample.resets_at is None or not context.running(sample):
        return None
    if sample.used_percentage >= FULL:
        return Stop(view, sample, context.now, sample.resets_at)
    pace = view.pace.get(sample.window)
    if pace is None or pace.runs_out_at is None:
        return None
    return Stop(view, sample, max(context.now, pace.runs_out_at), sample.resets_at)


def _sentences(stop: Stop, context: Context) -> Iterator[str]:
    label = windows.label(stop.sample, context.state.config)
    owner = f"{name(stop.view.account, context.state.labels)} {label}"
    left, moment = clocks.left(stop.resets_at - context.now), clocks.moment(stop.resets_at, context.now)
    state = _state(stop, context)
    yield f"{owner}: {state}, resets in {left} · {moment}"
    yield f"{owner}: {state}, resets {moment}"
    yield f"{owner}: {state}"
    provider = stop.view.account.provider
    yield f"{context.state.config.of(provider).symbol or provider} {label}: {state}"


def _state(stop: Stop, context: Context) -> str:
    if (stop.sample.used_percentage or 0.0) >= FULL:
        return "used up"
    return f"full in {clocks.left(stop.at - context.now)}" if stop.at > context.now else "full by now"
