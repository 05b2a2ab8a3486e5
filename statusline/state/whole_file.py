"""A file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from statusline.state.alive import alive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TEMP_PREFIX, TEMP_SUFFIX = ".statusline-", ".tmp"
PRIVATE = 0o600


def write(  # noqa: PLR0913 - who may read a file, what it replaces, and how sure it must be
    target: str,
    parts: Iterable[bytes],
    *,
    mode: int = PRIVATE,
    owner: tuple[int, int] | None = None,
    replace: bool = True,
    durable: bool = True,
    check: Callable[[], None] | None = None,
) -> None:
    """Write a file in a folder that exists. owner: user and group id, None: this process's.

    durable: it must outlive a power cut; a file that may be lost need not wait for the disk.
    check is called right before the file gets its name, and may raise.
    Raises OSError, FileExistsError where there is a file that is not to be replaced; then no trace is left.
    """
    folder = os.path.dirname(target)
    handle, temporary = _temporary(folder)
    try:
        with open(handle, "wb") as file:
            file.writelines(parts)
            file.flush()
            if durable:
                os.fsync(handle)
        _give(temporary, mode, owner)
        if check:
            check()
        _into_place(temporary, target, replace=replace)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if durable:
        _sync(folder)


def _temporary(folder: str) -> tuple[int, str]:
    """Return a new file and its path. `tempfile` would load random numbers and all packers for it."""
    path = os.path.join(folder, f"{TEMP_PREFIX}{os.getpid()}-{os.urandom(8).hex()}{TEMP_SUFFIX}")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), PRIVATE), path


def sweep(folder: str) -> None:
    """Remove the temporary files in folder whose writers were killed."""
    for name in os.listdir(folder):
        pid = name.removeprefix(TEMP_PREFIX).partition("-")[0]
        if name.startswith(TEMP_PREFIX) and name.endswith(TEMP_SUFFIX) and pid.isdecimal() and not alive(int(pid)):
            with contextlib.suppress(OSError):
                os.unlink(f"{folder}/{name}")


def _give(path: str, mode: int, owner: tuple[int, int] | None) -> None:
    if owner and owner != (os.stat(path).st_uid, os.stat(path).st_gid):
        os.chown(path, *owner)
    if mode != PRIVATE:
        os.chmod(path, mode)


def _into_place(temporary: str, target: str, *, replace: bool) -> None:
    """Give a finished file its name. Raises FileExistsError if that was taken meanwhile."""
    if not replace:
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links: there the last look decides
            if os.path.lexists(target):
                raise FileExistsError from None
        else:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            return
    os.replace(temporary, target)


def _sync(folder: str) -> None:
    """Ask for the name itself to reach the disk; some systems cannot open or sync a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
