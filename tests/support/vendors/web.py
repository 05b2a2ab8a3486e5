"""claude.ai on loopback: the organisations of a session and their usage, for the cookie `sessionKey`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statusline.demo.standin import Answer, claude_body
from statusline.demo.standin.logins import ORGANIZATION
from support.vendors.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER_ORGANIZATION = "44444444-4444-4444-8444-444444444444"
API_ORGANIZATION = "55555555-5555-4555-8555-555555555555"

CHALLENGE = Answer(
    403,
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
    {"Content-Type": "text/html; charset=UTF-8", "cf-mitigated": "challenge"},
)

_LIST = "/api/organizations"
_USAGE = re.compile(_LIST + r"/[0-9a-f-]{36}/usage")
_COOKIE = "sessionKey"


def web_organization(uuid: str, name: str, *capabilities: str) -> dict[str, object]:
    """Return one organisation as the server lists it."""
    return {
        "id": 1,
        "uuid": uuid,
        "name": name,
        "settings": {"claude_console_privacy": "default_private"},
        "capabilities": list(capabilities),
        "rate_limit_tier": "default_claude_max_5x",
        "billing_type": "stripe_subscription",
        "created_at": "2025-01-01T00:00:00.000000+00:00",
        "active_flags": [],
    }


ORGANIZATIONS = (
    web_organization(API_ORGANIZATION, "Stand-in API", "api", "api_individual"),
    web_organization(ORGANIZATION, "someone@example.com's Organization", "chat", "claude_max"),
    web_organization(OTHER_ORGANIZATION, "Stand-in Team", "chat", "raven"),
)


def web_error(status: int) -> dict[str, object]:
    """Return the body of claude.ai for an HTTP status; 403 is that of a dead session, as reported publicly."""
    details = {"error_code": "account_session_invalid", "error_visibility": "user_facing"}
    error = {"type": "permission_error", "message": "Invalid authorization", "details": details}
    if status not in (401, 403):
        error = {"type": "api_error", "message": f"Status {status}"}
    return {"type": "error", "error": error, "request_id": None}


class Web:
    """claude.ai: one endpoint for the list, one for the usage of any organisation."""

    def __init__(self, now: float) -> None:
        self.organizations = Endpoint(Answer(body=list(ORGANIZATIONS)), web_error, refused=403)
        self.usage = Endpoint(Answer(body=claude_body(now)), web_error, refused=403)

    def accept(self, *keys: str) -> None:
        """Take these session keys and no other. Until this is called any will do, but none will not."""
        self.organizations.accept(*keys)
        self.usage.accept(*keys)

    def refuse(self, status: int, retry_after: int | str | None = None) -> None:
        """Answer everything with the server's own error body from now on."""
        self.organizations.refuse(status, retry_after)
        self.usage.refuse(status, retry_after)

    def endpoint(self, path: str) -> Endpoint | None:
        """Return what answers a GET of path, None if nothing does."""
        if path == _LIST:
            return self.organizations
        return self.usage if _USAGE.fullmatch(path) else None


def session_key(headers: Mapping[str, str]) -> str | None:
    """Return the session key of a request's headers (names in lower case)."""
    cookies = dict(pair.strip().partition("=")[::2] for pair in headers.get("cookie", "").split(";"))
    return cookies.get(_COOKIE) or None
