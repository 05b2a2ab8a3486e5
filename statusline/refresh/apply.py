"""What a refresh learned, written into the record: who is signed in, what sources answered, why one failed.

Nothing else writes accounts. The caller has the shared state open. Times are epoch seconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.errors import Unauthorized
from statusline.hot import paths
from statusline.hot.paths import ACCOUNT_MARK
from statusline.limits import clock, merge
from statusline.limits.model import NOBODY, Account, LoginState, Problem, SignedIn
from statusline.providers.claude import web_session
from statusline.refresh import due, sign_ins
from statusline.refresh.job import chain
from statusline.state import schedule
from statusline.state.backoff import NOTHING_SENT

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.errors import SourceError
    from statusline.limits.model import Login, Sample, Usage
    from statusline.refresh.job import Job, Request
    from statusline.refresh.sign_ins import SignIn
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

_WEB_REMEDY = "Run `statusline login claude-web`."


def forget_others(shared: SharedState, config: Config) -> None:
    """Take the accounts that are no longer configured out of the record's logins."""
    configured = {account.key for account in config.enabled_accounts}
    logins = shared.record.logins.items()
    remaining = {key: state for key, state in logins if key[:1] != ACCOUNT_MARK or key in configured}
    shared.record = replace(shared.record, logins=remaining)


def note_sign_ins(shared: SharedState, job: Job, now: int) -> None:
    """Write down who is signed in, and why nobody is where a store could not be read."""
    environment = job.environment
    before = _login_state(shared, environment).signed_in
    signed_in = {name: entry for name, entry in before.items() if name not in job.sign_ins}
    for provider, sign_in in job.sign_ins.items():
        last = before.get(provider)
        key = sign_ins.account_key(sign_in, last, environment)
        if key is None:
            problem = _problem(sign_in.error, provider) if sign_in.error else None
            if last or problem:  # whoever signs in next has nothing to do with what was observed until now
                since = now if last and last.account else last.since if last else 0
                signed_in[provider] = SignedIn(NOBODY, since, problem)
            continue
        switched = last is not None and last.account != key
        signed_in[provider] = last if last and not switched else SignedIn(key, now if switched else 0)
        shared.put(_of_sign_in(shared.record.accounts.get(key) or Account(key, provider), sign_in))
    logins = {**shared.record.logins, environment.key: LoginState(environment.login, signed_in)}
    shared.record = replace(shared.record, logins=logins)


def local_usage(shared: SharedState, job: Job, login: Login, usage: Usage, now: int) -> bool:
    """Merge what a source read on this machine into login's account; return whether any sample of it was new.

    Observations from before the account was signed in belong to another one. A failure of another source is
    forgotten only for numbers that are younger than stale_after.
    """
    state = _login_state(shared, job.environment)
    signed_in = state.signed_in.get(login.provider) or SignedIn(login.account, 0)
    samples = tuple(sample for sample in usage.samples if sample.as_of >= signed_in.since)
    block = usage.block if usage.block and usage.block.as_of >= signed_in.since else None
    before = shared.account(login)
    account = merge.absorb(before, _unless_outdated(replace(usage, samples=samples, block=block), before), now)
    if (account.samples, account.block) == (before.samples, before.block):
        return False
    if _newest(samples) < now - job.config.stale_after:
        account = replace(account, problem=before.problem)
    shared.put(account)
    state = replace(state, signed_in={**state.signed_in, login.provider: replace(signed_in, account=login.account)})
    shared.record = replace(shared.record, logins={**shared.record.logins, job.environment.key: state})
    return True


def local_error(shared: SharedState, request: Request, error: SourceError | None) -> None:
    """Make a local failure the account's problem only where nothing is known of it and no server is asked."""
    account, source = shared.account(request.login), request.source.NAME
    problem = account.problem
    if error and not account.samples and not chain(request.job, request.login.provider):
        problem = _problem(error, source)
    elif error is None and problem and problem.source == source:
        problem = None
    if problem != account.problem:
        shared.put(replace(account, problem=problem))


def _jitter() -> float:
    import random  # here: most passes ask nobody

    return random.random()  # noqa: S311 - it spreads requests


def answer(shared: SharedState, request: Request, usage: Usage) -> int:
    """Merge what a server answered; return when it may be asked again."""
    now, every = request.job.clock(), request.job.config.refresh_every
    entry = shared.entries.get(request.key)
    entry = schedule.succeeded(entry, now, every, _jitter(), request.stamp)
    account = merge.absorb(shared.account(request.login), usage, now)
    account = replace(account, clock_off=clock.hours_off(usage.samples, now))
    shared.entries[request.key] = entry = due.after_success(entry, account, now)
    shared.put(_counted(account, request))
    return entry.next_at


def failure(shared: SharedState, request: Request, error: SourceError) -> int | None:
    """Note why a server did not answer; return when it may be asked again, None if only an event brings it on."""
    now = request.job.clock()
    entry = shared.entries.get(request.key)
    credential = request.login.credential
    expires_at = credential.expires_at if credential else None
    entry = schedule.failed(entry, error, now, request.stamp, _jitter(), expires_at)
    shared.entries[request.key] = entry
    at = schedule.next_allowed(entry, now, request.stamp)
    retry_at = at if at < schedule.NEVER else None
    account = shared.account(request.login)
    if not _another_answered(shared, request):
        account = replace(account, problem=_problem(error, request.source.NAME, retry_at))
    shared.put(account if error.code in NOTHING_SENT else _counted(account, request))
    return retry_at


def still_refused(shared: SharedState, request: Request, now: int) -> None:
    """Make the refused sign-in the account's problem again, once all that is known besides is stale.

    Numbers of a session end a problem, and a server that refused is not asked again: nothing else would show it.
    """
    account = shared.record.accounts.get(request.login.account)
    if account is None or account.problem or _newest(account.samples) >= now - request.job.config.stale_after:
        return
    if not _another_answered(shared, request):
        web = request.source.NAME == web_session.SOURCE
        remedy = _WEB_REMEDY if web else "Sign in again with the vendor's own client."
        error = Unauthorized("The server refused the sign-in when it was last asked.", remedy)
        shared.put(replace(account, problem=_problem(error, request.source.NAME)))


def next_requests(shared: SharedState, times: dict[str, int | None]) -> None:
    for key, at in times.items():
        if key in shared.record.accounts:
            shared.put(replace(shared.record.accounts[key], next_refresh_at=at))


def _login_state(shared: SharedState, environment: Environment) -> LoginState:
    """Return the state of a login; a configured account begins with what its folder's own terminal knows."""
    logins = shared.record.logins
    state = logins.get(environment.key)
    if state and state.values == environment.login:
        return state
    return logins.get(paths.login_key(environment.login), LoginState(environment.login, {}))


def _of_sign_in(account: Account, sign_in: SignIn) -> Account:
    """Return account with the plan and label of its sign-in, and with the problem that its store has or had."""
    problem = account.problem
    if sign_in.error:
        problem = _problem(sign_in.error, sign_in.provider)
    elif problem and problem.source == sign_in.provider:  # the store could not be read, and now it can
        problem = None
    named = account.plan if account.plan_named else None
    plan = named or (sign_in.login.plan if sign_in.login else None) or account.plan
    return replace(account, plan=plan, label=sign_in.login.label if sign_in.login else account.label, problem=problem)


def _unless_outdated(usage: Usage, account: Account) -> Usage:
    """Return usage with its samples alone if the account knows something newer: only those say how old they are."""
    if max(_newest(usage.samples), usage.block.as_of if usage.block else 0) >= _newest(account.samples):
        return usage
    return replace(usage, plan=None, credits=None, extra_usage=None, block=None, unlimited=False, banked_resets=None)


def _newest(samples: tuple[Sample, ...]) -> int:
    return max((sample.as_of for sample in samples), default=0)


def _counted(account: Account, request: Request) -> Account:
    before, source = account.requests or {}, request.source.NAME
    return replace(account, requests={**before, source: before.get(source, 0) + 1})


def _another_answered(shared: SharedState, request: Request) -> bool:
    """Tell whether the last word of another source of the chain was an answer: then a failure takes nothing away."""
    others = [other.NAME for other in chain(request.job, request.login.provider) if other.NAME != request.source.NAME]
    entries = (shared.entries.get((request.login.account, name)) for name in others)
    return any(entry is not None and entry.reason == schedule.FRESH for entry in entries)


def _problem(error: SourceError, source: str, retry_at: int | None = None) -> Problem:
    return Problem(error.code, error.status, error.message, error.remedy, source, retry_at)
