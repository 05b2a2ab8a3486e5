"""Codex CLI's login: `auth.json` in its home, or the same text in the OS keyring.

Format: Codex CLI 0.169.0. Only the fields named here are taken; its refresh token is dropped with the rest.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statusline.config.providers import CODEX
from statusline.errors import NotSignedIn, SourceError
from statusline.limits.model import Credential, Login
from statusline.providers.codex.settings import codex_home, read_config
from statusline.providers.credentials import fields, files, keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Secret = Callable[[str, str], str | None]

KEYRING_SERVICE = "Codex Auth"

_CLAIM = "https://api.openai.com/auth"


@dataclass(frozen=True, slots=True)
class CodexCredential(Credential):
    """A Codex token. `fedramp`: its workspace is on the servers that need the FedRAMP header."""

    fedramp: bool = False


def codex_login(environ: Mapping[str, str], secret: Secret = keyring.secret) -> Login | None:
    """Return who is signed in to Codex CLI in this environment, None if nobody is.

    Raises NotSignedIn for a login by API key, which has no subscription limits, and SourceError if a store exists
    and cannot be read.
    """
    folder = codex_home(environ)
    stored = _stored(folder, read_config(environ).store, secret)
    if stored is None:
        return None
    document = fields.json_object(stored.data, stored.where)
    tokens = fields.mapping(document.get("tokens"))
    if _is_api_key(document, tokens):
        raise NotSignedIn(
            "Codex is signed in with an API key, which has no subscription limits.", "Run `codex login` with ChatGPT."
        )
    return _login(tokens, stored, folder) if tokens else None


def credential_file(environ: Mapping[str, str]) -> str:
    """Return where Codex CLI keeps its login, unless that is in the keyring."""
    return codex_home(environ) + "/auth.json"


def keyring_account(folder: str) -> str:
    """Return the name under which Codex CLI keeps the login of its home folder in the keyring."""
    return f"cli|{hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]}"


def _stored(folder: str, store: str, secret: Secret) -> files.Stored | None:
    file = folder + "/auth.json"
    if store == "file":
        return files.read(file)
    if store == "ephemeral":  # the login is in Codex's memory only
        return None
    try:
        item = _keyring_item(folder, secret)
    except SourceError:
        stored = files.read(file) if store == "auto" else None
        if stored:
            return stored
        raise
    return files.read(file) if item is None and store == "auto" else item


def _keyring_item(folder: str, secret: Secret) -> files.Stored | None:
    text = secret(KEYRING_SERVICE, keyring_account(folder))
    if text is None:
        return None
    data = text.encode("utf-8", "replace")
    return files.Stored(data, f"keyring item `{KEYRING_SERVICE}`", fields.digest(data))


def _is_api_key(document: dict[str, Any], tokens: dict[str, Any]) -> bool:
    mode = document.get("auth_mode")
    if isinstance(mode, str):
        return mode.lower() == "apikey"
    return not tokens and bool(fields.word(document.get("OPENAI_API_KEY")))


def _login(tokens: dict[str, Any], stored: files.Stored, folder: str) -> Login:
    token = fields.word(tokens.get("access_token"))
    access = token_claims(token)
    claims = fields.mapping(token_claims(fields.word(tokens.get("id_token"))).get(_CLAIM))
    claims = {**fields.mapping(access.get(_CLAIM)), **claims}
    account_id = fields.word(tokens.get("account_id")) or fields.word(claims.get("chatgpt_account_id"))
    fedramp = claims.get("chatgpt_account_is_fedramp") is True
    credential = CodexCredential(
        token, fields.seconds(access.get("exp")), stored.stamp, account_id or None, fedramp=fedramp
    )
    return Login(
        CODEX,
        _account_key(claims, account_id, folder),
        stored.where,
        credential if token else None,
        fields.plan(claims.get("chatgpt_plan_type")),
    )


def codex_account(user: str, account_id: str) -> str:
    """Return the key of the account with these ids of OpenAI's, of which one may be empty."""
    return f"{CODEX}:{fields.digest(os.fsencode(f'{user}|{account_id}'))}"


def _account_key(claims: dict[str, Any], account_id: str, folder: str) -> str:
    user = fields.word(claims.get("chatgpt_user_id")) or fields.word(claims.get("user_id"))
    if user or account_id:
        return codex_account(user, account_id)
    return f"{CODEX}:{fields.digest(os.fsencode(os.path.realpath(folder)))}"


def token_claims(token: str) -> dict[str, Any]:
    """Return the claims of token, empty if it is not a token of three parts with a JSON object in the middle."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        return {}
    try:
        data = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return {}
    return fields.lenient_json(data) or {}
