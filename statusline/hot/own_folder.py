"""The folders of our files: made private, and used only where they are this user's. HOT where something is written."""

from statusline.hot import paths, system


def use(path: str) -> None:
    """Make the folder if it is missing. Raises OSError, also for a link and for one of another user's.

    Root does not use the folders of somebody else's HOME: only root could read what it wrote there.
    """
    try:
        status = system.lstat(path)
    except FileNotFoundError:
        _make(path)
        status = system.lstat(path)
    if status.st_mode & 0o170000 != 0o040000 or not paths.writable(status.st_uid):  # noqa: PLR2004 - as in paths
        raise PermissionError(path)


def _make(path: str) -> None:
    """Make a folder and what is missing above it, each 0700. Raises OSError."""
    above = system.dirname(path)
    if hasattr(system, "geteuid") and system.geteuid() == 0 and _of_another(above):
        raise PermissionError(above)
    try:
        system.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make(system.dirname(path))
        system.mkdir(path, 0o700)


def _of_another(path: str) -> bool:
    """Return whether a folder is there and is not root's."""
    try:
        return system.stat(path).st_uid != 0
    except OSError:
        return False
