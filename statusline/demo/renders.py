"""Renders by the real hot half in a child process, as tmux, a prompt or Claude Code starts it; and their times."""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import statusline
from statusline.errors import StatuslineError
from statusline.hot import spawn
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BARE = (sys.executable, "-I", "-S", "-c", "pass")
FEWEST, MOST = 3, 15
BUDGET = 1.5
LONGEST = 10.0
STAY = {"STATUSLINE_NO_REFRESH": "1"}

_FAST = str(Path(statusline.__file__).with_name("fast.py"))


class Render(NamedTuple):
    """What a render printed, and how many seconds the whole process took."""

    text: str
    seconds: float


class Times(NamedTuple):
    """Medians of so many rounds, in seconds: of a Python that does nothing, and of each target's render."""

    bare: float
    targets: dict[str, float]
    rounds: int


def render(target: str, environ: Mapping[str, str], document: bytes = b"", width: int | None = None) -> Render:
    """Render target once with document on stdin, in so many columns if width tells. Raises StatuslineError."""
    options = () if width is None else ("--width", str(width))
    return _run((*_command(target), *options), environ, document)


def command(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[str, int]:
    """Return what any other command prints, on stdout and stderr, and its exit status. Raises StatuslineError."""
    whole = tuple(spawn.command(list(arguments)))
    done = _finished(whole, environ, stderr=process.WITH_OUTPUT)
    return done.output.decode("utf-8", "replace"), done.status


def times(targets: Iterable[str], environ: Mapping[str, str], document: bytes) -> Times:
    """Time every target and a Python that does nothing, in turns, so that a busy moment hits them all.

    As many rounds, from FEWEST to MOST, as begin within BUDGET seconds. Raises StatuslineError.
    """
    until = time.monotonic() + BUDGET
    commands = {target: _command(target) for target in targets}
    bare: list[float] = []
    taken: dict[str, list[float]] = {target: [] for target in commands}
    while len(bare) < FEWEST or (len(bare) < MOST and time.monotonic() < until):
        bare.append(_run(BARE, environ).seconds)
        for target, command in commands.items():
            taken[target].append(_run(command, environ, document if target == "claude" else b"").seconds)
    medians = {target: statistics.median(each) for target, each in taken.items()}
    return Times(statistics.median(bare), medians, len(bare))


def at_a_terminal(environ: Mapping[str, str]) -> str:
    """Return what a person at a terminal sees: the segment, or a sentence instead. Raises StatuslineError."""
    screen, terminal = os.openpty()
    try:
        _finished(_command("plain"), environ, stdin=terminal, stdout=terminal, stderr=terminal)
        os.set_blocking(screen, False)
        return os.read(screen, 65_536).decode("utf-8", "replace").strip()
    except BlockingIOError:
        return ""
    finally:
        os.close(terminal)
        os.close(screen)


def _command(target: str) -> tuple[str, ...]:
    return (sys.executable, "-IS", _FAST, "--format", target)


def _run(command: tuple[str, ...], environ: Mapping[str, str], document: bytes = b"") -> Render:
    started = time.perf_counter()
    done = _finished(command, environ, data=document)
    return Render(done.output.decode("utf-8", "replace").rstrip("\n"), time.perf_counter() - started)


def _finished(
    command: tuple[str, ...], environ: Mapping[str, str], data: bytes = b"", **streams: int
) -> process.Finished:
    try:
        return process.run(command, environ, LONGEST, data=data, group=False, **streams)
    except OSError as error:
        raise StatuslineError(
            f"A render did not come to its end ({type(error).__name__}).", "Run `statusline doctor` to see why."
        ) from None
