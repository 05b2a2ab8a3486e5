"""What Codex CLI itself asks for its limits, with Codex CLI's own token and at the address that its config names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from statusline.config.providers import CODEX, TABLE
from statusline.errors import Unauthorized
from statusline.providers.codex import usage_document
from statusline.providers.codex.login import CodexCredential
from statusline.providers.codex.settings import codex_base_url
from statusline.providers.credentials.expiry import sendable
from statusline.providers.parsing import error_body

if TYPE_CHECKING:
    from statusline.limits.model import Credential, Login, Usage
    from statusline.providers.base import Context

NAME = "codex_oauth"
PROVIDER = CODEX
NETWORK = True

_CHATGPT = ("chatgpt.com", "chat.openai.com")
_BACKEND = "/backend-api"


def describe(context: Context) -> str:
    """Return what is asked, for people, without a user name, password or query in the address of Codex's config."""
    return f"GET {_shown(_url(context))}"


def fetch(context: Context, login: Login) -> Usage:
    credential = sendable(login, context.now)
    try:
        body = context.client.get_json(_url(context), credential.token, _headers(credential))
        return usage_document.parse(body, NAME, as_of=context.now, now=context.now)
    except Unauthorized as error:
        row = TABLE[PROVIDER]
        remedy = row.renewal_remedy if error.reason == error_body.EXPIRED else row.sign_in_remedy
        raise Unauthorized(error.message, remedy, error.reason) from None


def usage_url(base_url: str) -> str:
    """Return where a server with that base URL answers, by Codex CLI's own rule."""
    base = base_url.rstrip("/")
    if _BACKEND not in base and _host(base) in _CHATGPT:
        base += _BACKEND
    return base + ("/wham/usage" if _BACKEND in base else "/api/codex/usage")


def _url(context: Context) -> str:
    return usage_url(context.config.of(PROVIDER).base_url or codex_base_url(context.environ))


def _shown(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_valid = parts.hostname and (parts.port or True)  # what follows a colon and is no port may be a password
    except ValueError:
        is_valid = None
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}" if is_valid else "an address that is not valid"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _headers(credential: Credential) -> dict[str, str]:
    headers = {"chatgpt-account-id": credential.account_id} if credential.account_id else {}
    if isinstance(credential, CodexCredential) and credential.fedramp:
        headers["X-OpenAI-Fedramp"] = "true"
    return headers
