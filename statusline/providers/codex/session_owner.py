"""Whose numbers a session file of Codex CLI holds: its first line, `session_meta` (Codex CLI 0.171.0).

A session speaks for the account that created it, and only where it went to OpenAI itself: a proxy's answers carry the
headers of the proxy's own accounts, but the ids of the login here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.frozen import dataclass
from statusline.providers.codex.login import codex_account
from statusline.providers.credentials.fields import lenient_json, word
from statusline.providers.parsing.values import mapping, moment
from statusline.state import tail

if TYPE_CHECKING:
    from collections.abc import Container

    from statusline.limits.model import Login

# Seconds from the start within which a fork writes its parent's history, stamped anew. `codex migrate-rollouts` keeps
# those lines and calls the file paginated; a fork that was paginated from its start refers to its parent instead.
REPLAYED_FOR = 5
REPLAYED_FOR_MIGRATED = 1

_REFERS = ("history_base", "subagent_history_start_ordinal")
_COPIES = ("forked_from_id", "parent_thread_id")


@dataclass(frozen=True, slots=True)
class Session:
    """How a session describes itself: who began it and with which provider, empty where it does not say.

    Lines up to `replayed_until` (epoch seconds) may be another session's.
    """

    user: str = ""
    account: str = ""
    provider: str = ""
    replayed_until: int = 0


def described(path: str) -> Session:
    """Return what the first line of a session file says. Raises OSError."""
    line = lenient_json(tail.first_line(path)) or {}
    meta = mapping(line.get("payload")) if line.get("type") == "session_meta" else {}
    return Session(
        word(meta.get("creator_user_id")),
        word(meta.get("creator_account_id")),
        word(meta.get("model_provider")),
        _replayed_until(meta, moment(line.get("timestamp"))),
    )


def may_speak_for(session: Session, login: Login, providers: Container[str]) -> bool:
    """Tell whether a session went to one of these providers and is of login's account, as far as both say so."""
    if session.provider and session.provider not in providers:
        return False
    signed_in = login.credential.account_id if login.credential else None
    if not signed_in:
        return True
    if session.account and session.account != signed_in:
        return False
    owner_ = {codex_account(session.user, signed_in), codex_account("", signed_in)}
    return not session.user or login.account in owner_


def _replayed_until(meta: dict[str, Any], begun: float | None) -> int:
    if begun is None or not any(map(meta.get, _COPIES)) or any(meta.get(name) is not None for name in _REFERS):
        return 0
    return int(begun) + (REPLAYED_FOR_MIGRATED if meta.get("history_mode") == "paginated" else REPLAYED_FOR)
