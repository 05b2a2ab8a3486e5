"""Codex CLI's own form of its limits: `rate_limits` in a session file, `rateLimits` in an answer of its app-server.

Shape as of Codex CLI 0.171.0, and of its first versions, which wrote `resets_in_seconds` and no limit id. The
app-server writes camelCase and calls `window_minutes` `windowDurationMins`. Percentages 0-100, resets in epoch seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline.hot.text import MINUTE
from statusline.limits.model import Usage
from statusline.providers.codex.allowance import Verdict, banked_resets, block, on_credits, pool, reset
from statusline.providers.codex.usage_document import MAIN_LIMIT, Slot, credit_balance, in_order, reading
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import NAME_LENGTH, mapping, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = ("rate_limits", "rate_limits_by_limit_id")
_SLOTS = ("primary", "secondary")
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


def parse(result: object, source: str, as_of: int, now: int) -> Usage:
    """Return the usage in the app-server's answer, observed at as_of by source (epoch seconds).

    Raises BadDocument.
    """
    answer = document(spelled(result), _KNOWN)
    main = spelled(answer.get("rate_limits"))
    snapshots = [main, *_by_limit(answer.get("rate_limits_by_limit_id"))]
    samples, whole = collect((item for snapshot in snapshots for item in readings(snapshot, as_of, now)), source, as_of)
    balance, banked = (
        credit_balance(spelled(main.get("credits"))),
        banked_resets(answer.get("rate_limit_reset_credits")),
    )
    verdict = replace(verdict_of(main), allowed=answer.get("ordinary_usage_allowed"))
    return Usage(
        samples,
        plan=plan(main),
        credits=balance,
        unlimited=bool(balance and balance.get("unlimited")),
        complete=whole and isinstance(answer.get("rate_limits"), dict),
        block=block(verdict, samples, source, as_of, banked),
        banked_resets=banked,
        names_plan=True,
    )


def verdict_of(snapshot: dict[str, Any]) -> Verdict:
    return Verdict(
        reached_type=snapshot.get("rate_limit_reached_type"),
        spending_reached=snapshot.get("spend_control_reached"),
        on_credits=on_credits(credit_balance(spelled(snapshot.get("credits")))),
    )


def spelled(value: object) -> dict[str, Any]:
    """Return an object with its own keys in snake_case, an empty one for anything else."""
    return {_CAPITAL.sub(r"_\1", key).lower(): item for key, item in mapping(value).items()}


def limit_id(snapshot: dict[str, Any]) -> str:
    """Return the limit that a snapshot is about, the main one if it names none."""
    return text(snapshot.get("limit_id"), NAME_LENGTH) or MAIN_LIMIT


def plan(snapshot: dict[str, Any]) -> str | None:
    return text(snapshot.get("plan_type"), NAME_LENGTH)


def readings(snapshot: dict[str, Any], as_of: int, now: int) -> list[Reading]:
    """Return the windows of a snapshot whose keys are in snake_case, empty if it has none."""
    limit, name = limit_id(snapshot), text(snapshot.get("limit_name"), NAME_LENGTH)
    slots = (_slot(position, snapshot.get(key), as_of, now) for position, key in enumerate(_SLOTS))
    windows = in_order(reading(slot, limit, name) for slot in slots if slot)
    credits_ = pool(spelled(snapshot.get("individual_limit")), now, as_of) if limit == MAIN_LIMIT else None
    return [*windows, credits_] if credits_ else windows


def _by_limit(value: object) -> Iterator[dict[str, Any]]:
    for key, snapshot in mapping(value).items():
        limit = spelled(snapshot)
        yield {**limit, "limit_id": limit.get("limit_id") or key}


def _slot(position: int, value: object, as_of: int, now: int) -> Slot | None:
    if value is None:
        return None
    window = spelled(value)
    minutes = number(window.get("window_minutes", window.get("window_duration_mins")))
    used = window.get("used_percent") if window else UNREADABLE
    return Slot(position, None if minutes is None else minutes * MINUTE, used, reset(window, as_of, now))
