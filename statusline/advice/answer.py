"""The findings of every rule for each account, the dearest first, with the points of the week that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.advice import calls
from statusline.advice.base import PICO, BigShare, Finding, Material
from statusline.advice.calls import Calls
from statusline.advice.rules import RULES
from statusline.blame import answer as blame
from statusline.blame import scales, sources, weightings
from statusline.blame.spending import Use
from statusline.config.providers import CLAUDE, TABLE
from statusline.cost import ledgers
from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.index import queries, snapshots
from statusline.limits.guard import OF_ONE_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.calls import Group
    from statusline.blame.sources import Sources, Window
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter
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
    every = {
        (provider, account or _signed_in(official, provider))
        for provider, account in calls.accounts(reader.connection, filter_)
    }
    advice = []
    for provider, account in sorted(every):
        unnamed = account == _signed_in(official, provider)
        own = Calls(reader.connection, filter_, provider, account, unnamed, reader.prices.days)
        advice.append(_of_account(reader, official, own, counts))
    if counts:
        sessions = calls.sessions(reader.connection, filter_)
        counts = {name: own_counts for name, own_counts in counts.items() if name in sessions}
    return Answer(tuple(advice), counts, made)


def _of_account(reader: CostReader, official: Sources | None, own: Calls, counts: dict[str, Counts]) -> Advice:
    provider, account = own.provider, own.account
    groups = own.groups()
    window = _week(official, account) if official and account else None
    per_dollar, why = _points_per_dollar(official, window, groups) if official and window else (None, NO_HISTORY)
    material = Material(
        groups=groups,
        prices=reader.prices,
        names=reader.names,
        unlogged=_unlogged(reader, own.filter, provider, account),
        shares=tuple(_shares(official, window)) if official and window else (),
        counts=counts,
    )
    findings = [finding for finding in _findings(own, material) if finding.dollars >= LEAST]
    findings.sort(key=lambda finding: -finding.dollars)
    return Advice(
        provider=provider,
        account=reader.names.account_name(account).text if account else TABLE[provider].title,
        window=window.name.label if window and per_dollar is not None else "",
        why="" if per_dollar is not None else why,
        calls=sum(group.calls for group in groups),
        dollars=material.dollars,
        findings=tuple(Advised(finding, _points(finding, per_dollar)) for finding in findings),
    )


def _findings(own: Calls, material: Material) -> Iterator[Finding]:
    rules = [rule(material) for rule in RULES]
    for conversation in own.conversations():
        for rule in rules:
            rule.add(conversation)
    for rule in rules:
        yield from rule.findings()


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


def _points_per_dollar(official: Sources, window: Window, groups: Sequence[Group]) -> tuple[float | None, str]:
    """Return how many points a list dollar of these calls makes, None and why that is not known."""
    result = scales.find(official, window)
    if result.scale is None:
        return None, f"not enough yet: {result.why}"
    weighting = weightings.named(result.scale.weighting)
    if weighting is weightings.LIST:
        return result.scale.per_unit, ""
    uses = list(map(_use, groups))
    weight = sum(weightings.weight(use, weighting, official.prices) or 0.0 for use in uses)
    dollars = sum(weightings.weight(use, weightings.LIST, official.prices) or 0.0 for use in uses)
    return (result.scale.per_unit * weight / dollars, "") if dollars else (None, "these calls have no price")


def _use(group: Group) -> Use:
    """Return calls with the same rates; what wrote to a cache has none on the card of credits."""
    model, day, tier, above = group.terms
    return Use(0, (), 0, model, tier, above, day, group.calls, group.tokens)


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
