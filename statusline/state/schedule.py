"""When a source may be asked again: time to live, jitter, back-off and claims, per account and source.

Pure: the schedule is a value, `now` is epoch seconds, `roll` in [0, 1) is the jitter. `load` adapts every entry to
the clock (`normalised`); the caller writes the schedule back, so that a clock set back is handled once.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from statusline.errors import (
    BadDocument,
    LoginExpired,
    MissingScope,
    NotServed,
    NotSignedIn,
    RateLimited,
    ServerFailed,
    Unreachable,
)
from statusline.frozen import dataclass
from statusline.hot.text import DAY, HOUR
from statusline.state import backoff, json_fields
from statusline.state.backoff import JITTER, LONGEST, NOTHING_SENT, OF_THE_LOGIN, RATE_LIMITED, UNAUTHORIZED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statusline.errors import SourceError

VERSION = 1
LIMIT = 1 << 20
NEVER = 253_402_300_799  # what next_allowed says of a source that waits for another credential

CLAIM = 30
EVERY_FLOOR = 180
_LOOK_AGAIN = 60
_UNSTAMPED_STOP = HOUR
_STEPS = {NotServed.code: (300, 3600)}  # the official client waits an hour
_FORGOTTEN_AFTER = 30 * DAY

FRESH, INTERRUPTED, NETWORK = "fresh", "interrupted", "network"
_PHRASES = {
    "": "never asked",
    FRESH: "up to date",
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
    the stamps of all credentials that the server refused, `expired` of those past their own end: an account may have
    several logins. `limited` is the stamp that met the 429, `limited_until` the end of that credential. `requests` are
    those of the last hour, oldest first.
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
    expired: tuple[str, ...] = ()
    limited: str | None = None
    limited_until: int | None = None


Key = tuple[str, str]  # account and source


def due(entry: Entry | None, now: int, stamp: str | None, force: bool = False) -> bool:
    """Tell whether the source may be asked now with the credential of this stamp (None: there is none).

    `force` overrides everything but a running request and the deadline of a 429.
    """
    entry = normalised(entry, now)
    held_until = _held_until(entry, stamp, now)
    return now >= (held_until if force else max(held_until, _waits_until(entry, stamp, now)))


def next_allowed(entry: Entry | None, now: int, stamp: str | None) -> int:
    """Return when the source may be asked without force: `now` if at once, NEVER with this credential."""
    entry = normalised(entry, now)
    return max(now, _held_until(entry, stamp, now), _waits_until(entry, stamp, now))


def is_refused(entry: Entry | None, stamp: str | None) -> bool:
    """Tell whether the server refused the credential of this stamp and has not taken it since."""
    return entry is not None and stamp is not None and stamp in entry.refused


def why(entry: Entry | None, now: int, stamp: str | None) -> str:
    """Return for people the state of the source: `up to date, again in 4 min`."""
    entry = normalised(entry, now)
    if (entry.claimed_until or 0) > now:
        return "being asked now"
    allowed = next_allowed(entry, now, stamp)
    if allowed == NEVER:
        return f"{_PHRASES[LoginExpired.code]}, waiting for another login"
    if is_refused(entry, stamp) and allowed > now:
        return f"{_PHRASES[UNAUTHORIZED]}, again in {_span(allowed - now)} or with another login"
    phrase = _PHRASES.get(entry.reason, "failed")
    return f"{phrase}, due now" if allowed <= now else f"{phrase}, again in {_span(allowed - now)}"


def claimed(entry: Entry | None, now: int) -> Entry:
    """Return the entry of a source that the caller is about to ask; for 30 s nobody else may.

    A claim without an outcome counts as a failure: a crash in each attempt must not send a request every 30 s.
    """
    entry = normalised(entry, now)
    if entry.claimed_until is not None:
        step = backoff.doubled(entry.reason, entry.backoff)
        entry = replace(
            entry,
            next_at=max(entry.next_at, now + step),
            failures=entry.failures + 1,
            backoff=step,
            reason=INTERRUPTED,
        )
    return replace(entry, last_attempt=now, claimed_until=now + CLAIM, requests=(*entry.requests, now))


def succeeded(entry: Entry | None, now: int, interval: int, roll: float, stamp: str | None = None) -> Entry:
    """Return the entry after an answer; the next request follows `interval` s (180 to 4500) ± 10 % after this one.

    Not after its answer: the machine may have slept in between, and the numbers are as old as the request.
    """
    entry = normalised(entry, now)
    wait = round(max(interval, EVERY_FLOOR) * (1 - JITTER + 2 * JITTER * roll))
    requested_at = now if entry.claimed_until is None else entry.last_attempt or now
    return Entry(
        next_at=max(now, requested_at + min(max(wait, EVERY_FLOOR), LONGEST)),
        last_attempt=now,
        last_success=now,
        reason=FRESH,
        deadline_429=_live_deadline(entry, now),
        requests=entry.requests,
        refused=tuple(other for other in entry.refused if other != stamp),
        expired=entry.expired,
        limited=entry.limited if _live_deadline(entry, now) else None,
        limited_until=entry.limited_until if _live_deadline(entry, now) else None,
    )


def failed(
    entry: Entry | None, error: SourceError, now: int, stamp: str | None, roll: float, expires_at: int | None = None
) -> Entry:
    """Return the entry after a failure: the error decides when to try again."""
    entry = normalised(entry, now)
    reason = NETWORK if error.code == Unreachable.code else error.code
    updated = replace(
        entry,
        last_attempt=now,
        failures=entry.failures + 1,
        reason=reason,
        deadline_429=_live_deadline(entry, now),
        stamp=stamp if reason in OF_THE_LOGIN else None,
        claimed_until=None,
    )
    if isinstance(error, RateLimited):
        wait, step = backoff.limited_wait(entry.reason, entry.backoff, error.retry_after, roll)
        until = max(now + wait, updated.deadline_429 or 0)
        updated = replace(updated, limited=stamp, limited_until=expires_at)
        return replace(updated, next_at=until, deadline_429=until, backoff=step)
    if reason in NOTHING_SENT:
        requests = entry.requests[:-1] if entry.claimed_until is not None else entry.requests
        if stamp and entry.backoff:  # the server's wait applies to all logins of the account
            return replace(entry, claimed_until=None, requests=requests, expired=backoff.also(entry.expired, stamp))
        return replace(updated, next_at=now + _LOOK_AGAIN, backoff=0, failures=entry.failures, requests=requests)
    if reason == UNAUTHORIZED:
        return replace(updated, next_at=now + _UNSTAMPED_STOP, backoff=0, refused=backoff.also(entry.refused, stamp))
    first, most = _STEPS.get(reason, backoff.RETRY)
    step = backoff.doubled(entry.reason, entry.backoff, first, most)
    return replace(updated, next_at=now + min(backoff.stretched(step, roll), most), backoff=step)


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
    document, reason = json_fields.versioned(data, VERSION)
    lost: list[str] = []
    entries = json_fields.each(document.get("entries", {}), lost, lambda key, value: (_key(key), _entry(value)))
    return {key: normalised(entry, now) for key, entry in entries.values()}, reason or json_fields.left_out(lost)


def _held_until(entry: Entry, stamp: str | None, now: int) -> int:
    """Return until when nobody may ask, not even with force."""
    return max(entry.claimed_until or 0, 0 if _is_outlived(entry, stamp, now) else entry.deadline_429 or 0)


def _is_outlived(entry: Entry, stamp: str | None, now: int) -> bool:
    """Tell whether the token that met the 429, whose requests were counted, has expired and another one is there."""
    return stamp not in (None, entry.limited) and (entry.limited_until or NEVER) <= now


def _waits_until(entry: Entry, stamp: str | None, now: int) -> int:
    if stamp in entry.expired:
        return NEVER
    if stamp in entry.refused:
        return (entry.last_attempt or 0) + DAY
    if entry.reason in OF_THE_LOGIN and stamp != entry.stamp:
        return 0
    return 0 if entry.reason == RATE_LIMITED and _is_outlived(entry, stamp, now) else entry.next_at


def _live_deadline(entry: Entry, now: int) -> int | None:
    return entry.deadline_429 if (entry.deadline_429 or 0) > now else None


def _moved(time: int | None, back: int, latest: int) -> int | None:
    return None if time is None else max(0, min(time - back, latest))


def _span(seconds: int) -> str:
    if seconds < 90:  # noqa: PLR2004 - a minute and a half
        return f"{seconds} s"
    return f"{round(seconds / 60)} min" if seconds < 2 * HOUR else f"{round(seconds / HOUR)} h"


_CHECKS: dict[str, Callable[[object], object]] = {
    "next_at": json_fields.count,
    "last_attempt": json_fields.optional(json_fields.count),
    "last_success": json_fields.optional(json_fields.count),
    "failures": json_fields.count,
    "backoff": json_fields.count,
    "reason": json_fields.text,
    "deadline_429": json_fields.optional(json_fields.count),
    "stamp": json_fields.optional(json_fields.text),
    "claimed_until": json_fields.optional(json_fields.count),
    "requests": lambda value: tuple(map(json_fields.count, json_fields.listed(value))),
    "refused": json_fields.texts,
    "expired": lambda value: json_fields.texts(value or []),
    "limited": json_fields.optional(json_fields.text),
    "limited_until": json_fields.optional(json_fields.count),
}


def _key(key: str) -> Key:
    account, _, source = key.rpartition(" ")
    if not account or not source:
        raise json_fields.UnfitError("not an account and a source")
    return account, source


def _entry(value: object) -> Entry:
    return json_fields.build(Entry, _CHECKS, value)
