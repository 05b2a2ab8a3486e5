"""The modules of a vendor's folder: sources, and one about the vendor's client as it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statusline.config import Config
    from statusline.limits.model import Login, Usage
    from statusline.providers.http import Client


@dataclass(frozen=True, slots=True)
class Context:
    """The outside world for a source. `now` is epoch seconds."""

    environ: Mapping[str, str]
    now: int
    config: Config
    client: Client


class Installation(Protocol):
    """The module `installation` of a provider. Functions raise SourceError where a file cannot be read."""

    @staticmethod
    def login(environ: Mapping[str, str]) -> Login | None: ...

    @staticmethod
    def identity(environ: Mapping[str, str]) -> Login | None:
        """Return whose the login is where `login` raises, without a credential; None if nothing says so."""
        ...

    @staticmethod
    def credential_file(environ: Mapping[str, str]) -> str:
        """Return the file of the login, unless that is in a keyring."""
        ...

    @staticmethod
    def files(environ: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
        """Return what is read: a path, why, and the pattern of the files below it (empty: it is a file)."""
        ...

    @staticmethod
    def programs() -> Iterable[tuple[str, str]]: ...

    @staticmethod
    def addresses(environ: Mapping[str, str]) -> Iterable[str]: ...

    @staticmethod
    def problems(environ: Mapping[str, str]) -> Iterable[tuple[str, str]]:
        """Return what `doctor` says of the client's settings, unless our config names a server: sentence, remedy."""
        ...


class Source(Protocol):
    """A module of a provider that `sources` of its row names.

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
    def fetch(context: Context, login: Login) -> Usage: ...
