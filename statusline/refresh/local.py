"""What lies on this machine: the sources that ask no server, read at each refresh."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import SourceError
from statusline.providers.claude import statusline
from statusline.refresh import sign_ins
from statusline.refresh.job import chain, sources_of
from statusline.refresh.outcome import NOTHING_NEW, Outcome, fetched, summary
from statusline.state import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Login
    from statusline.providers.base import Source
    from statusline.refresh.job import Job


def read(job: Job) -> Iterator[Outcome]:
    """Read what lies on this machine; what Claude Code says on its status line is left to `ingest`."""
    for provider, sign_in in job.sign_ins.items():
        for source in sources_of(job, provider):
            if source.NETWORK or source.NAME == statusline.NAME:
                continue
            if sign_in.login and not sign_in.why_not(source.NAME):
                yield _read(job, source, sign_in.login)


def _read(job: Job, source: Source, login: Login) -> Outcome:
    context = job.context()
    asked, answer, usage = source.describe(context), NOTHING_NEW, fetched(source, context, login)
    error = usage if isinstance(usage, SourceError) else None
    with transaction.opened(job.environment, context.now) as shared:
        if not isinstance(usage, SourceError) and sign_ins.absorb_local(
            shared, job.environment, login, usage, context.now, job.config.stale_after
        ):
            answer = summary(usage)
        _note_local_problem(job, shared, source, login, error)
    return Outcome(source.NAME, asked, str(error or answer), error=error)


def _note_local_problem(
    job: Job, opened: transaction.SharedState, source: Source, login: Login, error: SourceError | None
) -> None:
    """Make a failure the account's problem only where nothing is known of it and no server is asked."""
    account = opened.account(login)
    problem = account.problem
    if error and not account.samples and not chain(job, login.provider):
        problem = sign_ins.as_problem(error, source.NAME, None)
    elif error is None and problem and problem.source == source.NAME:
        problem = None
    if problem != account.problem:
        opened.put(replace(account, problem=problem))
