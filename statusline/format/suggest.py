"""Which known name was probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST = 60


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that name was probably meant to be."""
    wanted = name[:_LONGEST].lower().replace("-", "_")
    return next(iter(difflib.get_close_matches(wanted, known, n=1)), None)
