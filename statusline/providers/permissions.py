"""Credential files that other users of this machine may read or change."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from statusline.config.providers import PROVIDERS
from statusline.errors import SourceError, sentence
from statusline.providers import installation

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

_OTHERS = 0o066  # read and write, for the group and for the world


def exposed(environ: Mapping[str, str], providers: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield a sentence and its remedy for each credential file of providers whose mode lets others in.

    The folders around it are not looked at: a mode that relies on them is one `chmod` away from being open.
    """
    for provider in (name for name in PROVIDERS if name in providers):
        file = installation(provider).credential_file
        if (mode := _mode(file, environ)) is not None and mode & _OTHERS:
            import shlex

            path = file(environ)
            message = sentence("{path} is open to other users (mode {mode}).", path=path, mode=f"{mode:04o}")
            yield message, f"Run `chmod 600 {shlex.quote(path)}`."


def _mode(file: Callable[[Mapping[str, str]], str], environ: Mapping[str, str]) -> int | None:
    if sys.platform == "win32":  # it keeps no such modes
        return None
    try:
        return stat.S_IMODE(os.stat(file(environ)).st_mode)
    except (OSError, ValueError, SourceError):  # that it cannot be read is said where it is read
        return None
