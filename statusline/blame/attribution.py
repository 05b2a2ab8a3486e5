"""The official number of a cycle, split over the calls between its steps. Pure.

What a step has beyond what the calls in it explain was used elsewhere, or is unknown: nothing is scaled away, so that
all shares together are the official number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statusline.blame.intervals import Interval

Key = TypeVar("Key")
MILLI = 1000  # shares are kept in thousandths of a point


@dataclass(frozen=True, slots=True)
class Shares(Generic[Key]):
    """Points by key; `elsewhere` are those that no call explains, `before` those before the cycle's first number."""

    points: dict[Key, float]
    elsewhere: float
    before: float


def split(
    intervals: Sequence[Interval], weights: Sequence[Mapping[Key, float]], per_unit: float, step: float
) -> Shares[Key]:
    """Return the shares of the keys; weights: for each interval what the calls of a key weigh.

    A number is told in steps: what calls have made and it does not show yet goes over to the next interval.
    """
    points: dict[Key, float] = {}
    elsewhere = before = 0.0
    for interval, (own, rest) in zip(intervals, parts(intervals, weights, per_unit, step), strict=True):
        for key, part in own.items():
            points[key] = points.get(key, 0.0) + part
        if interval.first:
            before += rest
        else:
            elsewhere += rest
    return Shares(points, elsewhere, before)


def parts(
    intervals: Sequence[Interval], weights: Sequence[Mapping[Key, float]], per_unit: float, step: float
) -> Iterator[tuple[dict[Key, float], float]]:
    """Yield for each interval the points of the keys, and those that no call explains; weights as in `split`."""
    carry = 0.0
    latest: Mapping[Key, float] = {}  # the calls that a rise without any may still be of
    for interval, own in zip(intervals, weights, strict=True):
        expected = per_unit * sum(own.values()) + carry
        if any(own.values()):
            latest = own
            local = _local(interval.points, expected, step)
        else:
            local = min(interval.points, max(0.0, carry)) if latest else 0.0
        carry = min(step, max(-step, expected - local))
        weight = sum(latest.values())
        yield {key: local * part / weight for key, part in latest.items()}, interval.points - local


def _local(points: float, expected: float, step: float) -> float:
    """Return how much of a rise the calls in it explain; what is within a step of all is all."""
    return points if points - expected <= step else max(0.0, expected)


def apportioned(parts: Mapping[Key, float], total: int) -> dict[Key, int]:
    """Return parts, none below 0, as whole numbers whose sum is total: the largest remainders are rounded up."""
    whole = {key: math.floor(part) for key, part in parts.items()}
    rest = total - sum(whole.values())
    by_remainder = sorted(parts, key=lambda key: whole[key] - parts[key])
    for number in range(abs(rest)):
        key = by_remainder[number % len(by_remainder)] if rest > 0 else max(whole, key=lambda key: whole[key])
        whole[key] += 1 if rest > 0 else -1
    return whole
