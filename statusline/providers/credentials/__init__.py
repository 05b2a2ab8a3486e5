"""The vendors' own credential stores, read and never written."""

from statusline.providers.claude.login import claude_identity, claude_login, claude_state, claude_state_file
from statusline.providers.codex.login import CodexCredential, codex_account, codex_login
from statusline.providers.codex.settings import codex_base_url, codex_home
from statusline.providers.credentials.expiry import sendable
from statusline.providers.permissions import exposed

__all__ = [
    "CodexCredential",
    "claude_identity",
    "claude_login",
    "claude_state",
    "claude_state_file",
    "codex_account",
    "codex_base_url",
    "codex_home",
    "codex_login",
    "exposed",
    "sendable",
]
