"""What a line of a Claude Code transcript says about tokens (`projects/**/*.jsonl`, Claude Code 2.1.329).

One response of the server is several lines with the same message id and request id, and each names its usage.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from statusline.config.providers import CLAUDE
from statusline.providers.credentials.fields import digest
from statusline.providers.parsing.values import mapping

if TYPE_CHECKING:
    from statusline.limits.model import Login

OWN_ID = "msg_01"  # what the id of an answer of Anthropic's own servers begins with

_OWNER_MARK = b'"session-owner"'


class Owner(NamedTuple):
    """Whose session it is, by the uuids of the account and of its organisation; None or empty: not known."""

    user: str | None
    organization: str | None

    def is_another_than(self, login: Login) -> bool:
        """Return whether login certainly belongs to another account."""
        pairs = ((self.user, login.user), (self.organization, login.organization))
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)

    @property
    def account(self) -> str:
        """Return the key of the account, as a login that names both has it."""
        identity = f"{self.user or ''}|{self.organization or ''}"
        return f"{CLAUDE}:{digest(identity.encode('utf-8', 'replace'))}"

    @property
    def stored(self) -> str:
        """Return the text that identifies the owner on disk; it does not reveal a uuid."""
        return ".".join(
            hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:16] if part else "" for part in self
        )


def owner(line: bytes) -> Owner | None:
    if _OWNER_MARK not in line:
        return None
    entry = _object(line)
    user, organization = (entry.get(name) for name in ("accountUuid", "organizationUuid"))
    if entry.get("type") != "session-owner" or not isinstance(organization, str) or not organization:
        return None
    return Owner(user if isinstance(user, str) else "", organization)


def is_of_claude(model: object, message_id: object) -> bool:
    """Tell whether Anthropic's own servers answered: other vendors, and clouds that sell Claude, have other names."""
    own_model = isinstance(model, str) and model.startswith("claude-") and "@" not in model
    return own_model and (message_id is None or (isinstance(message_id, str) and message_id.startswith(OWN_ID)))


def _object(line: bytes) -> dict[str, Any]:
    try:
        return mapping(json.loads(line))
    except (ValueError, RecursionError):
        return {}
