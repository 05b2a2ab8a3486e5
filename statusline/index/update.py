"""Bringing the index up to date: all at once in the foreground, a bounded part behind a refresh."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from statusline.config.providers import CODEX
from statusline.hot.text import DAY
from statusline.index import policy, reading, walking
from statusline.index.reading import Listeners, Progress
from statusline.state.environment import account_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.config import Config
    from statusline.index.codex import Official
    from statusline.index.reading import Tell
    from statusline.index.walking import Root
    from statusline.limits.model import SignedIn
    from statusline.state.environment import Environment

# What one pass in the background reads at most; the next one goes on.
MOST_BYTES = 64 << 20
MOST_SECONDS = 1.0

NOTHING = Progress(0, 0, 0, 0)
_RECORD_LIMIT = 16 << 20


def all_at_once(environment: Environment, config: Config, now: int, tell: Tell) -> Progress:
    """Read everything that is unread; `tell` is called with the bytes that were read, and how many there are.

    Raises StatuslineError where the index is off.
    """
    if policy.is_off(config):
        raise policy.refusal(environment)
    listeners = Listeners(lambda _: False, tell, _history(environment, config, now))
    return _advance(environment, config, now, listeners)


def a_part(environment: Environment, config: Config, now: int) -> Progress:
    """Read on within the bounds of a pass in the background, nothing where the index is off."""
    if policy.is_off(config):
        return NOTHING
    started = time.monotonic()

    def tired(read: int) -> bool:
        return read >= MOST_BYTES or time.monotonic() > started + MOST_SECONDS

    return _advance(environment, config, now, Listeners(tired, official=_history(environment, config, now)))


def _advance(environment: Environment, config: Config, now: int, listeners: Listeners) -> Progress:
    rules = policy.of(environment, config, now)
    return reading.advance(environment.state, _roots(environment, config), now, listeners, rules)


def _environments(environment: Environment, config: Config) -> list[Environment]:
    """Return this login's environment and those of the accounts in the config."""
    accounts = config.enabled_accounts
    return [
        environment,
        *(account_environment(environment, account.provider, account.folder, account.key) for account in accounts),
    ]


def _roots(environment: Environment, config: Config) -> list[Root]:
    return walking.roots(each.environ for each in _environments(environment, config))


def _history(environment: Environment, config: Config, now: int) -> Callable[[list[Official]], None]:
    """Return what writes official numbers into the history, as far back as that goes."""

    def keep(officials: list[Official]) -> None:
        from statusline.index import official  # here: a pass that reads nothing needs none

        owners = _owners(environment, config)
        official.keep(environment.state, officials, owners, now - config.history_days * DAY)

    return keep if config.history_days else lambda _: None


def _owners(environment: Environment, config: Config) -> dict[str, SignedIn]:
    """Return who is signed in to each folder of rollouts, as the last refresh has found."""
    from statusline.state import files, record

    logins = record.load(files.read_bytes(environment.record, _RECORD_LIMIT)).logins
    owners = {}
    for each in _environments(environment, config):
        state = logins.get(each.key)
        if state and CODEX in state.signed_in:
            roots = (root.path for root in walking.roots([each.environ]) if root.provider == CODEX)
            owners.update(dict.fromkeys(roots, state.signed_in[CODEX]))
    return owners
