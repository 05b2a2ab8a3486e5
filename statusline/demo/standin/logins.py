"""The vendors' credential folders, written as their clients write them, for temporary folders only."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ACCOUNT = "11111111-1111-4111-8111-111111111111"
ORGANIZATION = "22222222-2222-4222-8222-222222222222"
CODEX_ACCOUNT = "33333333-3333-4333-8333-333333333333"
E_MAIL = "someone@example.com"
SCOPES = ("user:inference", "user:profile", "user:sessions:claude_code", "user:mcp_servers", "user:file_upload")

_A_MONTH = 30 * 86_400


def write_claude_login(  # noqa: PLR0913 - one argument a field of the file
    folder: Path,
    token: str,
    expires_at: float,
    *,
    plan: str | None = "max",
    tier: str | None = "default_claude_max_5x",
    scopes: tuple[str, ...] = SCOPES,
    account: str = ACCOUNT,
    state_file: Path | None = None,
) -> Path:
    """Sign in to Claude Code in its config folder and return the credential file; `expires_at` epoch seconds.

    `state_file` is Claude Code's own state; it lies in the folder if CLAUDE_CONFIG_DIR names that, else it is
    `~/.claude.json`. Formats of Claude Code 2.1.329.
    """
    oauth = {
        "accessToken": token,
        "refreshToken": token and "sk-ant-ort01-STANDIN",
        "expiresAt": int(expires_at * 1000),
        "scopes": list(scopes),
        "subscriptionType": plan,
        "rateLimitTier": tier,
    }
    who = {
        "accountUuid": account,
        "emailAddress": E_MAIL,
        "organizationUuid": ORGANIZATION,
        "organizationName": "Stand-in",
        "displayName": "Someone",
    }
    _write_private(state_file or folder / ".claude.json", json.dumps({"numStartups": 7, "oauthAccount": who}))
    return _write_private(folder / ".credentials.json", json.dumps({"claudeAiOauth": oauth}))


def write_codex_login(
    home: Path,
    base_url: str | None,
    expires_at: float,
    *,
    plan: str = "pro",
    account: str = CODEX_ACCOUNT,
) -> str:
    """Sign in to Codex CLI in its home folder and return the access token; `expires_at` epoch seconds.

    `base_url` is written as `chatgpt_base_url`; None writes no config. Formats of Codex CLI 0.171.0.
    """
    claims = {
        "https://api.openai.com/auth": {
            "chatgpt_plan_type": plan,
            "chatgpt_user_id": "user-standin",
            "chatgpt_account_id": account,
        },
        "https://api.openai.com/profile": {"email": E_MAIL},
        "iss": "https://auth.openai.com",
        "exp": int(expires_at),
    }
    access = unsigned_jwt({**claims, "aud": ["https://api.openai.com/v1"]})
    tokens = {
        "id_token": unsigned_jwt({**claims, "email": E_MAIL}),
        "access_token": access,
        "refresh_token": "rt_STANDIN",
        "account_id": account,
    }
    refreshed = datetime.fromtimestamp(max(0, int(expires_at) - _A_MONTH), UTC).isoformat().replace("+00:00", "Z")
    document = {"auth_mode": "chatgpt", "OPENAI_API_KEY": None, "tokens": tokens, "last_refresh": refreshed}
    _write_private(home / "auth.json", json.dumps(document, indent=2))
    if base_url is not None:
        _write_private(home / "config.toml", f"chatgpt_base_url = {json.dumps(base_url)}\n")
    return access


def unsigned_jwt(claims: Mapping[str, object]) -> str:
    """Return a JWT with these claims whose signature is the word `sig`."""
    parts = (json.dumps({"alg": "RS256", "typ": "JWT"}), json.dumps(claims), "sig")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def _write_private(path: Path, text: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path
