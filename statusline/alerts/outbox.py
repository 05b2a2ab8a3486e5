"""Alerts on their way: what waits for which channel, who is delivering it, what became of it. Pure.

An event is written down before anybody delivers it, and taken out of a channel's hands only after it was delivered:
whoever dies in between leaves it to the next refresh. Times are epoch seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.alerts.event import EARLY_RESET, LOGIN, RESET, RUN_OUT, THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from statusline.alerts.event import Event

CLAIM = 120  # seconds for which nobody else delivers what is being delivered
RETRY_FIRST, RETRY_MOST = 60, 3_600
MOST_FAILURES = 10  # about five hours
MOST_PENDING = 100
MOST_TOLD = 20

_OF_A_CYCLE = (THRESHOLD, RUN_OUT)
_BEGINNING = (RESET, EARLY_RESET)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How it stands with one channel: how often it failed, and when it is tried again."""

    channel: str
    failures: int = 0
    next_at: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """An event on its way: the channels it waits for, and those that have delivered it."""

    event: Event
    waiting: tuple[Attempt, ...]
    delivered: tuple[str, ...] = ()
    claimed_until: int = 0

    def due(self, now: int) -> tuple[str, ...]:
        """Return the channels to try now; a time that is too far ahead was written by another clock."""
        if now < self.claimed_until <= now + CLAIM:
            return ()
        return tuple(one.channel for one in self.waiting if not now < one.next_at <= now + RETRY_MOST)


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that is done with: when, and which channels delivered it (none: it was given up, or of no more use)."""

    event: Event
    at: int
    delivered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outbox:
    """What is on its way, the oldest first, and the last of what is done with, the newest last."""

    pending: tuple[Pending, ...] = ()
    told: tuple[Sent, ...] = ()


def put(box: Outbox, events: Collection[Event], channels: Collection[str]) -> Outbox:
    """Return box with new events for these channels; what the beginning of a cycle makes pointless leaves."""
    new = tuple(Pending(event, tuple(map(Attempt, channels))) for event in events if channels)
    begun = {(event.account, event.window) for event in events if event.kind in _BEGINNING}
    kept = [one for one in box.pending if not (_window_of(one.event) in begun and one.event.kind in _OF_A_CYCLE)]
    return replace(box, pending=(*kept, *new)[-MOST_PENDING:])


def tidied(box: Outbox, channels: Collection[str], mended: Collection[str], now: int) -> Outbox:
    """Return box without what is of no more use. channels: those still wanted; mended: accounts whose login works."""
    done = Outbox((), box.told)
    for one in box.pending:
        pointless = now >= one.event.until or (one.event.kind == LOGIN and one.event.account in mended)
        waiting = () if pointless else tuple(attempt for attempt in one.waiting if attempt.channel in channels)
        done = _added(done, replace(one, waiting=waiting), now)
    return done


def claimed(box: Outbox, now: int) -> tuple[Outbox, list[tuple[Event, tuple[str, ...]]]]:
    """Return box with what is due marked as being delivered, and that: each event with the channels to try."""
    work = [(one.event, due) for one in box.pending if (due := one.due(now))]
    events = [event for event, _ in work]
    until = now + CLAIM
    pending = [replace(one, claimed_until=until) if one.event in events else one for one in box.pending]
    return replace(box, pending=tuple(pending)), work


def settled(box: Outbox, event: Event, delivered: Mapping[str, bool], now: int) -> Outbox:
    """Return box after an event was tried: by channel whether it was delivered. Nothing tried only ends the claim."""
    done = Outbox((), box.told)
    for one in box.pending:
        done = _added(done, _after(one, delivered, now) if one.event == event else one, now)
    return done


def _after(one: Pending, delivered: Mapping[str, bool], now: int) -> Pending:
    went = tuple(channel for channel, good in delivered.items() if good)
    left = [attempt for attempt in one.waiting if attempt.channel not in went]
    tried = [_failed(attempt, now) if attempt.channel in delivered else attempt for attempt in left]
    waiting = tuple(attempt for attempt in tried if attempt.failures < MOST_FAILURES)
    return replace(one, waiting=waiting, delivered=(*one.delivered, *went), claimed_until=0)


def _failed(attempt: Attempt, now: int) -> Attempt:
    wait = min(RETRY_FIRST * 2**attempt.failures, RETRY_MOST)
    return replace(attempt, failures=attempt.failures + 1, next_at=now + wait)


def _added(box: Outbox, one: Pending, now: int) -> Outbox:
    """Return box with an event that still waits for a channel, or is done with."""
    if one.waiting:
        return replace(box, pending=(*box.pending, one))
    return replace(box, told=(*box.told, Sent(one.event, now, one.delivered))[-MOST_TOLD:])


def _window_of(event: Event) -> tuple[str, str]:
    return event.account, event.window
