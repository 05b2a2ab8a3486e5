"""The servers' turn: who is asked, by which login, and whether it is time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import LoginExpired, SourceError
from statusline.limits import view
from statusline.refresh import apply, due
from statusline.refresh.job import Request, chain
from statusline.refresh.outcome import Outcome, fetched, summary
from statusline.state import schedule, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.refresh.job import Job
    from statusline.state.transaction import SharedState

MOST_AT_ONCE = 8


def ask(job: Job) -> Iterator[Outcome]:
    """Ask every server that is due, accounts at once, and apply what it answered; yield what came of each."""
    if not _any_due(job):
        for logins in _by_account(job):
            yield from _ask_account(logins)
        return
    from concurrent.futures import ThreadPoolExecutor  # here: most passes ask nobody

    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        for outcomes in pool.map(_ask_account, _by_account(job)):
            yield from outcomes


def _any_due(job: Job) -> bool:
    now = job.clock()
    shared = transaction.read(job.environment, now)
    return any(
        _why_wait(Request(login_job, source, sign_in.login), shared, now) is None
        for login_job in job.all
        for provider, sign_in in login_job.sign_ins.items()
        if sign_in.login
        for source in chain(login_job, provider)
        if not sign_in.why_not(source.NAME)
    )


def _by_account(job: Job) -> list[list[tuple[Job, str]]]:
    """Return who is to be asked for (a job and its provider), those of one account together."""
    groups: dict[str, list[tuple[Job, str]]] = {}
    for login_job in job.all:
        for provider, sign_in in login_job.sign_ins.items():
            name = sign_in.login.account if sign_in.login else f"{login_job.environment.key} {provider}"
            groups.setdefault(name, []).append((login_job, provider))
    return list(groups.values())


def _ask_account(logins: list[tuple[Job, str]]) -> list[Outcome]:
    """Ask for one account with each of its logins in turn; what the first one forced, the others only do if due."""
    return [
        replace(outcome, label=job.label)
        for position, (job, provider) in enumerate(logins)
        for outcome in _ask_chain(replace(job, force=job.force and position == 0), provider)
    ]


def _ask_chain(job: Job, provider: str) -> list[Outcome]:
    sign_in = job.sign_ins[provider]
    outcomes: list[Outcome] = []
    for source in chain(job, provider):
        description = source.describe(job.context())
        if reason := sign_in.why_not(source.NAME):
            if sign_in.web or (sign_in.login and sign_in.login.obstacle):
                outcomes.append(Outcome(source.NAME, description, f"not used: {reason}"))
            continue
        if sign_in.login is None:
            answer = str(sign_in.error or view.SIGNED_OUT[provider])
            outcomes.append(Outcome(source.NAME, description, answer, error=sign_in.error))
            break
        outcome, ended = _ask(Request(job, source, sign_in.login), description)
        outcomes.append(outcome)
        if ended:
            break
    return outcomes


def _ask(request: Request, description: str) -> tuple[Outcome, bool]:
    """Ask one source if it is due; return what came of it, and whether the chain ends here."""
    job, source, login = request.job, request.source, request.login
    context = job.context()
    with transaction.opened(job.environment, context.now) as shared:
        entry = shared.entries.get(request.key)
        if wait := _why_wait(request, shared, context.now):
            at, why = wait
            if schedule.is_refused(entry, request.stamp):
                apply.still_refused(shared, request, context.now)
            outcome = Outcome(
                source.NAME,
                description,
                f"not asked: {why.partition(', again in')[0]}",
                at if at < schedule.NEVER else None,
            )
            return outcome, bool(entry and entry.reason == schedule.FRESH)
        shared.entries[request.key] = schedule.claimed(entry, context.now)
    usage = fetched(source, context, login)
    if isinstance(usage, LoginExpired) and (reason := job.sign_ins[login.provider].error):
        usage = LoginExpired(reason.message, reason.remedy)  # not that there is no token: why it could not be read
    with transaction.opened(job.environment, job.clock()) as shared:
        if isinstance(usage, SourceError):
            retry_at = apply.failure(shared, request, usage)
            return Outcome(source.NAME, description, str(usage), retry_at, usage), False
        return Outcome(source.NAME, description, summary(usage), apply.answer(shared, request, usage)), True


def _why_wait(request: Request, shared: SharedState, now: int) -> tuple[int, str] | None:
    """Return until when a source is not asked (epoch seconds, NEVER: until another login) and why; None if due."""
    job, entry = request.job, shared.entries.get(request.key)
    account = shared.record.accounts.get(request.login.account)
    put_off = 0 if job.force else due.put_off_until(entry, account, job.config.refresh_every, now)
    if schedule.due(entry, now, request.stamp, job.force) and now >= put_off:
        return None
    allowed = schedule.next_allowed(entry, now, request.stamp)
    if put_off >= allowed:
        return put_off, "Claude Code keeps the numbers fresh"
    return allowed, schedule.why(entry, now, request.stamp)
