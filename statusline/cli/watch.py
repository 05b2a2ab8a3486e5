"""`statusline watch`: all windows of all accounts, live in this terminal, or once."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output, streams
from statusline.cli.options import clock
from statusline.hot import show
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from rich.console import Console

    from statusline.state.environment import Environment
    from statusline.watch.state import State

NO_SCREEN = ("", "dumb", "unknown")


@click.command()
@click.option("--once", is_flag=True, help="Print one frame and exit (automatic when piped).")
@options.privacy
def command(once: bool, privacy: str | None) -> None:
    """Watch all windows of all accounts, live: q quits, r refreshes.

    Refreshes start at the same times as with a prompt. r runs `statusline refresh`, or shows the time of the next
    request if it is too early.
    """
    environment = find_environment(os.environ)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a locale may lack our bars
    try:
        ended = _print(environment, privacy) if once or not has_screen() else _live(environment, privacy)
    except BrokenPipeError:
        raise  # click's: whoever read has gone
    except OSError as error:
        raise output.refused(error) from None
    if ended:
        signal.signal(ended, signal.SIG_DFL)
        os.kill(os.getpid(), ended)


def has_screen() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in NO_SCREEN and sys.platform != "win32"


def _print(environment: Environment, privacy: str | None) -> int:
    """Print one frame and start what a prompt would; return 0: no signal ended it."""
    from statusline.watch import refreshing
    from statusline.watch.state import Reader

    now = clock()
    print_frame(Reader(environment, privacy).state(now), now)
    refreshing.follow_up(environment, now)
    return 0


def print_frame(state: State, now: int) -> None:
    """Print one frame. now: epoch seconds."""
    from statusline.watch import frame, painter

    drawn = frame.lines(
        state, painter.of(state.config, ascii_only=_ascii_only()), now, shutil.get_terminal_size().columns
    )
    out = console(force_terminal=show.automatic(os.environ) == "ansi")
    for line in drawn:
        line.rstrip()
        out.print(line, soft_wrap=True)
    sys.stdout.flush()


def _live(environment: Environment, privacy: str | None) -> int:
    """Watch until the end; return the signal that ended it, 0 for a key."""
    from statusline.watch import loop
    from statusline.watch.state import Reader

    dashboard = loop.Dashboard(environment, Reader(environment, privacy), clock, ascii_only=_ascii_only())
    try:
        return loop.run(dashboard, console(force_terminal=True))
    except OSError:
        if sys.stdout.isatty():
            raise
        return int(signal.SIGHUP)  # the terminal is gone


def console(*, force_terminal: bool) -> Console:
    from rich.console import Console

    return Console(
        file=streams.plain(sys.stdout),
        force_terminal=force_terminal,
        force_interactive=force_terminal,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _ascii_only() -> bool:
    return "utf" not in (sys.stdout.encoding or "").lower()
