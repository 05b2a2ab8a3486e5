"""Durations in the dashboard. Seconds."""

from __future__ import annotations

from statusline.hot.text import DAY, HOUR, MINUTE, duration


def countdown(seconds: int) -> str:
    """Return the time left, to the second: 4d 01:00:00, 2:11:05, 14:05, 0:09."""
    seconds = max(0, seconds)
    hours, seconds_left = divmod(seconds, HOUR)
    minutes_seconds = f"{seconds_left // MINUTE:02d}:{seconds_left % MINUTE:02d}"
    if seconds >= DAY:
        return f"{hours // 24}d {hours % 24:02d}:{minutes_seconds}"
    return f"{hours}:{minutes_seconds}" if hours else minutes_seconds.removeprefix("0")


def age(seconds: int) -> str:
    """Return an age: 42s, 22m, 2h11m, 3d."""
    return f"{max(0, seconds)}s" if seconds < MINUTE else duration(seconds)
