"""`statusline cost`: what the calls of Claude Code and Codex would cost at list prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statusline.cli import cost_reader, options, output, streams
from statusline.cost import report, table
from statusline.index import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.cli.cost_reader import Asked
    from statusline.cost.reader import CostReader
    from statusline.cost.report import Report

_MOST_GROUPINGS = 2


@click.command()
@click.option(
    "--by",
    multiple=True,
    type=options.Choice(queries.DIMENSIONS),
    default=("day",),
    metavar="NAME",
    help=f"What a line is: {', '.join(queries.DIMENSIONS)}. Twice: lines of two names. Default: day.",
)
@options.output_format("table", "csv", "json")
@cost_reader.filters
def command(by: tuple[str, ...], format_: str, asked: Asked) -> None:
    """Show tokens, what they would cost at the APIs' list prices, and Codex credits: today and the six days before.

    A subscription pays something else: this measures use. No network.
    """
    if len(by) > _MOST_GROUPINGS or len(set(by)) < len(by):
        raise click.UsageError("--by may be given twice at most, and not with the same name.")
    with asked.opened() as reader:
        wanted = cost_reader.wanted(reader, asked)
        result = report.read(reader.connection, by, reader.zone, wanted, reader.prices, reader.names.shown)
        _print(result, reader, format_)


def _print(result: Report, reader: CostReader, format_: str) -> None:
    if format_ != "table":
        output.write(_exported(result, reader, format_))
    elif not result.groups:
        click.echo(cost_reader.nothing(reader))
    else:
        late = table.coverage(queries.coverage(reader.connection), result.filter.since, reader.zone)
        output.echo_lines(table.lines(result, streams.columns()), (*table.notes(result, reader.prices), *late))


def _exported(result: Report, reader: CostReader, format_: str) -> Iterator[str]:
    from statusline.cost import documents  # here: a table needs neither, and each takes its time to load
    from statusline.history import export

    rows = documents.rows(result)
    if format_ == "csv":
        return export.as_csv(documents.columns(result), map(documents.safe, rows))
    head = documents.head_of(documents.COST, reader, result.filter)
    return export.as_json({**head, **documents.totals(result)}, "rows", documents.columns(result), rows)
