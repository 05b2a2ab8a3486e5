"""Amounts of money and credits, in words and as numbers: each with as many digits as its currency has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.limits.model import Amounts

CENTS = 2
# ISO 4217: the currencies whose smallest unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def digits(currency: str | None) -> int:
    return _DIGITS.get((currency or "").upper(), CENTS)


def major(minor: float, currency: str | None, places: int | None = None) -> float:
    """Return an amount of the smallest units in whole ones; places: how many decimals it was written with."""
    power: int = digits(currency) if places is None else places
    return round(minor / float(10**power), CENTS + 1)


def plain(value: float, currency: str | None) -> float:
    """Return an amount as a document has it: rounded, and a whole number where it is one."""
    rounded = round(value, digits(currency))
    return int(rounded) if rounded == int(rounded) else rounded


def text(value: float, currency: str | None) -> str:
    """Return an amount for people: `1,856`, `482.50`."""
    places = digits(currency)
    return f"{value:,.{places}f}".removesuffix(f".{'0' * places}")


def words(amounts: Amounts) -> str:
    """Return what is used of a limit: `482.50 of 500 USD`, `14,400 of 15,000 credits`."""
    parts = [
        "" if amounts.used is None else text(amounts.used, amounts.currency),
        "" if amounts.limit is None else f"of {text(amounts.limit, amounts.currency)}",
        amounts.currency or "credits",
    ]
    return " ".join(filter(None, parts)) if any(parts[:2]) else ""


def balance(credits_: Mapping[str, object] | None) -> str:
    """Return the credits that are left, of the JSON document's `credits`; empty where that is not known."""
    left = (credits_ or {}).get("balance")
    if (credits_ or {}).get("unlimited"):
        return "unlimited"
    return text(left, None) if isinstance(left, int | float) else ""
