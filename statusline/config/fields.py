"""Declares a key of the config: its comment, check and default."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from statusline.config import checks


def option(comment: str, check: checks.Check, *, default: object) -> Any:
    return field(default=default, metadata={"comment": comment, "check": check})


def required(comment: str, check: checks.Check, *, example: object) -> Any:
    """Return the field of a key that each table of its kind has to have; example: its value in the default config."""
    return field(default=None, metadata={"comment": comment, "check": check, "example": example, "required": True})


def named(
    comment: str, kind: type, accepts: Callable[[str], bool], *, suggestions: Collection[str], example: str
) -> Any:
    """Return the field for tables with names of the user's choice, as (name, kind) pairs.

    accepts: checks a name; suggestions: names to offer after a typo; example: the name that the default config shows.
    """
    metadata = {"comment": comment, "named": kind, "accepts": accepts, "suggestions": suggestions, "example": example}
    return field(default=(), metadata=metadata)
