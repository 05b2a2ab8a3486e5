"""The cold half's work: ask what is due, merge it into the record, compile every prompt file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot import spawn
from statusline.limits.model import CLAUDE
from statusline.providers.claude import statusline
from statusline.refresh import local, network, publish, sign_ins
from statusline.refresh.outcome import NOTHING_NEW, Outcome, summary
from statusline.render import compiler
from statusline.state import files, samples, schedule, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.refresh.job import Job

SOONEST = 30
MOST_AT_ONCE = 8


def refresh(job: Job) -> Iterator[Outcome]:
    """Ask every source that is due and write the prompt files; yield what each did. Raises StorageError."""
    yield ingest(job)
    for one in job.all:
        yield from (replace(outcome, label=one.label) for outcome in local.read(one))
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        for outcomes in pool.map(network.ask_account, network.by_account(job)):
            yield from outcomes
    ingest(job)
    spawn.release(f"{job.environment.folder}/refresh.claim")


def ingest(job: Job) -> Outcome:
    """Merge what Claude Code said on its status line, note who is signed in, compile. No network."""
    context = job.context()
    with transaction.opened(job.environment, context.now) as shared:
        sign_ins.forget_others(shared, job.config)
        answer, *_ = [_harvest(one, shared, context.now) for one in job.all]
        _compile(job, shared, context.now)
    note = samples.keep(job.environment.state, shared.record, context.now, job.config.history_days)
    return Outcome(statusline.NAME, statusline.describe(context), "; ".join(filter(None, (answer, note))))


def _harvest(job: Job, opened: transaction.SharedState, now: int) -> str:
    """Note who is signed in and merge what Claude Code said there; return that in a few words."""
    wanted = statusline.NAME in job.config.claude.sources and _is_for(job, CLAUDE, statusline.NAME)
    answer = NOTHING_NEW if wanted else "off"
    sign_ins.note(opened, job.environment, job.sign_ins, now)
    if wanted:
        login = sign_ins.harvest_login(job.sign_ins[CLAUDE], job.environment)
        usage = statusline.fetch(job.context(), login)
        if sign_ins.absorb_local(opened, job.environment, login, usage, now, job.config.stale_after):
            kept = (one for one in opened.account(login).samples if one.source == statusline.NAME)
            answer = summary(replace(usage, samples=tuple(kept)))
    _note_schedule(job, opened, now)
    return answer


def _compile(job: Job, opened: transaction.SharedState, now: int) -> None:
    times = [network.next_request(one, opened, provider, now) for one in job.all for provider in one.sign_ins]
    every = max(job.config.refresh_every, schedule.EVERY_FLOOR)
    earliest = min((time for time in times if time is not None), default=now + every)
    refresh_after = min(max(earliest, now + SOONEST), now + every + every // 10)
    headers = {
        one.environment.key: compiler.Header(now, refresh_after, job.config_stamp, one.environment.login)
        for one in job.all
    }
    publish.write(job.environment, opened.record, job.config, headers)
    publish.sweep(job.environment, job.config)
    for folder in (*(one.environment.folder for one in job.all), job.environment.cache, job.environment.state):
        files.sweep(folder)


def _note_schedule(job: Job, opened: transaction.SharedState, now: int) -> None:
    """Write into each account when it is next asked."""
    known = dict(opened.record.accounts)
    for provider, sign_in in job.sign_ins.items():
        if sign_in.login and sign_in.login.account in known:
            at = network.next_request(job, opened, provider, now)
            known[sign_in.login.account] = replace(known[sign_in.login.account], next_refresh_at=at)
    opened.record = replace(opened.record, accounts=known)


def _is_for(job: Job, provider: str, source: str) -> bool:
    return provider in job.sign_ins and job.sign_ins[provider].why_not(source) is None
