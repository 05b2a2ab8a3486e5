"""Our own files on disk: written whole or not at all, readable only by their owner, one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.errors import StorageError
from statusline.hot import paths
from statusline.hot.text import HOUR
from statusline.state import lock, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_NAME = "lock"
LOCK_TIMEOUT = 10.0

_FOLDER_MODE = 0o700
_OTHERS = 0o077
_LEFTOVER_AGE = HOUR

_ELSEWHERE = "or set STATUSLINE_CACHE_DIR and STATUSLINE_STATE_DIR to other folders."
_NO_LOCKS = ("its file system has no file locks", f"Use another one, {_ELSEWHERE}")
_REASONS: dict[int | None, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", f"Free some space there, {_ELSEWHERE}"),
    errno.EDQUOT: ("the disk quota is used up", f"Free some space there, {_ELSEWHERE}"),
    errno.EFBIG: ("it would pass the limit for file sizes", "Raise the limit (`ulimit -f`)."),
    errno.EROFS: ("the file system is read-only", f"Make it writable, {_ELSEWHERE}"),
    errno.EACCES: ("there is no permission", f"Give the file and its folder back to your user, {_ELSEWHERE}"),
    errno.EPERM: ("it is not permitted", f"Give the file and its folder back to your user, {_ELSEWHERE}"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", f"Move that file away, {_ELSEWHERE}"),
    errno.EEXIST: ("a part of the path is a file, not a folder", f"Move that file away, {_ELSEWHERE}"),
    errno.ELOOP: ("it is a link", "Move it away."),
    errno.ENOSYS: _NO_LOCKS,
    errno.ENOTSUP: _NO_LOCKS,
    errno.ENOLCK: _NO_LOCKS,
    errno.EISDIR: ("it is a folder, not a file", "Move that folder away."),
}


def read_bytes(path: str | os.PathLike[str], limit: int, *, own: bool = True) -> bytes | None:
    """Return the content of a file of at most `limit` bytes, None if there is none.

    Raises StorageError for a file that cannot be read, is larger, or is not regular (a pipe would block).
    own: it is one of ours, so a link or another user's file is refused too.
    """
    # A descriptor without O_NONBLOCK would wait for the other end of a pipe before fstat can tell that it is one.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags | (getattr(os, "O_NOFOLLOW", 0) if own else 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            regular = stat.S_ISREG(status.st_mode)
            if own and regular and not paths.owned(status.st_uid):
                raise _foreign(path, status)
            data = file.read(limit + 1) if regular else b""
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refusal("read", path, error) from None
    if not regular:
        raise StorageError("{path} is not a regular file.", "Move it away.", path=os.fspath(path))
    if len(data) > limit:
        raise StorageError(
            "{path} is larger than {limit} bytes, so it is not ours.",
            "Move it away.",
            path=os.fspath(path),
            limit=limit,
        )
    return data


def write_atomic(path: str | os.PathLike[str], data: bytes, *, durable: bool = True) -> None:
    """Write one of our files, 0600 in a folder of 0700: readers see the old content or the new, never a mixture.

    durable: also after a power cut; False for what may be deleted at any time, and whose end a reader checks.
    Raises StorageError with the remedy; the old file then stays as it was and no temporary file is left.
    """
    target = os.fspath(path)
    try:
        own_folder(os.path.dirname(target))
        whole_file.write(target, [data], durable=durable)
    except OSError as error:
        raise _refusal("write", target, error) from None


@contextmanager
def exclusive(folder: str | os.PathLike[str], timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Hold the lock of `folder` against other processes and threads. Not re-entrant.

    Raises StorageError if another holder keeps it longer than `timeout` seconds, or if it cannot be made.
    """
    path = os.path.join(folder, LOCK_NAME)
    try:
        own_folder(os.fspath(folder))
        check_own(path)
        handle = lock.acquire(path, timeout)
    except TimeoutError:
        raise StorageError(
            "Another statusline is writing in {folder}.",
            "Try again; if it stays so, look for a hanging `statusline refresh` and end it.",
            folder=os.fspath(folder),
        ) from None
    except OSError as error:
        raise _refusal("lock", folder, error) from None
    try:
        yield
    finally:
        os.close(handle)


def check_own(path: str | os.PathLike[str]) -> bool:
    """Return whether there is such a file; raise StorageError if it is a link, no regular file, or another user's."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refusal("use", path, error) from None
    if not stat.S_ISREG(status.st_mode):
        raise StorageError("{path} is not a regular file.", "Move it away.", path=os.fspath(path))
    if not paths.owned(status.st_uid):
        raise _foreign(path, status)
    return True


def foreign(folder: str) -> Iterator[tuple[str, str]]:
    """Yield a sentence and its remedy for one of our folders, or what is in it, that is not this user's to be used."""
    try:
        if not paths.owned(os.lstat(folder).st_uid) or not paths.owned(os.stat(folder).st_uid):
            error = _foreign(folder, os.lstat(folder))
            yield error.message, error.remedy
            return
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from foreign(entry.path)
            continue
        try:
            check_own(entry.path)
        except StorageError as error:
            yield error.message, error.remedy


def newer(path: str, version: int, supported: int) -> StorageError:
    """Return the error for a file of a later statusline: to overwrite it would lose data."""
    return StorageError(
        "{path} was written by a newer statusline (file version {version}, this one reads {supported}).",
        "Update statusline, or move the file away.",
        path=path,
        version=version,
        supported=supported,
    )


def changed_at(path: str) -> float:
    """Return when a file was last changed (epoch seconds), 0 if there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def sweep(folder: str | os.PathLike[str]) -> int:
    """Remove temporary files over an hour old that killed writers left in `folder`; return how many."""
    removed = 0
    for name in _names(folder):
        if not (name.startswith(whole_file.TEMP_PREFIX) and name.endswith(whole_file.TEMP_SUFFIX)):
            continue
        leftover = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            # abs: a date in the future comes from a clock that has since been set back.
            if abs(time.time() - os.stat(leftover).st_mtime) > _LEFTOVER_AGE:
                os.unlink(leftover)
                removed += 1
    return removed


def _names(folder: str | os.PathLike[str]) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def own_folder(folder: str) -> None:
    """Make the folder and its missing parents 0700; remove others' rights from a folder of ours.

    Raises StorageError for a folder of another user's, or one that another user's link leads to; OSError.
    """
    existing, missing = folder or os.curdir, list[str]()
    while not os.path.exists(existing):
        missing.append(existing)
        existing = os.path.dirname(existing) or os.curdir
    if (not missing or _is_root()) and not paths.writable(owner := os.stat(existing).st_uid) and paths.owned(owner):
        raise StorageError(
            "{folder} belongs to another user (uid {uid}), whom files of root would lock out.",
            "Run statusline as that user (`sudo -u '#{uid}'`), or with root's own home (`sudo -H`).",
            folder=existing,
            uid=owner,
        )
    for path in reversed(missing):
        _make_folder(path)
    state = os.stat(folder or os.curdir)
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    for status in (state, os.lstat(folder or os.curdir)):
        if not paths.owned(status.st_uid):
            raise _foreign(folder, status)
    if state.st_mode & _OTHERS and _may_tighten(state):
        os.chmod(folder, stat.S_IMODE(state.st_mode) & ~_OTHERS)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path, _FOLDER_MODE)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _may_tighten(state: os.stat_result) -> bool:
    """Tell whether the folder is ours alone: a sticky one (such as /tmp) is shared even if we own it."""
    return hasattr(os, "geteuid") and state.st_uid == os.geteuid() and not state.st_mode & stat.S_ISVTX


def _foreign(path: str | os.PathLike[str], status: os.stat_result) -> StorageError:
    return StorageError(
        "{path} belongs to another user (uid {uid}) and is not used.",
        f"Move it away, or have its owner do so, {_ELSEWHERE}",
        path=os.fspath(path),
        uid=status.st_uid,
    )


def _refusal(verb: str, path: str | os.PathLike[str], error: OSError) -> StorageError:
    unknown = (os.strerror(error.errno) if error.errno else "the system refused", f"Look at the folder, {_ELSEWHERE}")
    reason, remedy = _REASONS.get(error.errno, unknown)
    return StorageError("Cannot {verb} {path}: {reason}.", remedy, verb=verb, path=os.fspath(path), reason=reason)
