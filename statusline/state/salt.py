"""The salt of this installation: random, readable only by its owner, made once."""

from __future__ import annotations

import contextlib
import os

from statusline.errors import StorageError
from statusline.state import files, whole_file

NAME = "salt"
LENGTH = 32
_LIMIT = 1 << 16


def of(state: str) -> bytes:
    """Return the salt in the state folder, made if there is none; a salt for this run only if it cannot be stored."""
    path = f"{state}/{NAME}"
    with contextlib.suppress(StorageError, OSError):
        return _stored(path) or _made(path)
    return os.urandom(LENGTH)


def _stored(path: str) -> bytes | None:
    data = files.read_bytes(path, _LIMIT)
    return data if data and len(data) == LENGTH else None


def _made(path: str) -> bytes:
    """Return the salt of whichever process was first: linking the whole file fails if there already is one.

    A file that is not a salt is replaced. Raises StorageError or OSError.
    """
    fresh = os.urandom(LENGTH)
    if os.path.lexists(path):
        if existing := _stored(path):
            return existing
        files.write_atomic(path, fresh)
        return fresh
    files.own_folder(os.path.dirname(path))
    try:
        whole_file.write(path, [fresh], replace=False)
    except FileExistsError:
        return _stored(path) or fresh
    return fresh
