"""The history: every change of an official number, and the errors of estimates. Only the refresh writes it.

`history.sqlite3` in the state folder. Percentages are 0-100, times epoch seconds.
"""

from __future__ import annotations

from contextlib import contextmanager
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from statusline.errors import StorageError
from statusline.hot.text import DAY, SAME_CYCLE
from statusline.limits.model import ESTIMATE
from statusline.state import sqlite
from statusline.state.history_schema import MIGRATIONS as _MIGRATIONS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from statusline.limits.model import Account, Record, Sample

FILE = "history.sqlite3"
KEEPDAYS = 400

_OF_CYCLE = "FROM samples WHERE account = ? AND window = ? AND resets_at BETWEEN ? AND ? AND as_of BETWEEN ? AND ?"
FIRST_IN_CYCLE = f"SELECT as_of, used {_OF_CYCLE} ORDER BY as_of, source LIMIT 1"
NEWEST_IN_CYCLE = f"SELECT as_of, used {_OF_CYCLE} ORDER BY as_of DESC, source LIMIT 1"

# Without rows that a failing disk has garbled; "+" keeps SQLite from using the index on that column.
_SOUND = """WITH sound AS (SELECT * FROM samples WHERE +as_of BETWEEN 0 AND 253402300799 AND used BETWEEN 0 AND 1000
    AND (resets_at IS NULL OR +resets_at BETWEEN 0 AND 253402300799)
    AND typeof(+account) = 'text' AND typeof(+window) = 'text' AND typeof(source) = 'text'
    AND typeof(confidence) = 'text'),
sound_estimates AS (SELECT * FROM estimates WHERE +as_of BETWEEN 0 AND 253402300799 AND estimated BETWEEN 0 AND 1000
    AND official_as_of BETWEEN 0 AND 253402300799 AND official BETWEEN 0 AND 1000
    AND typeof(+account) || typeof(+window) = 'texttext') """


class Point(NamedTuple):
    """One change of an official number, as one source reported it."""

    account: str
    window: str
    as_of: int
    source: str
    used: float
    resets_at: int | None
    confidence: str


class Miss(NamedTuple):
    account: str
    window: str
    as_of: int
    estimated: float
    official_as_of: int
    official: float

    @property
    def error(self) -> float:
        """Return by how many percentage points the estimate was too high (below 0: too low)."""
        return self.estimated - self.official


class History:
    """An open history. Its methods raise sqlite3.DatabaseError, which `opened` turns into a StorageError."""

    def __init__(self, connection: sqlite3.Connection, note: str | None) -> None:
        self.connection = connection
        self.note = note

    def record(self, account: str, samples: Iterable[Sample]) -> int:
        """Keep the official samples that differ from the last ones of their source; return how many."""
        with sqlite.transaction(self.connection):
            return sum(self._keep(account, sample) for sample in samples)

    def backfill(self, points: Iterable[Point]) -> None:
        """Write official numbers of any time that a log had; those that are there stay as they are."""
        with sqlite.transaction(self.connection):
            self.connection.executemany("INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)", points)

    def record_misses(self, account: Account) -> int:
        """Keep the error of each of the account's estimates that an official value followed; return how many."""
        misses = [miss for sample in account.samples if (miss := missed(account, sample))]
        with sqlite.transaction(self.connection):
            statement = "INSERT OR IGNORE INTO estimates VALUES (?, ?, ?, ?, ?, ?)"
            return sum(self.connection.execute(statement, miss).rowcount for miss in misses)

    def has(self, account: str, window: str) -> bool:
        statement = "SELECT 1 FROM sound WHERE account = ? AND window = ? LIMIT 1"
        return self._read(statement, (account, window)).fetchone() is not None

    def windows(self) -> list[tuple[str, str]]:
        """Return every account and window that has points, with two look-ups for each at most."""
        result: list[tuple[str, str]] = []
        account, window = "", ""
        while following := self._window_after(account, window):
            account, window = following
            result.append(following)
        return result

    def series(self, account: str, window: str, since: int = 0) -> list[Point]:
        return list(self.each(account, window, since))

    def each(self, account: str, window: str, since: int = 0) -> Iterator[Point]:
        """Yield the points of a window, the oldest first; rows not yet used are not in memory, texts only once."""
        statement = (
            "SELECT as_of, source, used, resets_at, confidence FROM sound"
            " WHERE account = ? AND window = ? AND as_of >= ? ORDER BY as_of, source"
        )
        for as_of, source, used, resets_at, confidence in self._read(statement, (account, window, since)):
            yield Point(account, window, as_of, intern(source), used, resets_at, intern(confidence))

    def misses(self, account: str, window: str, since: int = 0) -> list[Miss]:
        statement = "SELECT * FROM sound_estimates WHERE account = ? AND window = ? AND as_of >= ? ORDER BY as_of"
        return list(map(Miss._make, self._read(statement, (account, window, since))))

    def in_cycle(
        self, account: str, window: str, resets_at: int, since: int, until: int, *, newest: bool = False
    ) -> tuple[int, float] | None:
        """Return the first (with `newest` the last) sample of a cycle between since and until: time and percentage."""
        values = (account, window, resets_at - SAME_CYCLE, resets_at + SAME_CYCLE, since, until)
        row: tuple[int, float] | None
        row = self.connection.execute(NEWEST_IN_CYCLE if newest else FIRST_IN_CYCLE, values).fetchone()
        return row

    def peaks(self, account: str, window: str, since: int, until: int) -> list[tuple[int, float]]:
        """Return the resets that were reported between since and until, with the highest percentage of each."""
        statement = (
            "SELECT resets_at, max(used) FROM sound WHERE account = ? AND window = ? AND as_of BETWEEN ? AND ?"
            " AND resets_at IS NOT NULL GROUP BY resets_at"
        )
        return self._read(statement, (account, window, since, until)).fetchall()

    def running_since(self, account: str, window: str, moment: int) -> int:
        """Return when the cycle running at `moment` was first seen, `moment` itself if there was none."""
        first, last_reset = moment, None
        for as_of, resets_at in self._read(
            "SELECT as_of, resets_at FROM sound WHERE account = ? AND window = ? AND as_of < ? ORDER BY as_of DESC",
            (account, window, moment),
        ):
            last_reset = last_reset or resets_at
            if resets_at is None or last_reset <= moment or last_reset - resets_at > SAME_CYCLE:
                break
            first = as_of
        return first

    def entries(self, since: int = 0) -> Iterator[Point | Miss]:
        """Yield all entries from `since` on, the oldest first; rows not yet used are not in memory."""
        statement = (
            "SELECT account, window, as_of, source, used, resets_at, confidence FROM sound WHERE as_of >= :since"
            " UNION ALL SELECT account, window, as_of, NULL, estimated, official_as_of, official FROM estimates"
            " WHERE as_of >= :since ORDER BY 3, 1, 2, 4"
        )
        for row in self._read(statement, {"since": since}):
            yield Point._make(row) if row[3] is not None else Miss._make((*row[:3], *row[4:]))

    def prune(self, now: int, keep_days: int = KEEPDAYS) -> int:
        """Remove entries older than keep_days; return how many points were removed."""
        oldest = (now - keep_days * DAY,)
        with sqlite.transaction(self.connection):
            self.connection.execute("DELETE FROM estimates WHERE as_of < ?", oldest)
            self.connection.execute("DELETE FROM forecasts WHERE resets_at < ?", oldest)
            return self.connection.execute("DELETE FROM samples WHERE as_of < ?", oldest).rowcount

    def _window_after(self, account: str, window: str) -> tuple[str, str] | None:
        # Not one comparison of the pair: SQLite would seek the account alone and read all its rows.
        same_account = "SELECT account, window FROM sound WHERE account = ? AND window > ? ORDER BY window LIMIT 1"
        next_account = "SELECT account, window FROM sound WHERE account > ? ORDER BY account, window LIMIT 1"
        row: tuple[str, str] | None = self._read(same_account, (account, window)).fetchone()
        return row or self._read(next_account, (account,)).fetchone()

    def _read(self, statement: str, values: tuple[object, ...] | dict[str, object]) -> sqlite3.Cursor:
        return self.connection.execute(_SOUND + statement, values)

    def _keep(self, account: str, sample: Sample) -> bool:
        if sample.confidence == ESTIMATE or sample.used_percentage is None:
            return False
        last = self._read(
            "SELECT used, resets_at FROM sound WHERE account = ? AND window = ? AND source = ? AND as_of <= ?"
            " ORDER BY as_of DESC LIMIT 1",
            (account, sample.window, sample.source, sample.as_of),
        ).fetchone()
        if last and last[0] == sample.used_percentage and same_cycle(last[1], sample.resets_at):
            return False
        point = Point(
            account,
            sample.window,
            sample.as_of,
            sample.source,
            sample.used_percentage,
            sample.resets_at,
            sample.confidence,
        )
        self.connection.execute("INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)", point)
        return True


@contextmanager
def opened(folder: str) -> Iterator[History]:
    """Open the history in folder, made if there is none. Raises StorageError, as sqlite.opened does."""
    with sqlite.opened(f"{folder}/{FILE}", _MIGRATIONS) as database:
        yield History(database.connection, database.note)


@contextmanager
def reading(folder: str) -> Iterator[History | None]:
    """Open the history in folder to read it; None if there is none yet. Raises StorageError as `opened` does.

    Nothing is written, unless the file is of an earlier version (it is migrated) or damaged (it is moved aside).
    """
    with sqlite.reading(f"{folder}/{FILE}", _MIGRATIONS) as database:
        yield History(database.connection, database.note) if database else None


@contextmanager
def glanced_at(folder: str, patience: float) -> Iterator[History | None]:
    """Open the history in folder as it is, for callers that can do without; None if it cannot be opened.

    Repairs are the refresh's task. patience: seconds to wait for another process that writes it.
    """
    with sqlite.glanced_at(f"{folder}/{FILE}", patience) as connection:
        yield History(connection, None) if connection else None


def keep(
    folder: str, record: Record, now: int, keep_days: int = KEEPDAYS, more: Callable[[History], None] | None = None
) -> str | None:
    """Write the news in record into the history in folder (0 days: nothing). Return a note for people, if any.

    more: writes what follows from them. Never raises: a refresh goes on without its history.
    """
    if keep_days <= 0:
        return None
    try:
        try:
            return _keep(folder, record, now, keep_days, more)
        except sqlite.DamagedError as damage:
            return _keep(folder, record, now, keep_days, more) or damage.message
    except StorageError as error:
        return f"The history was not written. {error}"


def problems(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the problems of the history in folder, each with its remedy, without changing it."""
    return sqlite.problems(f"{folder}/{FILE}", _MIGRATIONS)


def missed(account: Account, estimate: Sample) -> Miss | None:
    """Return the error of an estimate of account, None until an official value of its cycle follows."""
    if estimate.confidence != ESTIMATE or estimate.used_percentage is None:
        return None
    followers = [
        (sample.as_of, sample.used_percentage)
        for sample in account.samples
        if sample.confidence != ESTIMATE
        and sample.used_percentage is not None
        and sample.window == estimate.window
        and sample.as_of >= estimate.as_of
        and _covers(sample, estimate.as_of)
    ]
    if not followers:
        return None
    return Miss(account.account, estimate.window, estimate.as_of, estimate.used_percentage, *min(followers))


def same_cycle(reset: int | None, other_reset: int | None) -> bool:
    """Tell whether two resets of a window (epoch seconds) mean the same one; two unknown resets do."""
    if reset is None or other_reset is None:
        return reset is other_reset
    return abs(reset - other_reset) <= SAME_CYCLE


def _keep(folder: str, record: Record, now: int, keep_days: int, more: Callable[[History], None] | None) -> str | None:
    with opened(folder) as history:
        for key, account in record.accounts.items():
            history.record(key, account.samples)
            history.record_misses(account)
        if more:
            more(history)
        history.prune(now, keep_days)
        return history.note


def _covers(sample: Sample, moment: int) -> bool:
    """Tell whether the cycle of sample was running at moment: an estimate may have its reset wrong."""
    if sample.resets_at is None or sample.length_seconds is None:
        return False
    return sample.resets_at - sample.length_seconds <= moment < sample.resets_at
