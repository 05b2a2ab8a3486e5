"""Anthropic's usage document: the body of `/api/oauth/usage`, which Claude Code also keeps and hands on.

Shape as of Claude Code 2.1.329; percentages 0-100, resets in ISO 8601. Code-named windows come and go beside the
known ones with a meaning of their own, so only the names in WINDOWS are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Usage
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import NAME_LENGTH, amount, epoch, mapping, objects, percent, slug, text

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS = {
    "five_hour": ("5h", FIVE_HOURS),
    "seven_day": ("7d", SEVEN_DAYS),
    "seven_day_opus": ("opus", SEVEN_DAYS),
    "seven_day_sonnet": ("sonnet", SEVEN_DAYS),
    "seven_day_oauth_apps": ("apps", SEVEN_DAYS),
}

_KNOWN = (*WINDOWS, "limits", "extra_usage", "cinder_cove", "wattle_ember")
_LIMIT_KINDS = {"session": "five_hour", "weekly_all": "seven_day"}
_CENTS = 2
_MOST_DECIMALS = 6
_CURRENCY_LENGTH = 3


def parse(body: object, source: str, as_of: int, now: int) -> Usage:
    """Return the usage in body, observed at as_of by source (epoch seconds); an account of nulls has no samples.

    Raises BadDocument, or the error that body carries.
    """
    usage = document(body, _KNOWN)
    samples, whole = collect(_readings(usage, now), source, as_of)
    return Usage(samples, extra_usage=extra_usage(usage.get("extra_usage")), complete=whole and _names_windows(usage))


def extra_usage(value: object) -> dict[str, object] | None:
    """Return the `extra_usage` of the JSON document, amounts in units of the currency; None if there is none."""
    extra = mapping(value)
    if not isinstance(extra.get("is_enabled"), bool):
        return None
    currency = text(extra.get("currency"), _CURRENCY_LENGTH)
    found = {
        "is_enabled": extra["is_enabled"],
        "used_percentage": percent(extra.get("utilization")),
        "used": _major(extra, "used_credits"),
        "limit": _major(extra, "monthly_limit"),
        "currency": currency if currency and currency.isalpha() else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _names_windows(usage: dict[str, Any]) -> bool:
    limits = usage.get("limits")
    return (limits is None or isinstance(limits, list)) and any(key in usage for key in (*WINDOWS, "limits"))


def _readings(usage: dict[str, Any], now: int) -> Iterator[Reading]:
    """Yield every mention of a window; the top level comes first, as its percentages are the finer ones."""
    for window in WINDOWS:
        yield _reading(window, *_values(usage.get(window), "utilization"), now)
    tops = {label: _values(usage.get(window), "utilization")[0] for window, (label, _) in WINDOWS.items()}
    named = {label for label, used in tops.items() if percent(used) is not None}
    for limit in objects(usage.get("limits")):
        used, resets_at = _values(limit, "percent")
        kind = limit.get("kind")
        if kind == "weekly_scoped":
            yield from _scoped(_scope_name(limit), named, used, resets_at, now)
        elif isinstance(kind, str) and kind in _LIMIT_KINDS:
            yield _reading(_LIMIT_KINDS[kind], used, resets_at, now)
    for scoped in objects(usage.get("model_scoped")):
        yield from _scoped(text(scoped.get("display_name"), NAME_LENGTH), named, *_values(scoped, "utilization"), now)


def _values(window: object, percentage: str) -> tuple[object, object]:
    if isinstance(window, dict):
        return window.get(percentage), window.get("resets_at")
    return (None if window is None else UNREADABLE), None


def _reading(window: str, used: object, resets_at: object, now: int) -> Reading:
    label, length = WINDOWS[window]
    return Reading(window, label, length, used, epoch(resets_at, now))


def _scoped(name: str | None, named: set[str], used: object, resets_at: object, now: int) -> Iterator[Reading]:
    """Yield a weekly window of one model, unless the top level has that model under a name of its own."""
    if name and slug(name) not in named:
        yield Reading(f"seven_day:{slug(name)}", text(name) or name, SEVEN_DAYS, used, epoch(resets_at, now))


def _scope_name(limit: dict[str, Any]) -> str | None:
    scope = mapping(limit.get("scope"))
    model, surface = mapping(scope.get("model")), scope.get("surface")
    names = (model.get("display_name"), model.get("id"), surface, mapping(surface).get("display_name"))
    return next(filter(None, (text(name, NAME_LENGTH) for name in names)), None)


def _major(extra: dict[str, Any], key: str) -> float | None:
    places = extra.get("decimal_places")
    if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= _MOST_DECIMALS:
        places = _CENTS
    minor = amount(extra.get(key))
    return round(minor / 10**places, places) if minor is not None else None
