"""How the shares of a window grew over one of its cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import answer, attribution, intervals, scales, weightings

if TYPE_CHECKING:
    from statusline.blame.sources import Sources, Window
    from statusline.history.cycles import Cycle


class Moment(NamedTuple):
    """The percentage points of each name until `at` (epoch seconds); `rest`: those that no call explains."""

    at: int
    points: dict[object, float]
    rest: float


def of(sources: Sources, window: Window, cycle: Cycle, by: str) -> list[Moment]:
    """Return the shares at each rise of the official number, the first one first; none without a scale."""
    scale = scales.find(sources, window).scale
    if scale is None:
        return []
    step = intervals.step(window.cycles)
    rises, groups = answer.rises_and_groups(sources, window, cycle, by, sources.names.shown)
    weights = answer.weighed(groups, weightings.named(scale.weighting), sources.prices, len(rises))
    points: dict[object, float] = {}
    rest, moments = 0.0, []
    for rise, (own, more) in zip(rises, attribution.parts(rises, weights, scale.per_unit, step), strict=True):
        points = {**points, **{name: points.get(name, 0.0) + part for name, part in own.items()}}
        rest += more
        moments.append(Moment(rise.until, points, rest))
    return moments
