"""What the detached children do: a refresh behind a stale render, an ingest of the spool. Silent, in nobody's way."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.hot import prompt_file, spawn
from statusline.providers.claude import statusline
from statusline.refresh import publish, tmux
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.refresh.recompile import recompile

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.providers.base import Context
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment

LINGER = 10  # seconds: an ingest ends when no session has said anything new for so long
LOOK_EVERY = 1


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
    _deliver_alerts(job)


def run_recompile(environment: Environment, clock: Callable[[], int]) -> None:
    """Write the prompt files for a config that a render saw first.

    The claim ends at once, for the next edit. Not where the config is older than that of the files: two configs on one
    cache, each put in by the prompts of one shell, must not start a process at each prompt.
    """
    _leave(environment)
    path = f"{environment.folder}/plain.prompt"
    before = prompt_file.parts(path, environment.login)
    recompile(environment, clock)
    after = prompt_file.parts(path, environment.login)
    if before and after and int(before[0][4]) < int(after[0][4]):
        spawn.release(f"{environment.folder}/recompile.claim")


def run_ingest(environment: Environment, clock: Callable[[], int]) -> None:
    """Merge the spool at once, and again within a second or two of what sessions say, until they are silent.

    The claim ends before the last look, so that a session that still saw it has its words seen here.
    """
    _leave(environment)
    claim = f"{environment.folder}/ingest.claim"
    while True:
        context, merged = _merge(environment, clock)
        _wait_for_more(context, merged)
        spawn.release(claim)
        if statusline.newest(context) <= merged or not spawn.claim(claim, clock(), spawn.INGEST_LIFE):
            return


def _deliver_alerts(job: Job) -> None:
    from statusline.alerts import deliver  # here: it loads an HTTP client, for which a recompile need not wait

    deliver.deliver(job.environment, job.config, job.clock)


def _merge(environment: Environment, clock: Callable[[], int]) -> tuple[Context, float]:
    """Merge and publish; return where the spool is, and the time of the newest words in it before (epoch seconds)."""
    job = prepare(environment, clock, alone=True)
    context = job.context()
    merged = statusline.newest(context)
    with tmux.when_changed(environment):
        refresh_run.publish_sessions(job)
    statusline.sweep(context)
    _deliver_alerts(job)
    return context, merged


def _wait_for_more(context: Context, merged: float) -> None:
    """Return once a session has said something new, after LINGER seconds at most."""
    deadline, changed = time.monotonic() + LINGER, 0
    while time.monotonic() < deadline:
        before, changed = changed, statusline.changed(context)
        if changed != before and statusline.newest(context) > merged:
            return
        time.sleep(LOOK_EVERY)


CHILDREN = {"refresh": run_refresh, "ingest": run_ingest, "recompile": run_recompile}
