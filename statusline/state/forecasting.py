"""Notes what is projected for the reset of each window, and what becomes of it: a table of the history.

A forecast is noted once for each cycle and lead (limits/forecast.py); what is seen of that cycle afterwards is written
beside it. It can be scored if the cycle was seen to its end: not after a gap in the numbers, nor if the reset moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot.text import SAME_CYCLE
from statusline.limits import forecast, merge
from statusline.limits.forecast import LEADS
from statusline.limits.model import ESTIMATE
from statusline.limits.pace import FULL
from statusline.state import recent_pace, sqlite

if TYPE_CHECKING:
    from statusline.config.working_time import Basis
    from statusline.limits.model import Account, Record, Sample
    from statusline.state.recent_pace import Sums
    from statusline.state.samples import History

# Each lead is a look-up of its own.
_SEEN = """UPDATE forecasts
    SET seen_at = :as_of, seen_used = :used, full_at = coalesce(full_at, CASE WHEN :used >= :full THEN :as_of END)
    WHERE account = :account AND window = :window AND lead IN (:lead1, :lead2, :lead3, :lead4)
    AND resets_at BETWEEN :reset - :same AND :reset + :same AND seen_at < :as_of"""
_MOVED = """UPDATE forecasts SET moved = 1
    WHERE account = :account AND window = :window AND lead IN (:lead1, :lead2, :lead3, :lead4)
    AND resets_at > :start + :same AND resets_at NOT BETWEEN :reset - :same AND :reset + :same
    AND seen_at < :as_of AND NOT moved"""
_NOTED = """SELECT 1 FROM forecasts WHERE account = :account AND window = :window AND lead = :lead
    AND resets_at BETWEEN :reset - :same AND :reset + :same"""
_NOTE = """INSERT OR IGNORE INTO forecasts VALUES (:account, :window, :lead, :reset,
    :as_of, :used, :projected, :average, :runs_out_at, NULL, :as_of, :used, 0)"""
_LEADS = {f"lead{number}": lead for number, lead in enumerate(LEADS, 1)}


def note(history: History, record: Record, basis: Basis, now: int) -> None:
    """Note what is projected for each window whose reset is a lead away, and what is seen of the noted ones."""
    with sqlite.transaction(history.connection):
        for key, account in record.accounts.items():
            for sample in _believed(account, now):
                _note(history, key, sample, basis)


def _believed(account: Account, now: int) -> list[Sample]:
    believed = merge.believe(account.samples, now).values()
    return [sample for sample in believed if sample.confidence != ESTIMATE and sample.used_percentage is not None]


def _note(history: History, account: str, sample: Sample, basis: Basis) -> None:
    reset, length = sample.resets_at, sample.length_seconds
    if reset is None or not length:
        return
    values = {
        "account": account,
        "window": sample.window,
        "reset": reset,
        "start": reset - length,
        "as_of": sample.as_of,
        "used": sample.used_percentage,
        "same": SAME_CYCLE,
        "full": FULL,
        **_LEADS,
    }
    history.connection.execute(_MOVED, values)
    history.connection.execute(_SEEN, values)
    lead = forecast.lead(reset - sample.as_of, length)
    if lead is None or (sample.used_percentage or 0) >= FULL:
        return
    if history.connection.execute(_NOTED, {**values, "lead": lead}).fetchone():
        return
    if sums := recent_pace.sums_of(sample, history, account, basis):
        history.connection.execute(_NOTE, {**values, "lead": lead, **_projections(sample, sums)})


def _projections(sample: Sample, sums: Sums) -> dict[str, float | None]:
    average = (sample.used_percentage or 0) + sums.rate.average * sums.share.left
    return {"projected": sums.pace.projected, "average": average, "runs_out_at": sums.pace.runs_out_at}
