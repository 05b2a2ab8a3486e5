"""The forecasts that can be scored, read from the history. Times are epoch seconds."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from statusline.hot.text import DAY
from statusline.limits import forecast
from statusline.limits.forecast import LEADS, SLACK, Forecast
from statusline.limits.pace import FULL
from statusline.state import samples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.limits.forecast import Score
    from statusline.state.samples import History

PATIENCE = 0.05  # seconds to wait for another process that writes the history
RECENT = 90 * DAY  # what the error beside a projection rests on

# Use only grows until the reset: a cycle that was seen full is known to its end.
_SCORED = """SELECT lead, resets_at, used, projected, average, runs_out_at,
        CASE WHEN full_at IS NULL THEN seen_used ELSE max(seen_used, :full) END, full_at
    FROM forecasts
    WHERE account = :account AND window = :window AND lead = :lead AND resets_at BETWEEN :since AND :now
        AND NOT moved AND (full_at IS NOT NULL OR seen_at >= resets_at - lead / :slack)
        AND used BETWEEN 0 AND 1000 AND seen_used BETWEEN 0 AND 1000 AND projected BETWEEN 0 AND 1e6
        AND average BETWEEN 0 AND 1e6 AND typeof(runs_out_at) IN ('integer', 'null')
        AND typeof(full_at) IN ('integer', 'null')
    ORDER BY resets_at"""  # a failing disk may garble rows


def scored(
    history: History, account: str, window: str, since: int, now: int, leads: Iterable[int] = LEADS
) -> list[Forecast]:
    """Return the forecasts of the cycles that ended between since and now and were seen to their end."""
    values = {"account": account, "window": window, "since": max(0, since), "now": now, "full": FULL, "slack": SLACK}
    rows = (row for lead in leads for row in history.connection.execute(_SCORED, {**values, "lead": lead}))
    return [Forecast(*row) for row in rows]


def error(history: History, account: str, window: str, left: int, now: int) -> float | None:
    """Return by how many points projections with so many seconds left were off on average, None if unknown."""
    lead = forecast.lead_of_error(left)
    if lead is None:
        return None
    return forecast.mean_error(scored(history, account, window, now - RECENT, now, (lead,)))


def of_windows(folder: str, windows: Iterable[tuple[str, str]], now: int) -> dict[tuple[str, str], list[Score]]:
    """Return the recent scores of these accounts and windows, as far as the history in folder can be read."""
    with samples.glanced_at(folder, PATIENCE) as history:
        try:
            return {
                pair: list(forecast.scores(scored(history, *pair, now - RECENT, now))) if history else []
                for pair in windows
            }
        except sqlite3.Error:  # its table may be missing: an earlier version's file is migrated by the refresh
            return {}
