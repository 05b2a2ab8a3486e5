"""Refreshes of a dashboard: the one that a prompt would start, and the one on request (`r`)."""

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
    """Start a detached refresh if a prompt drawn now would: same header, same claim, same schedule."""
    if due.starts_refresh(environment, now):
        start(environment.folder, "refresh", environment.environ, now)


def reap() -> None:
    """Reap the detached children that have ended, as nobody else would."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


class Refresher:
    """At most one requested `statusline refresh`, a child that outlives us rather than stop in mid-request."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._started_at = self._ended_at = 0
        self._before: State | None = None
        self._message: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        return self._child is not None

    def start(self, state: State, now: int) -> None:
        """Start the child, unless one runs or has just ended; state is the one before it. now: epoch seconds."""
        if self.running or 0 <= now - self._started_at < PAUSE:
            return
        self._started_at, self._before = now, state
        try:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the child has ended
            self._child = subprocess.Popen(
                spawn.command(["refresh"]),
                env=spawn.child_environment(dict(self._environment.environ)),
                cwd=os.sep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                start_new_session=True,
            )
        except OSError as error:
            self._say((f"A refresh cannot be started: {error.strerror or 'the system refused'}.",), now)

    def ended(self) -> bool:
        if self._child is None or self._child.poll() is None:
            return False
        self._child = None
        return True

    def conclude(self, state: State, now: int) -> None:
        """Show the result of the refresh for a few seconds."""
        complaint = tuple(map(state.redactor.text, _complaint(self._complaints)))
        self._say(complaint or outcome(self._before or state, state, now), now)

    def message(self, now: int) -> tuple[str, ...]:
        """Return the message on the refresh, in full and shorter; empty if there is none."""
        if self.running:
            return (ASKING,)
        return self._message if 0 <= now - self._ended_at < MESSAGE_SECONDS else ()

    def _say(self, message: tuple[str, ...], now: int) -> None:
        self._message, self._ended_at = message, now
        if self._complaints:
            self._complaints.close()
            self._complaints = None


def outcome(before: State, after: State, now: int) -> tuple[str, ...]:
    """Return per account whether there are new numbers, or the time of its next request; in full and shorter."""
    ages = {view.account.account: view.as_of for view in before.views}
    full, short = [], []
    for view in after.views:
        account_name, next_at = name(view.account, after.labels), view.account.next_refresh_at
        if view.status == UNCONFIGURED:
            continue
        if view.as_of != ages.get(view.account.account):
            full.append(f"{account_name}: new numbers")
            short.append(f"{account_name} new")
        elif next_at is not None and next_at > now:
            full.append(f"{account_name}: next request in {clocks.countdown(next_at - now)}")
            short.append(f"{account_name} in {clocks.countdown(next_at - now)}")
    if not full:
        return ("No server was asked.",)
    return " · ".join(full), " · ".join(short)


def _complaint(file: IO[bytes] | None) -> tuple[str, ...]:
    if file is None:
        return ()
    file.seek(0)
    lines = file.read(_MOST_WORDS).decode("utf-8", "replace").splitlines()
    messages = [line.removeprefix(_OURS) for line in lines if line.startswith(_OURS)]
    return tuple(messages[-1:])
