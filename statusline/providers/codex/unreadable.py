"""Logins of Codex CLI that hold nothing to ask with: access tokens, workload identities, encrypted storage.

As Codex CLI 0.171.0 has them. What they give is an account of its own and a sentence; Codex itself, where it is named
as a source, and its session files need no more.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from statusline.config.providers import CODEX
from statusline.limits.model import Login
from statusline.providers.credentials import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.providers.credentials.files import Stored

TOKEN_VARIABLE = "CODEX_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
VARIABLES = {TOKEN_VARIABLE: "an access token", "OPENAI_FEDERATION_RULE_ID": "a workload identity"}

_IN_THE_FILE = {"personal_access_token": "a personal access token", "agent_identity": "an agent identity"}


def in_environment(environ: Mapping[str, str]) -> Login | None:
    """Return the login that a variable holds, which goes before every stored one."""
    for name, kind in VARIABLES.items():
        if value := environ.get(name, "").strip():
            return _login(name, f"{kind} in {name}", value)
    return None


def in_document(document: dict[str, Any], stored: Stored) -> Login | None:
    """Return the login of another kind that `auth.json` holds, None if it holds none."""
    for name, kind in _IN_THE_FILE.items():
        if value := document.get(name):
            return _login(stored.where, f"{kind} in {stored.where}", str(value))
    mode = fields.word(document.get("auth_mode"))
    return _login(stored.where, f"a login of another kind in {stored.where}", stored.where) if mode else None


def encrypted(folder: str) -> Login | None:
    """Return the login that is kept encrypted below Codex's home folder, None if there is none."""
    path = encrypted_file(folder)
    return _login(path, f"encrypted in {path}", os.path.realpath(path)) if os.path.isfile(path) else None


def encrypted_file(folder: str) -> str:
    return folder + "/secrets/codex_auth.age"


def _login(where: str, obstacle: str, identity: str) -> Login:
    return Login(CODEX, f"{CODEX}:{fields.digest(os.fsencode(identity))}", where, obstacle=obstacle)
