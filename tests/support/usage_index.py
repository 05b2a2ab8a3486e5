"""An index of logs in a folder, for tests: read them, and see what it counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC
from typing import TYPE_CHECKING

from statusline.index import queries, reading, walking
from statusline.index.policy import KEEP_ALL
from statusline.state import token_index
from support.usage_logs import CLASSES, NOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from statusline.index.policy import Policy
    from statusline.index.reading import Progress


def read(home: Path, *, most: float = float("inf"), policy: Policy = KEEP_ALL, now: int = NOW) -> Progress:
    """Read the logs in a home into the index beside them. most: bytes; now: epoch seconds."""
    roots = walking.roots([{"HOME": str(home)}])
    return reading.advance(state(home), roots, now, reading.Listeners(lambda done: done >= most), policy)


def state(home: Path) -> str:
    folder = home / "state"
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)


def totals(home: Path, by: Sequence[str]) -> dict[tuple[str | None, ...], Counter[str]]:
    sums: defaultdict[tuple[str | None, ...], Counter[str]] = defaultdict(Counter)
    with token_index.reading(state(home)) as index:
        assert index is not None
        for row in queries.totals(index.connection, by, UTC):
            counts = zip(CLASSES, (row.calls, *row.tokens), strict=True)
            sums[row.group].update({name: count for name, count in counts if count})
    return dict(sums)


def by_day(home: Path) -> dict[tuple[str, str, str], Counter[str]]:
    """Return the sums in the form of a generator's truth."""
    rows = totals(home, ("provider", "day", "model", "tier"))
    return {
        (str(vendor), str(day), f"{model}+fast" if tier == "fast" else str(model)): sums
        for (vendor, day, model, tier), sums in rows.items()
    }


def calls(home: Path) -> list[queries.Call]:
    with token_index.reading(state(home)) as index:
        return list(queries.calls(index.connection)) if index else []
