"""The last usage that Claude Code itself asked for, as it keeps it in its state file: `cachedUsageUtilization`.

Claude Code 2.1.329 writes it after `/usage` and trusts it for an hour, if it is of the account that is signed in.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.hot.text import HOUR
from statusline.limits.model import Usage
from statusline.providers.claude import usage_document
from statusline.providers.claude.login import claude_state, claude_state_file
from statusline.providers.parsing.values import epoch

if TYPE_CHECKING:
    from statusline.limits.model import Login
    from statusline.providers.base import Context

NAME = "claude_state_file"
PROVIDER = CLAUDE
NETWORK = False

KEY = "cachedUsageUtilization"
TRUSTED_FOR = HOUR


def describe(context: Context) -> str:
    return f"`{KEY}` in {claude_state_file(context.environ)}"


def fetch(context: Context, login: Login) -> Usage:
    """Return what Claude Code learned within the last hour; no samples where that is nothing, or another account's."""
    if not _written_lately(context):
        return Usage(())
    cached = claude_state(context.environ, login, KEY)
    as_of = epoch(cached.get("fetchedAtMs"), context.now)
    if as_of is None or not 0 <= context.now - as_of < TRUSTED_FOR:
        return Usage(())
    usage = usage_document.parse(cached.get("utilization"), NAME, as_of, context.now)
    return replace(usage, complete=False)  # other sources may have seen more since


def _written_lately(context: Context) -> bool:
    """Tell whether the file can hold anything young enough: it may be megabytes, and mostly it need not be read."""
    try:
        return os.stat(claude_state_file(context.environ)).st_mtime > context.now - TRUSTED_FOR
    except OSError:
        return False
