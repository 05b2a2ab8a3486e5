"""Answers with status 200 that carry an error, or nothing that is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statusline.errors import BadDocument, RateLimited, ServerFailed, Unauthorized
from statusline.providers.parsing.values import amount, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.errors import SourceError

_RATE_LIMITED = ("rate_limit_error", "rate_limit_exceeded", "usage_limit_reached", "too_many_requests")
_UNAUTHORIZED = ("authentication_error", "permission_error", "token_expired", "invalid_token")
_NAME = re.compile(r"[a-z_]{1,40}")
_WAIT = "It is asked again later."


def document(body: object, known: Iterable[str]) -> dict[str, Any]:
    """Return body if it has one of the known keys.

    Raises RateLimited, Unauthorized or ServerFailed for an error it carries instead, BadDocument for anything else.
    """
    found = mapping(body)
    if any(key in found for key in known):
        return found
    if "error" in found:
        raise _in_band(found["error"])
    raise BadDocument("The answer holds nothing about usage.", "A newer statusline may know this format.")


def _in_band(value: object) -> SourceError:
    error = mapping(value)
    # Anthropic's `type` says what happened; OpenAI's only says whose fault it is, and its `code` what happened.
    name = _name(error.get("code")) or _name(error.get("type")) or "unnamed"
    if name in _RATE_LIMITED:
        wait = amount(error.get("resets_in_seconds"))
        return RateLimited("The server wants fewer requests (status 200).", _WAIT, wait)
    if name in _UNAUTHORIZED:
        return Unauthorized(f"The server does not accept the sign-in ({name}).", "Sign in again.")
    return ServerFailed(f"The server answered with an error of its own ({name}).", _WAIT)


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None
