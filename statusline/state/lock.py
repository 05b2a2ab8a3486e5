"""A lock between processes, and between the threads of one: flock(2) of a file that stays where it is.

By the system call itself: a library for it takes longer to load than a refresh with nothing to do takes to merge.
"""

from __future__ import annotations

import errno
import os
import sys
import time

_LOOK_EVERY = 0.02  # seconds
_HELD = (errno.EAGAIN, errno.EACCES)  # the latter on some network file systems, and on Windows
_MODE = 0o600
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # Windows has neither


def acquire(path: str, seconds: float) -> int:
    """Return a descriptor that holds the lock until it is closed.

    Raises TimeoutError if another holder keeps it for longer than these seconds, OSError.
    """
    deadline = time.monotonic() + seconds
    while True:
        handle = os.open(path, _FLAGS, _MODE)
        if _locked(handle) and _is_at(path, handle):
            return handle
        os.close(handle)
        if time.monotonic() >= deadline:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), path)
        time.sleep(_LOOK_EVERY)


def _locked(handle: int) -> bool:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _HELD:
            return False
        os.close(handle)
        raise
    return True


if sys.platform == "win32":  # not tried there

    def _lock(handle: int) -> None:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(path: str, handle: int) -> bool:
    """Return whether a file is still there: the folder may have been emptied meanwhile."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return os.path.samestat(status, os.fstat(handle))
