"""Who used the official number: the document of `statusline blame`, and how the shares grew over a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame import answer, attribution, course, documents, reading
from statusline.blame import sources as sources_of
from statusline.blame.attribution import MILLI
from statusline.blame.table import notes
from statusline.config.providers import PROVIDERS
from statusline.cost import documents as cost_documents
from statusline.dashboard import query
from statusline.history.series import UnknownNameError
from statusline.hot.text import whole

if TYPE_CHECKING:
    from typing import Any

    from statusline.blame.answer import Blame
    from statusline.blame.sources import Sources, Window
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source

COURSE_SCHEMA = "statusline-course/1"
FILTERS = ("by", "cycle", "window", "provider", "account")
OTHERS = "others"
_MOST_CYCLES = 500
_MOST_NAMES = 6


def blame(source: Source, values: Values) -> dict[str, Any]:
    """Return who used some windows in one cycle, with whole percents that add up to the official number."""
    by = query.choice(values, "by", answer.DIMENSIONS, "project")
    number = query.number(values, "cycle", -_MOST_CYCLES, 0, 0)
    with source.calls() as reader, reading.beside(source.environment, reader) as sources:
        if sources is None:
            raise reading.no_history()
        chosen = _windows(sources, values)
        blames = [answer.of(sources, window, cycle, by) for window in chosen if (cycle := window.cycle(number))]
        since = min((each.cycle.started_at for each in blames), default=None)
        head = cost_documents.head(documents.SCHEMA, reader, since)
        return {**head, "windows": [_window(each) for each in blames]}


def shares_over_time(source: Source, values: Values) -> dict[str, Any]:
    """Return the points of the names that used most at each rise of one window's number, and of all others."""
    by = query.choice(values, "by", answer.DIMENSIONS, "project")
    number = query.number(values, "cycle", -_MOST_CYCLES, 0, 0)
    with reading.opened(source.environment, source.clock(), source.privacy) as sources:
        windows = _windows(sources, values)
        if len(windows) != 1:
            raise query.BadQueryError("Name one window of one account.")
        cycle = windows[0].cycle(number)
        moments = course.of(sources, windows[0], cycle, by) if cycle else []
        last = moments[-1].points if moments else {}
        names = sorted(last, key=lambda name: -last[name])
        series = [(str(name), [moment.points.get(name, 0.0) for moment in moments]) for name in names[:_MOST_NAMES]]
        if rest := names[_MOST_NAMES:]:
            series.append((OTHERS, [sum(moment.points.get(name, 0.0) for name in rest) for moment in moments]))
        return {
            "schema": COURSE_SCHEMA,
            "generated_at": sources.now,
            "privacy": sources.names.redactor.mode,
            "by": by,
            "at": [moment.at for moment in moments],
            "shares": [{"name": name, "points": [round(point, 3) for point in points]} for name, points in series],
            "elsewhere": [round(moment.rest, 3) for moment in moments],
        }


def _windows(sources: Sources, values: Values) -> list[Window]:
    provider = query.choice(values, "provider", PROVIDERS, "") if values.get("provider") else None
    account = values["account"][-1] if values.get("account") else None
    try:
        return sources_of.windows(sources, tuple(values.get("window", ())), provider, account)
    except UnknownNameError as error:
        raise query.BadQueryError(str(error)) from None


def _window(result: Blame) -> dict[str, Any]:
    """Return the window's part of the document with what a person reads."""
    parts: dict[object, float] = {share: (share.points or 0) / MILLI for share in result.shares}
    parts |= {"elsewhere": result.elsewhere / MILLI, "before": result.before / MILLI}
    percents = attribution.apportioned(parts, whole(result.used / MILLI))
    document: dict[str, Any] = documents.window(result)
    for share, row in zip(result.shares, document["shares"], strict=True):
        row["percent"] = percents[share]
        row["project"], row["first_at"] = share.project, share.first_at
    return {
        **document,
        "title": result.window.title,
        "percents": {"elsewhere": percents["elsewhere"], "before": percents["before"]},
        "notes": list(notes(result)),
    }
