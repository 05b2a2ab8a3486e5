"""Who is signed in here, and what the record says of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.errors import NotSignedIn, SourceError, Unauthorized
from statusline.hot import paths
from statusline.hot.paths import ACCOUNT_MARK
from statusline.limits import merge
from statusline.limits.model import CLAUDE, CODEX, NOBODY, PROVIDERS, Account, Login, LoginState, Problem, SignedIn
from statusline.providers.claude import web_session
from statusline.providers.claude.login import claude_identity, claude_login
from statusline.providers.codex.login import codex_login

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.limits.model import Sample, Usage
    from statusline.providers.claude.web_session import WebSession
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

HARVEST_WHERE = "Claude Code's status line"
_WEB_REMEDY = "Run `statusline login claude-web`."
_SAY_PLAN = ("codex_oauth", "codex_client")  # Codex's token keeps the plan of the day it was issued


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was found out about one provider: a login, the reason why there is none, or both.

    `web` is the claude.ai session that there is besides; without another login its own is `login`.
    """

    provider: str
    login: Login | None = None
    error: SourceError | None = None
    web: WebSession | None = None

    @property
    def stamp(self) -> str | None:
        """Return what changes when the stored credential does, None without one."""
        return self.login.credential.stamp if self.login and self.login.credential else None

    def stamp_for(self, source: str) -> str | None:
        """Return the stamp of what source sends."""
        return self.web.stamp if self.web and source == web_session.SOURCE else self.stamp

    def why_not(self, source: str) -> str | None:
        """Return why source is not for this login, None if it is."""
        only_web = self.login is not None and self.login.where == web_session.WHERE
        if source != web_session.SOURCE:
            return "nobody is signed in to Claude Code" if only_web else None
        if self.web is None:
            return "there is no web session; `statusline login claude-web` begins one"
        if self.login is None:
            return "it is not known who is signed in to Claude Code"
        return None if only_web else self.web.why_not_for(self.login)


def find(environment: Environment, config: Config) -> dict[str, SignIn]:
    """Return one SignIn per enabled provider."""
    wanted = web_session.SOURCE in config.claude.sources
    web = web_session.known(environment.environ, environment.state) if wanted and config.claude.enabled else None
    look = {CLAUDE: lambda: _claude(environment, web), CODEX: lambda: _codex(environment)}
    return {provider: look[provider]() for provider in PROVIDERS if getattr(config, provider).enabled}


def harvest_login(sign_in: SignIn, environment: Environment) -> Login:
    """Return whose numbers Claude Code's status line carries, also where no credential can be read."""
    return sign_in.login or Login(CLAUDE, _stand_in(CLAUDE, environment), HARVEST_WHERE)


def note(shared: SharedState, environment: Environment, sign_ins: dict[str, SignIn], now: int) -> None:
    """Write into the record who is signed in, and why nobody is where a store could not be read."""
    before = _state(shared, environment).signed_in
    signed_in = {name: entry for name, entry in before.items() if name not in sign_ins}
    accounts = dict(shared.record.accounts)
    for provider, sign_in in sign_ins.items():
        known = before.get(provider)
        key = _account_key(sign_in, known, environment)
        if key is None:
            if known:  # whoever signs in next has nothing to do with what was observed until now
                signed_in[provider] = SignedIn(NOBODY, now) if known.account else known
            continue
        switched = known is not None and known.account != key
        signed_in[provider] = known if known and not switched else SignedIn(key, now if switched else 0)
        accounts[key] = _noted(accounts.get(key) or Account(key, provider), sign_in)
    logins = {**shared.record.logins, environment.key: LoginState(environment.login, signed_in)}
    shared.record = replace(shared.record, accounts=accounts, logins=logins)


def forget_others(shared: SharedState, config: Config) -> None:
    """Take the accounts that are no longer configured out of the record's logins."""
    kept = {named.key for named in config.enabled_accounts}
    logins = {key: state for key, state in shared.record.logins.items() if key[:1] != ACCOUNT_MARK or key in kept}
    shared.record = replace(shared.record, logins=logins)


def absorb_local(
    shared: SharedState, environment: Environment, login: Login, usage: Usage, now: int, fresh_for: int
) -> bool:
    """Merge what a source read on this machine into login's account; return whether any sample of it was new.

    Observations from before the account was signed in belong to another one. A failure of another source is
    forgotten only for numbers that are younger than fresh_for seconds.
    """
    state = _state(shared, environment)
    signed_in = state.signed_in.get(login.provider) or SignedIn(login.account, 0)
    samples = tuple(sample for sample in usage.samples if sample.as_of >= signed_in.since)
    account = shared.record.accounts.get(login.account) or Account(login.account, login.provider)
    after = merge.absorb(account, _unless_outdated(replace(usage, samples=samples), account), now)
    if after.samples == account.samples:
        return False
    if _newest(samples) < now - fresh_for:
        after = replace(after, problem=account.problem)
    state = replace(state, signed_in={**state.signed_in, login.provider: replace(signed_in, account=login.account)})
    shared.record = replace(
        shared.record,
        accounts={**shared.record.accounts, login.account: after},
        logins={**shared.record.logins, environment.key: state},
    )
    return True


def still_refused(shared: SharedState, login: Login, source: str, since: int) -> None:
    """Make the refused sign-in login's problem again, once all that is known besides is older than since.

    Numbers of a session end a problem, and a server that refused is not asked again: nothing else would tell of it.
    """
    account = shared.record.accounts.get(login.account)
    if account and account.problem is None and _newest(account.samples) < since:
        remedy = _WEB_REMEDY if source == web_session.SOURCE else "Sign in again with the vendor's own client."
        error = Unauthorized("The server refused the sign-in when it was last asked.", remedy)
        account = replace(account, problem=as_problem(error, source, None))
        shared.record = replace(shared.record, accounts={**shared.record.accounts, login.account: account})


def _state(shared: SharedState, environment: Environment) -> LoginState:
    """Return the state of place's login; a configured account begins with what its folder's own terminal knows."""
    logins = shared.record.logins
    state = logins.get(environment.key)
    if state and state.values == environment.login:
        return state
    return logins.get(paths.login_key(environment.login), LoginState(environment.login, {}))


def _unless_outdated(usage: Usage, account: Account) -> Usage:
    """Return usage with its samples alone if the account knows something newer: only those say how old they are."""
    if _newest(usage.samples) >= _newest(account.samples):
        return usage
    return replace(usage, plan=None, credits=None, extra_usage=None)


def _newest(samples: tuple[Sample, ...]) -> int:
    return max((sample.as_of for sample in samples), default=0)


def _noted(account: Account, sign_in: SignIn) -> Account:
    problem = account.problem
    if sign_in.error:
        problem = as_problem(sign_in.error, sign_in.provider, None)
    elif problem and problem.source == sign_in.provider:  # the store could not be read, and now it can
        problem = None
    told = account.plan if any(sample.source in _SAY_PLAN for sample in account.samples) else None
    plan = told or (sign_in.login.plan if sign_in.login else None) or account.plan
    return replace(account, plan=plan, label=sign_in.login.label if sign_in.login else account.label, problem=problem)


def as_problem(error: SourceError, source: str, retry_at: int | None) -> Problem:
    """Return error as the record keeps it."""
    return Problem(error.code, error.status, error.message, error.remedy, source, retry_at)


def _account_key(sign_in: SignIn, known: SignedIn | None, environment: Environment) -> str | None:
    if sign_in.login:
        return sign_in.login.account
    if sign_in.error and not isinstance(sign_in.error, NotSignedIn):
        return known.account if known and known.account else _stand_in(sign_in.provider, environment)
    harvested = _stand_in(sign_in.provider, environment)
    return harvested if known and known.account == harvested else None


def _stand_in(provider: str, environment: Environment) -> str:
    """Return the key of an account that is only known by its login folder."""
    return f"{provider}:{hashlib.sha256(paths.login_key(environment.login).encode()).hexdigest()[:16]}"


def _claude(environment: Environment, web: WebSession | None) -> SignIn:
    try:
        login = claude_login(environment.environ)
    except SourceError as error:
        try:
            return SignIn(CLAUDE, claude_identity(environment.environ), error, web)
        except SourceError:
            return SignIn(CLAUDE, None, error, web)
    return SignIn(CLAUDE, login or (web.login if web else None), web=web)


def _codex(environment: Environment) -> SignIn:
    try:
        return SignIn(CODEX, codex_login(environment.environ))
    except SourceError as error:
        return SignIn(CODEX, None, error)
