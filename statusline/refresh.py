"""The cold half's work: ask what is due, merge it into the record, compile every prompt file."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, cast

from statusline import (
    __version__,
    accounts,
    books,
    compile,  # noqa: A004 - our module's name is the field's word
    merge,
    prompts,
    schedule,
    show,
    spawn,
    store,
    timing,
)
from statusline.config import load_or_last_good
from statusline.errors import BadDocument, SourceError
from statusline.http import Client
from statusline.model import CLAUDE, PROVIDERS, Account
from statusline.sources import SOURCES, claude_statusline
from statusline.sources.base import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.accounts import SignIn
    from statusline.config import Config
    from statusline.errors import ConfigError
    from statusline.model import Login, Usage
    from statusline.place import Place
    from statusline.sources.base import Source

SOONEST = 30
NOTHING_NEW = "nothing new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source did, for people. `next_at`: epoch seconds, None if only an event brings it on."""

    source: str
    asked: str
    answer: str
    next_at: int | None = None
    error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh at work. `clock` returns epoch seconds; `force` goes past the schedule, never past a 429."""

    place: Place
    config: Config
    config_stamp: str
    sign_ins: dict[str, SignIn]
    clock: Callable[[], int]
    force: bool = False
    config_error: ConfigError | None = None

    def context(self) -> Context:
        """Return the world as a source sees it now."""
        client = Client(user_agent=self.config.http.user_agent or f"statusline/{__version__}")
        return Context(self.place.environ, self.clock(), self.config, client)


def prepare(place: Place, clock: Callable[[], int], *, force: bool = False, offline: bool = False) -> Run:
    """Read the config and find out who is signed in; a broken config is replaced by the last good one."""
    stamp = show.config_stamp(place.environ)  # type: ignore[arg-type]  # any mapping will do
    config, error = load_or_last_good(place.config, place.state)
    config = replace(config, offline=config.offline or offline)
    return Run(place, config, stamp, accounts.find(place, config), clock, force, error)


def refresh(run: Run) -> Iterator[Outcome]:
    """Ask every source that is due and write the prompt files; yield what each did. Raises StorageError."""
    yield ingest(run)
    with ThreadPoolExecutor(max_workers=len(PROVIDERS)) as pool:
        for outcomes in pool.map(lambda provider: _ask_chain(run, provider), run.sign_ins):
            yield from outcomes
    ingest(run)
    spawn.release(f"{run.place.folder}/refresh.claim")


def ingest(run: Run) -> Outcome:
    """Merge what Claude Code said on its status line, note who is signed in, compile. No network."""
    context = run.context()
    wanted = run.config.claude.enabled and claude_statusline.NAME in run.config.claude.sources
    answer = NOTHING_NEW if wanted else "off"
    with books.opened(run.place, context.now) as opened:
        accounts.note(opened, run.place, run.sign_ins, context.now)
        if wanted:
            login = accounts.harvest_login(run.sign_ins[CLAUDE], run.place)
            usage = claude_statusline.fetch(context, login)
            if accounts.absorb_harvest(opened, run.place, login, usage, context.now, run.config.stale_after):
                answer = summary(usage)
        _note_schedule(run, opened, context.now)
        _compile(run, opened, context.now)
    return Outcome(claude_statusline.NAME, claude_statusline.describe(context), answer)


def next_request(run: Run, opened: books.Books, provider: str, now: int) -> int | None:
    """Return when a provider's chain may next be asked (epoch seconds), None if it will not be."""
    login = run.sign_ins[provider].login
    times = []
    for source in _chain(run, provider) if login else ():
        entry = opened.entries.get((login.account, source.NAME)) if login else None
        allowed = schedule.next_allowed(entry, now, run.sign_ins[provider].stamp)
        times.append(max(allowed, _put_off_until(run, opened, login, entry, now) if login else 0))
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
    times = [next_request(run, opened, provider, now) for provider in run.sign_ins]
    every = max(run.config.refresh_every, schedule.EVERY_FLOOR)
    earliest = min((time for time in times if time is not None), default=now + every)
    refresh_after = min(max(earliest, now + SOONEST), now + every + every // 10)
    header = compile.Header(now, refresh_after, run.config_stamp, run.place.login)
    prompts.write(run.place, opened.record, run.config, header)
    for folder in (run.place.folder, run.place.cache, run.place.state):
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
    if run.config.offline:
        return []
    sources = [cast("Source", import_module(SOURCES[name])) for name in getattr(run.config, provider).sources]
    return [source for source in sources if source.NETWORK]


def _ask_chain(run: Run, provider: str) -> list[Outcome]:
    sign_in = run.sign_ins[provider]
    outcomes: list[Outcome] = []
    for source in _chain(run, provider):
        asked = source.describe(run.context())
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
    key, stamp, context = (login.account, source.NAME), run.sign_ins[login.provider].stamp, run.context()
    with books.opened(run.place, context.now) as opened:
        entry = opened.entries.get(key)
        put_off = 0 if run.force else _put_off_until(run, opened, login, entry, context.now)
        if not schedule.due(entry, context.now, stamp, run.force) or context.now < put_off:
            at = max(schedule.next_allowed(entry, context.now, stamp), put_off)
            why = schedule.why(entry, context.now, stamp) if put_off < at else "Claude Code keeps the numbers fresh"
            return Outcome(source.NAME, asked, f"not asked: {why}", at), bool(entry and entry.reason == schedule.FRESH)
        opened.entries[key] = schedule.claimed(entry, context.now)
    try:
        usage = source.fetch(context, login)
    except SourceError as error:
        return _failed(run, source, asked, login, error), False
    except Exception as error:  # noqa: BLE001 - a bug of ours must not make every render ask the server again
        bug = BadDocument(f"{source.NAME} failed on an answer it did not expect ({type(error).__name__}).")
        return _failed(run, source, asked, login, bug), False
    return _answered(run, source, asked, login, usage), True


def _answered(run: Run, source: Source, asked: str, login: Login, usage: Usage) -> Outcome:
    now, key = run.clock(), (login.account, source.NAME)
    with books.opened(run.place, now) as opened:
        entry = schedule.succeeded(opened.entries.get(key), now, run.config.refresh_every, random.random())  # noqa: S311 - jitter
        account = opened.record.accounts.get(login.account) or Account(login.account, login.provider)
        account = merge.absorb(account, usage, now)
        opened.entries[key] = entry = timing.after_success(entry, account, now)
        opened.record = replace(opened.record, accounts={**opened.record.accounts, login.account: account})
    return Outcome(source.NAME, asked, summary(usage), entry.next_at)


def _failed(run: Run, source: Source, asked: str, login: Login, error: SourceError) -> Outcome:
    now, key, stamp = run.clock(), (login.account, source.NAME), run.sign_ins[login.provider].stamp
    with books.opened(run.place, now) as opened:
        entry = schedule.failed(opened.entries.get(key), error, now, stamp, random.random())  # noqa: S311 - jitter
        opened.entries[key] = entry
        at = schedule.next_allowed(entry, now, stamp)
        retry_at = at if at < schedule.NEVER else None
        account = opened.record.accounts.get(login.account) or Account(login.account, login.provider)
        problem = accounts.as_problem(error, source.NAME, retry_at)
        known = {**opened.record.accounts, login.account: replace(account, problem=problem)}
        opened.record = replace(opened.record, accounts=known)
    return Outcome(source.NAME, asked, str(error), retry_at, error)
