"""Whether this machine's clock can be right: a window that was just answered for ends within its own length. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot.text import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.limits.model import Sample

MOST = 3 * DAY  # more is a vendor's mistake, not a clock's


def hours_off(samples: Iterable[Sample], now: int) -> int | None:
    """Return by how many hours the clock is behind the server's (below 0: ahead), None if nothing says that it is off.

    samples: of an answer of this moment, as it was received; none of them may contradict. now: epoch seconds.
    """
    ends = [
        (sample.resets_at - now, sample.length_seconds)
        for sample in samples
        if sample.resets_at and sample.length_seconds
    ]
    behind = max((left - length for left, length in ends), default=0)
    if HOUR <= behind <= MOST and all(left > behind for left, _ in ends):
        return round(behind / HOUR)
    ahead = min((left for left, _ in ends), default=0)
    if -MOST <= ahead <= -HOUR and all(left - ahead <= length for left, length in ends):
        return round(ahead / HOUR)
    return None


def problem(hours: int) -> tuple[str, str]:
    how = "behind" if hours > 0 else "ahead of"
    return (
        f"The clock of this machine is {abs(hours)} h {how} the servers'.",
        "Set it: resets and ages are wrong.",
    )
