"""What a report says, read from the history and the index: a period, and the one of the same length before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame import period
from statusline.blame import sources as blame_sources
from statusline.cost import report as cost_report
from statusline.cost import table as cost_table
from statusline.frozen import dataclass
from statusline.history import forecasts, series, summary
from statusline.hot.text import DAY
from statusline.index import queries
from statusline.index.queries import Filter
from statusline.limits.guard import OF_ONE_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from statusline.blame.period import Period
    from statusline.blame.sources import Sources, Window
    from statusline.cost.charges import Total
    from statusline.history.cycles import Cycle
    from statusline.history.forecasts import WindowScores
    from statusline.history.series import Series
    from statusline.history.summary import Week

DIMENSIONS = ("project", "model")


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` to `until`, in epoch seconds; `before`: when the period before it began."""

    before: int
    since: int
    until: int
    days: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Use:
    """How a window was used in a period: how often its limit was hit, for how long, and its highest percentage."""

    hits: int
    blocked: int
    peak: float | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A window of an account. `points` are (time, percentage) of the period, None where a cycle ended.

    `sentence` is what happened in words, `week` when in the week it rose.
    """

    title: str
    now: Use
    before: Use
    cycles: tuple[Cycle, ...]
    points: tuple[tuple[int, float | None], ...]
    sentence: str
    week: Week | None


@dataclass(frozen=True, slots=True)
class Shares:
    """Who used a window, by one dimension, in the period and in the one before it."""

    title: str
    by: str
    now: Period
    before: Period


@dataclass(frozen=True, slots=True)
class Costs:
    """The totals of a dimension's names in the period and in the one before it."""

    by: str
    now: dict[str, Total]
    before: dict[str, Total]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report says. `total` and `total_before` are of all calls; `days` are their totals by date.

    `notes` are sentences that one has to know to read the rest.
    """

    span: Span
    limits: tuple[Limit, ...]
    shares: tuple[Shares, ...]
    costs: tuple[Costs, ...]
    days: dict[str, Total]
    total: Total
    total_before: Total
    scores: tuple[WindowScores, ...]
    notes: tuple[str, ...]


def read(sources: Sources, zone: tzinfo, days: int) -> Facts:
    """Return the facts of so many days, today being the last."""
    since = cost_report.since_of_days(sources.now, zone, days)
    before = cost_report.since_of_days(sources.now, zone, 2 * days)
    span = Span(before, since, sources.now, days, zone)
    pairs = series.names(sources.history, sources.record, sources.names.account_name, sources.config)
    curves = list(series.read(sources.history, pairs, span.before, span.until))
    reports = {by: _costs(sources, span, by) for by in (*DIMENSIONS, "day")}
    now, earlier = reports["day"]
    return Facts(
        span=span,
        limits=tuple(filter(None, (_limit(curve, span) for curve in curves))),
        shares=tuple(_shares(sources, curves, span)),
        costs=tuple(Costs(by, _named(reports[by][0]), _named(reports[by][1])) for by in DIMENSIONS),
        days=_named(now),
        total=now.total,
        total_before=earlier.total,
        scores=tuple(forecasts.read(sources.history, pairs, span.since, span.until)),
        notes=tuple(_notes(sources, now, span)),
    )


def _notes(sources: Sources, report: cost_report.Report, span: Span) -> Iterator[str]:
    yield from cost_table.notes(report, sources.prices)
    yield from cost_table.coverage(queries.coverage(sources.connection), span.before, span.zone)


def _limit(curve: Series, span: Span) -> Limit | None:
    """Return the facts of a window, None where it has no number of the period."""
    cycles = tuple(cycle for cycle in curve.cycles if _overlaps(cycle, span.since, span.until))
    if not cycles:
        return None
    earlier = [cycle for cycle in curve.cycles if _overlaps(cycle, span.before, span.since)]
    return Limit(
        title=f"{curve.account.text} · {curve.window.label}",
        now=_use(cycles, span.since, span.until),
        before=_use(earlier, span.before, span.since),
        cycles=cycles,
        points=tuple(_points(cycles, span)),
        sentence=summary.sentence(cycles, span.since, span.until),
        week=summary.week(cycles, span.since),
    )


def _overlaps(cycle: Cycle, since: int, until: int) -> bool:
    return cycle.points[0].as_of <= until and (cycle.ended_at is None or cycle.ended_at > since)


def _use(cycles: Sequence[Cycle], since: int, until: int) -> Use:
    hits = [(cycle.limit_at, cycle.ended_at or until) for cycle in cycles if cycle.limit_at is not None]
    hits = [(at, end) for at, end in hits if since <= at <= until]
    values = [used for cycle in cycles for used in _values(cycle, since, until)]
    return Use(len(hits), sum(min(end, until) - at for at, end in hits), max(values, default=None))


def _values(cycle: Cycle, since: int, until: int) -> Iterator[float]:
    """Yield the percentages that held in a time; a number holds until the next one."""
    ends = [*(point.as_of for point in cycle.points[1:]), cycle.ended_at or until]
    for point, end in zip(cycle.points, ends, strict=True):
        if point.as_of <= until and end > since:
            yield point.used


def _points(cycles: Sequence[Cycle], span: Span) -> Iterator[tuple[int, float | None]]:
    for cycle in cycles:
        for point in cycle.points:
            if point.as_of <= span.until:
                yield max(point.as_of, span.since), point.used
        yield min(cycle.ended_at or span.until, span.until), None


def _shares(sources: Sources, curves: Sequence[Series], span: Span) -> Iterator[Shares]:
    """Yield who used the longest window of each account."""
    longest: dict[str, Series] = {}
    for curve in curves:
        if not any(part in curve.window.window for part in OF_ONE_KIND):
            other = longest.get(curve.account.key)
            if other is None or (curve.window.length_seconds or 0) > (other.window.length_seconds or 0):
                longest[curve.account.key] = curve
    first = span.before - DAY * blame_sources.KNOWN_DAYS
    for curve in longest.values():
        for window in blame_sources.read(sources, [(curve.account, curve.window)], first):
            yield from _of_window(sources, window, span)


def _of_window(sources: Sources, window: Window, span: Span) -> Iterator[Shares]:
    for by in DIMENSIONS:
        now = period.over(sources, window, span.since, span.until, by)
        if now.total:
            yield Shares(window.title, by, now, period.over(sources, window, span.before, span.since, by))
        if now.why:  # then another dimension says no more
            return


def _costs(sources: Sources, span: Span, by: str) -> tuple[cost_report.Report, cost_report.Report]:
    now, earlier = (
        cost_report.read(
            sources.connection,
            (by,),
            span.zone,
            Filter(since=since, until=until),
            sources.prices,
            sources.names.shown,
        )
        for since, until in ((span.since, None), (span.before, span.since))
    )
    return now, earlier


def _named(report: cost_report.Report) -> dict[str, Total]:
    return {group[0]: total for group, total in report.groups.items()}
