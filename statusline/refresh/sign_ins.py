"""Who is signed in here, by the credential stores of the clients."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import PROVIDERS, TABLE
from statusline.errors import NotSignedIn, SourceError, UnreadableLogin
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.limits.model import Login, SignedIn
from statusline.providers import installation
from statusline.providers.claude import web_session

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.providers.claude.web_session import WebSession
    from statusline.state.environment import Environment

_CANNOT_READ = "{} is signed in in a way that statusline cannot read ({})"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in of one provider: a login, the reason why there is none, or both.

    `web` is the claude.ai session besides; without another login its own is `login`.
    """

    provider: str
    login: Login | None = None
    error: SourceError | None = None
    web: WebSession | None = None

    @property
    def stamp(self) -> str | None:
        """Return a value that changes with the stored credential, None without one."""
        return self.login.credential.stamp if self.login and self.login.credential else None

    def stamp_for(self, source: str) -> str | None:
        return self.web.stamp if self.web and source == web_session.SOURCE else self.stamp

    def why_not(self, source: str) -> str | None:
        if self.login and self.login.obstacle and source == f"{self.provider}_oauth":
            return _cannot_read(self.login)
        only_web = self.login is not None and self.login.where == web_session.WHERE
        if source != web_session.SOURCE:
            return "nobody is signed in to Claude Code" if only_web else None
        if self.web is None:
            return "there is no web session; `statusline login claude-web` starts one"
        if self.login is None:
            return "it is not known who is signed in to Claude Code"
        return None if only_web else self.web.why_not_for(self.login)


def find(environment: Environment, config: Config) -> dict[str, SignIn]:
    enabled = [provider for provider in PROVIDERS if config.of(provider).enabled]
    return {
        name: _with_obstacle(_find(name, environment, _web_session(name, environment, config)), config)
        for name in enabled
    }


def session_login(sign_in: SignIn, environment: Environment) -> Login:
    """Return whose numbers the client's status line carries, also where no credential can be read."""
    where = f"{TABLE[sign_in.provider].client}'s status line"
    return sign_in.login or Login(sign_in.provider, _stand_in(sign_in.provider, environment), where)


def account_key(sign_in: SignIn, last: SignedIn | None, environment: Environment) -> str | None:
    """Return the key of the account that is signed in; last: who the record says was, None if it says nothing."""
    if sign_in.login:
        return sign_in.login.account
    if sign_in.error and not isinstance(sign_in.error, NotSignedIn):
        return last.account if last and last.account else _stand_in(sign_in.provider, environment)
    sessions = _stand_in(sign_in.provider, environment)
    return sessions if last and last.account == sessions else None


def _stand_in(provider: str, environment: Environment) -> str:
    return f"{provider}:{hashlib.sha256(paths.login_key(environment.login).encode()).hexdigest()[:16]}"


def _find(provider: str, environment: Environment, web: WebSession | None) -> SignIn:
    try:
        login = installation(provider).login(environment.environ)
    except SourceError as error:
        return SignIn(provider, _identity(provider, environment), error, web)
    return SignIn(provider, login or (web.login if web else None), web=web)


def _with_obstacle(sign_in: SignIn, config: Config) -> SignIn:
    """Return the sign-in with an error where nothing of the login can be sent, and its own client is not asked."""
    clients = TABLE[sign_in.provider].off_by_default
    client_is_source = not config.offline and any(name in clients for name in config.of(sign_in.provider).sources)
    if sign_in.login is None or not sign_in.login.obstacle or client_is_source:
        return sign_in
    remedy = f"Name `{clients[0]}` in `sources` below `[{sign_in.provider}]` in the config: it asks the client itself."
    return replace(sign_in, error=UnreadableLogin(f"{_cannot_read(sign_in.login)}.", remedy))


def _cannot_read(login: Login) -> str:
    return _CANNOT_READ.format(TABLE[login.provider].client, login.obstacle)


def _identity(provider: str, environment: Environment) -> Login | None:
    try:
        return installation(provider).identity(environment.environ)
    except SourceError:
        return None


def _web_session(provider: str, environment: Environment, config: Config) -> WebSession | None:
    if web_session.SOURCE not in config.of(provider).sources:
        return None
    return web_session.current(environment.environ, environment.state)
