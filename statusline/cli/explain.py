"""`statusline explain`: every sample of each window, which one is believed and why, and its pace in numbers."""

from __future__ import annotations

import os
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from statusline.cli import options, streams
from statusline.cli.options import clock
from statusline.config.providers import TABLE, source_title
from statusline.frozen import dataclass
from statusline.history.forecasts import error_text, lead_text
from statusline.hot.text import HOUR, duration
from statusline.limits import amounts, merge, pace, view, windows
from statusline.limits.model import OFFICIAL
from statusline.render import overview, tables
from statusline.state import forecasts, recent_pace
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.config import Config
    from statusline.config.working_time import Basis
    from statusline.limits.forecast import Score
    from statusline.limits.model import Sample
    from statusline.limits.pace import Rate
    from statusline.limits.view import AccountView
    from statusline.state.environment import Environment
    from statusline.state.recent_pace import Sums

_NO_WINDOWS = {
    view.OK: "the vendor says that there are no limits",
    view.NOT_UNDERSTOOD: "its server named no limit that statusline understands",
}
_NEVER_REFRESHED = "Nothing is known yet: no refresh has looked who is signed in. Run `statusline refresh`."
NO_SCORES: Mapping[str, list[Score]] = MappingProxyType({})
_TITLE = len("    instead of ")


@click.command()
@click.option("--verbose", "-v", is_flag=True, help="Also show the names that JSON and the config use.")
@options.privacy
def command(verbose: bool, privacy: str | None) -> None:
    """Show where each number comes from and how the forecast is made. No network."""
    click.echo("\n".join(lines(find_environment(os.environ), clock(), privacy, streams.columns(), verbose=verbose)))


def lines(
    environment: Environment, now: int, privacy: str | None, columns: int | None, *, verbose: bool = False
) -> list[str]:
    """Return the explanation, in lines of so many columns if that matters. Raises StatuslineError."""
    current = overview.read(environment, now, privacy)
    if current.complaint:
        click.echo(f"statusline: {current.complaint}", err=True)
    refreshed = environment.key in current.record.logins or bool(current.config.accounts)
    rows = list(_accounts(environment, current, now, verbose=verbose)) if refreshed else [("", _NEVER_REFRESHED)]
    if current.config.command.named:
        from statusline.refresh.commands import failures  # here: most configs have no command

        rows += [("", f"$command.{name}: it {reason}") for name, reason in failures(environment.cache, current.config)]
    return [line for title, text in rows for line in wrapped(title, text, columns)]


def _accounts(
    environment: Environment, current: overview.Overview, now: int, *, verbose: bool
) -> Iterator[tuple[str, str]]:
    """Yield the explanation of every account, lines as title and text."""
    views = view.everywhere(current.record, environment.key, current.config, now)
    every_window = [(view_.account.account, sample.window) for view_ in views for sample in view_.windows]
    scores = forecasts.of_windows(environment.state, every_window if current.config.history_days else (), now)
    explanation = Explanation(current.config, recent_pace.of_config(current.config), now, verbose=verbose)
    views_shown = view.redacted(views, current.redactor)
    every_sum = recent_pace.sums(views, environment, current.config, now)
    for view_, shown, sums in zip(views, views_shown, every_sum, strict=True):
        own = {window: score for (account, window), score in scores.items() if account == view_.account.account}
        yield from explanation.lines(shown, sums, own)


def wrapped(title: str, text: str, columns: int | None) -> list[str]:
    """Return a line, and on a terminal the rest of it below its text."""
    if title.startswith("    "):
        return tables.sentences(text, columns, title.ljust(_TITLE), " " * _TITLE)
    return tables.sentences(text, columns, title, "    ")


@dataclass(frozen=True, slots=True)
class Explanation:
    """How accounts are explained: `basis` is that of their paces, `now` epoch seconds."""

    config: Config
    basis: Basis
    now: int
    verbose: bool = False

    def lines(
        self, view_: AccountView, sums: Mapping[str, Sums], scores: Mapping[str, list[Score]] = NO_SCORES
    ) -> Iterator[tuple[str, str]]:
        """Yield the explanation of an account, lines as title and text. sums, scores: by window."""
        account = view_.account
        name = TABLE[account.provider].title
        key = account.account if self.verbose else ""
        status = view_.status if self.verbose else windows.status_word(view_, view_.status) or "ok"
        yield "", " · ".join(part for part in (name, account.label, key, account.plan, status) if part)
        if account.problem:
            yield "    problem", f"{account.problem.message} {account.problem.remedy}".rstrip()
        if block := account.block:
            origin = f"By {self._source(block.source)}, seen {duration(self.now - block.as_of)} ago."
            yield "    blocked", " ".join(filter(None, (block.message, block.remedy, origin)))
        ranking = merge.ranked(account.samples, self.now)
        if not ranking and not (account.problem and view_.status == view.UNCONFIGURED):
            yield "  ", _NO_WINDOWS.get(view_.status) or self._why_nothing(view_)
        for window, group in groupby(ranking, key=lambda pair: pair[0].window):
            (best, why), *rest = group
            yield f"  {self._window(best)}: ", self._verdict(best, sums.get(window))
            yield from self._forecast(best, sums.get(window))
            yield from map(_past_errors, scores.get(window, ()))
            yield "    source", f"{self._seen(best)}: {why}"
            for sample, why_not in rest:
                number = f"{self._used(sample)} by {self._seen(sample)}"
                yield "    instead of", f"{number}, {self._reset(sample)}: {why_not}"

    def _why_nothing(self, view_: AccountView) -> str:
        return view.SIGNED_OUT[view_.account.provider] if view_.status == view.UNCONFIGURED else "no data yet"

    def _window(self, sample: Sample) -> str:
        label = windows.label(sample, self.config)
        return f"{label} ({sample.window})" if self.verbose else label

    def _source(self, source: str) -> str:
        title = source_title(source)
        return f"{title} ({source})" if self.verbose else title

    def _verdict(self, sample: Sample, sums: Sums | None) -> str:
        used = self._used(sample)
        if sums is None or sample.resets_at is None or sample.used_percentage is None:
            return f"{used}, {self._reset(sample)}"
        leads = pace.words(sums.pace, sample.resets_at, self.now)
        return f"{used}, {leads}" if "used up" in leads else f"{used}, {leads}; {self._reset(sample)}"

    def _used(self, sample: Sample) -> str:
        used = "no number" if sample.used_percentage is None else f"{sample.used_percentage:g}% used"
        amount = amounts.words(sample.amounts) if sample.amounts else ""
        return f"{used} ({amount})" if amount else used

    def _seen(self, sample: Sample) -> str:
        age = f"{duration(self.now - sample.as_of)} ago" if self.now >= sample.as_of else "in the future"
        kind = f", {sample.confidence}" if sample.confidence != OFFICIAL else ""
        return f"{self._source(sample.source)}{kind}, seen {age}"

    def _reset(self, sample: Sample) -> str:
        if sample.resets_at is None:
            return "no reset"
        if sample.resets_at > self.now:
            return f"resets in {duration(sample.resets_at - self.now)}"
        return f"reset {duration(self.now - sample.resets_at)} ago"

    def _forecast(self, sample: Sample, sums: Sums | None) -> Iterator[tuple[str, str]]:
        """Yield the formulas of the forecast with this window's numbers, or why there is none."""
        if sums is None or sample.used_percentage is None or sample.resets_at is None:
            yield "    pace", f"none, {pace.why_none(sample, self.basis) or 'its reset has passed'}"
            return
        share, rate, result = sums.share, sums.rate, sums.pace
        used = f"{sample.used_percentage:g}%"
        kind = "" if share.total == sample.length_seconds else " of working time"
        rest = f"{_an_hour(rate.blended)} × {_hours(share.left)} left"
        yield "    forecast", f"{result.projected:.1f}% = {used} + {rest}"
        yield "    rate", _rate(rate)
        passed = f"{_hours(share.elapsed)} of {_hours(share.total)}{kind} had passed"
        yield "    pace", f"{pace.delta_text(result)} = {used} used - {result.expected:.1f}% expected ({passed})"


def _past_errors(score: Score) -> tuple[str, str]:
    """Return how far the forecasts of a lead were off."""
    simple = (f"the average rate {error_text(score.average_rate)}", f"unchanged {error_text(score.unchanged)}")
    text = f"was {error_text(score.forecast)} points off in {score.cycles} cycles; {', '.join(simple)}"
    return f"    {lead_text(score.lead)} before", text


def _rate(rate: Rate) -> str:
    current = 1 - rate.usual_weight
    parts = [(current * (1 - rate.weight), rate.average, "on average")]
    if rate.weight:
        parts.append((current * rate.weight, rate.recent, f"in the last {duration(rate.span)}"))
    if rate.usual_weight:
        parts.append((rate.usual_weight, rate.usual, "in earlier cycles"))
    if len(parts) > 1:
        shares = " + ".join(f"{weight:.0%} × {_an_hour(of_part)} {words}" for weight, of_part, words in parts)
        text = f"{_an_hour(rate.blended)} = {shares}"
    else:
        text = f"{_an_hour(rate.average)} on average"
    return text if rate.weight else f"{text}; the recent rate is unknown"


def _an_hour(rate: float) -> str:
    return f"{rate * HOUR:.3g}% an hour"


def _hours(seconds: int) -> str:
    return f"{seconds / HOUR:.1f}h"
