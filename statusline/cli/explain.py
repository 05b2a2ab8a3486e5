"""`statusline explain`: per window every sample that is known, which one is believed, and why."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING

import click

from statusline import books, merge, place, snapshot, view
from statusline.cli.refresh import clock
from statusline.config import load_or_last_good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.model import Sample
    from statusline.view import AccountView


@click.command()
def command() -> None:
    """Print per window every sample known, which one is believed and why. Asks nobody."""
    here, now = place.find(os.environ), clock()
    config, _ = load_or_last_good(here.config, here.state)
    views = view.everywhere(books.read(here, now).record, here.key, config, now)
    click.echo("\n".join(line for one in views for line in lines(one, now)))


def lines(one: AccountView, now: int) -> Iterator[str]:
    """Yield what is known of an account, for people. now: epoch seconds."""
    account = one.account
    yield " · ".join(
        part for part in (account.provider, account.label, account.account, account.plan, one.status) if part
    )
    if account.problem:
        yield f"  last problem: {account.problem.message} {account.problem.remedy}".rstrip()
    told = merge.ranked(account.samples, now)
    if not told:
        yield "  nothing is known"
    for window, group in groupby(told, key=lambda pair: pair[0].window):
        yield f"  {window}"
        for position, (sample, why) in enumerate(group):
            yield f"    {'=>' if position == 0 else '  '} {_sample(sample, now)}: {why}"


def _sample(sample: Sample, now: int) -> str:
    used = "no number" if sample.used_percentage is None else f"{sample.used_percentage:g}%"
    age = f"{snapshot.duration(now - sample.as_of)} ago" if now >= sample.as_of else "in the future"
    if sample.resets_at is None:
        reset = "no reset"
    elif sample.resets_at > now:
        reset = f"resets in {snapshot.duration(sample.resets_at - now)}"
    else:
        reset = f"reset {snapshot.duration(now - sample.resets_at)} ago"
    return f"{used} by {sample.source} ({sample.confidence}), seen {age}, {reset}"
