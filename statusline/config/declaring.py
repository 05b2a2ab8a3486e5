"""How a key of the config is declared: its comment, check and default."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statusline.config import checks


def option(comment: str, check: checks.Check, *, default: object) -> Any:
    """Return the field of one key."""
    return field(default=default, metadata={"comment": comment, "check": check})
