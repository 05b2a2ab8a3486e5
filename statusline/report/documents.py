"""A report as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame.attribution import MILLI
from statusline.cost import amounts
from statusline.history import forecasts

if TYPE_CHECKING:
    from statusline.blame.period import Period
    from statusline.cost.charges import Total
    from statusline.report.facts import Facts, Limit, Use

SCHEMA = "statusline-report/1"


def document(facts: Facts, privacy: str) -> dict[str, object]:
    """Return the facts; what is unknown is left out."""
    span = facts.span
    return {
        "schema": SCHEMA,
        "generated_at": span.until,
        "timezone": str(span.zone),
        "privacy": privacy,
        "days": span.days,
        "since": span.since,
        "before_since": span.before,
        "total": _total(facts.total),
        "total_before": _total(facts.total_before),
        "limits": [_limit(limit) for limit in facts.limits],
        "shares": [
            {"window": share.title, "by": share.by, "now": _shares(share.now), "before": _shares(share.before)}
            for share in facts.shares
        ],
        "costs": [{"by": cost.by, "now": _totals(cost.now), "before": _totals(cost.before)} for cost in facts.costs],
        "by_day": [{"day": day, **_total(total)} for day, total in sorted(facts.days.items())],
        "notes": list(facts.notes),
        "forecasts": forecasts.document(facts.scores, span.since, span.until, privacy)["windows"],
    }


def _limit(limit: Limit) -> dict[str, object]:
    return {
        "window": limit.title,
        "now": _use(limit.now),
        "before": _use(limit.before),
        **({"points_by_weekday_and_hour": limit.week} if limit.week else {}),
    }


def _use(use: Use) -> dict[str, object]:
    peak = {} if use.peak is None else {"peak": use.peak}
    return {"hits": use.hits, "blocked_seconds": use.blocked, **peak}


def _shares(period: Period) -> dict[str, object]:
    why = {"not_enough": period.why} if period.why else {}
    points = [{"name": name, "points": points / MILLI} for name, points in period.points.items()]
    return {"points": period.total / MILLI, "shares": points, "elsewhere": period.unknown / MILLI, **why}


def _totals(totals: dict[str, Total]) -> list[dict[str, object]]:
    return [{"name": name, **_total(total)} for name, total in totals.items()]


def _total(total: Total) -> dict[str, object]:
    usd = {} if total.cost is None else {"list_usd": amounts.number(total.cost)}
    return {"calls": total.calls, "tokens": total.tokens.total, **usd}
