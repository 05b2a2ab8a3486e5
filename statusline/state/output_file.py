"""A file that the user named: written whole or not at all, 0600, and over an existing file only on request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from statusline.errors import StorageError
from statusline.state import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(path: str, parts: Iterable[str], *, replace: bool) -> None:
    """Write parts to path in UTF-8, 0600; replace: also over an existing file. Raises StorageError.

    The folder is left as it is. Until the end, path keeps its old content.
    """
    try:
        target = os.path.abspath(path)
    except OSError:
        raise StorageError(
            "Cannot write {path}: the current folder is gone.", "Name a file from /.", path=path
        ) from None
    if os.path.exists(target) and not os.path.isfile(target):
        raise StorageError("{path} is not a regular file.", "Name another one.", path=path)
    if os.path.lexists(target) and not replace:
        raise _exists(path)
    try:
        whole_file.write(target, (part.encode() for part in parts), replace=replace)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise StorageError(
            "Cannot write {path}: {reason}.", "Name a file in another folder.", path=path, reason=reason
        ) from None


def _exists(path: str) -> StorageError:
    return StorageError("{path} already exists.", "Name another file, or add --force to replace it.", path=path)
