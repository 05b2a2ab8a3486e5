"""Bringing the index up to date: all at once in the foreground, a bounded part behind a refresh."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from statusline.index import reading, walking
from statusline.state.environment import account_environment

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.index.reading import Progress, Tell
    from statusline.index.walking import Root
    from statusline.state.environment import Environment

# What one pass in the background reads at most; the next one goes on.
MOST_BYTES = 64 << 20
MOST_SECONDS = 1.0


def roots(environment: Environment, config: Config) -> list[Root]:
    """Return the folders with logs of this login and of the accounts in the config."""
    accounts = (
        account_environment(environment, account.provider, account.folder, account.key).environ
        for account in config.enabled_accounts
    )
    return walking.roots([environment.environ, *accounts])


def all_at_once(environment: Environment, config: Config, now: int, tell: Tell) -> Progress:
    """Read everything that is unread; `tell` is called with the bytes that were read, and how many there are."""
    progress, _ = reading.advance(environment.state, roots(environment, config), now, lambda _: False, tell)
    return progress


def a_part(environment: Environment, config: Config, now: int) -> Progress:
    """Read on within the bounds of a pass in the background."""
    started = time.monotonic()

    def tired(read: int) -> bool:
        return read >= MOST_BYTES or time.monotonic() > started + MOST_SECONDS

    progress, _ = reading.advance(environment.state, roots(environment, config), now, tired)
    return progress
