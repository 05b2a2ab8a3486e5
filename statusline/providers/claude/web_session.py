"""The claude.ai session: whose it is and where its key comes from, for people without Claude Code.

The key itself is in the environment or in the keyring of the operating system, never in a file. What is known
without it (that there is one, its digest, the organisation) is in the state folder, so that nobody's keyring is
opened who did not ask for it, and only when a request is due.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.errors import NotSignedIn, Unauthorized
from statusline.frozen import dataclass
from statusline.limits.model import Login
from statusline.providers.claude import web_keyring
from statusline.providers.credentials.fields import digest
from statusline.state import files, json_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statusline.providers.claude.organizations import Organization

SOURCE = "claude_web"
VARIABLE = "STATUSLINE_CLAUDE_SESSION_KEY"
KEYRING_NAME = "claude-web"
WHERE = "claude.ai web session"
VERSION = 1

ENVIRONMENT = "environment"
KEYRING = "keyring"

_FILE = "web-session.json"
_FILE_LIMIT = 1 << 16
_COOKIE_NAME = "sessionKey="
_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]{1,4096}")  # RFC 6265: no space, quote, comma, semicolon, backslash
_LOG_IN = "Log in again: `statusline login claude-web`."


@dataclass(frozen=True, slots=True)
class WebSession:
    """A session as it is known without its key.

    `organization` is a uuid, None until the server named it; `chosen` tells the user's choice from the first one.
    """

    origin: str
    stamp: str
    organization: str | None = None
    chosen: bool = False

    @property
    def login(self) -> Login:
        """Return the login of the organisation, or of the key as long as that is not known."""
        account = digest(self.organization.encode()) if self.organization else self.stamp
        return Login(CLAUDE, f"{CLAUDE}:{account}", WHERE)

    def why_not_for(self, login: Login) -> str | None:
        """Return why this session cannot speak for Claude Code's login, None where both are of one organisation."""
        if self.organization is None:
            return "the organisation of the web session is not known; `statusline orgs` asks for it"
        if login.organization is None:
            return "it is not known which organisation Claude Code is signed in to"
        if login.organization.lower() != self.organization:
            return "Claude Code is signed in to another organisation than the web session; `statusline orgs` lists them"
        return None


def file(state: str) -> str:
    return f"{state}/{_FILE}"


def current(environ: Mapping[str, str], state: str) -> WebSession | None:
    """Return the session of this environment, else the stored one, without touching the keyring; None without any."""
    noted = _noted(state)
    raw = environ.get(VARIABLE, "")
    if raw:
        stamp = digest(os.fsencode(raw))
        return replace(noted.get(ENVIRONMENT) or WebSession(ENVIRONMENT, stamp), stamp=stamp)
    return noted.get(KEYRING)


def key(environ: Mapping[str, str], session: WebSession) -> str:
    """Return the session's key. Raises NotSignedIn if it is gone, SourceError if the keyring fails."""
    if session.origin == ENVIRONMENT:
        return checked(environ.get(VARIABLE, ""), VARIABLE)
    stored = web_keyring.read(KEYRING_NAME)
    if stored is None:
        raise NotSignedIn("The session key is no longer in the keyring.", _LOG_IN)
    return checked(stored, "the keyring")


def checked(text: str, where: str) -> str:
    """Return the key in text, without what a copied cookie has around it. Raises Unauthorized, which quotes nothing."""
    value = text.strip().removeprefix(_COOKIE_NAME)
    if not _COOKIE_VALUE.fullmatch(value):
        raise Unauthorized("What {where} holds is not the value of a cookie.", _LOG_IN, where=where)
    return value


def renewed(origin: str, value: str, state: str) -> WebSession:
    """Return the session of a new key, with the organisation that the one before it had."""
    before = _noted(state).get(origin) or WebSession(origin, "")
    return replace(before, stamp=digest(value.encode()))


def settled(session: WebSession, organizations: tuple[Organization, ...]) -> tuple[WebSession, Organization]:
    """Return the session with its organisation: the remembered one while it exists, else the first with a chat.

    Raises NotSignedIn if there is none.
    """
    remembered = next(
        (organization for organization in organizations if organization.uuid == session.organization), None
    )
    if remembered:
        return session, remembered
    first = next((organization for organization in organizations if organization.chats), None)
    if first is None:
        raise NotSignedIn(
            "This claude.ai account has no organisation with a chat plan, so it has no limits to show.",
            "Open claude.ai, finish its first steps there, then log in again.",
        )
    return replace(session, organization=first.uuid, chosen=False), first


def remember(session: WebSession, state: str) -> None:
    """Store the details of the session, without its key. Raises StorageError."""
    with files.exclusive(state):
        _write(state, {**_noted(state), session.origin: session})


def forget(state: str) -> bool:
    """Drop all that was noted; return whether a key was stored in the keyring. Raises StorageError."""
    with files.exclusive(state):
        noted = _noted(state)
        if noted:
            _write(state, {})
    return KEYRING in noted


def _write(state: str, noted: dict[str, WebSession]) -> None:
    entries = {
        origin: {"stamp": session.stamp, "organization": session.organization, "chosen": session.chosen}
        for origin, session in noted.items()
    }
    document = json.dumps({"version": VERSION, "sessions": entries}, indent=1)
    files.write_atomic(file(state), document.encode("ascii") + b"\n")


def _noted(state: str) -> dict[str, WebSession]:
    document, _ = json_fields.versioned(files.read_bytes(file(state), _FILE_LIMIT), VERSION)
    return json_fields.each(document.get("sessions", {}), [], _session)


def _session(origin: str, value: object) -> WebSession:
    if origin not in (ENVIRONMENT, KEYRING):
        raise json_fields.UnfitError("not an origin")
    return json_fields.build(WebSession, {**_CHECKS, "origin": lambda _: origin}, value)


_CHECKS: dict[str, Callable[[object], object]] = {
    "stamp": json_fields.text,
    "organization": json_fields.optional(json_fields.text),
    "chosen": lambda value: value is True,
}
