"""Calls and tokens by weekday and hour of a time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.index import queries

if TYPE_CHECKING:
    import sqlite3
    from datetime import tzinfo

    from statusline.index.queries import Filter

    Week = list[list[int]]


def sums(connection: sqlite3.Connection, zone: tzinfo, filter_: Filter) -> tuple[Week, Week]:
    """Return the calls of the filter and their tokens, each by weekday (Monday first) and hour."""
    calls, tokens = ([[0] * 24 for _ in range(7)] for _ in range(2))
    for moment, count, total in queries.by_hour_of_the_week(connection, zone, filter_):
        weekday, hour = map(int, moment.split())
        calls[weekday - 1][hour], tokens[weekday - 1][hour] = count, total
    return calls, tokens
