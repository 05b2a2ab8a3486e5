"""`statusline advice`: what could be saved, with what it came to and how it was found."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.advice import answer, deep, documents
from statusline.blame import reading
from statusline.cli import cost_reader, options, output, streams
from statusline.hot.text import DAY
from statusline.index import snapshots
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter


@click.command()
@click.option("--deep", "deeply", is_flag=True, help="Also read the logs for repeated reads and compactions.")
@click.option("--format", "-f", "format_", type=options.Choice(("text", "json")), default="text", help="The format.")
@cost_reader.filters
def command(  # noqa: PLR0913, PLR0917 - one for each option
    deeply: bool,
    format_: str,
    since: str | None,
    until: str | None,
    timezone: str | None,
    privacy: str | None,
    no_read: bool,
    **names: tuple[str, ...],
) -> None:
    """Find what could be saved in the calls of the last 30 days: each finding in dollars and points. No network.

    --deep reads the logs for what tools were used for, and keeps counts alone: no text, no name of a file.
    """
    environment = find_environment(os.environ)
    if deeply:
        _count(environment.state, privacy, timezone, since, read=not no_read)
    with (
        cost_reader.opened(privacy, timezone, read=not (no_read or deeply)) as reader,
        reading.beside(environment, reader) as official,
    ):
        wanted = cost_reader.wanted(reader, since or f"{answer.DAYS}d", until, names)
        _print(answer.read(reader, official, wanted), reader, wanted, format_)


def _count(state: str, privacy: str | None, timezone: str | None, since: str | None, *, read: bool) -> None:
    """Read the logs for what tools were used for, and keep the counts."""
    from statusline.cli import progress  # here: only this reads logs

    with cost_reader.opened(privacy, timezone, read=read) as reader:
        wanted = cost_reader.wanted(reader, since or f"{answer.DAYS}d", None, {"provider": None})
        with progress.of_bytes("Looking into logs") as tell:
            counts = deep.look(reader.connection, wanted.since or reader.now - answer.DAYS * DAY, tell)
        now = reader.now
    snapshots.keep(state, counts, now)


def _print(result: answer.Answer, reader: CostReader, wanted: Filter, format_: str) -> None:
    if format_ == "json":
        output.echo_json(documents.document(result, reader, wanted))
    elif not result.advice:
        click.echo(cost_reader.nothing(reader))
    else:
        click.echo("\n".join(documents.lines(result, reader.now, streams.columns())))
