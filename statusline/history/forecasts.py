"""How far the forecasts of windows were off, as a table and as a document: by lead, beside two simple forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import DAY, HOUR, duration
from statusline.limits import forecast
from statusline.render import tables
from statusline.render.tables import Shape
from statusline.state import forecasts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.limits.forecast import Error, Full, Score
    from statusline.render.names import AccountName, WindowName
    from statusline.state.samples import History

SCHEMA = "statusline-forecasts/1"
LEGEND = "Percentage points off on average at the reset; in brackets by how many too high (+) or too low (-)."
HEAD = ("made", "cycles", "forecast", "average rate", "unchanged", "full before the reset")
_SHAPE = Shape(names=(), texts=range(len(HEAD)), spare=(5, 4, 1))


@dataclass(frozen=True, slots=True)
class WindowScores:
    account: AccountName
    window: WindowName
    scores: tuple[Score, ...]


def read(
    history: History, pairs: Iterable[tuple[AccountName, WindowName]], since: int, now: int
) -> Iterator[WindowScores]:
    """Yield the scores of the windows that have some, of cycles that ended since then. Times are epoch seconds."""
    for account, window in pairs:
        scored = forecasts.scored(history, account.key, window.window, since, now)
        if scores := tuple(forecast.scores(scored)):
            yield WindowScores(account, window, scores)


def lines(scores: Sequence[Score], columns: int | None) -> Iterator[str]:
    """Yield the lines of a window's table. columns: as tables.lines."""
    rows = [HEAD, *map(_row, scores)]
    if not any(row[-1] for row in rows[1:]):
        rows = [row[:-1] for row in rows]
    yield from tables.lines(rows, _SHAPE, columns)


def lead_text(lead: int) -> str:
    return f"{lead // HOUR}h" if lead < 2 * DAY else f"{lead // DAY}d"


def error_text(error: Error) -> str:
    return f"{error.mean:.1f} ({error.bias:+.1f})"


def document(every: Iterable[WindowScores], since: int, now: int, privacy: str) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "generated_at": now,
        "privacy": privacy,
        "since": since,
        "windows": [
            {
                "provider": entry.account.provider,
                "account": entry.account.shown,
                **({"label": entry.account.label} if entry.account.label else {}),
                "window": entry.window.window,
                "leads": [_lead(score) for score in entry.scores],
            }
            for entry in every
        ],
    }


def _row(score: Score) -> tuple[str, ...]:
    errors = (score.forecast, score.average_rate, score.unchanged)
    return (f"{lead_text(score.lead)} before", str(score.cycles), *map(error_text, errors), _full_text(score.full))


def _full_text(full: Full) -> str:
    if not full.forecast and not full.happened:
        return ""
    wrong = full.forecast - full.both
    parts = [f"{full.both} of {full.happened} foreseen"] if full.happened else []
    parts += [f"{wrong} foreseen in vain"] if wrong else []
    parts += [] if full.off_by is None else [f"{duration(round(full.off_by))} off"]
    return ", ".join(parts)


def _lead(score: Score) -> dict[str, object]:
    full = score.full
    off_by = {} if full.off_by is None else {"off_by_seconds": round(full.off_by)}
    return {
        "lead_seconds": score.lead,
        "cycles": score.cycles,
        "forecast": _error(score.forecast),
        "average_rate": _error(score.average_rate),
        "unchanged": _error(score.unchanged),
        "full": {"forecast": full.forecast, "happened": full.happened, "both": full.both, **off_by},
    }


def _error(error: Error) -> dict[str, float]:
    return {"mean_absolute": round(error.mean, 2), "bias": round(error.bias, 2)}
