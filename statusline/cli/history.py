"""`statusline history`: past use as plots and tables of the windows."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from statusline.cli import history_reader, options, output, streams
from statusline.cli.options import clock
from statusline.config.providers import PROVIDERS
from statusline.frozen import dataclass
from statusline.history import forecasts, series, summary, table
from statusline.hot.text import DAY
from statusline.render import tables
from statusline.render.harmless import harmless
from statusline.state import forecasts as forecast_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.cli.history_reader import HistoryReader
    from statusline.history.forecasts import WindowScores
    from statusline.history.series import Query, Series

FORMATS = ("plot", "table", "json")
_WIDTH_OF_A_PIPE = 80
_DEFAULT_DAYS = 7


@click.command()
@click.option(
    "--since",
    callback=history_reader.moment,
    default=f"{_DEFAULT_DAYS}d",
    show_default=True,
    metavar="TIME",
    help="24h, 7d, 2w, or a date such as 2026-11-01; with --forecasts 90d unless it is named.",
)
@click.option(
    "--window", "-w", "windows", multiple=True, metavar="NAME", help="Show only this window, such as 5h. Repeatable."
)
@click.option("--provider", type=options.Choice(PROVIDERS), help="Show only this provider.")
@click.option("--account", "-a", metavar="LABEL", help="Show only this account: its label or its key.")
@click.option(
    "--forecasts", "forecasts_", is_flag=True, help="Show how far the forecasts were off, instead of the use."
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=options.Choice(FORMATS),
    help="Default: plot on a terminal. json goes with --forecasts.",
)
@options.privacy
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - click hands over each option
    ctx: click.Context,
    since: int,
    windows: tuple[str, ...],
    provider: str | None,
    account: str | None,
    forecasts_: bool,
    format_: str | None,
    privacy: str | None,
) -> None:
    """Show past use: each window's plot, its resets and limit hits. No network.

    The plot keeps a number until the next one and ends at the reset; below it is a table of the window's cycles,
    and the hours of the week in which it rose.
    For scripts: `statusline export`.
    """
    now = clock()
    query = series.Query(since, windows, provider, account)
    if forecasts_:
        if ctx.get_parameter_source("since") == ParameterSource.DEFAULT:
            query = replace(query, since=now - forecast_scores.RECENT)
        _show_forecasts(query, format_, privacy, now)
        return
    if format_ == "json":
        raise click.UsageError(
            "--format json goes with --forecasts. The numbers themselves: `statusline export -f json`."
        )
    try:
        with history_reader.opened(os.environ, now, privacy) as reader:
            curves = list(_curves(reader, query, now))
            has_history = reader.history is not None
    except series.UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    if curves:
        layout = format_ or ("plot" if sys.stdout.isatty() else "table")
        plain = _plain(reader)
        page = Page(streams.columns(), plot=layout == "plot", plain=plain)
        lines = list(page.lines(curves, since, now))
        if sys.stdin.isatty() and sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines:
            # None: click asks `less` for colours where that is the pager
            click.echo_via_pager("\n".join(lines), color=None if streams.coloured() else False)
        else:
            with streams.styled():
                click.echo("\n".join(lines), color=streams.coloured())
    elif has_history:
        click.echo(_nothing(since))


def _show_forecasts(query: Query, format_: str | None, privacy: str | None, now: int) -> None:
    """Print how far the forecasts of the chosen windows were off."""
    if format_ == "plot":
        raise click.UsageError("--forecasts has no plot. Take --format table or json.")
    try:
        with history_reader.opened(os.environ, now, privacy) as reader:
            every = list(_forecasts(reader, query, now))
            has_history, mode = reader.history is not None, reader.privacy
    except series.UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    if format_ == "json":
        output.echo_json(forecasts.document(every, query.since, now, mode))
        return
    for entry in every:
        click.echo(
            click.style(harmless(f"{entry.account.text} {_dot(plain=_plain(reader))} {entry.window.label}"), bold=True)
        )
        click.echo("\n".join([*forecasts.lines(entry.scores, streams.columns()), ""]))
    if every:
        output.echo_lines((), [forecasts.LEGEND])
    elif has_history:
        click.echo(f"No cycle since {_stamp(query.since)} was seen to its end: there is no forecast to compare yet.")


def _forecasts(reader: HistoryReader, query: Query, now: int) -> Iterator[WindowScores]:
    if reader.history:
        pairs = series.names(reader.history, reader.record, reader.named, reader.config)
        yield from forecasts.read(reader.history, series.chosen(pairs, query), query.since, now)


def _curves(reader: HistoryReader, query: Query, now: int) -> Iterator[Series]:
    if reader.history:
        pairs = series.names(reader.history, reader.record, reader.named, reader.config)
        yield from series.read(reader.history, series.chosen(pairs, query), query.since, now)


def page(environ: Mapping[str, str], now: int, privacy: str | None, columns: int) -> list[str]:
    """Return the plots of the default time in lines of so many columns. Raises StatuslineError."""
    query = series.Query(now - _DEFAULT_DAYS * DAY, (), None, None)
    with history_reader.opened(environ, now, privacy) as reader:
        curves = list(_curves(reader, query, now))
        has_history, plain = reader.history is not None, _plain(reader)
    if not curves:
        return [_nothing(query.since)] if has_history else []
    return list(Page(columns, plot=True, plain=plain).lines(curves, query.since, now))


@dataclass(frozen=True, slots=True)
class Page:
    """How windows are shown: in how many columns (None: as many as needed, but for a plot); plain: in ASCII."""

    columns: int | None
    plot: bool
    plain: bool

    def lines(self, curves: list[Series], since: int, now: int) -> Iterator[str]:
        for number, curve in enumerate(curves):
            if number:
                yield ""
            title = f"{curve.account.text} {_dot(plain=self.plain)} {curve.window.label}"
            yield click.style(harmless(title), bold=True)
            yield from tables.sentences(summary.sentence(curve.cycles, since, now), self.columns)
            yield from self._window(curve, since, now)

    def _window(self, curve: Series, since: int, now: int) -> Iterator[str]:
        if self.plot:
            from statusline.history import plot as drawing  # here: a table needs no plotting library

            signs = drawing.ASCII if self.plain else drawing.BRAILLE
            yield from drawing.plot(curve.cycles, since, now, self.columns or _WIDTH_OF_A_PIPE, signs)
        yield from table.lines(curve.cycles, self.columns, "-" if self.plain else "–")
        if self.plot and (rises := summary.week(curve.cycles, since)):
            yield from ("", *summary.heat_map(rises, plain=self.plain))


def _plain(reader: HistoryReader) -> bool:
    return reader.config.ascii or not streams.unicode_fits()


def _dot(*, plain: bool) -> str:
    return "-" if plain else "·"


def _nothing(since: int) -> str:
    return f"No use recorded since {_stamp(since)}. Try --since 30d."


def _stamp(moment: int) -> str:
    return time.strftime(table.WITH_DATE, time.localtime(moment))
