"""What the index can be asked: sums of calls by any of its dimensions, and single calls.

Nothing here reads a log, a price or the config. Times are epoch seconds, counts are tokens.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.index import periods
from statusline.index.tokens import Tokens as Tokens  # noqa: PLC0414 - for those who ask: it is in every answer
from statusline.state.token_index import COUNTS, QUARTER, TIERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

PERIODS = ("hour", "day", "week", "month")
NAMES = ("provider", "model", "project", "session", "agent", "account", "effort")
DIMENSIONS = (*PERIODS, *NAMES, "tier")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls: from `since` (rounded down to a quarter of an hour) to before `until` (rounded up).

    Names are compared as they are stored, and an empty tuple of them lets everything pass. A name may be given as "":
    what is not known.
    """

    since: int | None = None
    until: int | None = None
    provider: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    effort: tuple[str, ...] = ()


EVERYTHING = Filter()


class Row(NamedTuple):
    """The sum of some calls that have the same price.

    `group` has the value of each dimension that was asked for, None where it is not known: `2026-11-28` of a day,
    the Monday of a week, `2026-11` of a month, `2026-11-28T10:00+01:00` of an hour (all in the zone that was asked
    for), else a name as it is stored. `agent` is None for the main conversation. `day` is the day in UTC, `band` the
    number of token_index.BANDS that the context of these calls is above.
    """

    group: tuple[str | None, ...]
    provider: str
    model: str | None
    tier: str
    band: int
    day: str
    calls: int
    tokens: Tokens


class Call(NamedTuple):
    """One answer of a model. `key` names it in this index for good; `agent` is None for the main conversation."""

    key: int
    at: int
    provider: str
    session: str | None
    project: str | None
    model: str | None
    effort: str | None
    agent: str | None
    account: str | None
    tier: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a folder of logs was read at `read_at`: nothing from `known_from` on is missing (0: nothing at all)."""

    root: str
    provider: str
    known_from: int
    read_at: int


def totals(
    connection: sqlite3.Connection, by: Sequence[str], zone: tzinfo, filter_: Filter = EVERYTHING
) -> Iterator[Row]:
    """Yield the sums of calls by the dimensions named in `by`, each split by all that a price depends on.

    The rows of one group have to be added up; their order is that of their groups.
    """
    span = _span(connection, filter_)
    if span is None:
        return
    names = stored_names(connection)
    where, values = condition(filter_)
    keys = [_expression(dimension, zone, span) for dimension in by]
    split = ["provider", "model", "tier", "band", f"quarter / {DAY // QUARTER}"]
    sums = ", ".join(f"sum({name})" for name in ("calls", *COUNTS))
    positions = ", ".join(str(number) for number in range(1, len(keys) + len(split) + 1))
    statement = f"SELECT {', '.join([*keys, *split])}, {sums} FROM quarters {where} GROUP BY {positions}"  # noqa: S608 - of our own words
    shown = [_shown(dimension, names) for dimension in by]
    for row in connection.execute(f"{statement} ORDER BY {positions}", values):
        group, (provider, model, tier, band, day, calls, *counts) = row[: len(keys)], row[len(keys) :]
        yield Row(
            tuple([show(value) for show, value in zip(shown, group, strict=True)]),
            names.get(provider) or "",
            names.get(model),
            TIERS[tier],
            band,
            _day(day),
            calls,
            Tokens(*counts),
        )


def calls(
    connection: sqlite3.Connection, filter_: Filter = EVERYTHING, most: str = "", limit: int = -1, min_tokens: int = 0
) -> Iterator[Call]:
    """Yield single calls, the newest first; here `since` and `until` hold to the second.

    most: an expression of SQL, the calls with its highest values come first then. limit: at most so many of them.
    """
    names = stored_names(connection)
    where, values = condition(filter_, of_calls=True)
    enough = f" {'AND' if where else 'WHERE'} {TOTAL} >= {min_tokens:d}" if min_tokens else ""
    order = f"{most} DESC, at DESC, key" if most else "at DESC, key"
    statement = f"SELECT {CALL_COLUMNS} FROM calls {where}{enough} ORDER BY {order} LIMIT {limit:d}"  # noqa: S608 - of our own words
    for row in connection.execute(statement, values):
        yield call_of(row, names)


def count(connection: sqlite3.Connection, filter_: Filter) -> int:
    """Return how many calls there are; times as for `calls`."""
    where, values = condition(filter_, of_calls=True)
    return int(connection.execute(f"SELECT count(*) FROM calls {where}", values).fetchone()[0])  # noqa: S608 - of our own words


TOTAL, CONTEXT = f"({' + '.join(COUNTS[:5])})", f"({' + '.join(COUNTS[:4])})"  # as those of Tokens
CALL_COLUMNS = f"key, at, provider, session, project, model, effort, agent, account, tier, {', '.join(COUNTS)}"


def call_of(row: Sequence[Any], names: Mapping[int, str]) -> Call:
    """Return the call of a row of CALL_COLUMNS."""
    key, at, provider, session, project, model, effort, agent, account, tier, *counts = row
    name = names.get
    return Call(
        key,
        at,
        name(provider) or "",
        name(session),
        name(project),
        name(model),
        name(effort),
        name(agent),
        name(account),
        TIERS[tier],
        Tokens._make(counts),
    )


def is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM calls LIMIT 1").fetchone() is None


def coverage(connection: sqlite3.Connection) -> list[Coverage]:
    return [Coverage(*row) for row in connection.execute("SELECT root, provider, known_from, read_at FROM coverage")]


def by_hour_of_the_week(
    connection: sqlite3.Connection, zone: tzinfo, filter_: Filter
) -> Iterator[tuple[str, int, int]]:
    """Yield weekday and hour (`0 23`: Sunday, the hour before midnight), the calls in them, and their tokens."""
    span = _span(connection, filter_)
    if span is not None:
        where, values = condition(filter_)
        hour = periods.expression("hour of the week", zone, span)
        statement = f"SELECT {hour}, sum(calls), sum({TOTAL}) FROM quarters {where} GROUP BY 1"  # noqa: S608 - of our own words
        yield from connection.execute(statement, values)


def by_session(connection: sqlite3.Connection, filter_: Filter) -> Iterator[tuple[str, int, int, int]]:
    """Yield each session with the begin of its last quarter (epoch seconds), its calls, and their tokens."""
    names = stored_names(connection)
    where, values = condition(filter_)
    statement = f"SELECT session, max(quarter) * {QUARTER}, sum(calls), sum({TOTAL}) FROM quarters {where} GROUP BY 1"  # noqa: S608 - of our own words
    for session, *sums in connection.execute(statement, values):
        if session in names:
            yield (names[session], *sums)


def _span(connection: sqlite3.Connection, filter_: Filter) -> tuple[int, int] | None:
    """Return the first and the last moment that a sum may be of, None if there are no calls."""
    first, last = connection.execute("SELECT min(quarter), max(quarter) FROM quarters").fetchone()
    if first is None:
        return None
    since = max(first * QUARTER, filter_.since or 0)
    until = min((last + 1) * QUARTER, filter_.until if filter_.until is not None else (last + 1) * QUARTER)
    return since, max(since, until)


def condition(filter_: Filter, *, of_calls: bool = False) -> tuple[str, list[object]]:
    """Return the condition for a filter as SQL over `quarters` (of_calls: over `calls`), and its values."""
    clauses: list[str] = []
    values: list[object] = []
    if filter_.since is not None:
        clauses.append("at >= ?" if of_calls else "quarter >= ?")
        values.append(filter_.since if of_calls else filter_.since // QUARTER)
    if filter_.until is not None:
        clauses.append("at < ?" if of_calls else "quarter < ?")
        values.append(filter_.until if of_calls else -(-filter_.until // QUARTER))
    for kind in NAMES:
        if wanted := getattr(filter_, kind):
            ids = f"SELECT id FROM names WHERE kind = ? AND name IN ({', '.join('?' * len(wanted))})"  # noqa: S608 - question marks
            unknown = f" OR {kind} = 0" if "" in wanted else ""
            clauses.append(f"({kind} IN ({ids}){unknown})")
            values += [kind, *wanted]
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values


def _expression(dimension: str, zone: tzinfo, span: tuple[int, int]) -> str:
    return periods.expression(dimension, zone, span) if dimension in PERIODS else dimension


def _shown(dimension: str, names: dict[int, str]) -> Callable[[Any], str | None]:
    """Return what makes a value of the answer of one in the index."""
    if dimension in PERIODS:
        return str
    return TIERS.__getitem__ if dimension == "tier" else names.get


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    """Return a day of its number since 1970."""
    return (date(1970, 1, 1) + timedelta(number)).isoformat()


def stored_names(connection: sqlite3.Connection) -> dict[int, str]:
    return dict(connection.execute("SELECT id, name FROM names"))
