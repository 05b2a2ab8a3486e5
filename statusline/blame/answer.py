"""Who used a window: its official number in one cycle, split over the calls of this machine by one of their names."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import attribution, intervals, scales, spending, weightings
from statusline.blame.attribution import MILLI
from statusline.blame.spending import NAMES
from statusline.cost.charges import NO_NAME
from statusline.cost.names import MAIN
from statusline.frozen import dataclass
from statusline.index import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from statusline.blame.attribution import Shares
    from statusline.blame.intervals import Interval
    from statusline.blame.scale import Scale
    from statusline.blame.sources import Sources, Window
    from statusline.blame.spending import Use
    from statusline.blame.weightings import Weighting
    from statusline.history.cycles import Cycle
    from statusline.prices.price_list import PriceList

    Groups = dict[str, list[Use]]
    Shown = Callable[[str, str], str]

DIMENSIONS = ("project", "session", "model", "agent", "account")
GOOD, FAIR = 0.1, 0.25  # margins of a scale
_PROJECT, _SESSION, _AGENT = (NAMES.index(name) for name in ("project", "session", "agent"))
_ELSEWHERE, _BEFORE = ("elsewhere",), ("before",)  # no name of a group is a tuple


class Share(NamedTuple):
    """What one name used: `points` in thousandths, None without a scale; `dollars` in picodollars, None: no price.

    `side`: how much of it was sub-agents', 0-1. `project` and `first_at` are for a session: its folder, its first
    call in the cycle (epoch seconds). All names are as they are shown.
    """

    name: str
    points: int | None
    dollars: int | None
    calls: int
    sessions: int
    side: float
    project: str
    first_at: int


@dataclass(frozen=True, slots=True)
class Blame:
    """The shares of one cycle of a window. Points are thousandths of a percentage point: all of them are `used`.

    `elsewhere` is what no call explains, `before` the same of the time before the cycle's first number. `scale` None:
    there is not enough to go by, `why` says what it takes, and no share has points. `complete`: no log of the cycle is
    unread. `unpriced`: tokens by model that have no price, and so no share.
    """

    window: Window
    cycle: Cycle
    by: str
    used: int
    shares: tuple[Share, ...]
    elsewhere: int
    before: int
    scale: Scale | None
    why: str
    step: float
    complete: bool
    unpriced: Mapping[str, int]

    @property
    def grade(self) -> str:
        """Return how sure the shares are: good, fair, poor, or none without any."""
        if self.scale is None:
            return "none"
        if not self.complete or self.scale.margin > FAIR:
            return "poor"
        return "good" if self.scale.margin <= GOOD else "fair"


def of(sources: Sources, window: Window, cycle: Cycle, by: str, shown: Shown | None = None) -> Blame:
    """Return who used a window in one of its cycles. shown: what names are shown as, None: as sources do."""
    shown = shown or sources.names.shown
    result = scales.find(sources, window)
    whose, step = sources.whose(window), intervals.step(window.cycles)
    rises, groups = rises_and_groups(sources, window, cycle, by, shown)
    weighting = weightings.named(result.scale.weighting) if result.scale else weightings.of(whose.provider)[0]
    used = round(MILLI * sum(rise.points for rise in rises))
    points: dict[object, int] = {_ELSEWHERE: used}
    if result.scale:
        weights = weighed(groups, weighting, sources.prices, len(rises))
        points = _whole(attribution.split(rises, weights, result.scale.per_unit, step), used)
    return Blame(
        window=window,
        cycle=cycle,
        by=by,
        used=used,
        shares=_shares(groups, points if result.scale else None, shown, sources.prices),
        elsewhere=points[_ELSEWHERE],
        before=points.get(_BEFORE, 0),
        scale=result.scale,
        why=result.why,
        step=step,
        complete=_complete(sources, whose.provider, cycle.started_at),
        unpriced=_unpriced(groups, shown, sources.prices),
    )


def rises_and_groups(
    sources: Sources, window: Window, cycle: Cycle, by: str, shown: Shown
) -> tuple[list[Interval], Groups]:
    """Return the rises of a cycle, and the use in each of them and after the last one, by one of its names."""
    rises = list(intervals.of_cycle(cycle))
    spans = [*((rise.after, rise.until) for rise in rises), _tail(rises, cycle, sources.now)]
    uses = spending.uses(sources.connection, spans, sources.whose(window), by_name=True)
    return rises, grouped(uses, by, shown)


def _tail(rises: Sequence[Interval], cycle: Cycle, now: int) -> tuple[int, int]:
    """Return the time after the last rise: its calls have not made a step yet."""
    last = rises[-1].until if rises else cycle.started_at - 1
    return last, max(last, now if cycle.ended_at is None else cycle.ended_at)


def grouped(uses: Iterable[Use], by: str, shown: Shown) -> Groups:
    """Return uses by the names that they are shown under."""
    groups: Groups = {}
    for use in uses:
        name = _shown(by, use.model if by == "model" else use.names[NAMES.index(by)], shown)
        groups.setdefault(name, []).append(use)
    return groups


def _shown(kind: str, name: str | None, shown: Shown) -> str:
    if name is None:
        return MAIN if kind == "agent" else NO_NAME
    return shown(kind, name)


def weighed(groups: Groups, weighting: Weighting, prices: PriceList, rises: int) -> list[dict[object, float]]:
    """Return for each rise what the calls of each group weigh."""
    weights: list[dict[object, float]] = [{} for _ in range(rises)]
    for name, uses in groups.items():
        for use in uses:
            if use.span < rises:
                more = weightings.weight(use, weighting, prices) or 0.0
                weights[use.span][name] = weights[use.span].get(name, 0.0) + more
    return weights


def _whole(split: Shares[object], used: int) -> dict[object, int]:
    """Return all parts of the number in thousandths of a point."""
    parts = {**split.points, _ELSEWHERE: split.elsewhere, _BEFORE: split.before}
    return attribution.apportioned({key: max(0.0, MILLI * part) for key, part in parts.items()}, used)


def _shares(groups: Groups, points: dict[object, int] | None, shown: Shown, prices: PriceList) -> tuple[Share, ...]:
    shares = [
        _share(name, uses, None if points is None else points.get(name, 0), shown, prices)
        for name, uses in groups.items()
    ]
    return tuple(sorted(shares, key=lambda share: (-(share.points or 0), -(share.dollars or 0), share.name)))


def _share(name: str, uses: Sequence[Use], points: int | None, shown: Shown, prices: PriceList) -> Share:
    dollars = [(use, amount) for use in uses if (amount := _dollars(use, prices)) is not None]
    total = sum(amount for _, amount in dollars)
    side = sum(amount for use, amount in dollars if use.names[_AGENT] is not None)
    first = min(uses, key=lambda use: use.first_at)
    return Share(
        name=name,
        points=points,
        dollars=total if dollars else None,
        calls=sum(use.calls for use in uses),
        sessions=len({use.names[_SESSION] for use in uses}),
        side=side / total if total else 0.0,
        project=_shown("project", first.names[_PROJECT], shown),
        first_at=first.first_at,
    )


def _dollars(use: Use, prices: PriceList) -> int | None:
    return prices.dollars(use.model, use.day, use.tier, use.above, use.tokens)


def _unpriced(groups: Groups, shown: Shown, prices: PriceList) -> dict[str, int]:
    tokens: dict[str, int] = {}
    for use in chain.from_iterable(groups.values()):
        if _dollars(use, prices) is None:
            model = _shown("model", use.model, shown)
            tokens[model] = tokens.get(model, 0) + use.tokens.total
    return tokens


def _complete(sources: Sources, provider: str, since: int) -> bool:
    starts = [root.known_from for root in queries.coverage(sources.connection) if root.provider == provider]
    return bool(starts) and max(starts) <= since
