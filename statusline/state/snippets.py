"""The finished snippets of shells in the state folder: a shell's start reads one, where it would start an interpreter.

A first line names the installation that wrote it, since several may share the folder.
"""

from __future__ import annotations

import contextlib
import os

from statusline import shell_init
from statusline.errors import StorageError
from statusline.state import files

SHELLS = ("zsh", "bash", "fish")
_LIMIT = 1 << 20


def path(state: str, shell: str) -> str:
    return f"{state}/init.{shell}"


def write(state: str, shell: str) -> None:
    """Write the snippet of a shell that reads one at its start. Raises StorageError."""
    if shell in SHELLS:
        files.write_atomic(path(state, shell), _text(shell))


def renew(state: str) -> None:
    """Write those of this installation anew that differ from its snippets; without them a shell asks for its own."""
    for shell in SHELLS:
        with contextlib.suppress(StorageError, OSError):
            text = files.read_bytes(path(state, shell), _LIMIT)
            if text is not None and text.startswith(_first_line()) and text != _text(shell):
                write(state, shell)


def remove(state: str, shell: str) -> None:
    if shell in SHELLS:
        with contextlib.suppress(OSError):
            os.unlink(path(state, shell))


def _first_line() -> bytes:
    return f"# {os.path.abspath(shell_init.__file__)!r}\n".encode()


def _text(shell: str) -> bytes:
    return _first_line() + shell_init.finished(shell).encode()
