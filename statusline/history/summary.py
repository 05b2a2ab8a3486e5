"""What happened in a window, in a sentence, and when in the week it was used. Times are local. Pure."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.hot.text import DAY, HOUR, duration, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.history.cycles import Cycle

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = ("night", "morning", "afternoon", "evening")
_SHADES, _ASCII_SHADES = " ░▒▓█", " .:*#"
_FEWEST_RISES = 4
_LABEL = 6

Week = list[list[float]]
"""Percentage points by weekday (Monday first) and hour."""


def sentence(cycles: Sequence[Cycle], since: int, now: int) -> str:
    """Return how often the limit was hit since then, when mostly, and for how long. Times are epoch seconds."""
    hits = [cycle for cycle in cycles if cycle.limit_at is not None and cycle.limit_at >= since]
    days = max(1, round((now - since) / DAY))
    span = f"in {days} day{'s' * (days > 1)}"
    if not hits:
        return f"The limit was not hit {span}; highest {whole(max(cycle.peak for cycle in cycles))}%."
    blocked = sum(max(0, (cycle.ended_at or now) - (cycle.limit_at or now)) for cycle in hits)
    times = "once" if len(hits) == 1 else f"{len(hits)} times"
    return f"The limit was hit {times} {span}{_mostly(hits)}, for {duration(blocked)}{' in all' * (len(hits) > 1)}."


def _mostly(hits: Sequence[Cycle]) -> str:
    moments = [time.localtime(cycle.limit_at) for cycle in hits]
    days = Counter(WEEKDAYS[moment.tm_wday] for moment in moments)
    parts = Counter(f"{WEEKDAYS[moment.tm_wday]} {_PARTS[moment.tm_hour // 6]}" for moment in moments)
    if len(hits) == 1:
        return f" on {next(iter(parts))}"
    for counter in (parts, days):
        name, count = counter.most_common(1)[0]
        if count > 1 and 2 * count > len(hits):
            return f", mostly on {name}s"
    return ""


def week(cycles: Iterable[Cycle], since: int) -> Week | None:
    """Return when in the week the window rose; None if too few rises are known to the hour."""
    result: Week = [[0.0] * 24 for _ in WEEKDAYS]
    rises = 0
    for cycle in cycles:
        for before, after in pairwise(cycle.points):
            if after.used > before.used and after.as_of >= since and after.as_of - before.as_of <= HOUR:
                moment = time.localtime(after.as_of)
                result[moment.tm_wday][moment.tm_hour] += after.used - before.used
                rises += 1
    return result if rises >= _FEWEST_RISES else None


def heat_map(rises: Week, *, plain: bool) -> Iterator[str]:
    """Yield the week as seven rows of 24 hours. plain: in ASCII."""
    shades = _ASCII_SHADES if plain else _SHADES
    most = max(map(max, rises))
    yield " " * _LABEL + "00    06    12    18"
    for name, hours in zip(WEEKDAYS, rises, strict=True):
        cells = "".join(shades[-(-int(points / most * 1_000) * (len(shades) - 1) // 1_000)] for points in hours)
        yield f"{name[:3].ljust(_LABEL)}{cells}".rstrip()
    yield f"{' ' * _LABEL}use by hour of the week; {shades[-1]} {whole(most)} points"
