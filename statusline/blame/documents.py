"""Blame as JSON and CSV: shares in percentage points to three places, which add up to the official number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame.attribution import MILLI
from statusline.cost import amounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.blame.answer import Blame, Share
    from statusline.blame.scale import Scale

SCHEMA = "statusline-blame/1"
ELSEWHERE, BEFORE = "elsewhere", "before"
COLUMNS = (
    "provider",
    "account",
    "label",
    "window",
    "started_at",
    "resets_at",
    "used_percentage",
    "by",
    "kind",
    "name",
    "points",
    "list_usd",
    "calls",
    "sessions",
    "subagents",
    "grade",
)


def window(blame: Blame) -> dict[str, object]:
    """Return the answer about one window; what is unknown is left out."""
    cycle, account = blame.cycle, blame.window.account
    times = {"started_at": cycle.started_at, "resets_at": cycle.resets_at, "ended_at": cycle.ended_at}
    return {
        "provider": account.provider,
        "account": account.shown,
        **({"label": account.label} if account.label else {}),
        "window": blame.window.name.window,
        "cycle": {name: at for name, at in times.items() if at is not None},
        "used_percentage": blame.used / MILLI,
        "as_of": cycle.points[-1].as_of,
        "by": blame.by,
        "shares": [{"name": share.name, **_numbers(share)} for share in blame.shares],
        ELSEWHERE: blame.elsewhere / MILLI,
        BEFORE: blame.before / MILLI,
        "grade": blame.grade,
        "complete": blame.complete,
        **({"scale": scale(blame.scale)} if blame.scale else {"not_enough": blame.why}),
        "unpriced": [{"model": model, "tokens": tokens} for model, tokens in blame.unpriced.items()],
    }


def scale(best: Scale) -> dict[str, object]:
    """Return a scale; `error`: the points by which it mostly misses in the next step of five."""
    return {
        "weighting": best.weighting,
        "unit": best.unit,
        "points_per_unit": best.per_unit,
        "low": best.low,
        "high": best.high,
        "intervals": best.intervals,
        "error": best.error,
        "since": best.since,
    }


def rows(blames: Iterable[Blame]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of COLUMNS, those that are no share of a name last."""
    for blame in blames:
        cycle, account = blame.cycle, blame.window.account
        whose = (account.provider, account.shown, account.label, blame.window.name.window)
        own = (*whose, cycle.started_at, cycle.resets_at, blame.used / MILLI, blame.by)
        for share in blame.shares:
            numbers = _numbers(share)
            yield (*own, "share", share.name, *(numbers.get(name) for name in COLUMNS[10:15]), blame.grade)
        for kind, points in ((ELSEWHERE, blame.elsewhere), (BEFORE, blame.before)):
            yield (*own, kind, None, points / MILLI, None, None, None, None, blame.grade)


def _numbers(share: Share) -> dict[str, object]:
    return {
        **({} if share.points is None else {"points": share.points / MILLI}),
        **({} if share.dollars is None else {"list_usd": amounts.number(share.dollars)}),
        "calls": share.calls,
        "sessions": share.sessions,
        "subagents": round(share.side, 3),
    }
