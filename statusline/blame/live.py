"""How much of the most used limit each session has used by now: its share, and what its logs do not show yet.

Claude Code tells with every line what the session has cost. What that is beyond its logged calls was used too: those
points are taken from the ones that no log explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import answer
from statusline.blame import sources as sources_of
from statusline.blame.attribution import MILLI
from statusline.cost import charges
from statusline.index import queries
from statusline.index.queries import Filter
from statusline.prices.table import PICO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statusline.blame.answer import Share
    from statusline.blame.sources import Sources

_MOST_UNLOGGED = 2.0  # of what is logged: a ledger that is further off counts another session too


class Burnt(NamedTuple):
    """Percentage points of a window that a session has used, and until when that says anything (epoch seconds)."""

    points: float
    resets_at: int

    @property
    def text(self) -> str:
        return f"{self.points:.0f}%" if self.points >= 1 else "<1%"


def of_sessions(sources: Sources, provider: str, ledgers: Mapping[str, float]) -> dict[str, Burnt]:
    """Return what sessions have used, by their ids; nothing where there is no scale yet. ledgers: dollars so far."""
    result: dict[str, Burnt] = {}
    for window in sources_of.windows(sources, provider=provider):
        cycle = window.cycle(0)
        blame = answer.of(sources, window, cycle, "session", lambda _, name: name) if cycle else None
        if blame and blame.scale and blame.cycle.resets_at is not None:
            unknown = (blame.elsewhere + blame.before) / MILLI
            per_dollar = blame.scale.per_unit if blame.scale.unit == "dollar" else 0.0
            for share, points in _with_ledger(sources, blame.shares, ledgers, per_dollar, unknown):
                if points > 0:
                    result[share.name] = Burnt(points, blame.cycle.resets_at)
    return result


def _with_ledger(
    sources: Sources, shares: Iterable[Share], ledgers: Mapping[str, float], per_dollar: float, unknown: float
) -> Iterator[tuple[Share, float]]:
    shown = [share for share in shares if share.name in ledgers]
    logged = _logged(sources, tuple(share.name for share in shown))
    for share in shown:
        total, own = logged.get(share.name, 0.0), (share.dollars or 0) / PICO
        missing = min(ledgers[share.name] - total, _MOST_UNLOGGED * total)
        more = min(unknown, max(0.0, missing) * per_dollar * (own / total if total else 0.0))
        unknown -= more
        yield share, (share.points or 0) / MILLI + more


def _logged(sources: Sources, sessions: tuple[str, ...]) -> dict[str, float]:
    """Return the dollars of all logged calls of sessions, those of other cycles too."""
    if not sessions:
        return {}
    from datetime import UTC  # here: no session is the usual case

    rows = queries.totals(sources.connection, ("session",), UTC, Filter(session=sessions))
    totals = charges.grouped(rows, sources.prices, lambda row: (row.group[0] or "",))
    return {group[0]: total.dollars / PICO for group, total in totals.items()}
