"""`statusline demo`: the whole pipeline on imaginary machines; exit 0, or 128 + the signal that ended it."""

from __future__ import annotations

import io
import os
import sys

import click

from statusline.cli import streams
from statusline.errors import StorageError


@click.command()
def command() -> None:
    """Run the whole pipeline against a stand-in for both vendors, and show what comes out everywhere.

    Real requests over loopback, real files in a temporary folder, real renders with their times. Takes a few
    seconds, leaves nothing behind, and needs no login.
    """
    from statusline.demo import workplace

    try:
        with workplace.ended_by_signals():
            from statusline.demo import page, tour

            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="replace")  # a locale may lack our dots
            tour.run(page.console(streams.plain(sys.stdout)), os.environ)
    except BrokenPipeError:
        raise  # click's: whoever read has gone
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what could not be printed would fail once more at the exit
        raise StorageError(
            f"The demo came to an end early: {error.strerror or type(error).__name__}.",
            "It needs room for what it prints, and in TMPDIR for its files.",
        ) from None
