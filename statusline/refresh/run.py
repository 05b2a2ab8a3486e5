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

    from statusline.refresh.job import Run

SOONEST = 30
MOST_AT_ONCE = 8


def refresh(run: Run) -> Iterator[Outcome]:
    """Ask every source that is due and write the prompt files; yield what each did. Raises StorageError."""
    yield ingest(run)
    for one in run.all:
        yield from (replace(outcome, label=one.label) for outcome in local.read(one))
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        for outcomes in pool.map(network.ask_account, network.by_account(run)):
            yield from outcomes
    ingest(run)
    spawn.release(f"{run.place.folder}/refresh.claim")


def ingest(run: Run) -> Outcome:
    """Merge what Claude Code said on its status line, note who is signed in, compile. No network."""
    context = run.context()
    with transaction.opened(run.place, context.now) as opened:
        sign_ins.forget_others(opened, run.config)
        answer, *_ = [_harvest(one, opened, context.now) for one in run.all]
        _compile(run, opened, context.now)
    note = samples.keep(run.place.state, opened.record, context.now, run.config.history_days)
    return Outcome(statusline.NAME, statusline.describe(context), "; ".join(filter(None, (answer, note))))


def _harvest(run: Run, opened: transaction.Books, now: int) -> str:
    """Note who is signed in and merge what Claude Code said there; return that in a few words."""
    wanted = statusline.NAME in run.config.claude.sources and _is_for(run, CLAUDE, statusline.NAME)
    answer = NOTHING_NEW if wanted else "off"
    sign_ins.note(opened, run.place, run.sign_ins, now)
    if wanted:
        login = sign_ins.harvest_login(run.sign_ins[CLAUDE], run.place)
        usage = statusline.fetch(run.context(), login)
        if sign_ins.absorb_local(opened, run.place, login, usage, now, run.config.stale_after):
            kept = (one for one in opened.account(login).samples if one.source == statusline.NAME)
            answer = summary(replace(usage, samples=tuple(kept)))
    _note_schedule(run, opened, now)
    return answer


def _compile(run: Run, opened: transaction.Books, now: int) -> None:
    times = [network.next_request(one, opened, provider, now) for one in run.all for provider in one.sign_ins]
    every = max(run.config.refresh_every, schedule.EVERY_FLOOR)
    earliest = min((time for time in times if time is not None), default=now + every)
    refresh_after = min(max(earliest, now + SOONEST), now + every + every // 10)
    headers = {one.place.key: compiler.Header(now, refresh_after, run.config_stamp, one.place.login) for one in run.all}
    publish.write(run.place, opened.record, run.config, headers)
    publish.sweep(run.place, run.config)
    for folder in (*(one.place.folder for one in run.all), run.place.cache, run.place.state):
        files.sweep(folder)


def _note_schedule(run: Run, opened: transaction.Books, now: int) -> None:
    """Write into each account when it is next asked."""
    known = dict(opened.record.accounts)
    for provider, sign_in in run.sign_ins.items():
        if sign_in.login and sign_in.login.account in known:
            at = network.next_request(run, opened, provider, now)
            known[sign_in.login.account] = replace(known[sign_in.login.account], next_refresh_at=at)
    opened.record = replace(opened.record, accounts=known)


def _is_for(run: Run, provider: str, source: str) -> bool:
    return provider in run.sign_ins and run.sign_ins[provider].why_not(source) is None
