"""What lies on this machine: what sessions gave to their status lines, and the sources that ask no server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import SourceError
from statusline.limits.model import SPOKEN
from statusline.refresh import apply, sessions, sign_ins
from statusline.refresh.job import Request, sources_of
from statusline.refresh.outcome import NOTHING_NEW, Outcome, fetched, summary
from statusline.state import old_folder, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.providers.base import Source
    from statusline.refresh.job import Job
    from statusline.state.transaction import SharedState

OFF = "off"


def apply_sessions(job: Job, shared: SharedState, now: int) -> list[Outcome]:
    """Note who is signed in and merge what sessions gave to their status lines, for every account.

    The first outcome is there whatever the config names.
    """
    apply.forget_others(shared, job.config)
    for login_job in job.all:
        old_folder.take_over(login_job.environment, shared)
        apply.note_sign_ins(shared, login_job, now)
    outcomes: list[Outcome] = []
    for source in sessions.SOURCES:
        answer, *_ = [_apply_sessions(source, login_job, shared, now) for login_job in job.all]
        if answer != OFF or not outcomes:
            outcomes.append(Outcome(source.NAME, source.describe(job.context()), answer))
    return outcomes


def read(job: Job) -> Iterator[Outcome]:
    for login_job in job.all:
        for provider, sign_in in login_job.sign_ins.items():
            for source in sources_of(login_job, provider):
                if source.NETWORK or source.NAME in SPOKEN:
                    continue
                if sign_in.login and not sign_in.why_not(source.NAME):
                    yield _read(Request(login_job, source, sign_in.login))


def _apply_sessions(source: Source, job: Job, shared: SharedState, now: int) -> str:
    sign_in = job.sign_ins.get(source.PROVIDER)
    wanted = source.NAME in job.config.of(source.PROVIDER).sources
    if not wanted or sign_in is None or sign_in.why_not(source.NAME):
        return OFF
    login = sign_ins.session_login(sign_in, job.environment)
    usage = source.fetch(job.context(), login)
    if not apply.local_usage(shared, job, login, usage, now):
        return NOTHING_NEW
    samples = (sample for sample in shared.account(login).samples if sample.source == source.NAME)
    return summary(replace(usage, samples=tuple(samples)))


def _read(request: Request) -> Outcome:
    job, source, login = request.job, request.source, request.login
    context = job.context()
    description, answer, usage = source.describe(context), NOTHING_NEW, fetched(source, context, login)
    error = usage if isinstance(usage, SourceError) else None
    with transaction.opened(job.environment, context.now) as shared:
        if not isinstance(usage, SourceError) and apply.local_usage(shared, job, login, usage, context.now):
            answer = summary(usage)
        apply.local_error(shared, request, error)
    return Outcome(source.NAME, description, str(error or answer), error=error, label=job.label)
