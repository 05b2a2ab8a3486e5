"""What claude.ai shows on its usage page, with the session key that the user gave: for people without Claude Code.

Both answers are for the one cookie `sessionKey`; a new one that the server sets is ignored, never kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from statusline.config.providers import CLAUDE
from statusline.errors import NotSignedIn, SourceError, Unauthorized
from statusline.providers.claude import organizations as claude_organizations
from statusline.providers.claude import usage_document, web_session
from statusline.state import folders

if TYPE_CHECKING:
    from statusline.config import Config, WebProvider
    from statusline.limits.model import Login, Usage
    from statusline.providers.base import Context
    from statusline.providers.claude.organizations import Organization
    from statusline.providers.claude.web_session import WebSession
    from statusline.providers.http import Client

NAME = web_session.SOURCE
PROVIDER = CLAUDE
NETWORK = True

_LOG_IN = "Log in again: `statusline login claude-web`."
_CHOOSE = "`statusline orgs` lists yours and chooses another."


def describe(context: Context) -> str:
    """Return what is asked, for people, and aloud that the organisation is only the first one."""
    session = _session(context)
    which = session.organization[:8] if session and session.organization else "{first}"
    first = "" if session is None or session.chosen else " (the first organisation; `statusline orgs` chooses)"
    return f"GET {_usage_url(context, which).partition('://')[2]}{first}"


def fetch(context: Context, login: Login) -> Usage:
    session = _session(context)
    if session is None:
        raise NotSignedIn("There is no claude.ai session.", "Begin one: `statusline login claude-web`.")
    if session.login.account != login.account and (reason := session.why_not_for(login)):
        raise SourceError("The web session is not used: {reason}.", reason=reason)
    key = web_session.key(context.environ, session)
    available = organizations(context.client, address(context.config), key)
    settled, organization = web_session.settled(session, available)
    if session.organization not in (None, organization.uuid):
        _move(context, settled, organization)
    try:
        body = context.client.get_json(_usage_url(context, organization.uuid), None, _cookie(key))
        usage = usage_document.parse(body, NAME, as_of=context.now, now=context.now)
    except Unauthorized:
        # The session is alive: the list was just answered.
        raise Unauthorized(
            "claude.ai shows this session no usage of {label}.", _CHOOSE, label=organization.name
        ) from None
    return replace(usage, plan=login.plan or organization.plan)


def address(config: Config) -> str:
    return cast("WebProvider", config.of(PROVIDER)).web_url


def organizations(client: Client, web_url: str, key: str) -> tuple[Organization, ...]:
    """Return the organisations of the session with this key. Raises SourceError."""
    try:
        return claude_organizations.parse(
            client.get_json(f"{web_url.rstrip('/')}/api/organizations", None, _cookie(key))
        )
    except Unauthorized as error:
        raise Unauthorized(error.message, _LOG_IN) from None


def _move(context: Context, session: WebSession, organization: Organization) -> None:
    """Go over to another organisation from the next request on: its numbers belong to another account."""
    web_session.remember(session, folders.state(context.environ))
    raise SourceError(
        "The organisation of the web session is gone; from now on it is the first one, {label}.",
        _CHOOSE,
        label=organization.name,
    )


def _session(context: Context) -> WebSession | None:
    return web_session.current(context.environ, folders.state(context.environ))


def _usage_url(context: Context, organization: str) -> str:
    return f"{address(context.config).rstrip('/')}/api/organizations/{organization}/usage"


def _cookie(key: str) -> dict[str, str]:
    return {"Cookie": f"sessionKey={key}"}
