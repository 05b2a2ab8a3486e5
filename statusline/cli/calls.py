"""`statusline calls`: single calls of models, each with its tokens and its list price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statusline.cli import cost_reader, options, output, streams
from statusline.cost import amounts, charges, documents, table, top_calls
from statusline.history import export
from statusline.render import tables
from statusline.render.tables import Shape

if TYPE_CHECKING:
    from statusline.cli.cost_reader import Asked
    from statusline.cost.charges import Charge
    from statusline.cost.reader import CostReader
    from statusline.cost.top_calls import Charged
    from statusline.index.queries import Call, Filter

_MOST = 1_000_000
_ID = 8  # digits of an id: enough for `statusline context`
_HEAD = ("time", "model", "project", "agent", "input", "cached", "written", "output", "cost", "call")
_SPARE = ("written", "cached", "input", "agent", "output", "time")
_SHAPE = Shape(names=(1, 2, 3), texts=(0,), spare=[_HEAD.index(name) for name in _SPARE])


@click.command()
@click.option(
    "--top",
    type=options.Choice((top_calls.NEWEST, *top_calls.TOPS)),
    default=top_calls.NEWEST,
    show_default=True,
    help="Which come first.",
)
@click.option("--limit", type=options.Whole(1, _MOST), default=20, show_default=True, metavar="N", help="How many.")
@click.option("--min-tokens", type=options.Whole(0), default=0, metavar="N", help="Only calls of at least N tokens.")
@options.output_format("table", "csv", "json")
@cost_reader.filters
def command(top: str, limit: int, min_tokens: int, format_: str, asked: Asked) -> None:
    """List calls, one answer of a model each: the newest, or the dearest and largest. No network."""
    with asked.opened() as reader:
        wanted = cost_reader.wanted(reader, asked)
        _print(top_calls.read(reader, wanted, top, limit, min_tokens), reader, wanted, format_)


def _print(charged: list[Charged], reader: CostReader, wanted: Filter, format_: str) -> None:
    rows = (documents.call_row(call, top_calls.shown(call, reader.names), charge) for call, charge in charged)
    if format_ == "csv":
        output.write(export.as_csv(documents.CALL_COLUMNS, map(documents.safe, rows)))
    elif format_ == "json":
        head = documents.head_of(documents.CALLS, reader, wanted)
        output.write(export.as_json(head, "calls", documents.CALL_COLUMNS, rows))
    elif not charged:
        click.echo(cost_reader.nothing(reader))
    else:
        shown = [_HEAD, *(_row(call, charge, reader) for call, charge in charged)]
        output.echo_lines(tables.lines(shown, _SHAPE, streams.columns()), ())


def _row(call: Call, charge: Charge, reader: CostReader) -> tuple[str, ...]:
    names, tokens = top_calls.shown(call, reader.names), call.tokens
    written = tokens.cache_write_5m + tokens.cache_write_1h
    counts = map(amounts.tokens, (tokens.input, tokens.cache_read, written, tokens.output))
    texts = (names["model"] or charges.NO_NAME, names["project"] or charges.NO_NAME, names["agent"] or "")
    return (
        table.local_time(call.at, reader.zone),
        *texts,
        *counts,
        amounts.dollars(charge.dollars),
        f"{call.key:016x}"[:_ID],
    )
