"""The process that looks at repositories for an ingest, so that nothing in one can hold up the ingest itself.

On stdin it gets `<seconds> <top folder><NUL>` for each look, on stdout it answers with a line: `stamp <stamp>` before
the look, `done` after it. A look that takes longer than so many seconds ends the process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.repository import notes, observe, state_file
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

FRESH = 20  # seconds after which a state is written again that says the same
_MEMORY = 1 << 30
_CHUNK = 65_536


class Worker:
    def __init__(self, cache: str) -> None:
        self._cache = cache
        self._observer = observe.Observer()
        self._stamps: dict[str, str] = {}

    def look(self, top: str, stamp: str) -> None:
        """Look at a working tree, unless it was too much for the last one and is the same. Raises StorageError."""
        now = int(time.time())
        before = state_file.read(self._cache, top)
        pause = notes.pause(before.note) if before else None
        if pause and (now < pause.until or stamp == pause.stamp):
            return
        if before is None and (state := observe.files_alone(top, now)):
            state_file.write(self._cache, top, state)  # soon, and all there is if the look does not end
        state = self._observer.observe(top, now, urgent=self._stamps.get(top) != stamp)
        if state is None:
            return
        self._stamps[top] = stamp
        if before is None or state.observed_at - before.observed_at > FRESH or not state.same_as(before):
            state_file.write(self._cache, top, state)


def main() -> int:
    """Serve requests from stdin until it ends."""
    _restrain()
    worker = Worker(find_environment(os.environ).cache)
    for request in _requests():
        seconds, _, top = request.partition(b" ")
        with contextlib.suppress(StatuslineError, ValueError):
            _within(float(seconds))
            folder = os.fsdecode(top)
            stamp = observe.stamp(folder)
            _say(f"stamp {stamp}")
            worker.look(folder, stamp)
        _within(0)
        _say("done")
    return 0


def _restrain() -> None:
    """Run at a lower priority, with a limit on memory."""
    os.chdir(os.sep)
    if sys.platform != "win32":
        import resource

        os.nice(5)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _within(seconds: float) -> None:
    """Have the system end this process after so many seconds, even inside libgit2; 0 cancels that."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _requests() -> Iterator[bytes]:
    """Yield what stands between NULs on stdin."""
    rest = b""
    while chunk := os.read(0, _CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")
