"""The live dashboard: a frame once a second, in place; keys and signals in between."""

from __future__ import annotations

import os
import time
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live

from statusline.watch import frame, legend, painter, refreshing, terminal
from statusline.watch.page import CLOSES, Page
from statusline.watch.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console

    from statusline.state.environment import Environment
    from statusline.watch.page import Make
    from statusline.watch.state import Reader
    from statusline.watch.terminal import Listen

KEYS = ("q quit · r refresh · h history · e explain · ? help", "q quit · r refresh · ? help", "q r h e ?")
HELP = "?"
POLL = 0.2
FALLBACK = (80, 24)
STDIN, STDOUT = 0, 1
LEAVES = (terminal.HANG_UP, terminal.number("SIGINT"))
QUIT = ("q", *LEAVES)
ENDING = tuple(map(terminal.number, ("SIGTERM", "SIGHUP", "SIGQUIT")))
AGAIN = tuple(map(terminal.number, ("SIGTSTP", "SIGCONT")))


class Dashboard:
    """The content of the screen. `clock` returns epoch seconds, `pages` are what keys show in place of the frame."""

    def __init__(
        self,
        environment: Environment,
        reader: Reader,
        clock: Callable[[], int],
        pages: Mapping[str, Make] = MappingProxyType({}),
        *,
        ascii_only: bool,
    ) -> None:
        self._environment, self._reader, self._clock, self._ascii = environment, reader, clock, ascii_only
        self._refresher = refreshing.Refresher(environment)
        self._state = State()
        self._pages = pages
        self._page: Page | None = None

    def frame(self, columns: int, rows: int) -> Group:
        now = self._clock()
        refreshing.follow_up(self._environment, now)
        ended = self._refresher.ended()
        state = self._state = self._reader.state(now)
        if ended:
            self._refresher.conclude(state, now)
        brush = painter.of(state.config, ascii_only=self._ascii)
        if self._page:
            return Group(*self._page.lines(brush, columns, rows))
        message = self._refresher.message(now)
        clock = time.strftime("%H:%M:%S", time.localtime(now))
        footer = message or (f"{KEYS[0]} · {clock}", *KEYS)
        return Group(*frame.lines(state, brush, now, columns, rows, footer))

    def press(self, key: str) -> bool:
        """Do what a key says; return whether that ends the dashboard."""
        if self._page:
            self._page.press(key)
            self._page = None if key in CLOSES else self._page
            return False
        if key == "r":
            self._refresher.start(self._state, self._clock())
        if key == HELP:
            self._page = Page(partial(legend.lines, plain=self._ascii or self._state.config.ascii))
        elif key in self._pages:
            self._page = Page(self._pages[key])
        return key == "q"

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
            if event in LEAVES or (isinstance(event, str) and dashboard.press(event)):
                return 0
            if event in (*ENDING, *AGAIN):
                return event


def size() -> tuple[int, int]:
    try:
        columns, rows = os.get_terminal_size(STDOUT)
    except OSError:
        return FALLBACK
    return columns or FALLBACK[0], rows or FALLBACK[1]
