"""The costs that prompt files show: of today, of seven days, and of each model for the metrics."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from statusline.cost import amounts, charges, names, report, zones
from statusline.errors import StatuslineError
from statusline.index import queries
from statusline.index.queries import Filter
from statusline.prices import price_list
from statusline.prices.table import CLASSES
from statusline.render.costs import NO_COSTS, Costs, ModelUse
from statusline.state import sqlite as state_sqlite
from statusline.state import token_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.config import Config
    from statusline.cost.charges import Group, Total
    from statusline.index.queries import Row
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment

_PATIENCE = 0.2  # seconds: a prompt file without a cost beats a late one


def read(environment: Environment, config: Config, redactor: Redactor, now: int) -> Costs:
    """Return the costs as far as the index knows them; it is neither made nor changed. now: epoch seconds."""
    try:
        with state_sqlite.glanced_at(token_index.path(environment.state), _PATIENCE) as connection:
            return _read(connection, environment, config, redactor, now) if connection else NO_COSTS
    except (sqlite3.Error, StatuslineError):
        return NO_COSTS


def _read(
    connection: sqlite3.Connection, environment: Environment, config: Config, redactor: Redactor, now: int
) -> Costs:
    zone = zones.local(environment.environ)
    week = Filter(since=report.since_of_days(now, zone))
    rows = list(queries.totals(connection, ("day", "provider", "model"), zone, week))
    if not rows:
        return NO_COSTS
    prices = price_list.load(environment.state, config)
    totals = charges.grouped(rows, prices, _group)
    midnight = report.since_of_days(now, zone, 1)
    today = {group: total for group, total in totals.items() if group[0] == report.day(midnight, zone)}
    models = tuple(_model(group, total, redactor) for group, total in today.items())
    return Costs(_text(today), _text(totals), models)


def _group(row: Row) -> Group:
    return tuple(name or "" for name in row.group)


def _text(totals: Mapping[Group, Total]) -> str:
    total = charges.all_of(totals.values())
    return amounts.dollars(total.cost) if total.calls else ""


def _model(group: Group, total: Total, redactor: Redactor) -> ModelUse:
    tokens = dict(zip(CLASSES, total.tokens, strict=False))
    cost = total.cost
    model = names.model(group[2], redactor) if group[2] else "unknown"
    return ModelUse(group[1], model, tokens, None if cost is None else amounts.number(cost))
