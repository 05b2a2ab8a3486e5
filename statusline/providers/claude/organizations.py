"""The organisations of a claude.ai session: the body of `/api/organizations`, as public tools read it in 2026.

A personal organisation is named after its owner's e-mail address, which is never taken over.
"""

from __future__ import annotations

import re

from statusline.errors import BadDocument
from statusline.frozen import dataclass
from statusline.providers.parsing.error_body import document
from statusline.providers.parsing.values import NAME_LENGTH, mapping, objects, text

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_E_MAIL = re.compile(r"[^\s<>()]+@[^\s<>()'’]+")
_CAPABILITY = re.compile(r"[a-z0-9_]{1,40}")
_CHAT = "chat"
_PLANS = {"claude_max": "max", "claude_pro": "pro"}
_NEWER = "A newer statusline may know this format."
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Organization:
    """One organisation; `capabilities` is None where the answer names none."""

    uuid: str
    name: str
    capabilities: tuple[str, ...] | None = None

    @property
    def short(self) -> str:
        return self.uuid[:_SHORT]

    @property
    def chats(self) -> bool:
        """Return whether the organisation has claude.ai, not only the API."""
        return self.capabilities is None or any(
            name == _CHAT or name.startswith("claude") for name in self.capabilities
        )

    @property
    def plan(self) -> str | None:
        return next((_PLANS[name] for name in self.capabilities or () if name in _PLANS), None)


def parse(body: object) -> tuple[Organization, ...]:
    """Return the organisations in body, in its order. Raises BadDocument, or the error that body carries."""
    if not isinstance(body, list):
        if "error" in mapping(body):
            document(body, ())
        raise BadDocument("The answer holds no list of organisations.", _NEWER)
    organizations = tuple(filter(None, map(_organization, objects(body))))
    if body and not organizations:
        raise BadDocument("The answer holds organisations without a uuid.", _NEWER)
    return organizations


def _organization(entry: dict[str, object]) -> Organization | None:
    uuid = str(entry.get("uuid")).lower()
    if not _UUID.fullmatch(uuid):
        return None
    return Organization(uuid, _name(entry.get("name")), _capabilities(entry.get("capabilities")))


def _name(value: object) -> str:
    whole = value if isinstance(value, str) else ""
    return text(_E_MAIL.sub("…", whole[: NAME_LENGTH * 8]), NAME_LENGTH) or "unnamed"


def _capabilities(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(item for item in value if isinstance(item, str) and _CAPABILITY.fullmatch(item))
