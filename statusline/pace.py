"""Pace: how use compares with the time that has passed, and where it leads. Percent 0-100, times epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of one window, as of its sample.

    `expected`: percent that even use would have reached by then; `delta`: used minus expected, in percentage points;
    `projected`: percent at the reset if it goes on like this (may exceed 100); `runs_out_at`: epoch seconds at which
    100 % is reached, None if that is not before the reset.
    """

    expected: float
    delta: float
    projected: float
    runs_out_at: int | None
