"""Writes what was read into the index: copies of a call become one row, and the quarters that it touches are summed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.index import row
from statusline.index.quarters import sum_quarters
from statusline.index.row import CallRow
from statusline.index.tokens import Tokens
from statusline.state.token_index import COUNTS, QUARTER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from statusline.index.claude import LedgerRow

_COLUMNS = (
    *("key", "at", "provider", "session", "project", "model", "effort", "agent", "account", "tier"),
    *COUNTS,
    *("official", "rank", "file", "offset"),
)
_PUT = f"INSERT OR REPLACE INTO calls ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - of our own words
_KINDS = ("session", "project", "model", "effort", "agent", "account")
_AT_ONCE = 500  # values in one statement
_MOST_WAITING = 10_000  # calls in memory


class _Waiting(NamedTuple):
    """A call that is not written yet; `file`: the first one of this transaction that shows it."""

    provider: str
    file: int
    call: CallRow


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
        self._touched: set[int] = set()
        self._forked: set[int] = set()
        self._numbers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._waiting: dict[int, _Waiting] = {}
        self._copies: dict[int, int] = {}  # by file: calls of which there was a copy

    def keep(self, provider: str, file: int, calls: dict[int, CallRow]) -> None:
        """Take over the calls of a file. They are written with those of other files, in the order of their keys."""
        self._copies.setdefault(file, 0)
        for key, call in calls.items():
            earlier = self._waiting.get(key)
            if earlier is None:
                self._waiting[key] = _Waiting(provider, file, call)
            else:
                self._copies[file] += 1
                self._note_fork(earlier.call, call)
                self._waiting[key] = earlier._replace(call=row.merged(earlier.call, call))
        if len(self._waiting) > _MOST_WAITING:
            self._write()

    def _write(self) -> None:
        """Write the calls that wait, merged with the copies that are there."""
        rows = []
        waiting = dict(sorted(self._waiting.items()))
        copies = {call.key: call for call in self._stored(list(waiting))}
        for key, (provider, file, call) in waiting.items():
            copy = copies.get(key)
            merged = call
            if copy:
                self._copies[file] += 1
                self._note_fork(copy, call)
                merged = row.merged(copy, call)
            if merged != copy:
                self._dirty.add(merged.at // QUARTER)
                if copy:
                    self._dirty.add(copy.at // QUARTER)
                rows.append(self._numbered(provider, merged))
        self._connection.executemany(_PUT, rows)
        self._waiting.clear()

    def keep_session(self, provider: str, session: str, parent: str = "", repeats: str = "", account: str = "") -> None:
        number = self.names.number("session", session)
        if not number:
            return
        self._touched.add(number)
        self._connection.execute(
            """INSERT INTO sessions (session, provider, parent, repeats, account) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (session) DO UPDATE SET parent = max(parent, excluded.parent),
            repeats = CASE WHEN excluded.repeats = '' THEN repeats ELSE excluded.repeats END,
            account = CASE WHEN excluded.account = 0 THEN account ELSE excluded.account END""",
            (
                number,
                self.names.number("provider", provider),
                self.names.number("session", parent),
                repeats,
                self.names.number("account", account),
            ),
        )

    def keep_owner(self, account: str, stored: str) -> None:
        """Write the hashes of the two ids of a Claude account, by which a login is compared."""
        user, _, organization = stored.partition(".")
        number = self.names.number("account", account)
        if number:
            self._connection.execute("INSERT OR IGNORE INTO owners VALUES (?, ?, ?)", (number, user, organization))

    def keep_ledgers(self, ledgers: Iterable[LedgerRow]) -> None:
        """Write what sessions were charged; it only grows, so that the higher number is the later one."""
        columns = ", ".join(("session", "model", "at", *COUNTS, "cost_usd"))
        updates = ", ".join(f"{name} = max({name}, excluded.{name})" for name in ("at", *COUNTS, "cost_usd"))
        statement = f"""INSERT INTO ledgers ({columns}) VALUES ({", ".join("?" * (len(COUNTS) + 4))})
            ON CONFLICT (session, model) DO UPDATE SET {updates}"""  # noqa: S608 - of our own words
        for ledger in ledgers:
            session, model = self.names.number("session", ledger.session), self.names.number("model", ledger.model)
            self._connection.execute(statement, (session, model, ledger.at, *ledger.tokens, ledger.cost_usd))

    def finish(self) -> None:
        """Write the names, say whose the calls of sub-agents are, and sum the quarters that changed."""
        self._write()
        self.names.flush()
        copies = [(number, file) for file, number in self._copies.items() if number]
        self._connection.executemany("UPDATE files SET replayed = replayed + ? WHERE id = ?", copies)
        self._connection.executemany(
            "UPDATE sessions SET forked = 1 WHERE session = ?", [(session,) for session in self._forked]
        )
        self._give_accounts()
        sum_quarters(self._connection, self._dirty)

    def _stored(self, keys: Sequence[int]) -> Iterable[CallRow]:
        columns = ", ".join(_COLUMNS)
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            statement = f"SELECT {columns} FROM calls WHERE key IN ({', '.join('?' * len(part))})"  # noqa: S608 - marks
            yield from (self._named(values) for values in self._connection.execute(statement, part))

    def _named(self, values: tuple[int, ...]) -> CallRow:
        key, at, _, session, project, model, effort, agent, account, tier, *rest = values
        text, (official, rank, file, offset) = self.names.text, rest[len(COUNTS) :]
        return CallRow(
            key=key,
            at=at,
            session=text(session),
            project=text(project),
            model=text(model),
            effort=text(effort),
            agent=text(agent),
            account=text(account),
            tier=tier,
            tokens=Tokens(*rest[: len(COUNTS)]),
            official=bool(official),
            rank=rank,
            file=file,
            offset=offset,
        )

    def _numbered(self, provider: str, call: CallRow) -> tuple[int, ...]:
        names = (call.session, call.project, call.model, call.effort, call.agent, call.account)
        numbers = self._numbers.get(names)
        if numbers is None:
            own = (self.names.number(kind, name) for kind, name in zip(_KINDS, names, strict=True))
            numbers = self._numbers[names] = (self.names.number("provider", provider), *own)
            self._touched.add(numbers[1])
        counts = (call.official, call.rank, call.file, call.offset)
        return (call.key, call.at, *numbers, call.tier, *call.tokens, *counts)

    def _note_fork(self, copy: CallRow | None, call: CallRow) -> None:
        """Note that the session with the lesser claim to a call repeats another one's history."""
        if copy and copy.session != call.session:
            loser = max(copy, call, key=lambda each: (each.rank, each.session))
            self._forked.add(self.names.number("session", loser.session))

    def _give_accounts(self) -> None:
        """Give calls without an account, such as those of sub-agents, the account of their session."""
        for session in self._touched:
            (account,) = self._connection.execute(
                "SELECT max(account) FROM sessions WHERE session = ?", (session,)
            ).fetchone()
            if not account:
                continue
            unknown = "FROM calls WHERE session = ? AND account = 0"
            quarters = {at // QUARTER for (at,) in self._connection.execute(f"SELECT at {unknown}", (session,))}
            if quarters:
                self._dirty |= quarters
                statement = "UPDATE calls SET account = ? WHERE session = ? AND account = 0"
                self._connection.execute(statement, (account, session))
