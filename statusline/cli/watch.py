"""`statusline watch`: all windows of all accounts, live in this terminal, or once."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output, streams
from statusline.cli.options import clock
from statusline.errors import StatuslineError
from statusline.hot import show
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from statusline.state.environment import Environment
    from statusline.watch.state import State

    Lines = Callable[[Environment, str | None, int], list[str]]

NO_SCREEN = ("", "dumb", "unknown")


@click.command()
@click.option("--once", is_flag=True, help="Print one frame and exit (automatic when piped).")
@options.privacy
def command(once: bool, privacy: str | None) -> None:
    """Watch all windows of all accounts, live; `?` shows the keys.

    Refreshes start at the same times as with a prompt. `r` runs `statusline refresh`, or shows the time of the next
    request if it is too early; `h` shows the history, `e` explains the numbers.
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

    pages = {key: partial(_page, environment, privacy, lines) for key, lines in (("h", _history), ("e", _explained))}
    dashboard = loop.Dashboard(environment, Reader(environment, privacy), clock, pages, ascii_only=_ascii_only())
    try:
        return loop.run(dashboard, console(force_terminal=True))
    except OSError:
        if sys.stdout.isatty():
            raise
        return int(signal.SIGHUP)  # the terminal is gone


def _page(environment: Environment, privacy: str | None, lines: Lines, columns: int) -> list[str]:
    """Return the lines of another command for the dashboard's screen, and above them what it says on stderr."""
    with contextlib.redirect_stderr(io.StringIO()) as complaints:
        try:
            page = lines(environment, privacy, columns)
        except StatuslineError as error:
            page = [str(error)]
    return [*(line.removeprefix("statusline: ") for line in complaints.getvalue().splitlines()), *page]


def _history(environment: Environment, privacy: str | None, columns: int) -> list[str]:
    from statusline.cli import history

    return history.page(environment.environ, clock(), privacy, columns)


def _explained(environment: Environment, privacy: str | None, columns: int) -> list[str]:
    from statusline.cli import explain

    return explain.lines(environment, clock(), privacy, columns)


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
