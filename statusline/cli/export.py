"""`statusline export`: the whole history as CSV or JSON, to stdout or to a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli import history_reader, options
from statusline.cli import output as stdout
from statusline.cli.options import clock
from statusline.history import export
from statusline.state import output_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.cli.history_reader import HistoryReader

SCHEMA = "statusline-export/1"
STDOUT = "-"


@click.command()
@click.option(
    "--format", "-f", "format_", type=options.Choice(("csv", "json")), required=True, help="The format of the file."
)
@click.option(
    "--since",
    callback=history_reader.moment,
    metavar="TIME",
    help="24h, 7d, 2w, or a date such as 2026-11-01. Default: all.",
)
@click.option(
    "--output",
    "-o",
    default=STDOUT,
    metavar="FILE",
    help="Write to FILE, readable only by you (0600). Default: stdout.",
)
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@options.privacy
def command(format_: str, since: int | None, output: str, force: bool, privacy: str | None) -> None:
    """Write the whole history, the oldest first: every source's numbers, and estimates with their official value.

    \b
    The columns, the same in CSV and JSON:
      provider, account, label     a hash, and your own name for it
      window                       five_hour, seven_day, ...
      as_of, as_of_iso             time of the observation: epoch seconds, UTC
      used_percentage              0-100
      resets_at                    epoch seconds
      source, confidence           source of the number; official or estimate
      official_as_of, official_used_percentage
                                   for an estimate: the official number after it
    """  # noqa: D301 - \b is click's
    now = clock()
    with history_reader.opened(os.environ, now, privacy) as reader:
        parts = _parts(reader, format_, since or 0, now)
        if output == STDOUT:
            stdout.write(parts)
            return
        output_file.write(output, parts, replace=force)
    click.echo(f"Wrote {click.format_filename(output)}.", err=True)


def _parts(reader: HistoryReader, format_: str, since: int, now: int) -> Iterator[str]:
    rows = export.rows(reader.history.entries(since) if reader.history else (), reader.named)
    if format_ == "csv":
        return export.as_csv(export.COLUMNS, rows)
    return export.as_json({"schema": SCHEMA, "generated_at": now}, "rows", export.COLUMNS, rows)
