"""Writes what was read into the index: copies of a call become one row, and the quarters that it touches are summed."""

from __future__ import annotations

import json
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from statusline.index import row
from statusline.index.quarters import sum_quarters
from statusline.index.row import CallRow, Origin
from statusline.index.tokens import Tokens
from statusline.state.token_index import COUNTS, QUARTER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from statusline.index.claude import LedgerRow

_OF_CALL = ("key", "at", "file", "offset")
_KINDS = ("provider", "session", "project", "model", "effort", "agent", "account")
_OF_ORIGIN = (*_KINDS, "tier", "official", "rank")
_COLUMNS = (*_OF_CALL, *COUNTS, *_OF_ORIGIN)
_PUT = f"INSERT OR REPLACE INTO calls ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - of our own words
_AT_ONCE = 500  # values in one statement
_MOST_WAITING = 5_000  # calls in memory

_PUT_SESSION = """INSERT INTO sessions (session, provider, parent, repeats, account) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (session) DO UPDATE SET parent = max(parent, excluded.parent),
    repeats = CASE WHEN excluded.repeats = '' THEN repeats ELSE excluded.repeats END,
    account = CASE WHEN excluded.account = 0 THEN account ELSE excluded.account END"""

_CHARGED = ("at", *COUNTS, "cost_usd")
_PUT_LEDGER = f"""INSERT INTO ledgers (session, model, {", ".join(_CHARGED)})
    VALUES ({", ".join("?" * (len(_CHARGED) + 2))}) ON CONFLICT (session, model)
    DO UPDATE SET {", ".join(f"{name} = max({name}, excluded.{name})" for name in _CHARGED)}"""  # noqa: S608 - of our own words


_moment = attrgetter("at")


class _Session(NamedTuple):
    """What logs said of a session: numbers, and a vendor id."""

    provider: int
    parent: int = 0
    repeats: str = ""
    account: int = 0


class Names:
    """The names of the index and their numbers; new ones are written at `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, str], int] = {}
        self._texts: dict[int, str] = {0: ""}
        self._new: list[tuple[int, str, str]] = []
        for number, kind, name in connection.execute("SELECT id, kind, name FROM names"):
            self._numbers[kind, name], self._texts[number] = number, name
        self._next = max(self._texts) + 1

    def number(self, kind: str, name: str) -> int:
        if not name:
            return 0
        number = self._numbers.get((kind, name))
        if number is None:
            number = self._numbers[kind, name] = self._next
            self._next += 1
            self._texts[number] = name
            self._new.append((number, kind, name))
        return number

    def text(self, number: int) -> str:
        return self._texts.get(number, "")

    def flush(self) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", self._new)
        self._new.clear()


class Keeper:
    """Writes within one transaction. `finish` ends it: nothing else may be written after that."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.names = Names(connection)
        self._dirty: set[int] = set()
        self._forked: set[int] = set()
        self._sessions: dict[int, _Session] = {}
        self._owners: dict[str, tuple[int, str, str]] = {}
        self._without_account: set[int] = set()  # sessions that have such calls
        self._numbers: dict[Origin, tuple[int, ...]] = {}
        self._origins: dict[tuple[int, ...], Origin] = {}
        self._waiting: dict[int, CallRow] = {}
        self._first: dict[int, int] = {}  # by key: the first log that shows a call, where several do
        self._copies: Counter[int] = Counter()  # by log: calls of which there was a copy

    def keep(self, file: int, calls: dict[int, CallRow]) -> None:
        """Take over the calls of a log. They are written with those of other logs, in the order of time."""
        waiting = self._waiting
        for key in waiting.keys() & calls.keys():
            earlier, call = waiting[key], calls[key]
            self._copies[file] += 1
            self._note_fork(earlier, call)
            self._first.setdefault(key, earlier.file)
            calls[key] = row.merged(earlier, call)
        waiting.update(calls)
        if len(waiting) > _MOST_WAITING:
            self._write()

    def _write(self) -> None:
        """Write the calls that wait, merged with the copies that are there."""
        waiting = self._waiting
        keys = sorted(waiting)
        for copy in self._stored(keys):
            key, call = copy.key, waiting[copy.key]
            self._copies[self._first.get(key, call.file)] += 1
            self._note_fork(copy, call)
            waiting[key] = row.merged(copy, call)
            if waiting[key] == copy:
                del waiting[key]
            else:
                self._dirty.add(copy.at // QUARTER)
        calls = sorted(waiting.values(), key=_moment)
        self._dirty.update([call.at // QUARTER for call in calls])
        self._connection.executemany(_PUT, map(self._numbered, calls))
        waiting.clear()
        self._first.clear()

    def keep_session(self, provider: str, session: str, parent: str = "", repeats: str = "", account: str = "") -> None:
        number = self.names.number("session", session)
        if number:
            provided = self.names.number("provider", provider)
            earlier = self._sessions.get(number) or _Session(provided)
            self._sessions[number] = _Session(
                provided,
                max(self.names.number("session", parent), earlier.parent),
                repeats or earlier.repeats,
                self.names.number("account", account) or earlier.account,
            )

    def keep_owner(self, account: str, stored: str) -> None:
        """Write the hashes of the two ids of a Claude account, by which a login is compared."""
        if account and stored not in self._owners:
            user, _, organization = stored.partition(".")
            self._owners[stored] = (self.names.number("account", account), user, organization)

    def keep_ledgers(self, ledgers: Iterable[LedgerRow]) -> None:
        """Write what sessions were charged; it only grows, so that the higher number is the later one."""
        for ledger in ledgers:
            session, model = self.names.number("session", ledger.session), self.names.number("model", ledger.model)
            self._connection.execute(_PUT_LEDGER, (session, model, ledger.at, *ledger.tokens, ledger.cost_usd))

    def finish(self) -> None:
        """Write the names, say whose the calls of sub-agents are, and sum the quarters that changed."""
        self._write()
        self.names.flush()
        self._connection.executemany("INSERT OR IGNORE INTO owners VALUES (?, ?, ?)", self._owners.values())
        copies = [(number, file) for file, number in self._copies.items()]
        self._connection.executemany("UPDATE files SET replayed = replayed + ? WHERE id = ?", copies)
        self._write_sessions()
        sum_quarters(self._connection, self._dirty)

    def _stored(self, keys: Sequence[int]) -> Iterable[CallRow]:
        columns = ", ".join(_COLUMNS)
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            statement = f"SELECT {columns} FROM calls WHERE key IN ({', '.join('?' * len(part))})"  # noqa: S608 - marks
            yield from (self._named(values) for values in self._connection.execute(statement, part))

    def _named(self, values: tuple[int, ...]) -> CallRow:
        (key, at, file, offset), numbers = values[: len(_OF_CALL)], values[-len(_OF_ORIGIN) :]
        origin = self._origins.get(numbers)
        if origin is None:
            names = list(map(self.names.text, numbers[: len(_KINDS)]))
            provider, session, project, model, effort, agent, account = names
            tier, official, rank = numbers[len(_KINDS) :]
            origin = self._origins[numbers] = Origin(
                provider, session, project, model, effort, agent, account, tier, bool(official), rank
            )
        return CallRow(key, at, Tokens(*values[len(_OF_CALL) : -len(_OF_ORIGIN)]), origin, file, offset)

    def _numbered(self, call: CallRow) -> tuple[int, ...]:
        origin = call.origin
        numbers = self._numbers.get(origin)
        if numbers is None:
            provider, session, project, model, effort, agent, account, tier, official, rank = origin
            names = (provider, session, project, model, effort, agent, account)
            own = (self.names.number(kind, name) for kind, name in zip(_KINDS, names, strict=True))
            numbers = self._numbers[origin] = (*own, tier, official, rank)
            if not account:
                self._without_account.add(self.names.number("session", session))
        return (call.key, call.at, call.file, call.offset, *call.tokens, *numbers)

    def _note_fork(self, copy: CallRow, call: CallRow) -> None:
        """Note that the session with the lesser claim to a call repeats another one's history."""
        one, other = copy.origin, call.origin
        if one.session != other.session:
            loser = max(one, other, key=lambda each: (each.rank, each.session))
            self._forked.add(self.names.number("session", loser.session))

    def _write_sessions(self) -> None:
        """Write the sessions, and give calls without an account, such as those of sub-agents, that of their session."""
        known = self._known_accounts()
        self._connection.executemany(_PUT_SESSION, [(number, *each) for number, each in self._sessions.items()])
        statement = "UPDATE sessions SET forked = 1 WHERE session = ?"
        self._connection.executemany(statement, [(session,) for session in self._forked])
        named = {number: each.account for number, each in self._sessions.items() if each.account}
        newly_named = {number for number in named if known.get(number) == 0}
        for session in self._without_account | newly_named:
            account = named.get(session) or known.get(session)
            if account:
                self._give_account(session, account)

    def _known_accounts(self) -> dict[int, int]:
        """Return the accounts that the sessions of this transaction have so far, 0 where none is known."""
        sessions = json.dumps([*(self._sessions.keys() | self._without_account)])
        statement = "SELECT session, account FROM sessions WHERE session IN (SELECT value FROM json_each(?))"
        return dict(self._connection.execute(statement, (sessions,)))

    def _give_account(self, session: int, account: int) -> None:
        unknown = "FROM calls WHERE session = ? AND account = 0"
        quarters = self._connection.execute(f"SELECT DISTINCT at / {QUARTER} {unknown}", (session,))
        self._dirty.update(quarter for (quarter,) in quarters)
        self._connection.execute("UPDATE calls SET account = ? WHERE session = ? AND account = 0", (account, session))
