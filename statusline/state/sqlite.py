"""Our SQLite files: private, shared between processes, migrated forward only; a damaged file is moved aside."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sqlite3
import stat
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

from statusline.errors import StorageError, sentence
from statusline.frozen import dataclass
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator

Migrations = tuple[tuple[str, ...], ...]

BUSY_SECONDS = 5.0
READ_CACHE = 512  # KiB

_OTHERS = 0o077
_MAGIC = b"SQLite format 3\0"
_VERSION_AT = 60  # of user_version in the file's header
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_STARTED = ", and a fresh one was started"
_FRESH = "Nothing to do: a fresh one is started."
_AT_REFRESH = "The next refresh begins a fresh one."
_GIVE_BACK = "Give the file and its folder back to your user."
_REASONS = {
    sqlite3.SQLITE_BUSY: ("another process keeps it busy", "Try again."),
    sqlite3.SQLITE_LOCKED: ("another process keeps it busy", "Try again."),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space there."),
    sqlite3.SQLITE_READONLY: ("it cannot be written", _GIVE_BACK),
    sqlite3.SQLITE_PERM: ("there is no permission", _GIVE_BACK),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", _GIVE_BACK),
    sqlite3.SQLITE_IOERR: ("reading or writing it failed", "Look at the disk."),
}


class DamagedError(StorageError):
    """A database was damaged and has been moved aside: the next attempt starts with a fresh one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database, in autocommit mode. `note` tells people that a damaged file was replaced."""

    connection: sqlite3.Connection
    note: str | None = None


@contextmanager
def opened(path: str, migrations: Migrations) -> Iterator[Opened]:
    """Open the database at path, made or migrated to the last version; it is closed afterwards.

    A damaged file is renamed to `<path>.corrupt-<n>`. Raises StorageError; DamagedError if the body met
    the damage. Not to be used under the lock of path's folder.
    """
    try:
        connection, note = _connected(path, migrations), None
    except sqlite3.DatabaseError as error:
        note = _out_of_the_way(path, error)
        try:
            connection = _connected(path, migrations)
        except sqlite3.DatabaseError as second:
            raise _refusal(path, second) from None
    with closing(connection):
        try:
            yield Opened(connection, note)
        except sqlite3.DatabaseError as error:
            failure = error
        else:
            return
    raise DamagedError(_out_of_the_way(path, failure), _FRESH)


@contextmanager
def reading(path: str, migrations: Migrations) -> Iterator[Opened | None]:
    """Open the database at path to read it, None if there is none; it is neither made nor written.

    An earlier version is opened as `opened` does. Raises StorageError; DamagedError if a damaged file was moved aside.
    """
    if not _is_there(path):
        yield None
        return
    try:
        connection = _connected_to_read(path, BUSY_SECONDS)
        with closing(connection):
            version = _version(connection)
            if version > len(migrations):
                raise files.newer(path, version, len(migrations))
            if version == len(migrations):
                connection.execute(f"PRAGMA cache_size = -{READ_CACHE}")  # the system has the pages in memory anyway
                yield Opened(connection)
                return
    except sqlite3.DatabaseError as error:
        raise DamagedError(_out_of_the_way(path, error, ending=""), _AT_REFRESH) from None
    with opened(path, migrations) as database:
        yield database


@contextmanager
def glanced_at(path: str, patience: float) -> Iterator[sqlite3.Connection | None]:
    """Open the database at path as it is, whatever its version; None if it cannot be opened.

    It is not made, written or moved aside. patience: seconds to wait for another process that writes it.
    """
    try:
        connection = _connected_to_read(path, patience) if files.check_own(path) else None
    except (sqlite3.Error, StorageError):
        connection = None
    with closing(connection) if connection else nullcontext():
        yield connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the only right to write; the changes of the body are kept as a whole, or dropped if it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def problems(path: str, migrations: Migrations) -> Iterator[tuple[str, str]]:
    """Yield the problems of the database at path, each with its remedy, without opening or changing it."""
    for aside in moved_aside(path):
        yield (
            f"{aside} was damaged and moved aside; a fresh one was started.",
            "Delete it once you need nothing from it.",
        )
    try:
        if os.path.lexists(path) and not os.path.isfile(path):
            yield sentence("{path} is not a regular file.", path=path), "Move it away."
        elif os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK):
            yield sentence("{path} cannot be written.", path=path), _GIVE_BACK
        elif (header := _header(path)) and not header.startswith(_MAGIC):
            yield (
                sentence("{path} is damaged.", path=path),
                "Nothing to do: it is moved aside, and a fresh one is started.",
            )
        elif (version := int.from_bytes(header[_VERSION_AT:], "big")) > len(migrations):
            newer = files.newer(path, version, len(migrations))
            yield newer.message, newer.remedy
    except OSError as error:
        yield sentence("{path} cannot be read ({reason}).", path=path, reason=error.strerror), _GIVE_BACK


def moved_aside(path: str) -> list[str]:
    """Return the damaged predecessors of the database at path, the oldest first."""
    folder, name = os.path.split(path)
    pattern = re.compile(re.escape(name) + r"\.corrupt-(\d+)")
    try:
        matches = [match for entry in os.listdir(folder) if (match := pattern.fullmatch(entry))]
    except OSError:
        return []
    return [f"{folder}/{match[0]}" for match in sorted(matches, key=lambda match: int(match[1]))]


def _connected(path: str, migrations: Migrations) -> sqlite3.Connection:
    _make_private(path)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _migrate(connection, path, migrations)
        _share(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_there(path: str) -> bool:
    return files.check_own(path)


def _connected_to_read(path: str, patience: float) -> sqlite3.Connection:
    """Connect without writing; if the -wal and -shm files cannot be made, read the file as it is.

    Without the right to write, the connection could not remove these files again.
    """
    unchanging = not os.access(os.path.dirname(path), os.W_OK) and not os.path.exists(path + "-wal")
    from urllib.parse import quote  # here: who writes needs no address

    address = f"file:{quote(os.fsencode(path))}?mode=" + ("ro&immutable=1" if unchanging else "rw")
    connection = sqlite3.connect(address, timeout=patience, isolation_level=None, uri=True)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _make_private(path: str) -> None:
    """Make the file readable only by its owner before SQLite does: its companions take over the mode."""
    try:
        files.own_folder(os.path.dirname(path))
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if files.check_own(path) and stat.S_IMODE(os.stat(path).st_mode) & _OTHERS:
            os.chmod(path, 0o600)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise StorageError("Cannot make {path} private: {reason}.", _GIVE_BACK, path=path, reason=reason) from None


def _share(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with contextlib.suppress(
            sqlite3.OperationalError
        ):  # another process is using it, or this file system has no WAL
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _migrate(connection: sqlite3.Connection, path: str, migrations: Migrations) -> None:
    if _version(connection) == len(migrations):
        return
    with transaction(connection):
        version = _version(connection)  # again, now that no other process can write
        if version > len(migrations):
            raise files.newer(path, version, len(migrations))
        for statement in itertools.chain.from_iterable(migrations[version:]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _header(path: str) -> bytes:
    """Return the beginning of the file up to its version; empty if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read(_VERSION_AT + 4)
    except FileNotFoundError:
        return b""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _out_of_the_way(path: str, error: sqlite3.DatabaseError, ending: str = _STARTED) -> str:
    """Rename a damaged file and return a sentence about it. Raises StorageError for any other error."""
    if _code(error) not in _DAMAGED:
        raise _refusal(path, error) from None
    with files.exclusive(os.path.dirname(path)):
        if not _is_damaged(path):
            return f"{path} was damaged, and another process has repaired it."
        aside = next(name for n in itertools.count(1) if not os.path.lexists(name := f"{path}.corrupt-{n}"))
        try:
            os.replace(path, aside)
            for companion in ("-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    os.replace(path + companion, aside + companion)
        except OSError as refused:
            raise StorageError(
                "{path} is damaged and cannot be moved aside: {reason}.",
                "Delete it.",
                path=path,
                reason=refused.strerror,
            ) from None
    return f"{path} was damaged; it is now {aside}{ending}."


def _is_damaged(path: str) -> bool:
    """Look again under the lock: another process may have met the damage first."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
    except sqlite3.DatabaseError as error:
        return _code(error) in _DAMAGED


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _refusal(path: str, error: sqlite3.Error) -> StorageError:
    reason, remedy = _REASONS.get(_code(error), (str(error), "Move it away."))
    if _is_read_only(os.path.dirname(path)):
        reason, remedy = "the file system is read-only", "Make it writable, or set STATUSLINE_STATE_DIR."
    return StorageError("Cannot use {path}: {reason}.", remedy, path=path, reason=reason)


def _is_read_only(folder: str) -> bool:
    with contextlib.suppress(OSError, AttributeError):  # the latter: Windows has no statvfs
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False
