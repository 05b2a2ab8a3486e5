"""The standard streams: one door for all text, also where they were closed at the start or their reader has gone."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from statusline.hot import show
from statusline.hot.text import folded
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

STDOUT, STDERR = 1, 2
_NARROWEST = 20  # columns
_STYLE = re.compile(r"(\x1b\[[\d;]*m)")


class Door(io.TextIOWrapper):
    """A stream that lets no text through that a terminal obeys: names and paths may hold anything.

    `plain` is the stream behind it.
    """

    def __init__(self, plain: io.TextIOWrapper) -> None:
        plain.flush()
        same = open(plain.fileno(), "wb", closefd=False)  # noqa: SIM115 - it lives as long as the process
        super().__init__(same, plain.encoding, plain.errors, line_buffering=plain.line_buffering)
        self.plain = plain
        self.styles = False

    def write(self, text: str) -> int:
        """Write text with `?` for each such character; where styles are ours, they stay."""
        parts = _STYLE.split(text) if self.styles else [text]
        super().write("".join(part if at % 2 else harmless(part) for at, part in enumerate(parts)))
        return len(text)


def guard() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream, Door):
            with contextlib.suppress(OSError):  # one that is nobody's descriptor shows nothing to a terminal
                setattr(sys, name, Door(stream))


@contextmanager
def styled() -> Iterator[None]:
    """Let colours through to stdout inside; what is data in the text has to be harmless already."""
    door = sys.stdout if isinstance(sys.stdout, Door) else None
    if door:
        door.styles = True
    try:
        yield
    finally:
        if door:
            door.styles = False


def plain(stream: TextIO) -> TextIO:
    """Return the stream behind the door, for a screen that is drawn; what is data in it has to be harmless already."""
    if not isinstance(stream, Door):
        return stream
    stream.flush()
    stream.plain.reconfigure(errors=stream.errors)
    return stream.plain


def ensure() -> None:
    """Open the null device for a standard stream that was closed at the start: Python has None there.

    A file opened later would otherwise take its number, and get text meant for a terminal.
    """
    if sys.stdout is None or sys.stderr is None:
        while (free := os.open(os.devnull, os.O_RDWR)) <= STDERR:
            pass
        os.close(free)
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()


def speak_any_locale() -> None:
    """Let stdout show `?` for characters outside the locale, and for bytes of a path that are not text."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def coloured() -> bool:
    """Return whether to keep styles: as for the segment, NO_COLOR, CLICOLOR_FORCE and TERM=dumb are obeyed."""
    return show.automatic(os.environ) == "ansi"


def unicode_fits() -> bool:
    """Return whether the encoding of stdout has our signs."""
    try:
        "⣿┤└─↻✕–·✓✗→".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def columns() -> int | None:
    """Return the columns of lines on stdout: the terminal's, or those of COLUMNS. None: nobody counts them."""
    import shutil  # here: it loads every way to compress, which most commands do not need

    return shutil.get_terminal_size((0, 0)).columns or None


def say(text: str) -> None:
    """Write a text on stderr, wrapped on a terminal. A failure is ignored: the exit status is the answer."""
    try:
        click.echo("\n".join(_wrapped(text)) if sys.stderr.isatty() else text, err=True)
    except OSError:
        silence(STDERR)


def _wrapped(text: str) -> Iterator[str]:
    """Yield lines that end between words; an indented one points at a place in another, and stays as it is."""
    columns = max(os.get_terminal_size(STDERR).columns, _NARROWEST)
    for line in text.splitlines():
        own = line.startswith(" ") or not line
        yield from [line] if own else folded(line, columns)


def silence(number: int) -> None:
    """Point a stream to the null device: its unwritten rest would fail again at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
