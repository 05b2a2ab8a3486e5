"""The vendors' own credential stores, read and never written."""

from statusline.credentials.claude import claude_identity, claude_login
from statusline.credentials.codex import CodexCredential, codex_login
from statusline.credentials.codex_config import codex_base_url
from statusline.credentials.sendable import sendable

__all__ = ["CodexCredential", "claude_identity", "claude_login", "codex_base_url", "codex_login", "sendable"]
