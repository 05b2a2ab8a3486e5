"""`statusline blame`: who used a limit, in points of the official number and in dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statusline.blame import answer, sources, table
from statusline.cli import blame_reader, options, output, streams
from statusline.config.providers import PROVIDERS
from statusline.history.series import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.blame.answer import Blame
    from statusline.blame.sources import Window
    from statusline.cli.blame_reader import BlameReader


@click.command()
@click.option(
    "--window",
    "-w",
    "windows",
    multiple=True,
    metavar="NAME",
    help="This window, such as 5h or seven_day:fable. Repeatable. Default: the most used one of each account.",
)
@click.option(
    "--by", type=options.Choice(answer.DIMENSIONS), default="project", show_default=True, help="What a line is."
)
@click.option(
    "--cycle",
    type=options.Whole(max=0),
    default=0,
    metavar="N",
    help="0, the default: the cycle that runs; -1: the one that ended last; -2: the one before it.",
)
@click.option("--provider", type=options.Choice(PROVIDERS), help="Only this provider.")
@click.option("--account", "-a", metavar="LABEL", help="Only this account: its label or its key.")
@options.output_format("table", "csv", "json")
@options.timezone
@options.no_read
@options.privacy
def command(  # noqa: PLR0913, PLR0917 - one for each option
    windows: tuple[str, ...],
    by: str,
    cycle: int,
    provider: str | None,
    account: str | None,
    format_: str,
    timezone: str | None,
    no_read: bool,
    privacy: str | None,
) -> None:
    """Show who used a limit: its official percentage, split over the projects or sessions of this machine.

    What the calls here do not explain is a line of its own, so that all lines are the official number. No network.
    """
    with blame_reader.opened(privacy, timezone, read=not no_read) as reader:
        try:
            chosen = sources.windows(reader.sources, windows, provider, account)
        except UnknownNameError as error:
            raise click.UsageError(str(error)) from None
        blames = list(_blames(reader, chosen, by, cycle))
        if format_ == "table":
            click.echo("\n".join(_text(reader, chosen, blames, cycle)))
        else:
            output.write(_exported(reader, blames, format_))


def _blames(reader: BlameReader, chosen: list[Window], by: str, number: int) -> Iterator[Blame]:
    for window in chosen:
        if cycle := window.cycle(number):
            yield answer.of(reader.sources, window, cycle, by)


def _text(reader: BlameReader, chosen: list[Window], blames: list[Blame], number: int) -> Iterator[str]:
    for position, blame in enumerate(blames):
        if position:
            yield ""
        yield from table.lines(blame, reader.cost.zone, reader.cost.now, streams.columns())
    for window in chosen:
        if not window.cycle(number):
            yield f"{window.title} · {_nothing(number)}"
    if not chosen:
        yield "No official number of the last 30 days is known. Run `statusline refresh`."


def _nothing(number: int) -> str:
    if number == 0:
        return "no number since its reset; `--cycle -1` shows the cycle before it."
    return f"no cycle {number} in the last {sources.KNOWN_DAYS} days."


def _exported(reader: BlameReader, blames: list[Blame], format_: str) -> Iterator[str]:
    from statusline.blame import documents  # here: a table needs neither
    from statusline.cost import documents as cost_documents
    from statusline.history import export

    if format_ == "csv":
        return export.as_csv(documents.COLUMNS, map(cost_documents.safe, documents.rows(blames)))
    since = min((blame.cycle.started_at for blame in blames), default=None)
    head = cost_documents.head(documents.SCHEMA, reader.cost, since)
    encoded = [documents.window(blame) for blame in blames]
    columns = tuple(dict.fromkeys(name for entry in encoded for name in entry))
    rows = (tuple(entry.get(name) for name in columns) for entry in encoded)
    return export.as_json(head, "windows", columns, rows)
