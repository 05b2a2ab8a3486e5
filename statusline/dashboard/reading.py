"""Passes over the logs while somebody looks: one at a time, in a process of its own, with how far it is."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from typing import TYPE_CHECKING

from statusline.hot import spawn

if TYPE_CHECKING:
    from typing import Any

    from statusline.state.environment import Environment

PAUSE = 30.0  # seconds between two passes


class Reading:
    """At most one `statusline index read`; what it reads is in the index for every later answer."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._ended_at: float | None = None
        self._done = self._whole = self._passes = 0
        self._problem = ""

    def start(self) -> None:
        """Start a pass unless one runs or has just ended."""
        with self._lock:
            if self._child or (self._ended_at is not None and time.monotonic() < self._ended_at + PAUSE):
                return
            try:
                self._child = subprocess.Popen(
                    spawn.command(["index", "read", "--progress"]),
                    env=spawn.child_environment(dict(self._environment.environ)),
                    cwd=os.sep,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    encoding="utf-8",
                    errors="replace",
                )
            except OSError as error:
                self._problem, self._ended_at = f"The logs cannot be read: {error.strerror}.", time.monotonic()
                return
        threading.Thread(target=self._follow, args=(self._child,), daemon=True).start()

    def close(self) -> None:
        """End the pass that runs; what it has read stays."""
        with self._lock:
            if self._child:
                self._child.terminate()

    def document(self) -> dict[str, Any]:
        """Return how far the pass is, in bytes, and how many have ended: after each there may be new numbers."""
        with self._lock:
            state = {"running": self._child is not None, "passes": self._passes, "problem": self._problem}
            return {**state, "done_bytes": self._done, "all_bytes": self._whole}

    def _follow(self, child: subprocess.Popen[str]) -> None:
        with child:
            for line in child.stdout or ():
                done, _, whole = line.partition(" of ")
                if done.isdecimal() and whole.strip().isdecimal():
                    self._done, self._whole = int(done), int(whole)
            complaints = (child.stderr.read() if child.stderr else "").strip().splitlines()
        with self._lock:
            self._child, self._ended_at, self._passes = None, time.monotonic(), self._passes + 1
            self._done = self._whole = 0
            self._problem = complaints[-1].removeprefix("statusline: ") if complaints and child.returncode > 0 else ""
