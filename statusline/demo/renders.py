"""Renders by the real hot half in a child process, as tmux, a prompt or Claude Code starts it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import statusline
from statusline.errors import StatuslineError
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 10.0
STAY = {"STATUSLINE_NO_REFRESH": "1"}

_FAST = str(Path(statusline.__file__).with_name("fast.py"))


class Render(NamedTuple):
    text: str
    seconds: float


def render(target: str, environ: Mapping[str, str], document: bytes = b"", width: int | None = None) -> Render:
    """Render target once with document on stdin, in width columns at most. Raises StatuslineError."""
    options = () if width is None else ("--width", str(width))
    started = time.perf_counter()
    done = _run(target, environ, *options, data=document)
    return Render(done.output.decode("utf-8", "replace").rstrip("\n"), time.perf_counter() - started)


def at_a_terminal(environ: Mapping[str, str]) -> str:
    """Return what a person at a terminal sees, in one line: segment or sentence. Raises StatuslineError."""
    screen, terminal = os.openpty()
    try:
        _run("plain", environ, stdin=terminal, stdout=terminal, stderr=terminal)
        os.set_blocking(screen, False)
        return " ".join(os.read(screen, 65_536).decode("utf-8", "replace").split())
    except BlockingIOError:
        return ""
    finally:
        os.close(terminal)
        os.close(screen)


def _run(target: str, environ: Mapping[str, str], *options: str, data: bytes = b"", **streams: int) -> process.Finished:
    command = (sys.executable, "-IS", _FAST, "--format", target, *options)
    try:
        return process.run(command, environ, LONGEST, data=data, group=False, **streams)
    except OSError as error:
        raise StatuslineError(
            f"A render did not come to its end ({type(error).__name__}).", "Run `statusline doctor` to see why."
        ) from None
