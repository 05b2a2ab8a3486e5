"""What a call costs as an expression of SQL, so that SQLite finds the dearest calls without handing over every one."""

from __future__ import annotations

import calendar
import math
import time
from typing import TYPE_CHECKING

from statusline.index import queries
from statusline.state.token_index import COUNTS, TIERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from statusline.prices.price_list import PriceList

_UNKNOWN = "-1"


def dollars(connection: sqlite3.Connection, prices: PriceList) -> str:
    """Return what gives the picodollars of a row of `calls`, -1 where the price is not known."""
    names = queries.stored_names(connection)
    whens = [
        f"WHEN {model * len(TIERS) + tier} THEN {_of_model(names.get(model), TIERS[tier], prices)}"
        for model, tier in connection.execute("SELECT DISTINCT model, tier FROM quarters")
    ]
    return f"CASE model * {len(TIERS)} + tier {' '.join(whens) or 'WHEN NULL THEN NULL'} ELSE {_UNKNOWN} END"


def _of_model(name: str | None, tier: str, prices: PriceList) -> str:
    return _stepped("at >=", ((_moment(day), _of_day(name, day, tier, prices)) for day in prices.days))


def _of_day(name: str | None, day: str, tier: str, prices: PriceList) -> str:
    return _stepped(
        f"{queries.CONTEXT} >", ((bound, _amount(name, day, tier, bound, prices)) for bound in prices.bounds)
    )


def _amount(name: str | None, day: str, tier: str, above: int, prices: PriceList) -> str:
    rates, search = prices.rates(name, day, tier, above), prices.per_search(name, day)
    if rates is None:
        return _UNKNOWN
    ratios = [rate.as_integer_ratio() for rate in rates]
    divisor = math.lcm(*(below for _, below in ratios))
    terms = (f"{count} * {top * divisor // below}" for count, (top, below) in zip(COUNTS, ratios, strict=False) if top)
    tokens = f"({' + '.join(terms) or 0}) / {divisor}"
    if search is None:
        return f"CASE WHEN searches THEN {_UNKNOWN} ELSE {tokens} END"
    return f"{tokens} + searches * {search}"


def _stepped(condition: str, steps: Iterable[tuple[int, str]]) -> str:
    """Return the expression of the highest step that meets the condition; the first one holds below all others."""
    (_, first), *others = _changes(steps)
    whens = " ".join(f"WHEN {condition} {bound} THEN {expression}" for bound, expression in reversed(others))
    return f"CASE {whens} ELSE {first} END" if whens else first


def _changes(steps: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    before = None
    for bound, expression in steps:
        if expression != before:
            yield bound, expression
        before = expression


def _moment(day: str) -> int:
    return calendar.timegm(time.strptime(day, "%Y-%m-%d")) if day else 0
