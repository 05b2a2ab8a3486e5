"""What every source is: a module with these four names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.config import Config
    from statusline.limits.model import Login, Usage
    from statusline.providers.http import Client


@dataclass(frozen=True, slots=True)
class Context:
    """The outside world as a source may see it. `now` is epoch seconds."""

    environ: Mapping[str, str]
    now: int
    config: Config
    client: Client


class Source(Protocol):
    """A module in this package.

    `fetch` asks once and returns what it learned, or raises a SourceError; it never writes and never retries.
    """

    NAME: str
    PROVIDER: str
    NETWORK: bool

    @staticmethod
    def describe(context: Context) -> str:
        """Return what is asked, for people: `GET api.anthropic.com/api/oauth/usage`."""
        ...

    @staticmethod
    def fetch(context: Context, login: Login) -> Usage:
        """Return the usage of login's account."""
        ...
