"""Answers that are refusals: with status 401 or 403, or with 200 and an error inside, or with nothing that is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statusline.errors import BadDocument, NotServed, RateLimited, ServerFailed, Unauthorized
from statusline.providers.parsing.values import amount, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.errors import SourceError

_RATE_LIMITED = ("rate_limit_error", "rate_limit_exceeded", "usage_limit_reached", "too_many_requests")
EXPIRED = "token_expired"
_UNAUTHORIZED = (
    *("authentication_error", "permission_error", "unauthorized", "invalid_token", "session_expired"),
    *(EXPIRED, "token_invalidated", "token_revoked"),
)
_NAME = re.compile(r"[a-z_]{1,40}")
_WAIT = "It is asked again later."
_NOT_THE_SIGN_IN = "It is not the sign-in: look at VPN, proxy and region. It is asked again later."


def document(body: object, keys: Iterable[str]) -> dict[str, Any]:
    """Return body if it has one of the known keys.

    Raises RateLimited, Unauthorized or ServerFailed for an error it carries instead, BadDocument for anything else.
    """
    body_ = mapping(body)
    if any(key in body_ for key in keys):
        return body_
    if "error" in body_:
        raise _in_band(body_["error"])
    raise BadDocument("The answer holds nothing about usage.", "A newer statusline may know this format.")


def refusal(host: str, status: int, kind: str, body: object) -> SourceError:
    """Return what a 401 or 403 of host means: `kind` is its content type, `body` the parsed JSON, None if it is none.

    Only an answer that speaks of the sign-in ends it. A 401 does unless a page says otherwise, a 403 only by its word.
    """
    error = mapping(body).get("error", mapping(body).get("detail"))
    code = _word(error)
    if code in _UNAUTHORIZED or (status == 401 and (body is not None or not kind)):  # noqa: PLR2004 - an HTTP status
        return Unauthorized(
            "{host} does not accept the sign-in (status {status}).",
            "Sign in again.",
            code or "",
            host=host,
            status=status,
        )
    if kind == "text/html":
        return NotServed("{host} sent a page for browsers (status {status}).", _WAIT, host=host, status=status)
    message = f"status {status}, {code}" if code else f"status {status}"
    return NotServed("{host} does not serve this request ({detail}).", _NOT_THE_SIGN_IN, host=host, detail=message)


def _word(error: object) -> str | None:
    """Return the vendor's word for an error: Anthropic's `type` says what happened, OpenAI's `code` does."""
    return _name(error) or _name(mapping(error).get("code")) or _name(mapping(error).get("type"))


def _in_band(value: object) -> SourceError:
    error = mapping(value)
    name = _word(error) or "unnamed"
    if name in _RATE_LIMITED:
        wait = amount(error.get("resets_in_seconds"))
        return RateLimited("The server is rate limiting us (status 200).", _WAIT, wait)
    if name in _UNAUTHORIZED:
        return Unauthorized(
            "The server does not accept the sign-in ({reason_word}).", "Sign in again.", name, reason_word=name
        )
    return ServerFailed("The server answered with an error of its own ({reason_word}).", _WAIT, reason_word=name)


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None
