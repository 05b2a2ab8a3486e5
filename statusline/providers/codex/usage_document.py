"""OpenAI's usage document: the body of `wham/usage`, and the rules for its windows.

Shape as of Codex CLI 0.171.0; percentages 0-100, resets in epoch seconds. A window is what its length says, never
what its slot says: `primary` is the weekly one for some plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.frozen import dataclass
from statusline.hot.text import DAY, HOUR
from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Usage
from statusline.providers.codex.allowance import Verdict, banked_resets, block, on_credits, pool, reset
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import (
    FURTHEST_AHEAD,
    LABEL_LENGTH,
    NAME_LENGTH,
    mapping,
    number,
    objects,
    percent,
    slug,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAIN_LIMIT = "codex"

LENGTHS = {
    FIVE_HOURS: ("five_hour", "5h"),
    SEVEN_DAYS: ("seven_day", "7d"),
    30 * DAY: ("thirty_day", "30d"),
    DAY: ("one_day", "1d"),
}

_KNOWN = ("rate_limit", "additional_rate_limits", "code_review_rate_limit", "credits", "spend_control", "plan_type")
_NAMELESS: tuple[tuple[str, str, int | None], ...] = (
    ("primary", "limit", None),
    ("secondary", "limit 2", None),
)
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
    balance, banked = credit_balance(usage.get("credits")), banked_resets(usage.get("rate_limit_reset_credits"))
    return Usage(
        samples,
        plan=text(usage.get("plan_type"), NAME_LENGTH),
        credits=balance,
        unlimited=bool(balance and balance.get("unlimited")),
        complete=whole and "rate_limit" in usage,
        block=block(_verdict(usage, on_credits(balance)), samples, source, as_of, banked),
        banked_resets=banked,
        names_plan=True,
    )


def _verdict(usage: dict[str, Any], goes_on: bool) -> Verdict:
    limit, spending = mapping(usage.get("rate_limit")), mapping(usage.get("spend_control"))
    reason = usage.get("rate_limit_reached_type")
    return Verdict(limit.get("allowed"), limit.get("limit_reached"), reason, spending.get("reached"), goes_on)


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


@dataclass(frozen=True, slots=True)
class Slot:
    """One of a limit's two places for a window, as it was found; `used` is UNREADABLE where it holds something else."""

    position: int
    length_seconds: object
    used: object
    resets_at: int | None


def reading(slot: Slot, limit: str = MAIN_LIMIT, name: str | None = None) -> Reading:
    """Return a window of the limit with that id and name. One without a length is called by its place."""
    length = number(slot.length_seconds)
    window, label, nominal = _NAMELESS[slot.position]
    if length is not None and _SHORTEST <= length <= FURTHEST_AHEAD:
        window, label, nominal = classify(length)
    used = UNREADABLE if slot.used is None else slot.used
    if limit == MAIN_LIMIT:
        return Reading(window, label, nominal, used, slot.resets_at)
    short = (text(name, LABEL_LENGTH - len(label) - 1) or text(limit, LABEL_LENGTH - len(label) - 1) or "").strip()
    return Reading(f"{window}:{slug(limit)}", f"{short} {label}".strip(), nominal, used, slot.resets_at)


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings with the shortest window first and, of two of one length, the fuller: that one binds."""
    return sorted(readings, key=lambda item: (item.length_seconds or 0, -(percent(item.used) or 0.0)))


def credit_balance(value: object) -> dict[str, object] | None:
    amount = mapping(value)
    fields: dict[str, object] = {
        key: amount[key] for key in ("has_credits", "unlimited") if isinstance(amount.get(key), bool)
    }
    balance = number(amount.get("balance"))
    if fields and balance is not None:
        fields["balance"] = balance
    return fields or None


def _readings(usage: dict[str, Any], as_of: int, now: int) -> Iterator[Reading]:
    yield from _limit(usage.get("rate_limit"), MAIN_LIMIT, None, as_of, now)
    for extra in objects(usage.get("additional_rate_limits")):
        name = text(extra.get("limit_name"), NAME_LENGTH)
        limit = text(extra.get("metered_feature"), NAME_LENGTH) or name
        if limit:
            yield from _limit(extra.get("rate_limit"), limit, name, as_of, now)
    yield from _limit(usage.get("code_review_rate_limit"), "code_review", "review", as_of, now)
    if credits_ := pool(mapping(usage.get("spend_control")).get("individual_limit"), now, as_of):
        yield credits_


def _limit(value: object, limit: str, name: str | None, as_of: int, now: int) -> list[Reading]:
    if value is not None and not isinstance(value, dict):
        return [Reading(limit, limit, None, UNREADABLE, None)]
    slots = (_slot(position, mapping(value).get(key), as_of, now) for position, key in enumerate(_SLOTS))
    return in_order(reading(slot, limit, name) for slot in slots if slot)


def _slot(position: int, value: object, as_of: int, now: int) -> Slot | None:
    if value is None:
        return None
    window = mapping(value)
    used = window.get("used_percent") if window else UNREADABLE
    return Slot(position, window.get("limit_window_seconds"), used, reset(window, as_of, now))


def _is_about(length: float, nominal: int) -> bool:
    return abs(length - nominal) <= nominal * _TOLERANCE
