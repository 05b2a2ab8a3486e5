"""The cold half's work: ask what is due, merge it into the record, compile every prompt file."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, cast

from statusline import (
    accounts,
    books,
    compile,  # noqa: A004 - our module's name is the field's word
    history,
    merge,
    prompts,
    schedule,
    spawn,
    store,
    timing,
)
from statusline.errors import BadDocument, SourceError
from statusline.model import CLAUDE, Account
from statusline.sources import SOURCES, claude_statusline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.model import Login, Usage
    from statusline.runs import Run
    from statusline.sources.base import Context, Source

SOONEST = 30
MOST_AT_ONCE = 8
NOTHING_NEW = "nothing new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source did, for people. `next_at`: epoch seconds, None if only an event brings it on.

    `label` is that of the configured account it was for, if any.
    """

    source: str
    asked: str
    answer: str
    next_at: int | None = None
    error: SourceError | None = None
    label: str = ""


def refresh(run: Run) -> Iterator[Outcome]:
    """Ask every source that is due and write the prompt files; yield what each did. Raises StorageError."""
    yield ingest(run)
    for one in run.all:
        yield from (replace(outcome, label=one.label) for outcome in _read_local(one))
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        for outcomes in pool.map(_ask_account, _by_account(run)):
            yield from outcomes
    ingest(run)
    spawn.release(f"{run.place.folder}/refresh.claim")


def ingest(run: Run) -> Outcome:
    """Merge what Claude Code said on its status line, note who is signed in, compile. No network."""
    context = run.context()
    with books.opened(run.place, context.now) as opened:
        accounts.forget_others(opened, run.config)
        answer, *_ = [_harvest(one, opened, context.now) for one in run.all]
        _compile(run, opened, context.now)
    note = history.keep(run.place.state, opened.record, context.now, run.config.history_days)
    return Outcome(claude_statusline.NAME, claude_statusline.describe(context), "; ".join(filter(None, (answer, note))))


def _harvest(run: Run, opened: books.Books, now: int) -> str:
    """Note who is signed in and merge what Claude Code said there; return that in a few words."""
    wanted = claude_statusline.NAME in run.config.claude.sources and _is_for(run, CLAUDE, claude_statusline.NAME)
    answer = NOTHING_NEW if wanted else "off"
    accounts.note(opened, run.place, run.sign_ins, now)
    if wanted:
        login = accounts.harvest_login(run.sign_ins[CLAUDE], run.place)
        usage = claude_statusline.fetch(run.context(), login)
        if accounts.absorb_local(opened, run.place, login, usage, now, run.config.stale_after):
            answer = summary(usage)
    _note_schedule(run, opened, now)
    return answer


def next_request(run: Run, opened: books.Books, provider: str, now: int) -> int | None:
    """Return when a provider's chain may next be asked (epoch seconds), None if it will not be."""
    sign_in = run.sign_ins[provider]
    times = []
    for source in _chain(run, provider):
        if sign_in.login is None or sign_in.why_not(source.NAME):
            continue
        entry = opened.entries.get((sign_in.login.account, source.NAME))
        allowed = schedule.next_allowed(entry, now, sign_in.stamp_for(source.NAME))
        times.append(max(allowed, _put_off_until(run, opened, sign_in.login, entry, now)))
        if entry and entry.reason == schedule.FRESH:
            break
    return min((time for time in times if time < schedule.NEVER), default=None)


def _put_off_until(run: Run, opened: books.Books, login: Login, entry: schedule.Entry | None, now: int) -> int:
    return timing.put_off_until(entry, opened.record.accounts.get(login.account), run.config.refresh_every, now)


def summary(usage: Usage) -> str:
    """Return what a source reported, in a few words."""
    words = [
        f"{sample.label} {sample.used_percentage:g}%" for sample in usage.samples if sample.used_percentage is not None
    ]
    return ", ".join(words) or "no limits are in force"


def _compile(run: Run, opened: books.Books, now: int) -> None:
    times = [next_request(one, opened, provider, now) for one in run.all for provider in one.sign_ins]
    every = max(run.config.refresh_every, schedule.EVERY_FLOOR)
    earliest = min((time for time in times if time is not None), default=now + every)
    refresh_after = min(max(earliest, now + SOONEST), now + every + every // 10)
    headers = {one.place.key: compile.Header(now, refresh_after, run.config_stamp, one.place.login) for one in run.all}
    prompts.write(run.place, opened.record, run.config, headers)
    prompts.sweep(run.place, run.config)
    for folder in (*(one.place.folder for one in run.all), run.place.cache, run.place.state):
        store.sweep(folder)


def _note_schedule(run: Run, opened: books.Books, now: int) -> None:
    """Write into each account when it is next asked."""
    known = dict(opened.record.accounts)
    for provider, sign_in in run.sign_ins.items():
        if sign_in.login and sign_in.login.account in known:
            at = next_request(run, opened, provider, now)
            known[sign_in.login.account] = replace(known[sign_in.login.account], next_refresh_at=at)
    opened.record = replace(opened.record, accounts=known)


def _chain(run: Run, provider: str) -> list[Source]:
    """Return a provider's network sources, in the order to ask them; the first success ends the chain."""
    return [] if run.config.offline else [source for source in _sources(run, provider) if source.NETWORK]


def _sources(run: Run, provider: str) -> list[Source]:
    return [cast("Source", import_module(SOURCES[name])) for name in getattr(run.config, provider).sources]


def _read_local(run: Run) -> Iterator[Outcome]:
    """Read what lies on this machine; what Claude Code says on its status line is left to `ingest`."""
    for provider, sign_in in run.sign_ins.items():
        for source in _sources(run, provider):
            if source.NETWORK or source.NAME == claude_statusline.NAME:
                continue
            if sign_in.login and not sign_in.why_not(source.NAME):
                yield _read(run, source, sign_in.login)


def _read(run: Run, source: Source, login: Login) -> Outcome:
    context = run.context()
    asked, answer, usage = source.describe(context), NOTHING_NEW, _fetched(source, context, login)
    error = usage if isinstance(usage, SourceError) else None
    with books.opened(run.place, context.now) as opened:
        if not isinstance(usage, SourceError) and accounts.absorb_local(
            opened, run.place, login, usage, context.now, run.config.stale_after
        ):
            answer = summary(usage)
        _note_local_problem(run, opened, source, login, error)
    return Outcome(source.NAME, asked, str(error or answer), error=error)


def _note_local_problem(run: Run, opened: books.Books, source: Source, login: Login, error: SourceError | None) -> None:
    """Make a failure the account's problem only where nothing is known of it and no server is asked."""
    account = _account(opened, login)
    problem = account.problem
    if error and not account.samples and not _chain(run, login.provider):
        problem = accounts.as_problem(error, source.NAME, None)
    elif error is None and problem and problem.source == source.NAME:
        problem = None
    if problem != account.problem:
        _put(opened, replace(account, problem=problem))


def _account(opened: books.Books, login: Login) -> Account:
    return opened.record.accounts.get(login.account) or Account(login.account, login.provider)


def _put(opened: books.Books, account: Account) -> None:
    opened.record = replace(opened.record, accounts={**opened.record.accounts, account.account: account})


def _fetched(source: Source, context: Context, login: Login) -> Usage | SourceError:
    """Return what a source answers or why it does not; a bug of ours must not make every render ask again."""
    try:
        return source.fetch(context, login)
    except SourceError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, the schedule has to learn of it
        return BadDocument(f"{source.NAME} failed on an answer it did not expect ({type(error).__name__}).")


def _is_for(run: Run, provider: str, source: str) -> bool:
    return provider in run.sign_ins and run.sign_ins[provider].why_not(source) is None


def _by_account(run: Run) -> list[list[tuple[Run, str]]]:
    """Return who is to be asked for (a run and its provider), those of one account together."""
    groups: dict[str, list[tuple[Run, str]]] = {}
    for one in run.all:
        for provider, sign_in in one.sign_ins.items():
            name = sign_in.login.account if sign_in.login else f"{one.place.key} {provider}"
            groups.setdefault(name, []).append((one, provider))
    return list(groups.values())


def _ask_account(logins: list[tuple[Run, str]]) -> list[Outcome]:
    """Ask for one account with each of its logins in turn; what the first one forced, the others only do if due."""
    return [
        replace(outcome, label=run.label)
        for position, (run, provider) in enumerate(logins)
        for outcome in _ask_chain(replace(run, force=run.force and position == 0), provider)
    ]


def _ask_chain(run: Run, provider: str) -> list[Outcome]:
    sign_in = run.sign_ins[provider]
    outcomes: list[Outcome] = []
    for source in _chain(run, provider):
        asked = source.describe(run.context())
        if reason := sign_in.why_not(source.NAME):
            if sign_in.web:
                outcomes.append(Outcome(source.NAME, asked, f"not used: {reason}"))
            continue
        if sign_in.login is None:
            outcomes.append(
                Outcome(source.NAME, asked, str(sign_in.error or "nobody is signed in"), error=sign_in.error)
            )
            break
        outcome, ended = _ask(run, source, asked, sign_in.login)
        outcomes.append(outcome)
        if ended:
            break
    return outcomes


def _ask(run: Run, source: Source, asked: str, login: Login) -> tuple[Outcome, bool]:
    """Ask one source if it is due; return what came of it, and whether the chain ends here."""
    key, context = (login.account, source.NAME), run.context()
    stamp = run.sign_ins[login.provider].stamp_for(source.NAME)
    with books.opened(run.place, context.now) as opened:
        entry = opened.entries.get(key)
        put_off = 0 if run.force else _put_off_until(run, opened, login, entry, context.now)
        if not schedule.due(entry, context.now, stamp, run.force) or context.now < put_off:
            at = max(schedule.next_allowed(entry, context.now, stamp), put_off)
            why = schedule.why(entry, context.now, stamp) if put_off < at else "Claude Code keeps the numbers fresh"
            if at == schedule.NEVER and not _another_answered(run, opened, source, login):
                accounts.still_refused(opened, login, source.NAME, context.now - run.config.stale_after)
            next_at = at if at < schedule.NEVER else None
            outcome = Outcome(source.NAME, asked, f"not asked: {why}", next_at)
            return outcome, bool(entry and entry.reason == schedule.FRESH)
        opened.entries[key] = schedule.claimed(entry, context.now)
    usage = _fetched(source, context, login)
    if isinstance(usage, SourceError):
        return _failed(run, source, asked, login, usage), False
    return _answered(run, source, asked, login, usage), True


def _answered(run: Run, source: Source, asked: str, login: Login, usage: Usage) -> Outcome:
    now, key = run.clock(), (login.account, source.NAME)
    stamp = run.sign_ins[login.provider].stamp_for(source.NAME)
    with books.opened(run.place, now) as opened:
        entry = opened.entries.get(key)
        entry = schedule.succeeded(entry, now, run.config.refresh_every, random.random(), stamp)  # noqa: S311 - jitter
        account = merge.absorb(_account(opened, login), usage, now)
        opened.entries[key] = entry = timing.after_success(entry, account, now)
        _put(opened, account)
    return Outcome(source.NAME, asked, summary(usage), entry.next_at)


def _failed(run: Run, source: Source, asked: str, login: Login, error: SourceError) -> Outcome:
    now, key = run.clock(), (login.account, source.NAME)
    stamp = run.sign_ins[login.provider].stamp_for(source.NAME)
    with books.opened(run.place, now) as opened:
        entry = schedule.failed(opened.entries.get(key), error, now, stamp, random.random())  # noqa: S311 - jitter
        opened.entries[key] = entry
        at = schedule.next_allowed(entry, now, stamp)
        retry_at = at if at < schedule.NEVER else None
        if not _another_answered(run, opened, source, login):
            problem = accounts.as_problem(error, source.NAME, retry_at)
            _put(opened, replace(_account(opened, login), problem=problem))
    return Outcome(source.NAME, asked, str(error), retry_at, error)


def _another_answered(run: Run, opened: books.Books, source: Source, login: Login) -> bool:
    """Tell whether the last word of another source of the chain was an answer: then a failure takes nothing away."""
    others = [other.NAME for other in _chain(run, login.provider) if other.NAME != source.NAME]
    entries = (opened.entries.get((login.account, name)) for name in others)
    return any(entry is not None and entry.reason == schedule.FRESH for entry in entries)
