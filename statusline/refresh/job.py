"""One refresh at work: where, by which config, for whom; with it the same for every configured account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline import __version__
from statusline.config.providers import PROVIDERS
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.providers import http, source
from statusline.providers.base import Context
from statusline.providers.claude import web_session
from statusline.refresh import sign_ins as refresh_sign_ins
from statusline.state.environment import account_environment
from statusline.state.last_good_config import load_or_last_good

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.config import Config, NamedAccount
    from statusline.errors import ConfigError
    from statusline.limits.model import Login
    from statusline.providers.base import Source
    from statusline.refresh.sign_ins import SignIn
    from statusline.state.environment import Environment


@dataclass(frozen=True, slots=True)
class Job:
    """One refresh at work. `clock` returns epoch seconds; `force` goes past the schedule, never past a 429.

    `accounts` are those of the config, each with its own environment and `label`; they have none themselves.
    """

    environment: Environment
    config: Config
    config_stamp: str
    sign_ins: dict[str, SignIn]
    clock: Callable[[], int]
    force: bool = False
    config_error: ConfigError | None = None
    label: str = ""
    accounts: tuple[Job, ...] = ()

    @property
    def all(self) -> tuple[Job, ...]:
        return (self, *self.accounts)

    def context(self) -> Context:
        client = http.Client(user_agent=self.config.http.user_agent or f"statusline/{__version__}")
        return Context(self.environment.environ, self.clock(), self.config, client)


@dataclass(frozen=True, slots=True)
class Request:
    job: Job
    source: Source
    login: Login

    @property
    def key(self) -> tuple[str, str]:
        return self.login.account, self.source.NAME

    @property
    def stamp(self) -> str | None:
        """Return the stamp of the credential that is sent, None without one."""
        return self.job.sign_ins[self.login.provider].stamp_for(self.source.NAME)


def prepare(
    environment: Environment,
    clock: Callable[[], int],
    *,
    force: bool = False,
    offline: bool = False,
    alone: bool = False,
    remember: bool = True,
) -> Job:
    """Read the config and find out who is signed in; a broken config is replaced by the last good one.

    alone: without the configured accounts, whose credential stores are then left in peace. remember: keep a config
    that holds as the last good one; False leaves the disk as it is.
    """
    stamp = paths.config_stamp(environment.environ)  # type: ignore[arg-type]  # any mapping will do
    config, error = load_or_last_good(environment.config, environment.state, remember=remember)
    config = replace(config, offline=True) if offline else config
    job = Job(environment, config, stamp, refresh_sign_ins.find(environment, config), clock, force, error)
    accounts = () if alone else config.enabled_accounts
    return replace(job, accounts=tuple(_of_account(job, account) for account in accounts))


def _of_account(job: Job, account: NamedAccount) -> Job:
    environment = account_environment(job.environment, account.provider, account.folder, account.key)
    config = _narrowed(job.config, account.provider)
    sign_ins = refresh_sign_ins.find(environment, config)
    return replace(job, environment=environment, config=config, sign_ins=sign_ins, label=account.label)


def _narrowed(config: Config, provider: str) -> Config:
    """Return config for one provider's own login: a web session is nobody's folder."""
    tables: dict[str, Any] = {}
    for other in PROVIDERS:
        settings = config.of(other)
        sources = tuple(name for name in settings.sources if name != web_session.SOURCE)
        tables[other] = replace(settings, enabled=other == provider, sources=sources)
    return replace(config, **tables)


def chain(job: Job, provider: str) -> list[Source]:
    """Return a provider's network sources, in the order to ask them; the first success ends the chain."""
    return [] if job.config.offline else [source for source in sources_of(job, provider) if source.NETWORK]


def sources_of(job: Job, provider: str) -> list[Source]:
    return [source(name) for name in job.config.of(provider).sources]
