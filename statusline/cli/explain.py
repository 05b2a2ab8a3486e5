"""`statusline explain`: every sample of each window, which one is believed and why, and its pace in numbers."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING

import click

from statusline.cli import options
from statusline.cli.options import clock
from statusline.hot.text import HOUR, duration
from statusline.limits import amounts, merge, pace, view
from statusline.render import overview
from statusline.state import recent_pace
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.config.working_time import Basis
    from statusline.limits.model import Sample
    from statusline.limits.pace import Rate
    from statusline.limits.view import AccountView
    from statusline.state.recent_pace import Sums

_NO_WINDOWS = {
    view.OK: "the vendor says that there are no limits",
    view.NOT_UNDERSTOOD: "its server named no limit that statusline understands",
}


@click.command()
@options.privacy
def command(privacy: str | None) -> None:
    """Show where each number comes from and how the forecast is made. No network."""
    environment, now = find_environment(os.environ), clock()
    current = overview.read(environment, now, privacy)
    views = view.everywhere(current.record, environment.key, current.config, now)
    basis = recent_pace.of_config(current.config)
    views_shown = view.redacted(views, current.redactor)
    paced = zip(views_shown, recent_pace.sums(views, environment, current.config, now), strict=True)
    click.echo("\n".join(line for view_, sums in paced for line in lines(view_, sums, basis, now)))


def lines(view_: AccountView, sums: Mapping[str, Sums], basis: Basis, now: int) -> Iterator[str]:
    """Yield the explanation of an account. sums: by window; basis: of its paces; now: epoch seconds."""
    account = view_.account
    yield " · ".join(
        part for part in (account.provider, account.label, account.account, account.plan, view_.status) if part
    )
    if account.problem:
        yield f"  last problem: {account.problem.message} {account.problem.remedy}".rstrip()
    if block := account.block:
        age = f"seen {duration(now - block.as_of)} ago"
        yield f"  blocked: {block.message} {block.remedy}".rstrip() + f" By {block.source}, {age}."
    ranking = merge.ranked(account.samples, now)
    if not ranking:
        yield f"  {_NO_WINDOWS.get(view_.status, 'no data yet')}"
    for window, group in groupby(ranking, key=lambda pair: pair[0].window):
        yield f"  {window}"
        (best, why), *rest = group
        yield f"    => {_sample(best, now)}: {why}"
        yield from (f"       {_sample(sample, now)}: {why}" for sample, why in rest)
        yield from (f"    {line}" for line in _pace(best, sums.get(window), basis, now))


def _sample(sample: Sample, now: int) -> str:
    used = "no number" if sample.used_percentage is None else f"{sample.used_percentage:g}%"
    age = f"{duration(now - sample.as_of)} ago" if now >= sample.as_of else "in the future"
    if sample.resets_at is None:
        reset = "no reset"
    elif sample.resets_at > now:
        reset = f"resets in {duration(sample.resets_at - now)}"
    else:
        reset = f"reset {duration(now - sample.resets_at)} ago"
    if sample.amounts and (amount := amounts.words(sample.amounts)):
        used = f"{used} ({amount})"
    return f"{used} by {sample.source} ({sample.confidence}), seen {age}, {reset}"


def _pace(sample: Sample, sums: Sums | None, basis: Basis, now: int) -> Iterator[str]:
    """Yield the formula of the pace with this window's numbers, or why there is none."""
    if sums is None or sample.used_percentage is None or sample.resets_at is None:
        yield f"pace: none, {pace.why_none(sample, basis) or 'its reset has passed'}"
        return
    share, rate, result = sums.share, sums.rate, sums.pace
    used = f"{sample.used_percentage:g}%"
    kind = "" if share.total == sample.length_seconds else " of working time"
    yield (
        f"pace: {pace.delta_text(result)} = {used} used - {result.expected:.1f}% expected"
        f" ({_hours(share.elapsed)} of {_hours(share.total)}{kind} had passed)"
    )
    yield f"rate: {_rate(rate)}"
    yield (
        f"projected: {result.projected:.1f}% = {used} + {rate.blended * HOUR:.3g}% an hour x {_hours(share.left)} left:"
        f" {pace.words(result, sample.resets_at, now)}"
    )


def _rate(rate: Rate) -> str:
    average = f"{rate.average * HOUR:.3g}% an hour"
    if not rate.weight:
        return f"{average} on average; the recent rate is unknown"
    return (
        f"{rate.blended * HOUR:.3g}% an hour = {1 - rate.weight:.0%} x {average} on average"
        f" + {rate.weight:.0%} x {rate.recent * HOUR:.3g}% an hour in the last {duration(rate.span)}"
    )


def _hours(seconds: int) -> str:
    return f"{seconds / HOUR:.1f}h"
