"""The table [alerts], with the tables [alerts.NAME]."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.config import checks, windows
from statusline.config.fields import named, option

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNELS = ("desktop", "tmux", "bell")
EVENTS = ("threshold", "run_out", "reset", "early_reset", "login", "blocked")
_MOST = 20
_LONGEST_WORD = 1_000
_LONGEST_WAIT = 60


def _percents(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    """Accept a list of different whole percentages."""
    numbers = value if isinstance(value, list) else [None]
    if not all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= 100 for one in numbers):  # noqa: PLR2004 - percent
        yield key, "must be a list of whole numbers from 1 to 100, between [ and ]."
    elif len(set(numbers)) != len(numbers) or len(numbers) > _MOST:
        yield key, f"must name each percentage once, and {_MOST} at most."


def _some_of(known: tuple[str, ...]) -> checks.Check:
    """Accept a list of different known words."""
    words = ", ".join(map(checks.quoted, known))

    def check(key: checks.Key, value: object) -> Iterator[checks.Fault]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            yield key, f"must be a list, between [ and ], of these: {words}."
        elif len(set(value)) != len(value):
            yield key, "must name each thing once."

    return check


def _command(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    """Accept a program and its arguments, or an empty list; the program is named so that no current folder matters."""
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        yield key, "must be a list of texts: the program and its arguments, each in quotes, between [ and ]."
        return
    faults = [fault for word in value for fault in checks.text(key, word, _LONGEST_WORD)]
    yield from faults[:1]
    program = value[0] if value else None
    if program is not None and not (program.startswith("~/") or os.path.isabs(program) or _is_a_name(program)):
        yield key, 'must begin with a program: its name in PATH, an absolute path, or one that begins with "~/".'


def _is_a_name(program: str) -> bool:
    return bool(program) and not program.startswith("-") and os.path.basename(program) == program


@dataclass(frozen=True, slots=True)
class WindowAlerts:
    """One table [alerts.NAME]."""

    disabled: bool = option("No messages about it.", checks.boolean, default=False)
    thresholds: tuple[int, ...] = option("Its own thresholds; empty: as [alerts] says.", _percents, default=())


@dataclass(frozen=True, slots=True)
class Alerts:
    """The table [alerts]: where messages go and what they are about. Percent used, 0-100."""

    enabled: bool = option("Whether there are any.", checks.boolean, default=False)
    channels: tuple[str, ...] = option(
        f"Where they go: {', '.join(map(checks.quoted, CHANNELS))}.", _some_of(CHANNELS), default=("desktop",)
    )
    command: tuple[str, ...] = option(
        "A program and its arguments, run for each message with JSON on stdin; empty: none.", _command, default=()
    )
    command_seconds: int = option("Seconds after which it is ended.", checks.whole(1, _LONGEST_WAIT), default=10)
    events: tuple[str, ...] = option(
        f"What they are about: {', '.join(map(checks.quoted, EVENTS))}.", _some_of(EVENTS), default=EVENTS
    )
    thresholds: tuple[int, ...] = option(
        "Percent used; each is told once until the reset.", _percents, default=(80, 95)
    )
    named: tuple[tuple[str, WindowAlerts], ...] = named(
        'One window by its name, as in `windows`; quote a name with a colon: [alerts."seven_day:fable"].',
        WindowAlerts,
        windows.known,
        known=windows.WINDOWS,
        example="seven_day",
    )

    def thresholds_of(self, window: str) -> tuple[int, ...]:
        """Return the thresholds of a window, the lowest first."""
        own = dict(self.named).get(window)
        return tuple(sorted((own.thresholds if own else ()) or self.thresholds))

    def silent(self, window: str) -> bool:
        """Return whether there are no messages about a window."""
        own = dict(self.named).get(window)
        return own is not None and own.disabled
