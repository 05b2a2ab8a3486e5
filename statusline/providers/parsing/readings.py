"""From what a document says about its windows to samples, each window once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import BadDocument
from statusline.frozen import dataclass
from statusline.limits.model import Sample
from statusline.providers.parsing.values import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.limits.model import Amounts

UNREADABLE = object()
"""The `used` of a window whose place in the document holds something else."""

MOST_WINDOWS = 32
ROUNDING = 1.0  # percentage points


@dataclass(frozen=True, slots=True)
class Reading:
    """One mention of a window. `used` is as the vendor wrote it, None where the vendor says there is no such window."""

    window: str
    label: str
    length_seconds: int | None
    used: object
    resets_at: int | None
    amounts: Amounts | None = None


def collect(readings: Iterable[Reading], source: str, as_of: int) -> tuple[tuple[Sample, ...], bool]:
    """Return the samples, of each window the highest mention, and whether every window could be read.

    Two mentions that differ by less than a point are one number, rounded in two ways: the first one counts. Raises
    BadDocument if windows are mentioned and none can be read.
    """
    samples: dict[str, Sample] = {}
    refused: set[str] = set()
    for reading in readings:
        used = percent(reading.used)
        if used is not None and (reading.window in samples or len(samples) < MOST_WINDOWS):
            sample = Sample(
                reading.window,
                reading.label,
                used,
                reading.resets_at,
                as_of,
                source,
                reading.length_seconds,
                amounts=reading.amounts,
            )
            samples[reading.window] = _higher(samples.get(reading.window), sample)
        elif reading.used is not None:
            refused.add(reading.window)
    if refused and not samples:
        raise BadDocument("The answer's percentages make no sense.", "A newer statusline may know this format.")
    return tuple(samples.values()), refused <= samples.keys()


def _higher(reading: Sample | None, other: Sample) -> Sample:
    """Return the mention that binds, with what only the other one says of its reset and its amounts."""
    if reading is None:
        return other
    first = (other.used_percentage or 0.0) - (reading.used_percentage or 0.0) < ROUNDING
    best, rest = (reading, other) if first else (other, reading)
    resets_at = rest.resets_at if best.resets_at is None else best.resets_at
    return replace(best, resets_at=resets_at, amounts=best.amounts or rest.amounts)
