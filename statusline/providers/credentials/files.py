"""Files of other programs: read whole, with a cap, and never written."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import field
from typing import TYPE_CHECKING

from statusline.errors import SourceError
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.providers.credentials import symlinks
from statusline.providers.credentials.fields import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTH_LIMIT = 1 << 20

# O_NONBLOCK: opening a pipe that someone put there must not wait for its writer. O_NOFOLLOW: links are followed before.
_FLAGS = os.O_RDONLY
for _name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes a store held, where that was (for people), and a stamp that changes with them."""

    data: bytes = field(repr=False)
    where: str
    stamp: str


def read(path: str, limit: int = AUTH_LIMIT) -> Stored | None:
    """Return the content of path, None if there is no such file.

    Raises SourceError if it cannot be read, is not a plain file or is longer than limit bytes, and ForeignLink if a
    link on the way to it belongs to another user.
    """
    try:
        descriptor = _opened(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    try:
        return _read_open(descriptor, path, limit)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(descriptor)


def home(environ: Mapping[str, str]) -> str:
    """Return the absolute home folder; raise SourceError if this user has none."""
    if sys.platform == "win32":
        return os.path.expanduser("~")
    try:
        return paths.home(dict(environ))
    except KeyError:
        raise SourceError("This user has no home folder.", "Set HOME.") from None


def _opened(path: str) -> int:
    """Return a descriptor of the file that the links of path lead to; look it up again if it was replaced meanwhile."""
    if sys.platform == "win32":
        return os.open(path, _FLAGS)
    for _ in range(_ATTEMPTS):
        where, state = symlinks.followed(path)
        descriptor = os.open(where, _FLAGS)
        if os.path.samestat(os.fstat(descriptor), state):
            return descriptor
        os.close(descriptor)
    raise SourceError("{path} is replaced again and again.", "Look for the program that does it.", path=path)


def _read_open(descriptor: int, path: str, limit: int) -> Stored:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("{path} is not a plain file.", "Move it away and sign in again.", path=path)
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise SourceError(
            "{path} is longer than {limit} bytes.", "Move it away and sign in again.", path=path, limit=limit
        )
    return Stored(data, path, digest(str(status.st_mtime_ns).encode(), data))


def _unreadable(path: str, error: Exception) -> SourceError:
    reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
    return SourceError(
        "{path} cannot be read ({reason}).",
        "Make it readable for your user: `ls -l` shows its owner.",
        path=path,
        reason=reason,
    )
