"""The live dashboard: a frame once a second, in place; keys and signals in between."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live

from statusline.watch import frame, painter, refreshing, terminal
from statusline.watch.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from statusline.state.environment import Environment
    from statusline.watch.state import Reader
    from statusline.watch.terminal import Listen

KEYS = ("q quit · r refresh", "q r")
POLL = 0.2
FALLBACK = (80, 24)
STDIN, STDOUT = 0, 1
QUIT = ("q", terminal.HANG_UP, terminal.number("SIGINT"))
ENDING = tuple(map(terminal.number, ("SIGTERM", "SIGHUP", "SIGQUIT")))
AGAIN = tuple(map(terminal.number, ("SIGTSTP", "SIGCONT")))


class Dashboard:
    """The content of the screen. `clock` returns epoch seconds."""

    def __init__(self, environment: Environment, reader: Reader, clock: Callable[[], int], *, ascii_only: bool) -> None:
        self._environment, self._reader, self._clock, self._ascii = environment, reader, clock, ascii_only
        self._refresher = refreshing.Refresher(environment)
        self._state = State()

    def frame(self, columns: int, rows: int) -> Group:
        now = self._clock()
        refreshing.follow_up(self._environment, now)
        ended = self._refresher.ended()
        state = self._state = self._reader.state(now)
        if ended:
            self._refresher.conclude(state, now)
        message = self._refresher.message(now)
        clock = time.strftime("%H:%M:%S", time.localtime(now))
        footer = message or (f"{KEYS[0]} · {clock}", KEYS[0], KEYS[1])
        return Group(*frame.lines(state, painter.of(state.config, ascii_only=self._ascii), now, columns, rows, footer))

    def press(self, key: str) -> None:
        if key == "r":
            self._refresher.start(self._state, self._clock())

    @property
    def due_in(self) -> float:
        """Return the seconds until the next frame: at the next full second, or sooner while a refresh runs."""
        return POLL if self._refresher.running else 1.0 - time.time() % 1.0 + 0.001


def run(dashboard: Dashboard, console: Console) -> int:
    """Show the dashboard until somebody ends it; return the signal that did, 0 for a key.

    A stop in between (Ctrl-Z) restores the terminal, too.
    """
    while True:
        with terminal.listening(STDIN) as listen, screen(console) as live:
            ended = _watch(dashboard, live, listen)
        if ended not in AGAIN:
            return ended
        if ended == AGAIN[0]:
            os.kill(os.getpid(), terminal.number("SIGSTOP"))


def screen(console: Console) -> Live:
    return Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)


def _watch(dashboard: Dashboard, live: Live, listen: Listen) -> int:
    while True:
        live.console.size = size()
        live.update(dashboard.frame(*live.console.size), refresh=True)
        refreshing.reap()
        for event in listen(dashboard.due_in):
            if event in QUIT:
                return 0
            if isinstance(event, str):
                dashboard.press(event)
            elif event in (*ENDING, *AGAIN):
                return event


def size() -> tuple[int, int]:
    try:
        columns, rows = os.get_terminal_size(STDOUT)
    except OSError:
        return FALLBACK
    return columns or FALLBACK[0], rows or FALLBACK[1]
