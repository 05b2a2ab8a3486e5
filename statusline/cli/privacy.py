"""`statusline privacy`: what it reads, writes, starts and asks on this machine, by this config."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from statusline.cli import options, output
from statusline.cli.options import clock
from statusline.diagnostics import footprint
from statusline.hot.text import duration
from statusline.refresh.job import prepare
from statusline.render import overview
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "statusline-privacy/1"
NOTES = (
    "Nothing else is sent or asked: no telemetry, no check for updates. Sign-ins are read and never written.",
    "While a file is being written, its new text is beside it, in a hidden one that ends in .tmp.",
    "Besides, it opens Python, its libraries and what the system itself reads: time zone, names of hosts and users.",
)


@click.command()
@click.option("--format", "-f", "format_", type=click.Choice(("text", "json")), default="text", help="How to write it.")
@options.privacy
def command(format_: str, privacy: str | None) -> None:
    """Print what it reads, writes, starts and asks, and when each server was last asked. Asks no server."""
    here, now = find_environment(os.environ), clock()
    job = prepare(here, clock, remember=False)
    known = overview.attempt(here, now, privacy)  # what is not known is left out
    found = footprint.examine(job, known.shared, known.redactor, now)
    if format_ == "json":
        output.echo_json({"schema": SCHEMA, "generated_at": now, **found, "notes": NOTES})
    else:
        click.echo("\n".join(lines(found, here.environ.get("HOME", ""), now)))


def lines(found: dict[str, Any], home: str, now: int) -> Iterator[str]:
    """Yield the table for people. home is shown as `~`; now: epoch seconds."""
    yield "Reads, of other programs (– is not there)"
    yield from _files(found["reads"], home)
    yield from ("", "Writes, for you alone (0600)")
    yield from _files(found["writes"], home)
    yield from ("", "Starts")
    yield from (f"  {_short(one['program'], home)}: {one['why']}" for one in found["programs"])
    yield from ("", "Asks over the network")
    yield from (_host(one, now) for one in found["hosts"])
    if found["offline"]:
        yield "  nobody: offline = true"
    yield from ("", *NOTES)


def _files(rows: list[dict[str, Any]], home: str) -> Iterator[str]:
    for row in rows:
        yield f"{'–' if row['exists'] is False else ' '} {_short(row['path'], home)}: {row['why']}"


def _short(path: str, home: str) -> str:
    return f"~{path.removeprefix(home)}" if home and path.startswith(f"{home}/") else path


def _host(row: dict[str, Any], now: int) -> str:
    last = row["last_asked_at"]
    when = "not asked yet, as far as is known" if last is None else f"last asked {duration(now - last)} ago"
    return f"  {row['host']}: {when} ({', '.join(row['sources'])})"
