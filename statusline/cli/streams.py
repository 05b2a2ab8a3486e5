"""The standard streams of a process that was started without them, or whose reader has gone."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from typing import TextIO

STDOUT, STDERR = 1, 2


def ensure() -> None:
    """Put the null device where a standard stream was closed at the start: Python has None there.

    A file that is opened later would otherwise take its number, and get what was meant for a terminal.
    """
    if sys.stdout is None or sys.stderr is None:
        while (free := os.open(os.devnull, os.O_RDWR)) <= STDERR:
            pass
        os.close(free)
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()


def speak_any_locale() -> None:
    """Have stdout show `?` for what the locale has no character for, and for bytes of a path that are no text."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def say(text: str) -> None:
    """Write a line on stderr. Where nobody can read it that is no failure: the answer is the exit status."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence(STDERR)


def silence(number: int) -> None:
    """Lead a stream to the null device: what could not be written would fail once more at the exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
