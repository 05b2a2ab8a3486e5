"""`statusline advice`: what could be saved, with what it came to and how it was found."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from statusline.advice import answer, deep, documents
from statusline.blame import reading
from statusline.cli import cost_reader, options, output, streams
from statusline.hot.text import DAY
from statusline.index import snapshots
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.cli.cost_reader import Asked
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter


@click.command()
@click.option("--deep", "deeply", is_flag=True, help="Also read the logs for repeated reads and compactions.")
@options.output_format("text", "json")
@cost_reader.filters
def command(deeply: bool, format_: str, asked: Asked) -> None:
    """Find what could be saved in the calls of the last 30 days: each finding in dollars and points. No network.

    --deep reads the logs for what tools were used for, and keeps counts alone: no text, no name of a file.
    """
    environment = find_environment(os.environ)
    asked = replace(asked, since=asked.since or f"{answer.DAYS}d")
    if deeply:
        _count(environment.state, replace(asked, until=None, provider=None, names={}))
    with (
        asked.opened(read=not deeply) as reader,
        reading.beside(environment, reader) as official,
    ):
        wanted = cost_reader.wanted(reader, asked)
        _print(answer.read(reader, official, wanted), reader, wanted, format_)


def _count(state: str, asked: Asked) -> None:
    """Read the logs for what tools were used for, and keep the counts."""
    from statusline.cli import progress  # here: only this reads logs

    with asked.opened() as reader:
        wanted = cost_reader.wanted(reader, asked)
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
