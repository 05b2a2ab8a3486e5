"""The table [alerts], with the tables [alerts.NAME]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config import checks, windows
from statusline.config.fields import named, option
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNELS = ("desktop", "tmux", "bell")
EVENTS = ("threshold", "run_out", "reset", "early_reset", "login", "blocked")
_MOST = 20
_LONGEST_WAIT = 60


def _percents(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    numbers = value if isinstance(value, list) else [None]
    if not all(isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 100 for number in numbers):  # noqa: PLR2004 - percent
        yield key, "must be a list of whole numbers from 1 to 100, between [ and ]."
    elif len(set(numbers)) != len(numbers) or len(numbers) > _MOST:
        yield key, f"must name each percentage once, and {_MOST} at most."


def _some_of(choices: tuple[str, ...]) -> checks.Check:
    listing = ", ".join(map(checks.quoted, choices))

    def check(key: checks.Key, value: object) -> Iterator[checks.Fault]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item in choices for item in value):
            yield key, f"must be a list, between [ and ], of these: {listing}."
        elif len(set(value)) != len(value):
            yield key, "must not name anything twice."

    return check


@dataclass(frozen=True, slots=True)
class WindowAlerts:
    disabled: bool = option("No alerts about this window.", checks.boolean, default=False)
    thresholds: tuple[int, ...] = option("Its own thresholds; empty: those of [alerts].", _percents, default=())


@dataclass(frozen=True, slots=True)
class Alerts:
    """The table [alerts]: where alerts go and what they are about. Percent used, 0-100."""

    enabled: bool = option("Send alerts.", checks.boolean, default=False)
    channels: tuple[str, ...] = option(
        f"Where alerts go: {', '.join(map(checks.quoted, CHANNELS))}.", _some_of(CHANNELS), default=("desktop",)
    )
    command: tuple[str, ...] = option(
        "A program and its arguments, run for each alert with JSON on stdin; empty: none.",
        checks.program_or_none,
        default=(),
    )
    command_seconds: int = option(
        "Seconds after which that program is stopped.", checks.whole(1, _LONGEST_WAIT), default=10
    )
    events: tuple[str, ...] = option(
        f"What to alert about: {', '.join(map(checks.quoted, EVENTS))}.", _some_of(EVENTS), default=EVENTS
    )
    thresholds: tuple[int, ...] = option(
        "Percent used at which to alert, once each until the reset.", _percents, default=(80, 95)
    )
    named: tuple[tuple[str, WindowAlerts], ...] = named(
        'One window by its name, as in `windows`; quote a name with a colon: [alerts."seven_day:fable"].',
        WindowAlerts,
        windows.is_name,
        suggestions=windows.WINDOWS,
        example="seven_day",
    )

    def thresholds_of(self, window: str) -> tuple[int, ...]:
        settings = dict(self.named).get(window)
        return tuple(sorted((settings.thresholds if settings else ()) or self.thresholds))

    def silent(self, window: str) -> bool:
        settings = dict(self.named).get(window)
        return settings is not None and settings.disabled
