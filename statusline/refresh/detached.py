"""What the detached children do: a refresh behind a stale render, an ingest of the spool, … Silent, in nobody's way."""

from __future__ import annotations

import contextlib
import gc
import os
import time
from functools import partial
from typing import TYPE_CHECKING

from statusline import alerts
from statusline.errors import EXIT_PROBLEM, StatuslineError
from statusline.hot import prompt_file, spawn
from statusline.refresh import publish, sessions, tmux, tmux_servers
from statusline.refresh import run as refresh_run
from statusline.refresh.forked import Forked
from statusline.refresh.job import prepare
from statusline.refresh.lingering import LINGER, Lingering
from statusline.refresh.recompile import recompile
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.providers.base import Context
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment


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
    """Merge the spool at once, and again soon after what sessions say, until they are silent.

    The claim ends before the last look, so that a session that still saw it has its words seen here.
    """
    from statusline.refresh.beside import Beside  # here: a refresh looks after the limits alone

    _leave(environment)
    lingering = Lingering(environment, clock)
    refreshes = Forked(environment, clock, partial(run_refresh, environment, clock))
    with Beside(environment, refreshes) as beside:
        while True:
            context, merged = _merge(environment, clock)
            rest = partial(beside.rest, sessions.folders(context))
            more = lingering.wait(LINGER, _news(context, merged), beside.look, rest)
            if more is None:
                return
            if more:
                continue
            lingering.release()
            if sessions.newest(context) <= merged or not lingering.again():
                return


def run_tmux(environment: Environment, clock: Callable[[], int]) -> None:  # noqa: ARG001 - as the other children
    """Have the tmux server of this job count by itself; after a failure not again before the claim ends."""
    _leave(environment)
    try:
        counts = tmux_servers.register(environment, time.monotonic() + tmux.SECONDS)
    except OSError:
        return
    if counts:
        spawn.release(f"{environment.folder}/tmux.claim")


def _deliver_alerts(job: Job) -> None:
    if not job.config.alerts.enabled and not os.path.lexists(alerts.path(job.environment.state)):
        return
    from statusline.alerts import deliver  # here: alerts are off unless somebody wants them

    deliver.deliver(job.environment, job.config, job.clock)


def _merge(environment: Environment, clock: Callable[[], int]) -> tuple[Context, float]:
    """Merge and publish; return where the spool is, and the time of the newest words in it before (epoch seconds)."""
    job = prepare(environment, clock, alone=True)
    context = job.context()
    merged = sessions.newest(context)
    with tmux.when_changed(environment):
        refresh_run.publish_sessions(job, in_part=True)
    sessions.sweep(context)
    _deliver_alerts(job)
    return context, merged


def _news(context: Context, merged: float) -> Callable[[], bool]:
    """Return a function that tells whether a session has said something new; merged: epoch seconds."""
    changed: tuple[int, ...] = ()

    def look() -> bool:
        nonlocal changed
        before, changed = changed, sessions.changed(context)
        return changed != before and sessions.newest(context) > merged

    return look


_FIRST_COLLECTION = 200_000  # objects; a merge keeps a few thousand, and none in a circle
CHILDREN = {"refresh": run_refresh, "ingest": run_ingest, "recompile": run_recompile, "tmux": run_tmux}


def main(child: str) -> int:
    """Be one of CHILDREN; return the exit status. For __main__, since click takes longer to load than a merge takes."""
    gc.freeze()
    gc.set_threshold(_FIRST_COLLECTION)
    gc.enable()
    try:
        CHILDREN[child](find_environment(os.environ), lambda: int(time.time()))
    except StatuslineError as error:
        with contextlib.suppress(OSError):
            os.write(2, f"statusline: {error}\n".encode("utf-8", "replace"))
        return EXIT_PROBLEM
    return 0
