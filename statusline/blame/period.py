"""Who used a window in a time that is not one of its cycles: a week or a month of all of them together."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import answer, attribution, intervals, scales, spending, weightings
from statusline.blame.attribution import MILLI

if TYPE_CHECKING:
    from statusline.blame.sources import Sources, Window

_UNKNOWN = ("unknown",)  # no name of a group is a tuple


class Period(NamedTuple):
    """The points of a window that were used in a time, in thousandths: of each name, and what no call explains.

    `why`: what a scale still takes; then no name has any.
    """

    total: int
    points: dict[str, int]
    unknown: int
    why: str


def over(sources: Sources, window: Window, since: int, until: int, by: str) -> Period:
    """Return who used a window after since, up to until (epoch seconds). It has all its cycles since then."""
    result, shown = scales.find(sources, window), sources.names.shown
    whose, step = sources.whose(window), intervals.step(window.cycles)
    rises = [rise for rise in intervals.of_cycles(window.cycles) if since < rise.until <= until]
    total = round(MILLI * sum(rise.points for rise in rises))
    if result.scale is None or not rises:
        return Period(total, {}, total, result.why)
    spans = [(rise.after, rise.until) for rise in rises]
    groups = answer.grouped(spending.uses(sources.connection, spans, whose, by_name=True), by, shown)
    weights = answer.weighed(groups, weightings.named(result.scale.weighting), sources.prices, len(rises))
    points: dict[object, float] = {_UNKNOWN: 0.0}
    for _, pairs in groupby(zip(rises, weights, strict=True), lambda pair: pair[0].cycle):
        own, parts = zip(*pairs, strict=True)
        split = attribution.split(own, parts, result.scale.per_unit, step)
        for name, value in split.points.items():
            points[name] = points.get(name, 0.0) + value
        points[_UNKNOWN] += split.elsewhere + split.before
    whole = attribution.apportioned({name: max(0.0, MILLI * value) for name, value in points.items()}, total)
    unknown = whole.pop(_UNKNOWN)
    return Period(total, {str(name): value for name, value in whole.items()}, unknown, "")
