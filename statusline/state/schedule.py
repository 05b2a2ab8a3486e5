"""When a source may be asked again: time to live, jitter, back-off and claims, per account and source.

Pure: the schedule is a value, `now` is epoch seconds, `roll` in [0, 1) is the jitter. `load` adapts every entry to
the clock (`normalised`); the caller writes the schedule back, so that a clock set back is handled once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from statusline.errors import (
    BadDocument,
    LoginExpired,
    MissingScope,
    NotServed,
    NotSignedIn,
    RateLimited,
    ServerFailed,
    Unauthorized,
    Unreachable,
)
from statusline.hot.text import DAY, HOUR
from statusline.state import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statusline.errors import SourceError

VERSION = 1
LIMIT = 1 << 20
NEVER = 253_402_300_799  # what next_allowed says of a source that waits for another credential

CLAIM = 30
EVERY_FLOOR = 180
LONGEST = 75 * 60
_JITTER = 0.1
_LOOK_AGAIN = 60
_UNSTAMPED_STOP = HOUR
_RETRY = 30, 600
_STEPS = {NotServed.code: (300, 3600)}  # the official client waits an hour
_LIMITED_FIRST, _LIMITED_MOST, _LIMITED_GROWTH, _LIMITED_MARGIN = 300, 1800, 1.5, 15 * 60
_REMEMBERED = 8
_FORGOTTEN_AFTER = 30 * DAY

FRESH, INTERRUPTED = "fresh", "interrupted"
RATE_LIMITED, UNAUTHORIZED, NETWORK = RateLimited.code, Unauthorized.code, "network"
NOTHING_SENT = (LoginExpired.code, MissingScope.code, NotSignedIn.code)
_OF_THE_LOGIN = (UNAUTHORIZED, *NOTHING_SENT)
_PHRASES = {
    "": "never asked",
    FRESH: "answered",
    INTERRUPTED: "last attempt was cut short",
    RATE_LIMITED: "rate limited",
    UNAUTHORIZED: "refused the login",
    NETWORK: "not reachable",
    ServerFailed.code: "server failed",
    NotServed.code: "not served from here",
    BadDocument.code: "unreadable answer",
    LoginExpired.code: "login expired",
    MissingScope.code: "login without the scope",
    NotSignedIn.code: "not signed in",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Back-off state of one source for one account. Times are epoch seconds, `backoff` is seconds.

    `reason` is the outcome of the last attempt, as a code, `stamp` the credential that failed in it. `refused` are
    the stamps of all credentials that the server refused: an account may have several logins. `requests` are those of
    the last hour, oldest first.
    """

    next_at: int = 0
    last_attempt: int | None = None
    last_success: int | None = None
    failures: int = 0
    backoff: int = 0
    reason: str = ""
    deadline_429: int | None = None
    stamp: str | None = None
    claimed_until: int | None = None
    requests: tuple[int, ...] = ()
    refused: tuple[str, ...] = ()


Key = tuple[str, str]
"""Account and source."""


def due(entry: Entry | None, now: int, stamp: str | None, force: bool = False) -> bool:
    """Tell whether the source may be asked now with the credential of this stamp (None: there is none).

    `force` overrides everything but a running request and the deadline of a 429.
    """
    entry = normalised(entry, now)
    return now >= (_held_until(entry) if force else max(_held_until(entry), _waits_until(entry, stamp)))


def next_allowed(entry: Entry | None, now: int, stamp: str | None) -> int:
    """Return when the source may be asked without force: `now` if at once, NEVER with this credential."""
    entry = normalised(entry, now)
    return max(now, _held_until(entry), _waits_until(entry, stamp))


def why(entry: Entry | None, now: int, stamp: str | None) -> str:
    """Return for people the state of the source: `answered, again in 4 min`."""
    entry = normalised(entry, now)
    if (entry.claimed_until or 0) > now:
        return "being asked now"
    allowed = next_allowed(entry, now, stamp)
    if allowed == NEVER:
        return f"{_PHRASES[UNAUTHORIZED]}, waiting for another login"
    phrase = _PHRASES.get(entry.reason, "failed")
    return f"{phrase}, due now" if allowed <= now else f"{phrase}, again in {_span(allowed - now)}"


def claimed(entry: Entry | None, now: int) -> Entry:
    """Return the entry of a source that the caller is about to ask; for 30 s nobody else may.

    A claim without an outcome counts as a failure: a crash in each attempt must not send a request every 30 s.
    """
    entry = normalised(entry, now)
    if entry.claimed_until is not None:
        backoff = _doubled(entry)
        entry = replace(
            entry,
            next_at=max(entry.next_at, now + backoff),
            failures=entry.failures + 1,
            backoff=backoff,
            reason=INTERRUPTED,
        )
    return replace(entry, last_attempt=now, claimed_until=now + CLAIM, requests=(*entry.requests, now))


def succeeded(entry: Entry | None, now: int, interval: int, roll: float, stamp: str | None = None) -> Entry:
    """Return the entry after an answer; the next request follows `interval` s (180 to 4500) ± 10 % after this one.

    Not after its answer: the machine may have slept in between, and the numbers are as old as the request.
    """
    entry = normalised(entry, now)
    wait = round(max(interval, EVERY_FLOOR) * (1 - _JITTER + 2 * _JITTER * roll))
    requested_at = now if entry.claimed_until is None else entry.last_attempt or now
    return Entry(
        next_at=max(now, requested_at + min(max(wait, EVERY_FLOOR), LONGEST)),
        last_attempt=now,
        last_success=now,
        reason=FRESH,
        deadline_429=_live_deadline(entry, now),
        requests=entry.requests,
        refused=tuple(other for other in entry.refused if other != stamp),
    )


def failed(entry: Entry | None, error: SourceError, now: int, stamp: str | None, roll: float) -> Entry:
    """Return the entry after a failure: the error decides when to try again."""
    entry = normalised(entry, now)
    reason = NETWORK if error.code == Unreachable.code else error.code
    updated = replace(
        entry,
        last_attempt=now,
        failures=entry.failures + 1,
        reason=reason,
        deadline_429=_live_deadline(entry, now),
        stamp=stamp if reason in _OF_THE_LOGIN else None,
        claimed_until=None,
    )
    if isinstance(error, RateLimited):
        wait, backoff = _limited_wait(entry, error.retry_after, roll)
        until = max(now + wait, updated.deadline_429 or 0)
        return replace(updated, next_at=until, deadline_429=until, backoff=backoff)
    if reason in NOTHING_SENT:
        requests = entry.requests[:-1] if entry.claimed_until is not None else entry.requests
        if stamp and entry.backoff:  # the server's wait applies to all logins of the account
            return replace(entry, claimed_until=None, requests=requests, refused=_also(entry.refused, stamp))
        return replace(updated, next_at=now + _LOOK_AGAIN, backoff=0, failures=entry.failures, requests=requests)
    if reason == UNAUTHORIZED:
        return replace(updated, next_at=now + _UNSTAMPED_STOP, backoff=0, refused=_also(entry.refused, stamp))
    first, most = _STEPS.get(reason, _RETRY)
    backoff = _doubled(entry, first, most)
    return replace(updated, next_at=now + min(_stretched(backoff, roll), most), backoff=backoff)


def normalised(entry: Entry | None, now: int) -> Entry:
    """Return the entry as it is valid at `now`, whatever the clock did and the file contains.

    After a clock was set back all times move with it, so that no wait grows. No wait ends later than 75 minutes,
    no claim later than 30 s after the last attempt. `requests` keeps the last hour.
    """
    entry = entry or Entry()
    back = max(0, (entry.last_attempt or 0) - now)
    anchor = now if entry.last_attempt is None else entry.last_attempt - back
    return replace(
        entry,
        next_at=max(0, min(entry.next_at - back, anchor + LONGEST)),
        last_attempt=_moved(entry.last_attempt, back, now),
        last_success=_moved(entry.last_success, back, now),
        deadline_429=_moved(entry.deadline_429, back, anchor + LONGEST),
        claimed_until=_moved(entry.claimed_until, back, anchor + CLAIM),
        requests=tuple(t - back for t in entry.requests if max(0, now - HOUR) < t - back <= now),
    )


def dump(entries: Mapping[Key, Entry], now: int) -> bytes:
    """Return schedule.json, without entries that are untouched for 30 days."""
    document = {
        f"{account} {source}": {field.name: getattr(entry, field.name) for field in fields(entry)}
        for (account, source), entry in entries.items()
        if (entry.last_attempt or 0) > now - _FORGOTTEN_AFTER
    }
    return json.dumps({"version": VERSION, "entries": document}, separators=(",", ":")).encode("ascii") + b"\n"


def load(data: bytes | None, now: int) -> tuple[dict[Key, Entry], str | None]:
    """Return the entries in schedule.json, normalised, and a clause about what was wrong with it, if anything."""
    document, reason = record.versioned(data, VERSION)
    lost: list[str] = []
    entries = record.each(document.get("entries", {}), lost, lambda key, value: (_key(key), _entry(value)))
    return {key: normalised(entry, now) for key, entry in entries.values()}, reason or record.left_out(lost)


def _held_until(entry: Entry) -> int:
    """Return until when nobody may ask, not even with force."""
    return max(entry.claimed_until or 0, entry.deadline_429 or 0)


def _waits_until(entry: Entry, stamp: str | None) -> int:
    if stamp in entry.refused:
        return NEVER
    if entry.reason in _OF_THE_LOGIN and stamp != entry.stamp:
        return 0
    return NEVER if entry.reason == UNAUTHORIZED and stamp is not None else entry.next_at


def _limited_wait(entry: Entry, retry_after: float | None, roll: float) -> tuple[int, int]:
    """Return the seconds to wait after a 429, and the back-off that they belong to."""
    if retry_after is not None and retry_after > 0:
        wait = int(min(retry_after + _LIMITED_MARGIN, LONGEST))
        return wait, wait
    grown = round(entry.backoff * _LIMITED_GROWTH) if entry.reason == RATE_LIMITED else 0
    backoff = min(max(grown, _LIMITED_FIRST), _LIMITED_MOST)
    return min(_stretched(backoff, roll), _LIMITED_MOST), backoff


def _doubled(entry: Entry, first: int = _RETRY[0], most: int = _RETRY[1]) -> int:
    """Return the next step of the exponential back-off; the wait for a login or after a 429 is not part of it."""
    series = entry.reason not in {RATE_LIMITED, *_OF_THE_LOGIN}
    return min(max(entry.backoff * 2 if series else 0, first), most)


def _also(refused: tuple[str, ...], stamp: str | None) -> tuple[str, ...]:
    return (*(other for other in refused if other != stamp), stamp)[-_REMEMBERED:] if stamp else refused


def _stretched(seconds: int, roll: float) -> int:
    return round(seconds * (1 + _JITTER * roll))


def _live_deadline(entry: Entry, now: int) -> int | None:
    return entry.deadline_429 if (entry.deadline_429 or 0) > now else None


def _moved(time: int | None, back: int, latest: int) -> int | None:
    return None if time is None else max(0, min(time - back, latest))


def _span(seconds: int) -> str:
    return f"{seconds} s" if seconds < 90 else f"{round(seconds / 60)} min"  # noqa: PLR2004  # a minute and a half


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise record.UnfitError("not a list")
    return value


_CHECKS: dict[str, Callable[[object], object]] = {
    "next_at": record.count,
    "last_attempt": record.optional(record.count),
    "last_success": record.optional(record.count),
    "failures": record.count,
    "backoff": record.count,
    "reason": record.text,
    "deadline_429": record.optional(record.count),
    "stamp": record.optional(record.text),
    "claimed_until": record.optional(record.count),
    "requests": lambda value: tuple(map(record.count, _list(value))),
    "refused": lambda value: tuple(map(record.text, _list(value))),
}


def _key(key: str) -> Key:
    account, _, source = key.rpartition(" ")
    if not account or not source:
        raise record.UnfitError("not an account and a source")
    return account, source


def _entry(value: object) -> Entry:
    return record.build(Entry, _CHECKS, value)
