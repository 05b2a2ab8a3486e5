"""Hours, days, weeks and months of a time zone, as SQL over the column `quarter`: an index keeps no zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from statusline.hot.text import DAY
from statusline.state.token_index import QUARTER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_FORMS = {
    "hour": "strftime('%Y-%m-%dT%H:00', {local}, 'unixepoch') || {suffix}",
    "day": "date({local}, 'unixepoch')",
    "week": "date({local}, 'unixepoch', 'weekday 0', '-6 days')",
    "month": "strftime('%Y-%m', {local}, 'unixepoch')",
    "hour of the week": "strftime('%w %H', {local}, 'unixepoch')",  # Sunday is 0
}


def expression(period: str, zone: tzinfo, span: tuple[int, int]) -> str:
    """Return SQL for the name of the period that a quarter is in, for quarters of the span (epoch seconds)."""
    offsets = list(_offsets(zone, span))
    local = _cases([(until, str(offset)) for until, offset in offsets])
    suffix = _cases([(until, f"'{_suffix(offset)}'") for until, offset in offsets])
    return _FORMS[period].format(local=f"quarter * {QUARTER} + {local}", suffix=suffix)


def _cases(values: list[tuple[int, str]]) -> str:
    """Return SQL that chooses the first value whose `until` is after the quarter; the last one holds for ever."""
    *changing, (_, last) = values
    whens = " ".join(f"WHEN quarter * {QUARTER} < {until} THEN {value}" for until, value in changing)
    return f"(CASE {whens} ELSE {last} END)" if whens else f"({last})"


def _offsets(zone: tzinfo, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the offsets from UTC (seconds) that hold in the span, each with the moment at which it ends."""
    start, end = span
    offset = _offset(zone, start)
    for moment in [*range(start + DAY, end, DAY), end]:
        if _offset(zone, moment) != offset:
            change = _change(zone, moment - DAY, moment)
            yield change, offset
            offset = _offset(zone, moment)
    yield end, offset


def _change(zone: tzinfo, before: int, after: int) -> int:
    """Return the quarter in which the offset changes, found between two moments that are a day apart."""
    low, high, offset = before // QUARTER, -(-after // QUARTER), _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle * QUARTER) == offset else (low, middle)
    return high * QUARTER


def _offset(zone: tzinfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds())


def _suffix(offset: int) -> str:
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
