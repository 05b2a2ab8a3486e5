"""The looks at repositories that renders have asked for: a process of their own does them, one after the other.

A look that takes longer than its time ends that process; the values of before stay, and the repository is left alone
until it has changed, and for a time that doubles.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.hot import repository, spawn
from statusline.hot.text import HOUR, MINUTE
from statusline.refresh.asked import Asked
from statusline.repository import notes, state_file
from statusline.state import process

if TYPE_CHECKING:
    from subprocess import Popen

    from statusline.config.git import Git
    from statusline.state.environment import Environment

GRACE = 2  # seconds that a process may live on past its time, stuck in the system
FIRST_PAUSE, LONGEST_PAUSE = MINUTE, HOUR
_MOST_WAITING = 20
_ANSWER = 4_096


@dataclass(frozen=True, slots=True)
class _Look:
    top: str
    deadline: float  # time.monotonic()


class Repositories:
    """What an ingest does for repositories between its looks at the spool; it never waits."""

    def __init__(self, environment: Environment, settings: Git) -> None:
        self.settings = settings
        self._environment = environment
        self.folder = f"{environment.cache}/{repository.FOLDER}"
        self._asked = Asked(self.folder)
        self._waiting: list[str] = []
        self._child: Popen[bytes] | None = None
        self._look: _Look | None = None
        self._stamp = ""

    def look(self) -> bool:
        """Go on with the looks; return whether a render has asked for one."""
        tops = self._asked.new() if self.settings.enabled else []
        tops = [top for top in tops if os.path.isabs(top) and "\0" not in top]
        self._waiting += [top for top in tops if top not in self._waiting]
        del self._waiting[_MOST_WAITING:]
        if self._look:
            self._listen(self._look)
        if self._waiting and not self._look:
            self._begin(self._waiting.pop(0))
        return bool(tops)

    @property
    def idle(self) -> bool:
        return self._look is None and not self._waiting

    def close(self) -> None:
        """End the process, and forget what nobody has asked for in a long time."""
        self._end()
        self._asked.sweep()

    def _begin(self, top: str) -> None:
        request = f"{self.settings.seconds} ".encode() + os.fsencode(top) + b"\0"
        self._stamp = ""
        try:
            if self._child is None:
                self._child = self._start()
            assert self._child.stdin is not None  # noqa: S101 - it is a pipe
            self._child.stdin.write(request)
        except OSError:
            self._end()
            return
        self._look = _Look(top, time.monotonic() + self.settings.seconds + GRACE)

    def _start(self) -> Popen[bytes]:
        import subprocess  # here: few lines show a repository

        child = subprocess.Popen(
            spawn.command(["refresh", "--repositories"]),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env=spawn.child_environment(dict(self._environment.environ)),
            start_new_session=True,
        )
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        os.set_blocking(child.stdout.fileno(), False)
        return child

    def _listen(self, look: _Look) -> None:
        answer = self._read()
        for line in (answer or b"").decode("ascii", "replace").split("\n"):
            if line.startswith("stamp "):
                self._stamp = line[6:]
            elif line == "done":
                self._look = None
        if self._look and (answer == b"" or time.monotonic() > look.deadline):
            self._look = None
            from signal import SIGALRM

            slow = self._end(ending=answer == b"") in (None, -SIGALRM)
            with contextlib.suppress(StatuslineError):
                self._pause(look.top, notes.SLOW if slow else notes.FAILED)

    def _read(self) -> bytes | None:
        """Return what the process said, None for nothing, empty once it has ended."""
        if self._child is None or self._child.stdout is None:
            return b""
        try:
            return self._child.stdout.read(_ANSWER)
        except OSError:
            return b""

    def _end(self, *, ending: bool = False) -> int | None:
        """End the process; return the status it had ended with, None if it was still there.

        ending: it has closed its streams already.
        """
        child, self._child = self._child, None
        if child is None:
            return None
        if ending:
            process.reap(child)
        status = child.poll()
        if status is None:
            from signal import SIGKILL

            process.signal_group(child, SIGKILL)
        process.close(child.stdin)
        process.close(child.stdout)
        process.reap(child)
        return status

    def _pause(self, top: str, kind: str) -> None:
        """Leave a working tree alone for a while; its last values stay. Raises StorageError."""
        state = state_file.read(self._environment.cache, top) or state_file.State("", 0, "", {})
        before = notes.pause(state.note)
        times = before.times + 1 if before else 1
        until = int(time.time()) + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(times - 1, 10))
        note = str(notes.Pause(kind, until, self._stamp, times))
        paused = state_file.State(state.head, state.observed_at, note, state.values)
        state_file.write(self._environment.cache, top, paused)
