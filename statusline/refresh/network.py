"""The servers' turn: who is asked, when, and what their answers and failures leave behind."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import LoginExpired, SourceError
from statusline.limits import merge, view
from statusline.refresh import due, sign_ins
from statusline.refresh.job import chain
from statusline.refresh.outcome import Outcome, fetched, summary
from statusline.state import schedule, transaction

if TYPE_CHECKING:
    from statusline.limits.model import Account, Login, Usage
    from statusline.providers.base import Source
    from statusline.refresh.job import Job


def next_request(job: Job, opened: transaction.SharedState, provider: str, now: int) -> int | None:
    """Return when a provider's chain may next be asked (epoch seconds), None if it will not be."""
    sign_in = job.sign_ins[provider]
    times = []
    for source in chain(job, provider):
        if sign_in.login is None or sign_in.why_not(source.NAME):
            continue
        entry = opened.entries.get((sign_in.login.account, source.NAME))
        allowed = schedule.next_allowed(entry, now, sign_in.stamp_for(source.NAME))
        times.append(max(allowed, _put_off_until(job, opened, sign_in.login, entry, now)))
        if entry and entry.reason == schedule.FRESH:
            break
    return min((time for time in times if time < schedule.NEVER), default=None)


def by_account(job: Job) -> list[list[tuple[Job, str]]]:
    """Return who is to be asked for (a run and its provider), those of one account together."""
    groups: dict[str, list[tuple[Job, str]]] = {}
    for one in job.all:
        for provider, sign_in in one.sign_ins.items():
            name = sign_in.login.account if sign_in.login else f"{one.environment.key} {provider}"
            groups.setdefault(name, []).append((one, provider))
    return list(groups.values())


def ask_account(logins: list[tuple[Job, str]]) -> list[Outcome]:
    """Ask for one account with each of its logins in turn; what the first one forced, the others only do if due."""
    return [
        replace(outcome, label=run.label)
        for position, (run, provider) in enumerate(logins)
        for outcome in _ask_chain(replace(run, force=run.force and position == 0), provider)
    ]


def _ask_chain(job: Job, provider: str) -> list[Outcome]:
    sign_in = job.sign_ins[provider]
    outcomes: list[Outcome] = []
    for source in chain(job, provider):
        asked = source.describe(job.context())
        if reason := sign_in.why_not(source.NAME):
            if sign_in.web:
                outcomes.append(Outcome(source.NAME, asked, f"not used: {reason}"))
            continue
        if sign_in.login is None:
            outcomes.append(
                Outcome(source.NAME, asked, str(sign_in.error or view.SIGNED_OUT[provider]), error=sign_in.error)
            )
            break
        outcome, ended = _ask(job, source, asked, sign_in.login)
        outcomes.append(outcome)
        if ended:
            break
    return outcomes


def _ask(job: Job, source: Source, asked: str, login: Login) -> tuple[Outcome, bool]:
    """Ask one source if it is due; return what came of it, and whether the chain ends here."""
    key, context = (login.account, source.NAME), job.context()
    stamp = job.sign_ins[login.provider].stamp_for(source.NAME)
    with transaction.opened(job.environment, context.now) as shared:
        entry = shared.entries.get(key)
        put_off = 0 if job.force else _put_off_until(job, shared, login, entry, context.now)
        if not schedule.due(entry, context.now, stamp, job.force) or context.now < put_off:
            at = max(schedule.next_allowed(entry, context.now, stamp), put_off)
            why = schedule.why(entry, context.now, stamp) if put_off < at else "Claude Code keeps the numbers fresh"
            if at == schedule.NEVER and not _another_answered(job, shared, source, login):
                sign_ins.still_refused(shared, login, source.NAME, context.now - job.config.stale_after)
            next_at = at if at < schedule.NEVER else None
            outcome = Outcome(source.NAME, asked, f"not asked: {why}", next_at)
            return outcome, bool(entry and entry.reason == schedule.FRESH)
        shared.entries[key] = schedule.claimed(entry, context.now)
    usage = fetched(source, context, login)
    if isinstance(usage, LoginExpired) and (reason := job.sign_ins[login.provider].error):
        usage = LoginExpired(reason.message, reason.remedy)  # not that there is no token: why it could not be read
    if isinstance(usage, SourceError):
        return _failed(job, source, asked, login, usage), False
    return _answered(job, source, asked, login, usage), True


def _answered(job: Job, source: Source, asked: str, login: Login, usage: Usage) -> Outcome:
    now, key = job.clock(), (login.account, source.NAME)
    stamp = job.sign_ins[login.provider].stamp_for(source.NAME)
    with transaction.opened(job.environment, now) as shared:
        entry = shared.entries.get(key)
        entry = schedule.succeeded(entry, now, job.config.refresh_every, random.random(), stamp)  # noqa: S311 - jitter
        account = merge.absorb(shared.account(login), usage, now)
        shared.entries[key] = entry = due.after_success(entry, account, now)
        shared.put(_counted(account, source))
    return Outcome(source.NAME, asked, summary(usage), entry.next_at)


def _failed(job: Job, source: Source, asked: str, login: Login, error: SourceError) -> Outcome:
    now, key = job.clock(), (login.account, source.NAME)
    stamp = job.sign_ins[login.provider].stamp_for(source.NAME)
    with transaction.opened(job.environment, now) as shared:
        entry = schedule.failed(shared.entries.get(key), error, now, stamp, random.random())  # noqa: S311 - jitter
        shared.entries[key] = entry
        at = schedule.next_allowed(entry, now, stamp)
        retry_at = at if at < schedule.NEVER else None
        if not _another_answered(job, shared, source, login):
            problem = sign_ins.as_problem(error, source.NAME, retry_at)
            shared.put(replace(shared.account(login), problem=problem))
        if error.code not in schedule.NOTHING_SENT:
            shared.put(_counted(shared.account(login), source))
    return Outcome(source.NAME, asked, str(error), retry_at, error)


def _counted(account: Account, source: Source) -> Account:
    """Return account with one more request of source."""
    before = account.requests or {}
    return replace(account, requests={**before, source.NAME: before.get(source.NAME, 0) + 1})


def _another_answered(job: Job, opened: transaction.SharedState, source: Source, login: Login) -> bool:
    """Tell whether the last word of another source of the chain was an answer: then a failure takes nothing away."""
    others = [other.NAME for other in chain(job, login.provider) if other.NAME != source.NAME]
    entries = (opened.entries.get((login.account, name)) for name in others)
    return any(entry is not None and entry.reason == schedule.FRESH for entry in entries)


def _put_off_until(
    job: Job, opened: transaction.SharedState, login: Login, entry: schedule.Entry | None, now: int
) -> int:
    return due.put_off_until(entry, opened.record.accounts.get(login.account), job.config.refresh_every, now)
