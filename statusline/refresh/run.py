"""One refresh: publish what this machine knows, ask the servers that are due, publish what they answered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from statusline.errors import SourceError, StorageError
from statusline.hot import paths, spawn
from statusline.refresh import burnt, local, network, scales
from statusline.refresh.job import prepare
from statusline.refresh.outcome import Outcome
from statusline.refresh.publish import is_current, publish
from statusline.state import forecasting, packing, recent_pace, samples, snippets, transaction

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from statusline.refresh.job import Job
    from statusline.state.transaction import SharedState

INDEX, LOGS = "index", "calls in the logs"


def refresh(job: Job) -> Iterator[Outcome]:
    """Ask every source that is due and write the prompt files; yield what each did. Raises StorageError."""
    shared = yield from publish_before_network(job)
    yield from network.ask(job)
    publish_after_network(job, shared)
    snippets.renew(job.environment.state)
    packing.renew()
    scales.renew(job, job.clock())
    spawn.release(f"{job.environment.folder}/refresh.claim")


def publish_before_network(job: Job) -> Generator[Outcome, None, SharedState | None]:
    """Merge and publish what lies on this machine, so that it shows while servers keep us waiting.

    Return what was published: None if nothing on this machine is new.
    """
    now = job.clock()
    with transaction.opened(job.environment, now) as shared:
        before = shared.record
        sessions = local.apply_sessions(job, shared, now)
    index = list(_index(job, now))
    others = list(local.read(job))
    with transaction.opened(job.environment, now) as shared:
        if not all(each.environment.key in shared.record.logins for each in job.all):  # the record is gone meanwhile
            local.apply_sessions(job, shared, now)
        new = shared.record != before or not is_current(job)
        if new:
            publish(job, shared, now)
    burnt.leave(job, now)
    yield from (*_with_history(job, shared, now, sessions), *index, *others)
    return shared if new else None


def _index(job: Job, now: int) -> Iterator[Outcome]:
    """Read on in the logs, within the bounds of a pass; yield only what went wrong."""
    from statusline.index import update  # here: an ingest of what sessions said reads no logs

    try:
        note = update.a_part(job.environment, job.config, now).note
    except StorageError as error:
        yield Outcome(INDEX, LOGS, str(error), error=SourceError(error.message, error.remedy))
        return
    if note:
        yield Outcome(INDEX, LOGS, note)


def publish_after_network(job: Job, published: SharedState | None) -> None:
    """Publish the answers of servers, and what sessions reported meanwhile; by a config that was edited meanwhile."""
    edited = paths.config_stamp(job.environment.environ) != job.config_stamp  # type: ignore[arg-type]  # any mapping
    if edited:
        publish_sessions(prepare(job.environment, job.clock))
    else:
        publish_sessions(job, published)


def publish_sessions(job: Job, published: SharedState | None = None, *, in_part: bool = False) -> list[Outcome]:
    """Merge and publish what sessions gave to their status lines. No network, no other file.

    published: what this job has published already; nothing is, if no more is known now. in_part: a refresh will soon
    write what does not show the news.
    """
    now = job.clock()
    with transaction.opened(job.environment, now) as shared:
        before = shared.record
        sessions = local.apply_sessions(job, shared, now)
        if shared == published:
            return sessions
        publish(job, shared, now, before if in_part else None)
    burnt.leave(job, now)
    return _with_history(job, shared, now, sessions)


def _with_history(job: Job, shared: SharedState, now: int, sessions: list[Outcome]) -> list[Outcome]:
    """Add the samples and what they lead to to the history; return the outcomes, the first with any problem of that."""
    note_forecasts = partial(forecasting.note, record=shared.record, basis=recent_pace.of_config(job.config), now=now)
    note = samples.keep(job.environment.state, shared.record, now, job.config.history_days, note_forecasts)
    first, *others = sessions
    return [replace(first, answer="; ".join(filter(None, (first.answer, note)))), *others]
