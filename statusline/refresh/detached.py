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
from statusline.refresh import job, publish, tmux
from statusline.refresh import run as refresh_run
from statusline.state.environment import absolute_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Place

INGEST_EVERY = 10


def _leave(place: Place) -> None:
    """Hold on to nothing of the caller's: its folder, and descriptors that somebody may wait on."""
    os.environ.update(absolute_paths(place.environ))
    os.chdir("/")
    os.closerange(3, 256)


def run_refresh(place: Place, clock: Callable[[], int]) -> None:
    """Refresh what is due; whatever happens, the prompt files' refresh_after moves on."""
    _leave(place)
    try:
        run = job.prepare(place, clock)
        with tmux.when_changed(place):
            for _ in refresh_run.refresh(run):
                pass
    except Exception:
        with contextlib.suppress(StatuslineError):
            publish.postpone(place, clock())
        raise
    deliver.deliver(run.place, run.config, run.clock)


def run_ingest(place: Place, clock: Callable[[], int]) -> None:
    """Merge the spool, once per INGEST_EVERY seconds, until nothing is left that came in meanwhile.

    The claim ends before the last look, so that a session that still saw it has its words seen here.
    """
    _leave(place)
    claim = f"{place.folder}/ingest.claim"
    while True:
        seen = _merge(place, clock)
        time.sleep(INGEST_EVERY)
        spawn.release(claim)
        context = job.prepare(place, clock, alone=True).context()
        if statusline.newest(context) <= seen or not spawn.claim(claim, clock(), spawn.INGEST_LIFE):
            return


def _merge(place: Place, clock: Callable[[], int]) -> float:
    run = job.prepare(place, clock, alone=True)
    seen = statusline.newest(run.context())
    with tmux.when_changed(place):
        refresh_run.ingest(run)
    statusline.sweep(run.context())
    deliver.deliver(run.place, run.config, run.clock)
    return seen
