"""The tables [prices."MODEL"]: the user's own prices, in dollars per million tokens."""

from __future__ import annotations

import math
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING

from statusline.config import checks
from statusline.config.fields import named, required
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_DOLLARS = 1_000_000
DIGITS = 6  # after the point: a price is a whole number of picodollars per token
_LONGEST_MODEL = 100


def _dollars(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield key, "must be a number of dollars, such as 1.25."
    elif not math.isfinite(value) or not 0 <= value <= MOST_DOLLARS:
        yield key, f"must be from 0 to {MOST_DOLLARS} dollars."
    elif _digits(value) > DIGITS:
        yield key, f"must not have more than {DIGITS} digits after the point."


def _digits(value: float) -> int:
    from decimal import Decimal  # here: few configs have prices

    return -Decimal(repr(value)).normalize().as_tuple().exponent  # type: ignore[operator]  # it is finite


def _date(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    if not isinstance(value, date) or isinstance(value, datetime):
        yield key, "must be a date without quotes, such as 2026-08-21."


def _is_model(name: str) -> bool:
    return bool(name) and not any(checks.text((), name, _LONGEST_MODEL))


@dataclass(frozen=True, slots=True)
class Price:
    """One table [prices."MODEL"]; each class of tokens has its price, since a missing one would count as free."""

    input: float = required("Dollars per million tokens that no cache had.", _dollars, example=2.5)
    cache_read: float = required("… read from a cache.", _dollars, example=0.25)
    cache_write_5m: float = required("… written to a cache for five minutes.", _dollars, example=3.125)
    cache_write_1h: float = required("… written to a cache for an hour.", _dollars, example=5)
    output: float = required("… of output, with the reasoning.", _dollars, example=15)
    since: date | None = field(
        default=None,
        metadata={
            "comment": "The first day of this price (UTC); left out: it held always.",
            "check": _date,
            "example": date(2026, 8, 21),
        },
    )


@dataclass(frozen=True, slots=True)
class Prices:
    named: tuple[tuple[str, Price], ...] = named(
        'A price of your own, or of a model that has none: [prices."MODEL"], the model\'s name as `cost` shows it.',
        Price,
        _is_model,
        suggestions=(),
        example='"my-model"',
    )
