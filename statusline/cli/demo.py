"""`statusline demo`: the whole pipeline on imaginary machines; exit 0, or 128 + the signal that ended it."""

from __future__ import annotations

import io
import os
import sys

import click

from statusline.cli import streams
from statusline.errors import StorageError


@click.command()
@click.option("--targets", is_flag=True, help="Show what each target prints, and how long it takes, too.")
def command(*, targets: bool) -> None:
    """Try everything against a stand-in for both vendors.

    Real requests over loopback, real files in a temporary folder, real renders. Takes a few seconds, leaves nothing
    behind, and needs no sign-in.
    """
    from statusline.demo import workplace

    try:
        with workplace.ended_by_signals():
            from statusline.demo import page, tour

            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="replace")  # a locale may lack our dots
            tour.run(page.console(streams.plain(sys.stdout)), os.environ, targets=targets)
    except BrokenPipeError:
        raise  # click's: whoever read has gone
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the unprinted rest would fail again at exit
        raise StorageError(
            f"The demo stopped early: {error.strerror or type(error).__name__}.",
            "It needs disk space for its output, and in TMPDIR for its files.",
        ) from None
