"""Files of the user's: read whole, written whole, with mode, owner and links unchanged.

The permissions of the folder stay, unlike in statusline.state.files, which writes our own files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from statusline.errors import InstallError
from statusline.state import files, whole_file

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


def write(path: str, data: bytes) -> list[str]:
    """Write the file whole; return the folders made for it, outermost first. Raises InstallError."""
    target = Path(path)
    try:
        made = _folders(target.parent)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        try:
            _replace(target, data)
        except OSError as error:
            # A file that is a mount, or in another user's folder, can only be written in place.
            if error.errno not in _IN_PLACE or not target.exists():
                raise
            target.write_bytes(data)
    except OSError as error:
        raise _refusal("write", path, error) from None
    return made


def remove(path: str, folders: tuple[str, ...]) -> None:
    """Remove the file, and those of folders (outermost first) that are empty then. Raises InstallError."""
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise _refusal("remove", path, error) from None
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


def _folders(folder: Path) -> list[str]:
    missing = [parent for parent in [folder, *folder.parents] if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
    return [str(parent) for parent in reversed(missing)]


def _replace(target: Path, data: bytes) -> None:
    """Replace the file by one of the same owner and mode; another's file cannot be replaced by ours."""
    old = target.stat() if target.exists() and hasattr(os, "chown") else None
    owner = (old.st_uid, old.st_gid) if old else None
    whole_file.write(str(target), [data], mode=mode(str(target)), owner=owner)


def _refusal(verb: str, path: str, error: OSError) -> InstallError:
    reason = (error.strerror or "the system refused").lower()
    return InstallError(
        f"Cannot {verb} {path}: {reason}.",
        "If another program manages this file, add the lines there (`statusline setup --dry-run` shows them).",
    )
