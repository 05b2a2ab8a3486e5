"""Codex CLI's own form of its limits: `rate_limits` in a session file, `rateLimits` in an answer of its app-server.

Shape as of Codex CLI 0.169.0, and of its first versions, which wrote `resets_in_seconds` and no limit id. The
app-server writes camelCase and calls `window_minutes` `windowDurationMins`. Percentages 0-100, resets in epoch seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statusline.limits.model import Usage
from statusline.providers.codex.usage_document import MAIN_LIMIT, credit_balance, in_order, reading
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import NAME_LENGTH, amount, epoch, mapping, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = ("rate_limits", "rate_limits_by_limit_id")
_SLOTS = ("primary", "secondary")
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_MINUTE = 60


def parse(result: object, source: str, as_of: int, now: int) -> Usage:
    """Return the usage in the app-server's answer, observed at as_of by source (epoch seconds).

    Raises BadDocument.
    """
    answer = document(spelled(result), _KNOWN)
    main = spelled(answer.get("rate_limits"))
    snapshots = [main, *_by_limit(answer.get("rate_limits_by_limit_id"))]
    samples, whole = collect((one for snapshot in snapshots for one in readings(snapshot, as_of, now)), source, as_of)
    balance = credit_balance(spelled(main.get("credits")))
    return Usage(
        samples,
        plan=plan(main),
        credits=balance,
        unlimited=bool(balance and balance.get("unlimited")),
        complete=whole and isinstance(answer.get("rate_limits"), dict),
    )


def spelled(value: object) -> dict[str, Any]:
    """Return an object with its own keys in snake_case, an empty one for anything else."""
    return {_CAPITAL.sub(r"_\1", key).lower(): item for key, item in mapping(value).items()}


def limit_id(snapshot: dict[str, Any]) -> str:
    """Return which limit a snapshot is about; one that does not say is about the main one."""
    return text(snapshot.get("limit_id"), NAME_LENGTH) or MAIN_LIMIT


def plan(snapshot: dict[str, Any]) -> str | None:
    """Return the subscription that a snapshot names."""
    return text(snapshot.get("plan_type"), NAME_LENGTH)


def readings(snapshot: dict[str, Any], as_of: int, now: int) -> list[Reading]:
    """Return the windows of one snapshot with its keys in snake_case; none where the server had named none."""
    limit, name = limit_id(snapshot), text(snapshot.get("limit_name"), NAME_LENGTH)
    slots = (snapshot.get(slot) for slot in _SLOTS)
    return in_order(_window(slot, limit, name, as_of, now) for slot in slots if slot is not None)


def _by_limit(value: object) -> Iterator[dict[str, Any]]:
    for key, snapshot in mapping(value).items():
        found = spelled(snapshot)
        yield {**found, "limit_id": found.get("limit_id") or key}


def _window(slot: object, limit: str, name: str | None, as_of: int, now: int) -> Reading:
    window = spelled(slot)
    minutes = number(window.get("window_minutes", window.get("window_duration_mins")))
    length = None if minutes is None else minutes * _MINUTE
    used = window.get("used_percent") if window else UNREADABLE
    found = reading(length, used, _reset(window, as_of, now), limit, name)
    return found or Reading(limit, limit, None, None if used is None else UNREADABLE, None)


def _reset(window: dict[str, Any], as_of: int, now: int) -> int | None:
    resets_at = epoch(window.get("resets_at"), now)
    after = amount(window.get("resets_in_seconds"))
    return epoch(as_of + after, now) if resets_at is None and after is not None else resets_at
