"""The findings of every rule for each account, the dearest first, with the points of the week that they make."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from statusline.advice.base import PICO, BigShare, Finding, Material
from statusline.advice.rules import RULES
from statusline.blame import answer as blame
from statusline.blame import scales, sources, weightings
from statusline.blame.spending import Use
from statusline.config.providers import CLAUDE, TABLE
from statusline.cost import ledgers
from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.index import queries, snapshots
from statusline.index.tokens import Tokens
from statusline.limits.guard import OF_ONE_KIND
from statusline.state.token_index import BANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.blame.sources import Sources, Window
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Call, Filter
    from statusline.index.snapshots import Counts

DAYS = 30  # as far back as is looked, unless a time is named
LEAST = PICO // 10  # a finding of less than ten cents is none
NO_HISTORY = "no official number is known yet"


class Advised(NamedTuple):
    """A finding and the points of the week's limit that its dollars make, None where that is not known."""

    finding: Finding
    points: float | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What one account could do otherwise. `window`: whose points are meant; empty, and `why`: why there are none.

    `account` is as it is shown; `dollars`: of all its calls, None: no price is known.
    """

    provider: str
    account: str
    window: str
    why: str
    calls: int
    dollars: int | None
    findings: tuple[Advised, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`counts`: what a deep look found, by session, made at `counted_at` (epoch seconds; None: there was none)."""

    advice: tuple[Advice, ...]
    counts: dict[str, Counts]
    counted_at: int | None


def read(reader: CostReader, official: Sources | None, filter_: Filter) -> Answer:
    """Return the advice about the calls of a filter. official None: there is no history, and so there are no points."""
    counts, made = snapshots.read(reader.connection)
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in reversed(list(queries.calls(reader.connection, filter_))):
        groups.setdefault((call.provider, call.account or _signed_in(official, call.provider)), []).append(call)
    advice = [
        _of_account(reader, official, filter_, provider, account, calls, counts)
        for (provider, account), calls in sorted(groups.items())
    ]
    sessions = {call.session for calls in groups.values() for call in calls}
    return Answer(tuple(advice), {name: own for name, own in counts.items() if name in sessions}, made)


def _of_account(  # noqa: PLR0913, PLR0917 - all that is known of it
    reader: CostReader,
    official: Sources | None,
    filter_: Filter,
    provider: str,
    account: str,
    calls: Sequence[Call],
    counts: dict[str, Counts],
) -> Advice:
    window = _week(official, account) if official and account else None
    per_dollar, why = _points_per_dollar(official, window, calls) if official and window else (None, NO_HISTORY)
    material = Material(
        calls=calls,
        prices=reader.prices,
        names=reader.names,
        unlogged=_unlogged(reader, filter_, provider, account),
        shares=tuple(_shares(official, window)) if official and window else (),
        counts=counts,
    )
    findings = [finding for rule in RULES for finding in rule.find(material) if finding.dollars >= LEAST]
    findings.sort(key=lambda finding: -finding.dollars)
    return Advice(
        provider=provider,
        account=reader.names.account_name(account).text if account else TABLE[provider].title,
        window=window.name.label if window and per_dollar is not None else "",
        why="" if per_dollar is not None else why,
        calls=len(calls),
        dollars=material.dollars,
        findings=tuple(Advised(finding, _points(finding, per_dollar)) for finding in findings),
    )


def _points(finding: Finding, per_dollar: float | None) -> float | None:
    if finding.points is not None:
        return finding.points
    return None if per_dollar is None else finding.dollars / PICO * per_dollar


def _signed_in(official: Sources | None, provider: str) -> str:
    login = official.record.logins.get(official.environment.key) if official else None
    signed_in = login.signed_in.get(provider) if login else None
    return signed_in.account if signed_in else ""


def _unlogged(reader: CostReader, filter_: Filter, provider: str, account: str) -> ledgers.Unlogged:
    if provider != CLAUDE:
        return ledgers.Unlogged()
    wanted = queries.Filter(since=filter_.since, until=filter_.until, account=(account, "") if account else ())
    return ledgers.unlogged(reader.connection, wanted, reader.prices)


def _week(official: Sources, account: str) -> Window | None:
    """Return the account's longest window that all its calls count for."""
    pairs = [
        pair for pair in sources.pairs(official, account) if not any(part in pair[1].window for part in OF_ONE_KIND)
    ]
    longest = max(pairs, key=lambda pair: pair[1].length_seconds or 0, default=None)
    return next(sources.read(official, [longest]), None) if longest else None


def _points_per_dollar(official: Sources, window: Window, calls: Sequence[Call]) -> tuple[float | None, str]:
    """Return how many points a list dollar of these calls makes, None and why that is not known."""
    result = scales.find(official, window)
    if result.scale is None:
        return None, f"not enough yet: {result.why}"
    weighting = weightings.named(result.scale.weighting)
    if weighting is weightings.LIST:
        return result.scale.per_unit, ""
    uses = list(_uses(calls))
    weight = sum(weightings.weight(use, weighting, official.prices) or 0.0 for use in uses)
    dollars = sum(weightings.weight(use, weightings.LIST, official.prices) or 0.0 for use in uses)
    return (result.scale.per_unit * weight / dollars, "") if dollars else (None, "these calls have no price")


def _uses(calls: Sequence[Call]) -> Iterator[Use]:
    """Yield the sums of calls with the same rates; what wrote to a cache has none on the card of credits."""
    alike: dict[tuple[str | None, str, int, int, bool], list[Tokens]] = {}
    for call in calls:
        tokens = call.tokens
        bound = bisect_left(BANDS, tokens.context)
        wrote = bool(tokens.cache_write_5m or tokens.cache_write_1h)
        alike.setdefault((call.model, call.tier, bound, call.at // DAY, wrote), []).append(tokens)
    for (model, tier, bound, day, _), counts in alike.items():
        above = BANDS[bound - 1] if bound else 0
        tokens = Tokens(*map(sum, zip(*counts, strict=True)))
        yield Use(0, (), day * DAY, model, tier, above, ledgers.day_of(day * DAY), len(counts), tokens)


def _shares(official: Sources, window: Window) -> Iterator[BigShare]:
    """Yield what sessions used of the last two weeks' limits."""
    if (window.name.length_seconds or 0) <= DAY:
        return
    for number, word in ((0, "the running"), (-1, "the last")):
        if cycle := window.cycle(number):
            for share in blame.of(official, window, cycle, "session").shares:
                yield BigShare(share, f"{word} {window.name.label}")


def counted(counts: dict[str, Counts]) -> Counts:
    """Return the counts of several sessions together."""
    result = snapshots.Counts()
    for own in counts.values():
        for kind in ("tools", "commands"):
            sums = getattr(result, kind)
            for label, count in getattr(own, kind).items():
                sums[label] = sums.get(label, 0) + count
        result.reads += own.reads
        result.rereads += own.rereads
        result.reread_characters += own.reread_characters
        result.compactions += own.compactions
    return result
