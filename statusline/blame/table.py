"""Blame for people: the shares of a window in whole percent, which add up to the number that is shown elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from statusline.blame import attribution, weightings
from statusline.blame.attribution import MILLI
from statusline.blame.scale import JOINED_STEPS
from statusline.cost import amounts
from statusline.cost.table import local_time
from statusline.hot.text import duration, whole
from statusline.render import tables
from statusline.render.tables import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from statusline.blame.answer import Blame, Share
    from statusline.blame.scale import Scale

MOST = 15  # lines of names; what is beyond them is one line
_SHORT_ID = 8
_ELSEWHERE = "elsewhere or unknown (another device, the website, calls in no log)"
_BEFORE = "before the first number of this cycle, and by no call of this machine"
_SMALL = 0.01  # a part of sub-agents that is not worth a word
_PERCENT = 6  # columns
_SHAPE = Shape(names=(1,), texts=(2,), spare=(2,))


def lines(blame: Blame, zone: tzinfo, now: int, columns: int | None) -> Iterator[str]:
    """Yield the head of a window, a line for each share, and how sure all that is.

    now: epoch seconds. columns: as tables.lines.
    """
    yield from tables.sentences(f"{blame.window.title} · {_head(blame, zone, now)}", columns, "", "  ")
    parts: dict[object, float] = {share: (share.points or 0) / MILLI for share in blame.shares}
    parts |= {"elsewhere": blame.elsewhere / MILLI, "before": blame.before / MILLI}
    percent = attribution.apportioned(parts, whole(blame.used / MILLI))
    rows = [
        (f"  {_percent(percent[share], share.points)}", *_cells(share, blame.by, zone)) for share in blame.shares[:MOST]
    ]
    if rest := blame.shares[MOST:]:
        points = None if blame.scale is None else sum(share.points or 0 for share in rest)
        dollars = sum(share.dollars or 0 for share in rest)
        percents = _percent(sum(percent[share] for share in rest), points)
        rows.append((f"  {percents}", f"{len(rest)} more", "", amounts.dollars(dollars)))
    if rows:
        yield from tables.lines([(first.rjust(_PERCENT), *others) for first, *others in rows], _SHAPE, columns)
    for name, points, text in (("elsewhere", blame.elsewhere, _ELSEWHERE), ("before", blame.before, _BEFORE)):
        if points:
            first = _percent(percent[name], points).rjust(_PERCENT)
            yield from tables.sentences(text, columns, f"{first}  ", " " * (_PERCENT + 2))
    for note in notes(blame):
        yield from tables.sentences(note, columns)


def notes(blame: Blame) -> Iterator[str]:
    """Yield how sure the shares are."""
    official = f"{whole(blame.used / MILLI)}%"
    if blame.scale is None:
        yield f"Not enough yet to say whose the {official} are: {blame.why}."
    else:
        yield f"Together {official}, the server's own number."
        yield _scale(blame.scale, blame)
    if not blame.complete:
        yield "Not all logs of this cycle are read yet, so more of it may be yours; `statusline index read` reads them."
    for model, tokens in blame.unpriced.items():
        count = amounts.tokens(tokens)
        yield f'{count} tokens of {model} have no price, and so no share; put yours into [prices."{model}"].'


def _scale(scale: Scale, blame: Blame) -> str:
    margin = f" ±{scale.margin:.0%}" if scale.margin >= _SMALL else ""
    return (
        f"{weightings.named(scale.weighting).words} makes {scale.per_unit:.3g} points{margin} ({blame.grade}, from "
        f"{scale.intervals} steps); over {JOINED_STEPS * blame.step:g} points that is usually off by {scale.error:.2g}."
    )


def _head(blame: Blame, zone: tzinfo, now: int) -> str:
    used, cycle = f"{whole(blame.used / MILLI)}% used", blame.cycle
    if cycle.ended_at is not None:
        return f"{used} in the cycle from {local_time(cycle.started_at, zone)} to {local_time(cycle.ended_at, zone)}"
    return used + (f", resets in {duration(cycle.resets_at - now)}" if cycle.resets_at is not None else "")


def _cells(share: Share, by: str, zone: tzinfo) -> tuple[str, str, str]:
    if by == "session":
        name = session_id(share.name)
        detail = f"{share.project}, from {datetime.fromtimestamp(share.first_at, zone):%a %H:%M}"
    else:
        name = share.name
        detail = amounts.counted(share.sessions, "session")
    if share.side >= _SMALL and by != "agent":
        detail += f", {share.side:.0%} of it sub-agents"
    return name, detail, amounts.dollars(share.dollars)


def session_id(name: str) -> str:
    """Return the beginning of a session's id, and any other name of one as it is."""
    return name[:_SHORT_ID] if name[_SHORT_ID : _SHORT_ID + 1] == "-" else name


def _percent(percent: int, points: int | None) -> str:
    if points is None:
        return amounts.UNKNOWN
    return "<1%" if points and not percent else f"{percent}%"
