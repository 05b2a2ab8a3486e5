"""The tables of a report, as text and as HTML show them: a title, a head and rows of text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import attribution
from statusline.blame.attribution import MILLI
from statusline.cost import amounts
from statusline.cost.charges import Total, all_of
from statusline.history import forecasts
from statusline.history import summary as history_summary
from statusline.hot.text import duration, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.blame.period import Period
    from statusline.history.forecasts import WindowScores
    from statusline.report.facts import Costs, Facts, Limit, Shares, Span, Use

MOST = 10  # names in a table; what is beyond them is one row
ELSEWHERE = "elsewhere or unknown"
_NOTHING = Total()
_UNKNOWN = ("unknown",)  # no name is a tuple
_TIMES = 5  # columns before those of times
_QUARTER = 6  # hours


class Table(NamedTuple):
    """`texts`: how many columns on the left are texts; the others are numbers. `wide`: those that need a wide page."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    wide: tuple[int, ...] = ()


def title(span: Span) -> str:
    day = datetime.fromtimestamp(span.until, span.zone)
    return f"{span.days} days to {day:%A}, {day.day} {day:%B %Y}"


def compared(span: Span) -> str:
    first, last = (datetime.fromtimestamp(at, span.zone) for at in (span.before, span.since - 1))
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    return f"compared with {first.day}{month} to {last.day} {last:%B %Y}"


def limits(every: Iterable[Limit]) -> Table:
    head = ("limit", "highest", "before", "times full", "before", "time full", "before")
    rows = [(limit.title, *_uses(limit.now, limit.before)) for limit in every]
    columns = len(head) if any(use for row in rows for use in row[_TIMES:]) else _TIMES
    return Table("Limits", head[:columns], tuple(row[:columns] for row in rows), wide=(2, 4, 6))


def cycles(limit: Limit, span: Span) -> Table:
    """Return the cycles of a window: what its curve shows."""
    rows = []
    for cycle in limit.cycles:
        start, end = (_stamp(at, span) for at in (cycle.started_at, cycle.ended_at))
        hit = "" if cycle.limit_at is None else _stamp(cycle.limit_at, span)
        rows.append((start, end or "now", f"{whole(cycle.peak)}%", hit))
    return Table(limit.title, ("from", "to", "highest", "full at"), tuple(rows), 2)


def shares(share: Shares) -> Table:
    """Return who used a window, in points of it; the tenths add up too."""
    now, before = _tenths(share.now), _tenths(share.before)
    ordered = sorted(share.now.points, key=lambda name: -share.now.points[name])
    chosen, rest = ordered[:MOST], ordered[MOST:]
    rows = [(name, _points(now[name]), _points(before.get(name, 0))) for name in chosen]
    if rest:
        more, earlier = (sum(part.get(name, 0) for name in rest) for part in (now, before))
        rows.append((f"{len(rest)} more", _points(more), _points(earlier)))
    rows.append((ELSEWHERE, _points(now[_UNKNOWN]), _points(before[_UNKNOWN])))
    if len(rows) > 1:
        rows.append(("together", _points(sum(now.values())), _points(sum(before.values()))))
    if not share.before.total:
        rows = [(*row[:-1], amounts.UNKNOWN) for row in rows]
    return Table(f"{share.title} by {share.by}, in points of the limit", (share.by, "points", "before"), tuple(rows))


def costs(cost: Costs) -> Table:
    chosen = list(cost.now)[:MOST]
    rows = [_cost(name, cost.now[name], _earlier(cost, [name])) for name in chosen]
    if rest := [name for name in cost.now if name not in chosen]:
        rows.append(_cost(f"{len(rest)} more", all_of(cost.now[name] for name in rest), _earlier(cost, rest)))
    head = (cost.by, "calls", "tokens", "cost", "before", "change")
    return Table(f"Cost by {cost.by}, at list prices", head, tuple(rows), wide=(1, 2))


def days(facts: Facts) -> Table:
    rows = tuple((day, f"{total.calls:,}", amounts.dollars(total.cost)) for day, total in sorted(facts.days.items()))
    return Table("Cost by day, at list prices", ("day", "calls", "cost"), rows)


def week(limit: Limit) -> Table:
    """Return when in the week a window rose, by quarters of the day."""
    parts = range(0, 24, _QUARTER)
    head = ("points", *(f"{at:02d}-{at + _QUARTER:02d}" for at in parts))
    rows = tuple(
        (day, *(f"{sum(hours[at : at + _QUARTER]):.0f}" for at in parts))
        for day, hours in zip(history_summary.WEEKDAYS, limit.week or (), strict=False)
    )
    return Table(f"When in the week {limit.title} rose, by hour", head, rows)


def scores(entry: WindowScores) -> Table:
    """Return how far the forecasts of a window were off, as `history --forecasts` says it."""
    rows = tuple(
        (
            f"{forecasts.lead_text(score.lead)} before",
            str(score.cycles),
            *map(forecasts.error_text, (score.forecast, score.average_rate, score.unchanged)),
        )
        for score in entry.scores
    )
    return Table(f"{entry.account.text} · {entry.window.label}", forecasts.HEAD[:-1], rows)


def summary(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield (what, how much, and how much before) of what matters most."""
    now, before = [each.now for each in facts.limits], [each.before for each in facts.limits]
    yield "limits hit", _hits(*now), _hits(*before)
    peaks = [(each.now.peak or 0.0, each) for each in facts.limits]
    if peaks:
        peak, limit = max(peaks, key=lambda pair: pair[0])
        yield f"highest use ({limit.title})", f"{whole(peak)}%", _peak(limit.before)
    earlier = facts.total_before
    comparable = earlier.calls > 0
    cost = amounts.dollars(earlier.cost if comparable else None)
    yield "cost at list prices", amounts.dollars(facts.total.cost), cost
    yield "calls", f"{facts.total.calls:,}", f"{earlier.calls:,}" if comparable else amounts.UNKNOWN


def change(now: int | None, before: int | None) -> str:
    """Return by how much an amount has changed, `new` where there was none before."""
    if not now or not before:
        return "new" if now else ""
    return f"{(now - before) / before:+.0%}"


def _uses(now: Use, before: Use) -> tuple[str, ...]:
    times = (duration(use.blocked) if use.blocked else "" for use in (now, before))
    return (_peak(now), _peak(before), _hits(now), _hits(before), *times)


def _hits(*uses: Use) -> str:
    """Return how often limits were hit, as far as any number of them is known."""
    known = [use.hits for use in uses if use.peak is not None]
    return str(sum(known)) if known else amounts.UNKNOWN


def _peak(use: Use) -> str:
    return amounts.UNKNOWN if use.peak is None else f"{whole(use.peak)}%"


def _tenths(period: Period) -> dict[object, int]:
    """Return the parts of a period in tenths of a point."""
    unknown, total = (round(milli * 10 / MILLI) for milli in (period.unknown, period.total))
    parts: dict[object, float] = {name: points * 10 / MILLI for name, points in period.points.items()}
    if not parts:
        return {_UNKNOWN: total}
    return {**attribution.apportioned(parts, total - unknown), _UNKNOWN: unknown}


def _points(tenths: int) -> str:
    return f"{tenths / 10:.1f}"


def _earlier(cost: Costs, names: list[str]) -> Total | None:
    """Return what names cost before, None where nothing of that time is known."""
    return all_of(cost.before.get(name, _NOTHING) for name in names) if cost.before else None


def _cost(name: str, now: Total, before: Total | None) -> tuple[str, ...]:
    own = (name, f"{now.calls:,}", amounts.tokens(now.tokens.total), amounts.dollars(now.cost))
    if before is None:
        return (*own, amounts.UNKNOWN, "")
    return (*own, amounts.dollars(before.cost), change(now.cost, before.cost))


def _stamp(at: int | None, span: Span) -> str:
    return "" if at is None else datetime.fromtimestamp(at, span.zone).strftime("%a %d %b %H:%M")
