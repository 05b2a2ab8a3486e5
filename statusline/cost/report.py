"""A report of cost: the totals of each group, with all that it takes to believe them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from statusline.cost import charges, ledgers, names
from statusline.cost.charges import NO_NAME, Total
from statusline.frozen import dataclass
from statusline.index import queries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import tzinfo

    from statusline.cost.charges import Group
    from statusline.cost.ledgers import Unlogged
    from statusline.index.queries import Filter, Row
    from statusline.prices.price_list import PriceList

    Shown = Callable[[str, str], str]

PERIODS = frozenset(queries.PERIODS)
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Report:
    """`groups` are the totals by the names of `by`, periods newest first, names by cost; `total` is all of them."""

    by: tuple[str, ...]
    zone: tzinfo
    filter: Filter
    groups: dict[Group, Total]
    total: Total
    unlogged: Unlogged


def read(
    connection: sqlite3.Connection, by: tuple[str, ...], zone: tzinfo, filter_: Filter, prices: PriceList, shown: Shown
) -> Report:
    """Return the report on the calls that pass the filter. shown: what a name of a dimension is shown as."""
    shown = cache(shown)

    def name(row: Row) -> Group:
        return tuple(_named(kind, value, shown) for kind, value in zip(by, row.group, strict=True))

    rows = queries.totals(connection, by, zone, filter_)
    groups = charges.grouped(rows, prices, name, lambda model: shown("model", model))
    total = charges.all_of(groups.values())
    return Report(by, zone, filter_, _ordered(groups, by), total, ledgers.unlogged(connection, filter_, prices))


def since_of_days(now: int, zone: tzinfo, days: int = _DAYS) -> int:
    """Return when the first of so many days began, today being the last. now: epoch seconds."""
    today = datetime.fromtimestamp(now, zone).date() - timedelta(days - 1)
    return int(datetime(today.year, today.month, today.day, tzinfo=zone).timestamp())


def day(moment: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, zone).date().isoformat()


def _named(kind: str, value: str | None, shown: Shown) -> str:
    if value is None:
        return names.MAIN if kind == "agent" else NO_NAME
    return value if kind in PERIODS else shown(kind, value)


def _ordered(groups: dict[Group, Total], by: tuple[str, ...]) -> dict[Group, Total]:
    """Return periods in falling order and, within them, the dearest name first."""
    ordered = sorted(groups.items(), key=lambda pair: (-pair[1].dollars, -pair[1].tokens.total, pair[0]))
    for position in reversed([index for index, kind in enumerate(by) if kind in PERIODS]):
        ordered.sort(key=lambda pair: _moment(pair[0][position]), reverse=True)
    return dict(ordered)


def _moment(period: str) -> tuple[float, str]:
    """Return what orders periods; an hour by its offset too: where the clocks go back, one name comes twice."""
    return datetime.fromisoformat(period).timestamp() if "T" in period else 0.0, period
