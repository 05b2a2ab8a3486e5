"""What the detached children do: a refresh behind a stale render, an ingest of the spool. Silent, in nobody's way."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from statusline.alerts import deliver
from statusline.errors import StatuslineError
from statusline.hot import spawn
from statusline.providers.claude import statusline
from statusline.refresh import publish, tmux
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Environment

INGEST_EVERY = 10


def _leave(environment: Environment) -> None:
    """Hold on to nothing of the caller's: its folder, and descriptors that somebody may wait on."""
    os.environ.update(environment.environ)  # where paths are absolute
    os.chdir("/")
    os.closerange(3, 256)


def run_refresh(environment: Environment, clock: Callable[[], int]) -> None:
    """Refresh what is due; whatever happens, the prompt files' refresh_after moves on."""
    _leave(environment)
    try:
        job = prepare(environment, clock)
        with tmux.when_changed(environment):
            for _ in refresh_run.refresh(job):
                pass
    except Exception:
        with contextlib.suppress(StatuslineError):
            publish.postpone(environment, clock())
        raise
    deliver.deliver(job.environment, job.config, job.clock)


def run_ingest(environment: Environment, clock: Callable[[], int]) -> None:
    """Merge the spool, once per INGEST_EVERY seconds, until nothing is left that came in meanwhile.

    The claim ends before the last look, so that a session that still saw it has its words seen here.
    """
    _leave(environment)
    claim = f"{environment.folder}/ingest.claim"
    while True:
        seen = _merge(environment, clock)
        time.sleep(INGEST_EVERY)
        spawn.release(claim)
        context = prepare(environment, clock, alone=True).context()
        if statusline.newest(context) <= seen or not spawn.claim(claim, clock(), spawn.INGEST_LIFE):
            return


def _merge(environment: Environment, clock: Callable[[], int]) -> float:
    job = prepare(environment, clock, alone=True)
    seen = statusline.newest(job.context())
    with tmux.when_changed(environment):
        refresh_run.publish_sessions(job)
    statusline.sweep(job.context())
    deliver.deliver(job.environment, job.config, job.clock)
    return seen
