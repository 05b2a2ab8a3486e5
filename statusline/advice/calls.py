"""The calls of one account as the rules need them: sums of calls with one price, and conversations call by call.

A month of a busy account is 20,000 calls: they are added up in SQL, and one conversation at a time is in memory.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass
from statusline.index import queries
from statusline.index.tokens import Tokens
from statusline.state.token_index import BANDS, COUNTS, TIERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from statusline.index.queries import Filter

LEAST_CONTEXT = 10_000  # tokens: a shorter one is hardly cached
_CONTEXT = "(input + cache_read + cache_write_5m + cache_write_1h)"
_BAND = " + ".join(f"({_CONTEXT} > {bound})" for bound in BANDS)
_COUNTS = ", ".join(COUNTS)
_SUMS = ", ".join(f"sum({name})" for name in COUNTS)


class Terms(NamedTuple):
    """What the price of a call depends on; `above`: the highest of BANDS that its context is above, `day`: in UTC."""

    model: str | None
    day: str
    tier: str
    above: int


class Group(NamedTuple):
    """The sum of calls with one price. `long`: each had a context that is worth a cache; `wrote`: to a cache."""

    project: str | None
    agent: str | None
    terms: Terms
    long: bool
    wrote: bool
    calls: int
    tokens: Tokens


class Step(NamedTuple):
    """One call of a conversation."""

    at: int
    project: str | None
    terms: Terms
    tokens: Tokens


class Conversation(NamedTuple):
    """The calls of a session without those of its sub-agents, the oldest first (at least one)."""

    session: str
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of an account (with `unnamed` also those whose log names none) that pass a filter.

    `days`: those from which on a price is another, in order, the first one empty.
    """

    connection: sqlite3.Connection
    filter: Filter
    provider: str
    account: str
    unnamed: bool
    days: Sequence[str]

    def groups(self) -> list[Group]:
        names = _names(self.connection)
        where, values = self._condition()
        days = self._days()
        since = [day_begin(day) for day in days[1:]]
        period = " + ".join(["0", *(f"(at >= {moment})" for moment in since)])
        statement = f"""SELECT project, agent, model, {period}, tier, {_BAND}, {_CONTEXT} >= {LEAST_CONTEXT},
            cache_write_5m + cache_write_1h > 0, count(*), {_SUMS}
            FROM calls {where} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""  # noqa: S608 - of our own words
        result = []
        for row in self.connection.execute(statement, values):
            project, agent, model, day, tier, band, long, wrote, count, *counts = row
            terms = Terms(names.get(model), days[day], TIERS[tier], _above(band))
            result.append(
                Group(names.get(project), names.get(agent), terms, bool(long), bool(wrote), count, Tokens(*counts))
            )
        return result

    def conversations(self) -> Iterator[Conversation]:
        """Yield the conversations one after the other."""
        names = _names(self.connection)
        where, values = self._condition()
        statement = f"""SELECT session, at, project, model, tier, {_BAND}, {_COUNTS}
            FROM calls {where} AND agent = 0 AND session != 0 ORDER BY session, at, key"""  # noqa: S608 - of our own words
        days = self._days()
        since = [day_begin(day) for day in days[1:]]

        @cache
        def terms(model: int, day: int, tier: int, band: int) -> Terms:
            return Terms(names.get(model), days[day], TIERS[tier], _above(band))

        def step(row: Sequence[int]) -> Step:
            _, at, project, model, tier, band = row[:6]
            own = terms(model, bisect_right(since, at), tier, band)
            return Step(at, names.get(project), own, Tokens._make(row[6:]))

        for session, rows in groupby(self.connection.execute(statement, values), key=itemgetter(0)):
            name = self.connection.execute("SELECT name FROM names WHERE id = ?", (session,)).fetchone()
            if name:
                yield Conversation(name[0], list(map(step, rows)))

    def _days(self) -> Sequence[str]:
        """Return the days with other prices that are in the time of the filter, the first one before all others."""
        begin = 0 if self.filter.since is None else bisect_right(self.days, day_of(self.filter.since)) - 1
        end = len(self.days) if self.filter.until is None else bisect_right(self.days, day_of(self.filter.until))
        return self.days[begin:end]

    def _condition(self) -> tuple[str, list[object]]:
        where, values = queries.condition(self.filter, of_calls=True)
        own = "provider = ? AND (account = ? OR (? AND account = 0))"
        ids = [_id(self.connection, "provider", self.provider), _id(self.connection, "account", self.account)]
        return f"{where} AND {own}" if where else f"WHERE {own}", [*values, *ids, self.unnamed]


def accounts(connection: sqlite3.Connection, filter_: Filter) -> list[tuple[str, str]]:
    """Return provider and account of the calls that pass a filter; the account is empty where no log names it."""
    where, values = queries.condition(filter_, of_calls=True)
    names = _names(connection)
    pairs = connection.execute(f"SELECT DISTINCT provider, account FROM calls {where}", values)  # noqa: S608 - of our own words
    return [(names.get(provider) or "", names.get(account) or "") for provider, account in pairs]


def sessions(connection: sqlite3.Connection, filter_: Filter) -> set[str]:
    where, values = queries.condition(filter_, of_calls=True)
    ids = f"SELECT DISTINCT session FROM calls {where}"  # noqa: S608 - of our own words
    return {name for (name,) in connection.execute(f"SELECT name FROM names WHERE id IN ({ids})", values)}  # noqa: S608 - the same


def day_of(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def day_begin(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _names(connection: sqlite3.Connection) -> dict[int, str]:
    """Return all names but those of sessions, of which there are many."""
    return dict(connection.execute("SELECT id, name FROM names WHERE kind != 'session'"))


def _id(connection: sqlite3.Connection, kind: str, name: str) -> int:
    row = connection.execute("SELECT id FROM names WHERE kind = ? AND name = ?", (kind, name)).fetchone()
    return row[0] if row else -1 if name else 0


def _above(band: int) -> int:
    return BANDS[band - 1] if band else 0
