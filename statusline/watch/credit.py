"""Credits and extra usage of an account, in words. Amounts are in units of their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.watch import clocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.limits.model import Account


def lines(account: Account, now: int) -> Iterator[str]:
    """Yield what is known of an account's credits and extra usage. now: epoch seconds."""
    if account.credits:
        yield from _credits(account.credits)
    if account.extra_usage and account.extra_usage.get("is_enabled"):
        yield _extra(account.extra_usage, now)


def _credits(credits_: Mapping[str, object]) -> Iterator[str]:
    if credits_.get("unlimited"):
        yield "credits: unlimited"
    elif isinstance(balance := credits_.get("balance"), int | float):
        yield f"credits: {_amount(balance)} left"


def _extra(extra: Mapping[str, object], now: int) -> str:
    used, limit, percent = (extra.get(key) for key in ("used", "limit", "used_percentage"))
    parts = [
        _amount(used) if isinstance(used, int | float) else "",
        f"of {_amount(limit)}" if isinstance(limit, int | float) else "",
        str(extra.get("currency") or ""),
        f"({percent:.0f}%)" if isinstance(percent, int | float) else "",
    ]
    told = " ".join(filter(None, parts)) or "on"
    resets_at = extra.get("resets_at")
    if isinstance(resets_at, int) and resets_at > now:
        told += f", resets in {clocks.countdown(resets_at - now)}"
    return f"extra usage: {told}"


def _amount(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")
