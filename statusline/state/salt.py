"""The salt of this installation: random, for its owner's eyes only, made once."""

from __future__ import annotations

import contextlib
import os
import secrets

from statusline.errors import StorageError
from statusline.state import files, whole_file

NAME = "salt"
LENGTH = 32
_LIMIT = 1 << 16


def of(state: str) -> bytes:
    """Return the salt in the state folder, made if there is none; where none can be kept, one for this run only."""
    path = f"{state}/{NAME}"
    with contextlib.suppress(StorageError, OSError):
        return _kept(path) or _made(path)
    return secrets.token_bytes(LENGTH)


def _kept(path: str) -> bytes | None:
    data = files.read_bytes(path, _LIMIT)
    return data if data and len(data) == LENGTH else None


def _made(path: str) -> bytes:
    """Return the salt of whoever was first: a link puts the whole file in its place, or finds that there is one.

    What is there and is no salt is replaced. Raises StorageError or OSError.
    """
    fresh = secrets.token_bytes(LENGTH)
    if os.path.lexists(path):
        if quicker := _kept(path):
            return quicker
        files.write_atomic(path, fresh)
        return fresh
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    try:
        whole_file.write(path, [fresh], replace=False)
    except FileExistsError:
        return _kept(path) or fresh
    return fresh
