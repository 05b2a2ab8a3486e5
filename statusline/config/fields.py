"""How a key of the config is declared: its comment, check and default."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from statusline.config import checks


def option(comment: str, check: checks.Check, *, default: object) -> Any:
    """Return the field of one key."""
    return field(default=default, metadata={"comment": comment, "check": check})


def named(comment: str, kind: type, accepts: Callable[[str], bool], *, known: Collection[str], example: str) -> Any:
    """Return the field that holds the tables with names of their own below a table, as (name, kind) pairs.

    known: the names to suggest; example: the name of the table that the default config shows commented out.
    """
    metadata = {"comment": comment, "named": kind, "accepts": accepts, "known": known, "example": example}
    return field(default=(), metadata=metadata)
