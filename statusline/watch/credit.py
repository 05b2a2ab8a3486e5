"""Credits and extra usage of an account, in words. Amounts are in units of their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.limits import amounts
from statusline.watch import clocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.limits.model import Account


def lines(account: Account, now: int) -> Iterator[str]:
    """Yield an account's credits and extra usage. now: epoch seconds."""
    if left := amounts.balance(account.credits):
        yield f"credits: {left}{'' if left == 'unlimited' else ' left'}"
    if account.banked_resets:
        yield f"banked resets: {account.banked_resets}"
    if account.extra_usage and account.extra_usage.get("is_enabled"):
        yield _extra(account.extra_usage, now)


def _extra(extra: Mapping[str, object], now: int) -> str:
    used, limit, percent = (extra.get(key) for key in ("used", "limit", "used_percentage"))
    currency = str(extra.get("currency") or "")
    parts = [
        amounts.text(used, currency) if isinstance(used, int | float) else "",
        f"of {amounts.text(limit, currency)}" if isinstance(limit, int | float) else "",
        currency,
        f"({percent:.0f}%)" if isinstance(percent, int | float) else "",
    ]
    text = " ".join(filter(None, parts)) or "on"
    resets_at = extra.get("resets_at")
    if isinstance(resets_at, int) and resets_at > now:
        text += f", resets in {clocks.countdown(resets_at - now)}"
    return f"extra usage: {text}"
