"""`statusline history`: past use as plots and tables of the windows."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import click

from statusline.cli import history_reader, options, streams
from statusline.cli.options import clock
from statusline.config.providers import PROVIDERS
from statusline.frozen import dataclass
from statusline.history import series, summary, table
from statusline.hot.text import DAY
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.cli.history_reader import HistoryReader
    from statusline.history.series import Query, Series

FORMATS = ("plot", "table")
_WIDTH_OF_A_PIPE = 80
_DEFAULT_DAYS = 7


@click.command()
@click.option(
    "--since",
    callback=history_reader.moment,
    default=f"{_DEFAULT_DAYS}d",
    show_default=True,
    metavar="TIME",
    help="24h, 7d, 2w, or a date such as 2026-11-01.",
)
@click.option(
    "--window", "-w", "windows", multiple=True, metavar="NAME", help="Show only this window, such as 5h. Repeatable."
)
@click.option("--provider", type=options.Choice(PROVIDERS), help="Show only this provider.")
@click.option("--account", "-a", metavar="LABEL", help="Show only this account: its label or its key.")
@click.option("--format", "-f", "format_", type=options.Choice(FORMATS), help="Default: plot on a terminal.")
@options.privacy
def command(
    since: int,
    windows: tuple[str, ...],
    provider: str | None,
    account: str | None,
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
    try:
        with history_reader.opened(os.environ, now, privacy) as reader:
            curves = list(_curves(reader, query, now))
            has_history = reader.history is not None
    except series.UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    if curves:
        layout = format_ or ("plot" if sys.stdout.isatty() else "table")
        plain = _plain(reader)
        columns = shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 24)).columns
        page = Page(columns, fits=sys.stdout.isatty(), plot=layout == "plot", plain=plain)
        lines = list(page.lines(curves, since, now))
        if sys.stdin.isatty() and sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines:
            # None: click asks `less` for colours where that is the pager
            click.echo_via_pager("\n".join(lines), color=None if streams.coloured() else False)
        else:
            with streams.styled():
                click.echo("\n".join(lines), color=streams.coloured())
    elif has_history:
        click.echo(_nothing(since))


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
    return list(Page(columns, fits=True, plot=True, plain=plain).lines(curves, query.since, now))


@dataclass(frozen=True, slots=True)
class Page:
    """How windows are shown. fits: in `columns`, not only the plots; plain: in ASCII."""

    columns: int
    fits: bool
    plot: bool
    plain: bool

    def lines(self, curves: list[Series], since: int, now: int) -> Iterator[str]:
        for number, curve in enumerate(curves):
            if number:
                yield ""
            title = f"{curve.account.text} {'-' if self.plain else '·'} {curve.window.label}"
            yield click.style(harmless(title), bold=True)
            yield from textwrap.wrap(summary.sentence(curve.cycles, since, now), self.columns if self.fits else 1_000)
            yield from self._window(curve, since, now)

    def _window(self, curve: Series, since: int, now: int) -> Iterator[str]:
        if self.plot:
            from statusline.history import plot as drawing  # here: a table needs no plotting library

            signs = drawing.ASCII if self.plain else drawing.BRAILLE
            yield from drawing.plot(curve.cycles, since, now, self.columns, signs)
        yield from table.lines(curve.cycles, self.columns if self.fits else None, "-" if self.plain else "–")
        if self.plot and (rises := summary.week(curve.cycles, since)):
            yield from ("", *summary.heat_map(rises, plain=self.plain))


def _plain(reader: HistoryReader) -> bool:
    return reader.config.ascii or not streams.unicode_fits()


def _nothing(since: int) -> str:
    return f"No use recorded since {_stamp(since)}. Try --since 30d."


def _stamp(moment: int) -> str:
    return time.strftime(table.WITH_DATE, time.localtime(moment))
