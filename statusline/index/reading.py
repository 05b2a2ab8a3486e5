"""One pass over the logs: what has been appended since the last one, the last changed log first.

What was read and how far it goes are written together, so that a pass may be stopped or killed at any time.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from statusline.config.providers import CLAUDE, CODEX
from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.index import hiding, known_logs, log_lines, walking
from statusline.index.known_logs import KnownLog, KnownLogs, LogRows
from statusline.index.log_lines import Place
from statusline.index.policy import KEEP_ALL
from statusline.state import sqlite, token_index
from statusline.state.token_index import QUARTER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from statusline.index.codex import Official
    from statusline.index.keeping import Keeper
    from statusline.index.known_logs import Key, Seen
    from statusline.index.policy import Policy
    from statusline.index.walking import Log, Root

    Tired = Callable[[int], bool]
    Tell = Callable[[int, int], None]

BATCH = 128 << 20  # bytes in one transaction
CACHE = 8 << 20  # bytes of the database in memory

UNUSED = 31 * DAY  # without any call: after that it is as likely that the clock is wrong

_AT_ONCE = 1 << 15  # bytes in which the first lines of a log mostly are
_HEADERS = 4  # lines at the beginning of a rollout that may name threads
_THREAD = 36  # characters of an id


class Progress(NamedTuple):
    """What a pass did: logs that are there, logs of them that it read, bytes read, logs not read to their end."""

    logs: int
    read_logs: int
    read: int
    unread: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears of a pass: `tired` gets the bytes read so far and says when to stop, `tell` also how many there are.

    `official` gets what a vendor's server said of limits, before the calls beside it are written.
    """

    tired: Tired
    tell: Tell = lambda _done, _all: None
    official: Callable[[list[Official]], None] = lambda _officials: None


def advance(folder: str, roots: Iterable[Root], now: int, listeners: Listeners, policy: Policy = KEEP_ALL) -> Progress:
    """Read on what lies below the roots into the index in folder. Raises StorageError. now: epoch seconds."""
    with token_index.opened(folder) as database, _without_collector():
        logs = KnownLogs(database.connection, policy)
        hiding.apply(database.connection, policy)
        done = _Pass(database.connection, list(roots), now, listeners, logs).run()
        _forget_old(database.connection, now, policy.oldest)
        return done._replace(note=database.note)


def _forget_old(connection: sqlite3.Connection, now: int, oldest: int) -> None:
    """Delete the calls before oldest (epoch seconds), at most once a day; a clock that is far ahead is not believed."""
    first, last = connection.execute("SELECT min(quarter), max(quarter) FROM quarters").fetchone()
    if first is None:
        return
    oldest -= max(0, now - (last * QUARTER + UNUSED))
    if first * QUARTER + DAY < oldest:
        from statusline.index import upkeep  # here: most passes need none

        upkeep.forget_before(connection, oldest)


@dataclass(slots=True)
class _Pass:
    connection: sqlite3.Connection
    roots: list[Root]
    now: int
    listeners: Listeners
    logs: KnownLogs
    read: int = 0
    officials: list[Official] = field(default_factory=list)
    repeats: dict[str, str] = field(default_factory=dict)

    def run(self) -> Progress:
        logs = {self.logs.key(log): log for root in self.roots for log in walking.logs(root)}
        earlier = self.logs.below(self.roots)
        changed = [log for key, log in logs.items() if not ((seen := earlier.get(key)) and seen.is_up_to_date(log))]
        changed.sort(key=lambda log: (log.changed_ns, log.path), reverse=True)
        gone = earlier.keys() - logs.keys()
        left = list(changed)
        if changed:
            self._read_all(changed, earlier, left)
        self._note(gone, earlier, left, bool(changed))
        return Progress(len(logs), len(changed) - len(left), self.read, len(left))

    def _read_all(self, changed: list[Log], earlier: dict[Key, Seen], left: list[Log]) -> None:
        """Read the logs in order, a batch in a transaction; what was read to its end is taken from `left`."""
        from statusline.index.keeping import Keeper  # here and below: a pass over what has not changed needs none

        sizes = ((seen.unread(log) if (seen := earlier.get(self.logs.key(log))) else log.size) for log in changed)
        whole = sum(max(0, size) for size in sizes)
        waiting = iter(changed)
        self.connection.execute(f"PRAGMA cache_size = -{CACHE >> 10}")
        headers = [log for log in changed if log.root.provider == CODEX and self.logs.key(log) not in earlier]
        ended = False
        while not ended:
            batch_end = self.read + BATCH
            with sqlite.transaction(self.connection):
                keeper, rows = Keeper(self.connection), LogRows(self.logs)
                self._register(keeper, headers)
                headers = []
                while self.read < batch_end and not ended:
                    log = next(waiting, None)
                    if log is None or self.listeners.tired(self.read):
                        ended = True
                    elif self._read(keeper, rows, log):
                        left.remove(log)
                    else:
                        ended = True
                    self.listeners.tell(self.read, whole)
                if self.officials:
                    self.listeners.official(self.officials)
                    self.officials.clear()
                rows.finish()
                keeper.finish()

    def _register(self, keeper: Keeper, logs: list[Log]) -> None:
        """Learn which threads repeat which, before any call is known by its family."""
        from statusline.index import codex

        statement = "SELECT name, repeats FROM sessions JOIN names ON id = session"
        self.repeats.update(self.connection.execute(statement if logs else f"{statement} WHERE repeats != ''"))
        for log in logs:
            if _thread(log) not in self.repeats:
                for thread, repeated in codex.parents(_first_lines(log.path)).items():
                    self.repeats[thread] = repeated or self.repeats.get(thread, "")
                    keeper.keep_session(CODEX, thread, repeats=repeated)

    def _family_of(self, thread: str) -> str:
        passed = {thread}
        while (repeated := self.repeats.get(thread)) and repeated not in passed:
            passed.add(repeated)
            thread = repeated
        return thread

    def _read(self, keeper: Keeper, rows: LogRows, log: Log) -> bool:
        """Read a log on; return whether its end was reached."""
        stored = rows.of(log)
        if stored.is_up_to_date(log):  # another pass has just done it, or it was away
            rows.put(log, stored._replace(gone_at=None))
            return True
        try:
            with log_lines.opened(log.path, stored.place) as file:
                goes_on = file.offset > 0
                reader = self._reader(log, stored.id, stored.state if goes_on else "")
                before = file.offset
                reader.read(file.lines(lambda: self.listeners.tired(self.read + file.offset - before)))
        except OSError:  # it went away, or is not ours to read
            rows.put(log, stored)
            return True
        self.read += file.offset - before
        self._keep(keeper, log, stored.id, reader)
        rows.put(log, _read_on(stored, file, reader, goes_on=goes_on))
        return file.at_end

    def _reader(self, log: Log, number: int, state: str) -> Any:
        import msgspec

        from statusline.index import claude, codex

        policy = self.logs.policy
        if log.root.provider == CLAUDE:
            begun = msgspec.json.decode(state, type=claude.State) if state else claude.State()
            return claude.Reader(number, begun, policy.project)
        parsed = msgspec.json.decode(state, type=codex.State) if state else codex.State()
        return codex.Reader(number, log.root.path, parsed, self._family_of, policy.project)

    def _keep(self, keeper: Keeper, log: Log, number: int, reader: Any) -> None:
        state, provider = reader.state, log.root.provider
        parent = getattr(state, "parent", "")
        for session in {origin.session for origin in reader.origins.values()} | {state.session}:
            keeper.keep_session(provider, session, parent if session == state.session else "", account=state.account)
        if provider == CLAUDE:
            keeper.keep_owner(state.account, state.owner)
            keeper.keep_ledgers(reader.ledgers.values())
        else:
            self.officials += reader.officials
        keeper.keep(number, reader.calls)

    def _note(self, gone: set[Key], earlier: dict[Key, Seen], left: list[Log], changed: bool) -> None:
        """Note which logs are gone, and from when on nothing is unread in each root."""
        newly = [earlier[key].id for key in gone if earlier[key].gone_at is None]
        roots = {token_index.stored(root.path): root.provider for root in self.roots}
        noted = {root for (root,) in self.connection.execute("SELECT root FROM coverage")}
        if not (newly or changed or roots.keys() - noted):
            return
        with sqlite.transaction(self.connection):
            statement = "UPDATE files SET gone_at = ? WHERE id = ?"
            self.connection.executemany(statement, [(self.now, number) for number in newly])
            for root, provider in roots.items():
                unread = [log.changed_ns for log in left if token_index.stored(log.root.path) == root]
                known_from = max(unread) // 10**9 + 1 if unread else 0
                self.connection.execute(
                    "INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?)", (root, provider, known_from, self.now)
                )


def _read_on(stored: KnownLog, file: log_lines.OpenLog, reader: Any, *, goes_on: bool) -> KnownLog:
    """Return the row of a log that a reader has read on, or from its beginning."""
    import msgspec

    lines, unreadable, replayed = (stored.lines, stored.unreadable, stored.replayed) if goes_on else (0, 0, 0)
    return KnownLog(
        stored.id,
        stored.path,
        *file.place,
        known_logs.PARSER,
        msgspec.json.encode(reader.state).decode(),
        lines + file.whole_lines,
        unreadable + reader.unreadable + file.too_long,
        replayed,
        None,
    )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Have nobody look for circles among the calls in memory: there are none, and it takes a twelfth of a pass."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _thread(log: Log) -> str:
    """Return the thread that the name of a rollout ends in."""
    return log.name.removesuffix(walking.PACKED).removesuffix(".jsonl")[-_THREAD:]


def _first_lines(path: str) -> list[bytes]:
    try:
        with open(path, "rb", buffering=0) as raw:
            first = raw.read(_AT_ONCE).split(b"\n", _HEADERS)
        if len(first) > _HEADERS and not path.endswith(walking.PACKED):
            return first[:_HEADERS]
        with log_lines.opened(path, Place()) as file:
            return [line for (line, _), _ in zip(file.lines(), range(_HEADERS), strict=False)]
    except OSError:
        return []
