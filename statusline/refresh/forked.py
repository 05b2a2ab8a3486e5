"""A due refresh as a child of the process that lingers, which has loaded all that it takes but the HTTP library.

Linux only: elsewhere a system's own libraries may not be used between a fork and the start of a program.
"""

from __future__ import annotations

import os
import sys
import time
from math import inf
from typing import TYPE_CHECKING

from statusline.hot import prompt_file, show, spawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Environment


class Forked:
    """The refreshes of one login: each is started as soon as a render would start one, and does `run`."""

    def __init__(self, environment: Environment, clock: Callable[[], int], run: Callable[[], None]) -> None:
        self._login = environment.login
        self._path = f"{environment.folder}/plain.prompt"
        self._claim = f"{environment.folder}/refresh.claim"
        self._wanted = sys.platform == "linux" and not environment.environ.get("STATUSLINE_NO_REFRESH")
        self._clock = clock
        self._run = run
        self._stamp = 0
        self._header: list[str] | None = None
        self._child = 0

    def look(self) -> None:
        now = self._clock()
        if not (self._wanted and self._ended() and self._stale(now) and _alone()):
            return
        if spawn.claim(self._claim, now, spawn.CLAIM_LIFE):
            if self._stale(now):
                self._start()
            else:  # another process has just done it
                spawn.release(self._claim)

    def due_in(self) -> float:
        """Return the seconds until a refresh is due, by the prompt file as it was at the last look; inf if it is."""
        if not self._wanted or self._header is None:
            return inf
        left = int(self._header[2]) - time.time()  # to the fraction: a render that comes first starts a process
        return left if left > 0 else inf

    def _ended(self) -> bool:
        try:
            if self._child and os.waitpid(self._child, os.WNOHANG)[0]:
                self._child = 0
        except ChildProcessError:  # who started this process ignores SIGCHLD, and so does this one
            self._child = 0
        return not self._child

    def _stale(self, now: int) -> bool:
        try:
            stamp = os.stat(self._path).st_mtime_ns
        except OSError:
            return False
        if stamp != self._stamp:
            parts = prompt_file.parts(self._path, self._login)
            self._stamp, self._header = stamp, parts[0] if parts else None
        return self._header is not None and show.stale(self._header, now)

    def _start(self) -> None:
        from statusline.index import update  # noqa: F401 - before the fork, or each child loads it

        try:
            self._child = os.fork()
        except OSError:  # too many processes: the claim ends in a minute
            return
        if self._child:
            return
        status = 1
        try:
            self._run()
            status = 0
        finally:
            os._exit(status)  # whatever happens, it never goes on as the process that it was


def _alone() -> bool:
    """Return whether this process has one thread: another one, which waits for a keyring, may hold a lock."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
