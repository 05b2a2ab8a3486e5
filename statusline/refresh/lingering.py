"""The one ingest of a login that stays for a while: its claim, which it renews, and the events that end it.

The claim file is that of hot.spawn, an epoch second, with the process id of the ingest in its second line. Whoever
claims it anew, or removes it, dismisses the process: it looks every few seconds, holds no lock and no open file.
"""

from __future__ import annotations

import contextlib
import glob
import os
import time
from typing import TYPE_CHECKING

import statusline
from statusline.hot import own_folder, paths, prompt_file, spawn
from statusline.hot.text import MINUTE
from statusline.state.alive import alive

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Environment

LINGER = MINUTE  # seconds: an ingest ends when no session has said anything new for so long
RENEW_EVERY = 5
_LIMIT = 64
_NAME = "ingest.claim"


class Lingering:
    """The claim of this process on one login's spool, from its start on."""

    def __init__(self, environment: Environment, clock: Callable[[], int]) -> None:
        self._folders = environment.folder, environment.state
        self._path = _path(environment)
        self._clock = clock
        self._package = _stamp(statusline.__file__)
        self._text = b""
        with contextlib.suppress(OSError):  # then this process does not last
            own_folder.use(environment.folder)
        self._write()

    def wait(
        self,
        seconds: float,
        wanted: Callable[[], bool],
        beside: Callable[[], bool],
        rest: Callable[[], None],
    ) -> bool | None:
        """Look again and again until something is wanted: True; False after `seconds`, None if this process must end.

        beside: what else to do at each look; while it returns that it was asked for, the seconds begin anew.
        rest: waits between two looks, RENEW_EVERY seconds at most.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.lasts():
                return None
            if beside():
                deadline = time.monotonic() + seconds
            if wanted():
                return True
            rest()
        return False

    def lasts(self) -> bool:
        """Return whether this process may go on: the claim, the folders and the program are as they were."""
        if prompt_file.read_own(self._path, _LIMIT) != self._text:
            return False
        if not all(map(os.path.isdir, self._folders)):
            return False
        if _stamp(statusline.__file__) != self._package:
            spawn.release(self._path)
            return False
        # Also where the clock was set: others judge the age of the claim by it.
        return 0 <= self._clock() - int(self._text.split()[0]) < RENEW_EVERY or self._write()

    def again(self) -> bool:
        """Claim what this process has just released; return whether it was the first to do so."""
        return spawn.claim(self._path, self._clock(), spawn.INGEST_LIFE) and self._write()

    def release(self) -> None:
        spawn.release(self._path)

    def _write(self) -> bool:
        self._text = b"%010d\n%d\n" % (self._clock(), os.getpid())
        with contextlib.suppress(OSError):
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                if paths.plain_and_owned(os.fstat(handle)):
                    os.ftruncate(handle, len(self._text))
                    return os.write(handle, self._text) == len(self._text)
            finally:
                os.close(handle)
        return False


def process(environment: Environment, now: int) -> int | None:
    """Return the id of the process that lingers for this login, None if there is none. now: epoch seconds."""
    words = prompt_file.read_own(_path(environment), _LIMIT).split()
    if len(words) != 2 or not all(word.isdigit() for word in words):  # noqa: PLR2004 - the time and the process id
        return None
    claimed, pid = map(int, words)
    return pid if 0 <= now - claimed < spawn.INGEST_LIFE and alive(pid) else None


def dismiss(environment: Environment) -> None:
    """Have the processes of all logins end within a second or two."""
    for claim in glob.glob(f"{glob.escape(environment.cache)}/logins/*/{_NAME}"):
        spawn.release(claim)


def _path(environment: Environment) -> str:
    return f"{environment.folder}/{_NAME}"


def _stamp(path: str) -> tuple[int, int] | None:
    """Return what differs once a file was replaced, None if it is gone."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
