"""Anthropic's usage document: the body of `/api/oauth/usage`, which Claude Code also keeps and hands on.

Shape as of Claude Code 2.1.329; percentages 0-100, resets in ISO 8601. Code-named windows come and go beside the
known ones with a meaning of their own, so only the names in WINDOWS are taken, and those that are about money. A limit
of an unknown kind in `limits` is named after its kind and scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Usage
from statusline.providers.claude import spending
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.readings import UNREADABLE, Reading, collect
from statusline.providers.parsing.values import NAME_LENGTH, epoch, mapping, objects, percent, slug, text

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS = {
    "five_hour": ("5h", FIVE_HOURS),
    "seven_day": ("7d", SEVEN_DAYS),
    "seven_day_opus": ("opus", SEVEN_DAYS),
    "seven_day_sonnet": ("sonnet", SEVEN_DAYS),
    "seven_day_oauth_apps": ("apps", SEVEN_DAYS),
}

_KNOWN = (*WINDOWS, "limits", "extra_usage", "spend", *spending.POOLS)
_LIMIT_KINDS = {"session": "five_hour", "weekly_all": "seven_day"}
_GROUPS = {"session": FIVE_HOURS, "weekly": SEVEN_DAYS}  # how long a limit of an unknown kind lasts


def parse(body: object, source: str, as_of: int, now: int) -> Usage:
    """Return the usage in body, observed at as_of by source (epoch seconds); an account of nulls has no samples.

    Raises BadDocument, or the error that body carries.
    """
    usage = document(body, _KNOWN)
    samples, whole = collect((*_readings(usage, now), *spending.readings(usage, now)), source, as_of)
    return Usage(
        samples,
        extra_usage=spending.extra_usage(usage.get("extra_usage")),
        complete=whole and _names_windows(usage),
        block=spending.block(usage, source, as_of, now),
    )


def _names_windows(usage: dict[str, Any]) -> bool:
    limits = usage.get("limits")
    return (limits is None or isinstance(limits, list)) and any(key in usage for key in (*WINDOWS, "limits", "spend"))


def _readings(usage: dict[str, Any], now: int) -> Iterator[Reading]:
    """Yield every mention of a window; the top level comes first, as its percentages are the finer ones."""
    for window in WINDOWS:
        yield _reading(window, *_values(usage.get(window), "utilization"), now)
    tops = {label: _values(usage.get(window), "utilization")[0] for window, (label, _) in WINDOWS.items()}
    named = {label for label, used in tops.items() if percent(used) is not None}
    for limit in objects(usage.get("limits")):
        used, resets_at = _values(limit, "percent")
        kind = limit.get("kind")
        scope = _scope_name(limit)
        if kind == "weekly_scoped" and scope:
            yield from _scoped(scope, named, used, resets_at, now)
        elif isinstance(kind, str) and kind in _LIMIT_KINDS:
            yield _reading(_LIMIT_KINDS[kind], used, resets_at, now)
        elif isinstance(kind, str) and kind != "spend":
            yield from _of_unknown_kind(kind, scope, limit, epoch(resets_at, now))
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


def _of_unknown_kind(kind: str, scope: str | None, limit: dict[str, Any], resets_at: int | None) -> Iterator[Reading]:
    """Yield a limit that nobody knows under a name made of its kind and its scope: it is a limit all the same."""
    name = text(kind.replace("_", " "))
    if name is None or percent(limit.get("percent")) is None:
        return
    group = limit.get("group")
    length = _GROUPS.get(group) if isinstance(group, str) else None
    window = spending.unknown_kind(kind) + (f":{slug(scope)}" if scope else "")
    label = text(f"{scope} {name.removesuffix(' scoped')}" if scope else name) or name
    yield Reading(window, label, length, limit.get("percent"), resets_at)


def _scope_name(limit: dict[str, Any]) -> str | None:
    scope = mapping(limit.get("scope"))
    model, surface = mapping(scope.get("model")), scope.get("surface")
    names = (model.get("display_name"), model.get("id"), surface, mapping(surface).get("display_name"))
    return next(filter(None, (text(name, NAME_LENGTH) for name in names)), None)
