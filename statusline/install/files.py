"""Files of the user's: read whole, written whole, with mode, owner and links unchanged.

The permissions of the folder stay, unlike in statusline.state.files, which writes our own files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.state import files, whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO

SIZE_LIMIT = 8 * 1024 * 1024
_IN_PLACE = (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM)


def real(path: str) -> str:
    """Return the target of a link: it is edited, and the link stays."""
    return os.path.realpath(path)


def read(path: str) -> bytes | None:
    return files.read_bytes(path, SIZE_LIMIT, own=False)


def mode(path: str) -> int:
    """Return the permission bits, or those of a new file."""
    try:
        return stat.S_IMODE(Path(path).stat().st_mode)
    except OSError:
        return 0o600


class CutOffError(InstallError):
    """A file that can only be written in place is neither as it was nor as it should be."""


def write(path: str, data: bytes, before: bytes | None) -> None:
    """Write the file whole, unless it is no longer as it was before. Raises InstallError; it is as before then.

    CutOffError where that did not work.
    """
    target = Path(path)
    folders = missing_folders(path)
    try:
        for folder in folders:
            os.mkdir(folder, 0o700)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        try:
            _replace(target, data, before)
        except OSError as error:
            # A file that is a mount, or in another user's folder, can only be written in place.
            if error.errno not in _IN_PLACE or not target.exists():
                raise
            _write_in_place(path, data, before or b"")
    except OSError as error:
        _remove_empty(folders)
        raise _refusal("write", path, error) from None


def remove(path: str, folders: tuple[str, ...]) -> None:
    """Remove the file, and those of folders (outermost first) that are empty then. Raises InstallError."""
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise _refusal("remove", path, error) from None
    _remove_empty(folders)


def _remove_empty(folders: Sequence[str]) -> None:
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


def missing_folders(path: str) -> list[str]:
    """Return the folders that have to be made for a file, outermost first."""
    missing = [str(parent) for parent in Path(path).parents if not parent.exists()]
    return missing[::-1]


def check(path: str, before: bytes | None) -> None:
    """Raise InstallError if the file is no longer as it was before."""
    if read(path) != before:
        raise InstallError("{path} was changed by another program meanwhile.", "Run the same command again.", path=path)


def _write_in_place(path: str, data: bytes, before: bytes) -> None:
    check(path, before)
    with open(path, "r+b", buffering=0) as file:
        try:
            _fill(file, data)
        except OSError as error:
            try:
                _fill(file, before)
            except OSError:
                raise CutOffError(f"{path} is cut off: {error.strerror}.") from None
            raise


def _fill(file: FileIO, data: bytes) -> None:
    file.seek(0)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    file.truncate(len(data))
    os.fsync(file.fileno())


def _replace(target: Path, data: bytes, before: bytes | None) -> None:
    """Replace the file by one of the same owner and mode; another's file cannot be replaced by ours."""
    old = target.stat() if target.exists() and hasattr(os, "chown") else None
    owner = (old.st_uid, old.st_gid) if old else None
    whole_file.write(
        str(target),
        [data],
        mode=mode(str(target)),
        owner=owner,
        check=lambda: check(str(target), before),
    )


def _refusal(verb: str, path: str, error: OSError) -> InstallError:
    reason = (error.strerror or "the system refused").lower()
    return InstallError(
        "Cannot {verb} {path}: {reason}.",
        "If another program manages this file, add the lines there (`statusline setup --dry-run` shows them).",
        verb=verb,
        path=path,
        reason=reason,
    )
