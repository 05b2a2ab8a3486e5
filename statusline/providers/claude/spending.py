"""What Anthropic's usage document says in money: spend, pools of money, extra usage; and who is locked out.

Amounts are in units of their currency. For a subscription `spend` repeats the extra usage that may be bought on top;
it is a limit where the document lists it as one, or names no other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statusline.limits import amounts
from statusline.limits.model import Amounts, Block
from statusline.providers.parsing.readings import Reading
from statusline.providers.parsing.values import amount, epoch, mapping, objects, percent, slug, text

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEND, INCLUDED, BUDGET, EXTRA = "spend_limit", "included_credits", "contract_budget", "extra_usage"
POOLS = {
    "cinder_cove": (INCLUDED, "included"),
    "wattle_ember": (INCLUDED, "included"),
    "amber_ladder": (BUDGET, "budget"),
}
# Where money may be spent beyond it, an included amount that is used up stops nobody.
BESIDE_SPEND = f"{SPEND}:included"

_MOST_DECIMALS = 6
_CURRENCY_LENGTH = 3
_DOLLARS = "USD"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SUBSCRIPTION = ("five_hour", "seven_day")
_HELP = "https://claude.ai/settings/usage says more."
_REASONS = {
    "out_of_credits": "This account is out of credits.",
    "spend_limit_reached": "This account has reached its spend limit.",
}


def readings(usage: dict[str, Any], now: int) -> Iterator[Reading]:
    subscribed = any(mapping(usage.get(name)) for name in _SUBSCRIPTION) or _lists(usage, "session", "weekly_all")
    spend = [] if subscribed and not _lists(usage, "spend") else list(_spend(usage, now))
    yield from spend
    for name, pool in usage.items():
        if name in POOLS or amount(mapping(pool).get("limit_dollars")):
            yield from _pool(name, mapping(pool), now, beside_spend=bool(spend))
    if not spend and not subscribed:
        yield from _extra(mapping(usage.get(EXTRA)))


def extra_usage(value: object) -> dict[str, object] | None:
    extra = mapping(value)
    if not isinstance(extra.get("is_enabled"), bool):
        return None
    money = _amounts_of_extra(extra)
    fields = {
        "is_enabled": extra["is_enabled"],
        "used_percentage": percent(extra.get("utilization")),
        "used": money.used,
        "limit": money.limit,
        "currency": money.currency,
    }
    return {key: value for key, value in fields.items() if value is not None}


def block(usage: dict[str, Any], source: str, as_of: int, now: int) -> Block | None:
    """Return why nobody can work on with the account, None where the document does not say so."""
    for limit in (*(usage.get(name) for name in (*_SUBSCRIPTION, *POOLS, "spend")), *_unscoped(usage)):
        reason = _code(mapping(limit).get("locked_reason"))
        if reason:
            until = epoch(mapping(limit).get("resets_at"), now)
            return _block(reason, source, as_of, until if until and until > now else None)
    extra = mapping(usage.get(EXTRA))
    if any(mapping(usage.get(name)) for name in _SUBSCRIPTION) or extra.get("user_disabled") is True:
        return None
    reached = "spend_limit_reached" if extra.get("spend_limit_reached") is True else ""
    reason = reached or (_code(extra.get("disabled_reason")) if not _pools(usage) else "")
    return _block(reason, source, as_of, None) if reason else None


def unknown_kind(name: str) -> str:
    """Return the name of a window that nobody knows, made of the vendor's own word for it."""
    return f"limit_{slug(name).replace('-', '_').replace('.', '_')}"


def _block(reason: str, source: str, as_of: int, until: int | None) -> Block:
    message = _REASONS.get(reason) or f"Anthropic has locked this account ({reason})."
    return Block(reason, message, _HELP, source, as_of, until)


def _pools(usage: dict[str, Any]) -> bool:
    return any((percent(mapping(usage.get(name)).get("utilization")) or 100) < 100 for name in POOLS)  # noqa: PLR2004


def _unscoped(usage: dict[str, Any]) -> list[dict[str, Any]]:
    return [limit for limit in objects(usage.get("limits")) if not mapping(limit.get("scope"))]


def _lists(usage: dict[str, Any], *kinds: str) -> bool:
    return any(limit.get("kind") in kinds for limit in objects(usage.get("limits")))


def _spend(usage: dict[str, Any], now: int) -> Iterator[Reading]:
    spend = mapping(usage.get("spend"))
    used, limit = (mapping(spend.get(key)) for key in ("used", "limit"))
    money = Amounts(_minor(used), _minor(limit), _currency(used) or _currency(limit))
    money = money if money.limit is not None else _amounts_of_extra(mapping(usage.get(EXTRA)))
    for listed in objects(usage.get("limits")):
        if listed.get("kind") == "spend":
            share, resets_at = listed.get("percent"), epoch(listed.get("resets_at"), now)
            yield Reading(SPEND, "spend", None, share, resets_at, money if money.limit is not None else None)
    if money.limit and spend.get("enabled") is not False and _minor(limit) is not None:
        yield Reading(SPEND, "spend", None, _share(money, spend.get("percent")), None, money)


def _pool(name: str, pool: dict[str, Any], now: int, *, beside_spend: bool) -> Iterator[Reading]:
    money = Amounts(amount(pool.get("used_dollars")), amount(pool.get("limit_dollars")), _DOLLARS)
    window, label = POOLS.get(name) or (unknown_kind(name), name.replace("_", " "))
    if window == INCLUDED and beside_spend:
        window = BESIDE_SPEND
    share = _share(money, pool.get("utilization"))
    resets_at = epoch(pool.get("resets_at"), now)
    if resets_at is not None and resets_at <= now:  # the end of such money is an expiry: there is none of it any more
        return
    label = text(pool.get("label")) or text(label) or name
    yield Reading(window, label, None, share, resets_at, money if money.limit else None)


def _extra(extra: dict[str, Any]) -> Iterator[Reading]:
    if extra.get("is_enabled") is True:
        money = _amounts_of_extra(extra)
        share = percent(_share(money, extra.get("utilization")))
        yield Reading(EXTRA, "extra", None, share, None, money if money.limit else None)


def _share(money: Amounts, written: object) -> object:
    """Return the percentage as it is written, else that of the amounts."""
    if percent(written) is None and money.used is not None and money.limit:
        return 100 * money.used / money.limit
    return written


def _amounts_of_extra(extra: dict[str, Any]) -> Amounts:
    currency, places = _currency(extra), _places(extra.get("decimal_places"))
    used, limit = (amount(extra.get(key)) for key in ("used_credits", "monthly_limit"))
    return Amounts(
        None if used is None else amounts.major(used, currency, places),
        None if limit is None else amounts.major(limit, currency, places),
        currency,
    )


def _minor(value: dict[str, Any]) -> float | None:
    minor = amount(value.get("amount_minor"))
    return None if minor is None else amounts.major(minor, _currency(value), _places(value.get("exponent")))


def _currency(value: dict[str, Any]) -> str | None:
    currency = text(value.get("currency"), _CURRENCY_LENGTH)
    return currency if currency and currency.isalpha() else None


def _places(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_DECIMALS:
        return None
    return value


def _code(value: object) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""
