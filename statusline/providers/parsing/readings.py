"""From what a document says about its windows to samples, each window once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.errors import BadDocument
from statusline.limits.model import Sample
from statusline.providers.parsing.values import percent

if TYPE_CHECKING:
    from collections.abc import Iterable

UNREADABLE = object()
"""The `used` of a window whose place in the document holds something else."""

MOST_WINDOWS = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """One mention of a window. `used` is as the vendor wrote it, None where the vendor says there is no such window."""

    window: str
    label: str
    length_seconds: int | None
    used: object
    resets_at: int | None


def collect(readings: Iterable[Reading], source: str, as_of: int) -> tuple[tuple[Sample, ...], bool]:
    """Return the samples, the first readable mention of each window, and whether every window could be read.

    Raises BadDocument if windows are mentioned and none can be read.
    """
    samples: dict[str, Sample] = {}
    refused: set[str] = set()
    for reading in readings:
        used = percent(reading.used)
        if used is not None and len(samples) < MOST_WINDOWS:
            sample = Sample(
                reading.window, reading.label, used, reading.resets_at, as_of, source, reading.length_seconds
            )
            samples.setdefault(reading.window, sample)
        elif reading.used is not None:
            refused.add(reading.window)
    if refused and not samples:
        raise BadDocument("The answer's percentages make no sense.", "A newer statusline may know this format.")
    return tuple(samples.values()), refused <= samples.keys()
