"""Did you mean: the nearest valid name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST = 60


def nearest(name: str, names: Collection[str]) -> str | None:
    """Return the name that is close enough to be what a person meant, None if there is none."""
    from difflib import get_close_matches  # here: for mistakes only

    typed = name[:_LONGEST].lower().replace("-", "_")
    return next(iter(get_close_matches(typed, names, n=1)), None)
