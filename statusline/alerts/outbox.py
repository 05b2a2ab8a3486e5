"""The outbox of alerts: which event waits for which channel, what is being delivered, what was sent. Pure.

An event is stored before its delivery and removed only after it: a process that dies in between leaves it to the
next refresh. Times are epoch seconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.alerts.event import EARLY_RESET, LOGIN, RESET, RUN_OUT, THRESHOLD
from statusline.frozen import dataclass
from statusline.hot.text import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from statusline.alerts.event import Event

CLAIM = 120  # seconds for which one process may deliver an event alone
RETRY_FIRST, RETRY_MOST = MINUTE, HOUR
MOST_FAILURES = 10  # about five hours
MOST_PENDING = 100
MOST_SENT = 20

_OF_A_CYCLE = (THRESHOLD, RUN_OUT)
_BEGINNING = (RESET, EARLY_RESET)


@dataclass(frozen=True, slots=True)
class Attempt:
    channel: str
    failures: int = 0
    next_at: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    event: Event
    waiting: tuple[Attempt, ...]
    delivered: tuple[str, ...] = ()
    claimed_until: int = 0

    def due(self, now: int) -> tuple[str, ...]:
        """Return the channels to try now; a time too far ahead was written by another clock."""
        if now < self.claimed_until <= now + CLAIM:
            return ()
        return tuple(attempt.channel for attempt in self.waiting if not now < attempt.next_at <= now + RETRY_MOST)


@dataclass(frozen=True, slots=True)
class Sent:
    """A finished event: when, and which channels delivered it (none: it was given up or lost its use)."""

    event: Event
    at: int
    delivered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outbox:
    """The pending events, oldest first, and the last finished ones, newest last."""

    pending: tuple[Pending, ...] = ()
    sent: tuple[Sent, ...] = ()


def put(box: Outbox, events: Collection[Event], channels: Collection[str]) -> Outbox:
    """Return box with new events for these channels; the start of a new cycle removes events of the old one."""
    added = tuple(Pending(event, tuple(map(Attempt, channels))) for event in events if channels)
    begun = {(event.account, event.window) for event in events if event.kind in _BEGINNING}
    remaining = [
        pending
        for pending in box.pending
        if not (_window_of(pending.event) in begun and pending.event.kind in _OF_A_CYCLE)
    ]
    return replace(box, pending=(*remaining, *added)[-MOST_PENDING:])


def tidied(box: Outbox, channels: Collection[str], recovered: Collection[str], now: int) -> Outbox:
    """Return box without useless events. channels: those in the config; recovered: accounts whose login works."""
    result = Outbox((), box.sent)
    for pending in box.pending:
        pointless = now >= pending.event.until or (pending.event.kind == LOGIN and pending.event.account in recovered)
        waiting = () if pointless else tuple(attempt for attempt in pending.waiting if attempt.channel in channels)
        result = _added(result, replace(pending, waiting=waiting), now)
    return result


def claimed(box: Outbox, now: int) -> tuple[Outbox, list[tuple[Event, tuple[str, ...]]]]:
    """Return box with the due events claimed, and these events with the channels to try."""
    work = [(entry.event, due) for entry in box.pending if (due := entry.due(now))]
    events = [event for event, _ in work]
    until = now + CLAIM
    pending = [replace(entry, claimed_until=until) if entry.event in events else entry for entry in box.pending]
    return replace(box, pending=tuple(pending)), work


def settled(box: Outbox, event: Event, delivered: Mapping[str, bool], now: int) -> Outbox:
    """Return box after a delivery. delivered: success by channel; empty: only the claim ends."""
    result = Outbox((), box.sent)
    for pending in box.pending:
        result = _added(result, _after(pending, delivered, now) if pending.event == event else pending, now)
    return result


def _after(pending: Pending, delivered: Mapping[str, bool], now: int) -> Pending:
    successful = tuple(channel for channel, good in delivered.items() if good)
    unsent = [attempt for attempt in pending.waiting if attempt.channel not in successful]
    tried = [_failed(attempt, now) if attempt.channel in delivered else attempt for attempt in unsent]
    waiting = tuple(attempt for attempt in tried if attempt.failures < MOST_FAILURES)
    return replace(pending, waiting=waiting, delivered=(*pending.delivered, *successful), claimed_until=0)


def _failed(attempt: Attempt, now: int) -> Attempt:
    wait = min(RETRY_FIRST * 2**attempt.failures, RETRY_MOST)
    return replace(attempt, failures=attempt.failures + 1, next_at=now + wait)


def _added(box: Outbox, pending: Pending, now: int) -> Outbox:
    if pending.waiting:
        return replace(box, pending=(*box.pending, pending))
    return replace(box, sent=(*box.sent, Sent(pending.event, now, pending.delivered))[-MOST_SENT:])


def _window_of(event: Event) -> tuple[str, str]:
    return event.account, event.window
