"""Money, tokens and counts as text: `$14.20`, `31.2M`, `3 sessions`. Money comes in picodollars."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

PICO = 10**12
_CENT = Decimal("0.01")
_UNITS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
UNKNOWN = "–"


def dollars(picodollars: int | None) -> str:
    """Return an amount to the cent; a smaller one as less than a cent, an unknown one as a dash."""
    if picodollars is None:
        return UNKNOWN
    if 0 < picodollars < PICO // 100:
        return "<$0.01"
    return f"${_rounded(picodollars):,}"


def credits_(picocredits: int | None, *, exact: bool) -> str:
    """Return credits to one place, `~` before those that are derived."""
    if picocredits is None:
        return UNKNOWN
    value = (Decimal(picocredits) / PICO).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{'' if exact else '~'}{value:,}"


def tokens(count: int) -> str:
    """Return a count in at most five columns: 214, 2.1k, 31.2M."""
    for unit, letter in _UNITS:
        if count >= unit:
            return f"{_tenth(count, unit)}{letter}"
    return str(count)


def counted(count: int, noun: str) -> str:
    """Return how many there are of something: 1 session, 1,204 sessions."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def number(pico: int) -> float:
    """Return an amount for JSON and CSV, in dollars or credits."""
    return float(Decimal(pico) / PICO)


def _rounded(picodollars: int) -> Decimal:
    return (Decimal(picodollars) / PICO).quantize(_CENT, ROUND_HALF_UP)


def _tenth(count: int, unit: int) -> str:
    return f"{count // unit}.{count % unit * 10 // unit}"
