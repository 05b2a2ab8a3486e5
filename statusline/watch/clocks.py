"""Durations and moments in the dashboard. Durations are in seconds, moments epoch seconds."""

from __future__ import annotations

import time

from statusline.hot.text import DAY, HOUR, MINUTE, duration

_WEEK = 7 * DAY


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


def left(seconds: int) -> str:
    """Return the time left, to the minute, and to the hour from a day on: 14m, 2h11m, 4d15h."""
    hours = seconds % DAY // HOUR
    return f"{seconds // DAY}d{f'{hours}h' if hours else ''}" if seconds >= DAY else duration(seconds)


def moment(at: int, now: int) -> str:
    """Return the local time of a moment ahead: 02:38, Wed 15:44, or a day: Dec 24."""
    ahead = at - now
    shape = "%H:%M" if ahead < DAY else "%a %H:%M" if ahead <= _WEEK else "%b %d"
    return time.strftime(shape, time.localtime(at))
