"""The vendors' own credential stores, read and never written."""

from statusline.credentials.claude import claude_identity, claude_login, claude_state, claude_state_file
from statusline.credentials.codex import CodexCredential, codex_account, codex_login
from statusline.credentials.codex_config import codex_base_url, codex_home
from statusline.credentials.exposure import exposed
from statusline.credentials.sendable import sendable

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
