"""What the hot half asks of the system: the built-in that `os` is made of. HOT.

To import `os` takes longer than to render a line, all of it for classes around `environ` and `path`.
"""

import sys

if sys.platform == "win32":
    from os import *  # noqa: F403 - whatever this system has
    from os import _exit
    from os.path import dirname, isabs, join
else:
    from posix import *  # noqa: F403 - the same
    from posix import _exit

    devnull = "/dev/null"
    SEEK_SET = 0

    def dirname(path: str) -> str:
        head = path[: path.rfind("/") + 1]
        return head.rstrip("/") or head

    def isabs(path: str) -> bool:
        return path.startswith("/")

    def join(folder: str, path: str) -> str:
        return path if isabs(path) else folder.rstrip("/") + "/" + path

    def fsencode(text: str) -> bytes:
        return text.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())


leave = _exit
TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    Environ = os._Environ[str] | dict[str, str]  # noqa: SLF001 - its type has no other name


def environment() -> "Environ":
    """Return this process's variables: those of `os` where that is loaded, for there somebody may have set one."""
    if "os" in sys.modules:
        from os import environ

        return environ
    import posix

    encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    return {name.decode(encoding, errors): value.decode(encoding, errors) for name, value in posix.environ.items()}
