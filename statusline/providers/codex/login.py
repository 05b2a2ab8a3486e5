"""Codex CLI's login: `auth.json` in its home, or the same text in the OS keyring.

Format: Codex CLI 0.171.0. Only the fields named here are taken; its refresh token is dropped with the rest.
"""

from __future__ import annotations

import base64
import hashlib
import os
from typing import TYPE_CHECKING, Any

from statusline.config.providers import CODEX
from statusline.errors import NotSignedIn, SourceError
from statusline.frozen import dataclass
from statusline.limits.model import Credential, Login
from statusline.providers.codex import unreadable
from statusline.providers.codex.settings import codex_home, read_config
from statusline.providers.credentials import fields, files, keyring
from statusline.providers.parsing.values import mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statusline.providers.codex.settings import CodexConfig

    Secret = Callable[[str, str], str | None]

KEYRING_SERVICE = "Codex Auth"

_API_KEY, _CHATGPT = "apikey", "chatgpt"
_CLAIM = "https://api.openai.com/auth"


@dataclass(frozen=True, slots=True)
class CodexCredential(Credential):
    """A Codex token. `fedramp`: its workspace is on the servers that need the FedRAMP header."""

    fedramp: bool = False


def codex_login(environ: Mapping[str, str], secret: Secret = keyring.secret) -> Login | None:
    """Return who is signed in to Codex CLI in this environment, None if nobody is.

    Raises NotSignedIn for a login by API key, which has no subscription limits, and SourceError if a store exists
    and cannot be read. A login of another kind has an obstacle instead of a credential.
    """
    if login := unreadable.in_environment(environ):
        return login
    folder, config = codex_home(environ), read_config(environ)
    stored = _stored(folder, config, secret)
    if stored is None:
        return unreadable.encrypted(folder)
    document = fields.json_object(stored.data, stored.where)
    kind, tokens = _kind(document), mapping(document.get("tokens"))
    if kind == _API_KEY or (config.only_api_keys and tokens):
        raise NotSignedIn(
            "Codex uses an API key, which has no subscription limits.",
            "`enabled = false` below `[codex]` in the config leaves Codex out.",
        )
    if kind == _CHATGPT:
        return _login(tokens, stored, folder) if tokens else None
    return unreadable.in_document(document, stored)


def credential_file(environ: Mapping[str, str]) -> str:
    return codex_home(environ) + "/auth.json"


def keyring_account(folder: str) -> str:
    """Return the name under which Codex CLI keeps the login of its home folder in the keyring."""
    return f"cli|{hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]}"


def _stored(folder: str, config: CodexConfig, secret: Secret) -> files.Stored | None:
    file, store = folder + "/auth.json", config.store
    if store == "file":
        return files.read(file)
    if store == "ephemeral":  # the login is in Codex's memory only
        return None
    if config.encrypted and os.path.isfile(unreadable.encrypted_file(folder)):
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


def _kind(document: dict[str, Any]) -> str:
    """Return how Codex CLI takes its `auth.json`: without a mode a key goes before tokens, even an empty one."""
    mode = document.get("auth_mode")
    if isinstance(mode, str):
        return next((kind for kind in (_API_KEY, _CHATGPT) if mode.lower().startswith(kind)), "")
    if document.get("personal_access_token"):
        return ""
    if isinstance(document.get("OPENAI_API_KEY"), str):
        return _API_KEY
    return "" if document.get("agent_identity") and not document.get("tokens") else _CHATGPT


def _login(tokens: dict[str, Any], stored: files.Stored, folder: str) -> Login:
    token = fields.word(tokens.get("access_token"))
    access = token_claims(token)
    claims = mapping(token_claims(fields.word(tokens.get("id_token"))).get(_CLAIM))
    claims = {**mapping(access.get(_CLAIM)), **claims}
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
