"""What Claude Code itself asks for its usage panel, with Claude Code's own token.

The scope user:profile is needed: a token of `claude setup-token` has only user:inference, and the server refuses it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.errors import MissingScope, Unauthorized
from statusline.providers.claude import usage_document
from statusline.providers.credentials.expiry import sendable

if TYPE_CHECKING:
    from statusline.limits.model import Credential, Login, Usage
    from statusline.providers.base import Context

NAME = "claude_oauth"
PROVIDER = CLAUDE
NETWORK = True

SCOPE = "user:profile"
_HEADERS = {"anthropic-beta": "oauth-2025-04-20"}
_REMEDY = "Run `claude`: it renews its login, or asks you to sign in."


def describe(context: Context) -> str:
    return f"GET {_url(context).partition('://')[2]}"


def fetch(context: Context, login: Login) -> Usage:
    credential = sendable(login, context.now)
    _check_scope(credential, login)
    try:
        body = context.client.get_json(_url(context), credential.token, _HEADERS)
        usage = usage_document.parse(body, NAME, as_of=context.now, now=context.now)
    except Unauthorized as error:
        raise Unauthorized(error.message, _REMEDY) from None
    return replace(usage, plan=login.plan)


def _check_scope(credential: Credential, login: Login) -> None:
    if credential.scopes is not None and SCOPE not in credential.scopes:
        raise MissingScope(
            "The token in {where} does not have the scope {scope}, so it was not sent.",
            "Claude Code's own status line still brings its limits; or sign in with `claude`.",
            where=login.where,
            scope=SCOPE,
        )


def _url(context: Context) -> str:
    return context.config.of(PROVIDER).base_url.rstrip("/") + "/api/oauth/usage"
