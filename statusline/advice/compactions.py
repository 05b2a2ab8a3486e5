"""Sessions that were compacted again and again within an hour. It takes a deep look."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from statusline.advice.base import Finding, whole_dollars
from statusline.hot.text import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "compaction-loop"
SO_MANY = 3


def find(material: Material) -> Iterator[Finding]:
    loops = {
        session: counts.compactions
        for session, counts in material.counts.items()
        if session in material.conversations and _is_loop(counts.compactions)
    }
    calls = [call for session, at in loops.items() for call in _after(material.conversations[session], at)]
    if dollars := whole_dollars(material, calls):
        total = sum(map(len, loops.values()))
        yield Finding(
            NAME,
            f"{len(loops)} session{'s' * (len(loops) > 1)} compacted {total} times, {SO_MANY} or more within an hour.",
            "The compactions that the logs name; counted is the first call after each, which begins without a cache.",
            "Long outputs fill what a compaction has freed: read parts of files, and let a sub-agent read the rest.",
            dollars,
            len(calls),
        )


def _is_loop(moments: Sequence[int]) -> bool:
    ordered = sorted(moments)
    return any(last - first <= HOUR for first, last in zip(ordered, ordered[SO_MANY - 1 :], strict=False))


def _after(calls: Sequence[Call], moments: Sequence[int]) -> list[Call]:
    """Return the first call after each moment; calls are in order."""
    times = [call.at for call in calls]
    positions = {bisect_left(times, moment) for moment in moments}
    return [calls[position] for position in sorted(positions) if position < len(calls)]
