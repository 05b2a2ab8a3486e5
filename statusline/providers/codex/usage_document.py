"""OpenAI's usage document: the body of `wham/usage`, and the rules for its windows.

Shape as of Codex CLI 0.169.0; percentages 0-100, resets in epoch seconds. A window is what its length says, never
what its slot says: `primary` is the weekly one for some plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Usage
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import (
    FURTHEST_AHEAD,
    LABEL_LENGTH,
    NAME_LENGTH,
    amount,
    epoch,
    mapping,
    number,
    objects,
    percent,
    slug,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOUR = 3_600
DAY = 86_400
MAIN_LIMIT = "codex"

LENGTHS = {
    FIVE_HOURS: ("five_hour", "5h"),
    SEVEN_DAYS: ("seven_day", "7d"),
    30 * DAY: ("thirty_day", "30d"),
    DAY: ("one_day", "1d"),
}

_KNOWN = ("rate_limit", "additional_rate_limits", "code_review_rate_limit", "credits", "spend_control", "plan_type")
_SLOTS = ("primary_window", "secondary_window")
_UNITS = ((DAY, "d"), (HOUR, "h"), (60, "m"))
_TOLERANCE = 0.02
_SHORTEST = 60


def parse(body: object, source: str, as_of: int, now: int) -> Usage:
    """Return the usage in body, observed at as_of by source (epoch seconds).

    Raises BadDocument, or the error that body carries.
    """
    usage = document(body, _KNOWN)
    samples, whole = collect(_readings(usage, as_of, now), source, as_of)
    balance = credit_balance(usage.get("credits"))
    return Usage(
        samples,
        plan=text(usage.get("plan_type"), NAME_LENGTH),
        credits=balance,
        unlimited=bool(balance and balance.get("unlimited")),
        extra_usage=_individual_limit(usage.get("spend_control"), as_of, now),
        complete=whole and "rate_limit" in usage,
    )


def classify(length_seconds: float) -> tuple[str, str, int]:
    """Return window, label and length in seconds of a window of about that length: `window_7200`, `2h`, 7200."""
    for length, (window, label) in LENGTHS.items():
        if _is_about(length_seconds, length):
            return window, label, length
    for unit, letter in _UNITS:
        count = round(length_seconds / unit)
        if count and _is_about(length_seconds, count * unit):
            return f"window_{count * unit}", f"{count}{letter}", count * unit
    seconds = round(length_seconds)
    return f"window_{seconds}", f"{round(seconds / 60)}m", seconds


def reading(
    length_seconds: object, used: object, resets_at: int | None, limit: str = MAIN_LIMIT, name: str | None = None
) -> Reading | None:
    """Return a window of the limit with that id and name, None if its length (seconds) is none."""
    length = number(length_seconds)
    if length is None or not _SHORTEST <= length <= FURTHEST_AHEAD:
        return None
    window, label, nominal = classify(length)
    if limit == MAIN_LIMIT:
        return Reading(window, label, nominal, used, resets_at)
    short = (text(name, LABEL_LENGTH - len(label) - 1) or text(limit, LABEL_LENGTH - len(label) - 1) or "").strip()
    return Reading(f"{window}:{slug(limit)}", f"{short} {label}".strip(), nominal, used, resets_at)


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings with the shortest window first and, of two of one length, the fuller: that one binds."""
    return sorted(readings, key=lambda one: (one.length_seconds or 0, -(percent(one.used) or 0.0)))


def credit_balance(value: object) -> dict[str, object] | None:
    """Return the `credits` of the JSON document; None if there are none to speak of."""
    found = mapping(value)
    known: dict[str, object] = {
        key: found[key] for key in ("has_credits", "unlimited") if isinstance(found.get(key), bool)
    }
    balance = number(found.get("balance"))
    if known and balance is not None:
        known["balance"] = balance
    return known or None


def _readings(usage: dict[str, Any], as_of: int, now: int) -> Iterator[Reading]:
    yield from _limit(usage.get("rate_limit"), MAIN_LIMIT, None, as_of, now)
    for extra in objects(usage.get("additional_rate_limits")):
        name = text(extra.get("limit_name"), NAME_LENGTH)
        limit = text(extra.get("metered_feature"), NAME_LENGTH) or name
        if limit:
            yield from _limit(extra.get("rate_limit"), limit, name, as_of, now)
    yield from _limit(usage.get("code_review_rate_limit"), "code_review", "review", as_of, now)


def _limit(value: object, limit: str, name: str | None, as_of: int, now: int) -> list[Reading]:
    if value is not None and not isinstance(value, dict):
        return [Reading(limit, limit, None, UNREADABLE, None)]
    slots = (mapping(value).get(slot) for slot in _SLOTS)
    return in_order(_window(slot, limit, name, as_of, now) for slot in slots if slot is not None)


def _window(slot: object, limit: str, name: str | None, as_of: int, now: int) -> Reading:
    window = mapping(slot)
    used = window.get("used_percent") if window else UNREADABLE
    found = reading(window.get("limit_window_seconds"), used, _reset(window, as_of, now), limit, name)
    return found or Reading(limit, limit, None, None if used is None else UNREADABLE, None)


def _reset(window: dict[str, Any], as_of: int, now: int) -> int | None:
    resets_at = epoch(window.get("reset_at"), now)
    after = amount(window.get("reset_after_seconds"))
    return epoch(as_of + after, now) if resets_at is None and after is not None else resets_at


def _individual_limit(spend_control: object, as_of: int, now: int) -> dict[str, object] | None:
    limit = mapping(mapping(spend_control).get("individual_limit"))
    found = {
        "used_percentage": percent(limit.get("used_percent")),
        "used": amount(limit.get("used")),
        "limit": amount(limit.get("limit")),
        "resets_at": _reset(limit, as_of, now),
    }
    known: dict[str, object] = {key: value for key, value in found.items() if value is not None}
    return {"is_enabled": True, **known} if known else None


def _is_about(length: float, nominal: int) -> bool:
    return abs(length - nominal) <= nominal * _TOLERANCE
