"""Refreshes of a dashboard: the one a prompt would start, and the one that a person asks for."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from typing import IO, TYPE_CHECKING

from statusline.hot import show, spawn
from statusline.limits.view import UNCONFIGURED
from statusline.refresh import due
from statusline.watch import clocks
from statusline.watch.context import name

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Environment
    from statusline.watch.state import State

MESSAGE_SECONDS = 10
PAUSE = 2
ASKING = "asking …"
_MOST_WORDS = 4096
_OURS = "statusline: "


def follow_up(environment: Environment, now: int, start: Callable[..., bool] = show.start) -> None:
    """Start a detached refresh if a prompt drawn now would: by the same header, the same claim, the same schedule."""
    if due.starts_refresh(environment, now):
        start(environment.folder, "refresh", environment.environ, now)


def reap() -> None:
    """Let the detached children that have ended go; a prompt leaves that to its own end."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


class Refresher:
    """At most one `statusline refresh` of a person, as a child that outlives us rather than stop in mid-request."""

    def __init__(self, environment: Environment) -> None:
        self._here = environment
        self._child: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._started_at = self._ended_at = 0
        self._before: State | None = None
        self._message: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Tell whether the child is still at it."""
        return self._child is not None

    def start(self, state: State, now: int) -> None:
        """Start the child, unless one runs or has just ended; state is what is known before. now: epoch seconds."""
        if self.running or 0 <= now - self._started_at < PAUSE:
            return
        self._started_at, self._before = now, state
        try:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the child has ended
            self._child = subprocess.Popen(
                spawn.command(["refresh"]),
                env=spawn.child_environment(dict(self._here.environ)),
                cwd=os.sep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                start_new_session=True,
            )
        except OSError as error:
            self._say((f"A refresh cannot be started: {error.strerror or 'the system refused'}.",), now)

    def ended(self) -> bool:
        """Tell whether the child has ended since the last look."""
        if self._child is None or self._child.poll() is None:
            return False
        self._child = None
        return True

    def conclude(self, state: State, now: int) -> None:
        """Put into words, for a few seconds, what came of it."""
        complaint = tuple(map(state.redactor.text, _complaint(self._complaints)))
        self._say(complaint or outcome(self._before or state, state, now), now)

    def words(self, now: int) -> tuple[str, ...]:
        """Return what to say of it now, in full and shorter; empty if nothing."""
        if self.running:
            return (ASKING,)
        return self._message if 0 <= now - self._ended_at < MESSAGE_SECONDS else ()

    def _say(self, message: tuple[str, ...], now: int) -> None:
        self._message, self._ended_at = message, now
        if self._complaints:
            self._complaints.close()
            self._complaints = None


def outcome(before: State, after: State, now: int) -> tuple[str, ...]:
    """Return per account whether there are new numbers, or when it may be asked again; in full and shorter."""
    seen = {one.account.account: one.as_of for one in before.views}
    full, short = [], []
    for one in after.views:
        who, at = name(one.account, after.labels), one.account.next_refresh_at
        if one.status == UNCONFIGURED:
            continue
        if one.as_of != seen.get(one.account.account):
            full.append(f"{who}: new numbers")
            short.append(f"{who} new")
        elif at is not None and at > now:
            full.append(f"{who} may be asked again in {clocks.countdown(at - now)}")
            short.append(f"{who} in {clocks.countdown(at - now)}")
    if not full:
        return ("No server was asked.",)
    return " · ".join(full), " · ".join(short)


def _complaint(file: IO[bytes] | None) -> tuple[str, ...]:
    """Return the sentence that the child left on its stderr, if any."""
    if file is None:
        return ()
    file.seek(0)
    lines = file.read(_MOST_WORDS).decode("utf-8", "replace").splitlines()
    said = [line.removeprefix(_OURS) for line in lines if line.startswith(_OURS)]
    return tuple(said[-1:])
