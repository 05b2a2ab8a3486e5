"""Every failure of a command or a source: a code, one sentence, and a remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FIELD = re.compile(r"\{([a-z_]+)}")

EXIT_PROBLEM = 1
EXIT_REACHED = 1  # guard: at or above the percentage
EXIT_UNKNOWN = 69


class Sentence(str):
    """A sentence that still knows its values by name: `template` holds `{name}`, and the text itself is filled in."""

    __slots__ = ("fields", "template")
    fields: Mapping[str, str]
    template: str

    def __new__(cls, template: str, fields: Mapping[str, str]) -> Self:
        made = super().__new__(cls, _filled(template, fields, lambda _, value: value))
        made.template, made.fields = template, fields
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]  # as __new__ takes them
        return self.template, self.fields

    def shown(self, show: Callable[[str, str], str]) -> str:
        """Return the sentence with show(name, value) for each value."""
        return _filled(self.template, self.fields, show)


def sentence(template: str, **fields: object) -> str:
    """Return template with its fields filled in; without any, template may hold words of others and stays a str."""
    if not fields or isinstance(template, Sentence):
        return template
    return Sentence(template, {name: str(value) for name, value in fields.items()})


class StatuslineError(Exception):
    """A failure that is shown to the user as one sentence and a remedy, never as a traceback.

    Both may be templates for fields: paths, hosts and other values that a privacy mode may have to hide.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, remedy: str = "", **fields: object) -> None:
        super().__init__(message)
        self.message = sentence(message, **fields)
        self.remedy = sentence(remedy, **fields)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class ConfigError(StatuslineError):
    code = "config"


class StorageError(StatuslineError):
    code = "storage"


class SourceError(StatuslineError):
    """A source has no usage to return; `status` is the account status of the JSON document."""

    status: ClassVar[str] = "error"


class NotSignedIn(SourceError):
    code = "unconfigured"
    status = "unconfigured"


class LoginExpired(SourceError):
    """The credential is past its own expiry, or there is none left: no request was sent."""

    code = "expired"
    status = "expired"


class UnreadableLogin(SourceError):
    """Somebody is signed in, in a way that leaves nothing to ask with."""

    code = "unreadable_login"


class MissingScope(SourceError):
    """The credential does not cover usage, so it was not sent."""

    code = "missing_scope"
    status = "missing_scope"


class Unauthorized(SourceError):
    """The server does not accept the sign-in. `reason` is its own word for why, empty where it has none."""

    code = "unauthorized"
    status = "unauthorized"

    def __init__(self, message: str, remedy: str = "", reason: str = "", **fields: object) -> None:
        super().__init__(message, remedy, **fields)
        self.reason = reason


class RateLimited(SourceError):
    """The server answered 429. `retry_after` is its Retry-After in seconds, None or 0 without one."""

    code = "rate_limited"
    status = "rate_limited"

    def __init__(self, message: str, remedy: str = "", retry_after: float | None = None, **fields: object) -> None:
        super().__init__(message, remedy, **fields)
        self.retry_after = retry_after


class Unreachable(SourceError):
    """No answer: name, route, proxy, TLS or time-out."""

    code = "unreachable"


class ServerFailed(SourceError):
    """The server answered 5xx or another status that says nothing about usage."""

    code = "server"


class NotServed(ServerFailed):
    """The server answered 401 or 403 for a reason that is not the sign-in: a region, a network, a page in between."""

    code = "not_served"


class BadDocument(SourceError):
    """An answer or a file that is not in the vendor's known format."""

    code = "format"


class InstallError(StatuslineError):
    """A file of another program cannot be edited safely; the remedy says what to paste."""

    code = "install"


def _filled(template: str, fields: Mapping[str, str], show: Callable[[str, str], str]) -> str:
    return _FIELD.sub(lambda match: show(match[1], fields[match[1]]) if match[1] in fields else match[0], template)
