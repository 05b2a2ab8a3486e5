"""`statusline history`: what was used when, as plots and tables of the windows."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

import click

from statusline.cli import history_reader, options, streams
from statusline.cli.options import clock
from statusline.config.providers import PROVIDERS
from statusline.history import series, table
from statusline.hot import show
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.cli.history_reader import HistoryReader
    from statusline.history.series import Query, Series

FORMATS = ("plot", "table")
_WIDTH_OF_A_PIPE = 80


@click.command()
@click.option(
    "--since",
    callback=history_reader.moment,
    default="7d",
    show_default=True,
    metavar="TIME",
    help="24h, 7d, 2w, or a date such as 2026-11-01.",
)
@click.option("--window", "-w", "windows", multiple=True, metavar="NAME", help="Only this one, such as 5h. Repeatable.")
@click.option("--provider", type=click.Choice(PROVIDERS), help="Only this one.")
@click.option("--account", "-a", metavar="LABEL", help="Only this one: its label or its key.")
@click.option("--format", "-f", "format_", type=click.Choice(FORMATS), help="Default: plot at a terminal, else table.")
@options.privacy
def command(
    since: int,
    windows: tuple[str, ...],
    provider: str | None,
    account: str | None,
    format_: str | None,
    privacy: str | None,
) -> None:
    """Show what was used when: each window's curve, its resets and when it reached its limit. Asks no server.

    plot: the curve and the table of its cycles. The curve holds the last number seen until the next one; past the
    reset nothing is known. For scripts: `statusline export`.
    """
    now = clock()
    asked = series.Query(since, windows, provider, account)
    try:
        with history_reader.opened(os.environ, now, privacy) as found:
            curves = list(_curves(found, asked, now))
            there = found.history is not None
    except series.UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    if curves:
        shown = format_ or ("plot" if sys.stdout.isatty() else "table")
        plain = found.config.ascii or not history_reader.unicode_fits()
        with streams.styled():
            click.echo("\n".join(_page(curves, asked, now, plot=shown == "plot", plain=plain)), color=_coloured())
    elif there:
        click.echo(f"Nothing was used since {_stamp(since)}. --since 30d looks further back.")


def _curves(found: HistoryReader, asked: Query, now: int) -> Iterator[Series]:
    if found.history:
        known = series.names(found.history, found.record, found.named, found.config)
        yield from series.read(found.history, series.chosen(known, asked), asked.since, now)


def _page(curves: list[Series], asked: Query, now: int, *, plot: bool, plain: bool) -> Iterator[str]:
    """Yield the lines for people."""
    at_terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 24)).columns
    for number, curve in enumerate(curves):
        if number:
            yield ""
        title = f"{curve.account.text} {'-' if plain else '·'} {curve.window.label}"
        yield click.style(harmless(title), bold=True)
        if plot:
            from statusline.history import plot as drawing  # here: a table needs no plotting library

            signs = drawing.ASCII if plain else drawing.BRAILLE
            yield from drawing.plot(curve.cycles, asked.since, now, columns, signs)
        yield from table.lines(curve.cycles, columns if at_terminal else None, "-" if plain else "–")


def _stamp(moment: int) -> str:
    return time.strftime(table.WITH_DATE, time.localtime(moment))


def _coloured() -> bool:
    """Return whether styles stay: as for the segment, so NO_COLOR, CLICOLOR_FORCE and TERM=dumb are obeyed."""
    return show.automatic(os.environ) == "ansi"
