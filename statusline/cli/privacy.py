"""`statusline privacy`: the files, programs and servers that statusline uses on this machine with this config."""

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
    "Nothing else is sent: no telemetry, no check for updates. Sign-ins are read and never written.",
    "While a file is written, its new text is in a hidden file beside it that ends in .tmp.",
    "It also opens Python, its libraries and system files: time zone, names of hosts and users.",
)


@click.command()
@options.output_format("text", "json")
@options.privacy
def command(format_: str, privacy: str | None) -> None:
    """List what statusline reads, writes, starts and asks, when each server was last asked, and where it listens.

    No network.
    """
    environment, now = find_environment(os.environ), clock()
    job = prepare(environment, clock, remember=False)
    current = overview.attempt(environment, now, privacy)  # unknown values are left out
    footprint_ = footprint.examine(job, current.shared, current.redactor, now)
    if format_ == "json":
        output.echo_json({"schema": SCHEMA, "generated_at": now, **footprint_, "notes": NOTES})
    else:
        output.echo_lines((), lines(footprint_, environment.environ.get("HOME", ""), now), others="    ")


def lines(rows: dict[str, Any], home: str, now: int) -> Iterator[str]:
    """Yield the list for people. home is shown as `~`; now: epoch seconds."""
    yield "Reads files of other programs (– does not exist)"
    yield from _files(rows["reads"], home)
    yield from ("", "Writes (0600, readable only by you)")
    yield from _files(rows["writes"], home)
    yield from ("", "Starts programs")
    yield from (f"  {_short(row['program'], home)}: {row['why']}" for row in rows["programs"])
    yield from ("", "Listens")
    yield from (f"  {row['address']}: {row['why']}" for row in rows["listens"])
    yield from ("", "Asks over the network")
    yield from (_host(row, now) for row in rows["hosts"])
    if rows["offline"]:
        yield "  no server: offline = true"
    yield from ("", *NOTES)


def _files(rows: list[dict[str, Any]], home: str) -> Iterator[str]:
    for row in rows:
        yield f"{'–' if row['exists'] is False else ' '} {_short(row['path'], home)}: {row['why']}"


def _short(path: str, home: str) -> str:
    return f"~{path.removeprefix(home)}" if home and path.startswith(f"{home}/") else path


def _host(row: dict[str, Any], now: int) -> str:
    last = row["last_asked_at"]
    when = "never asked, as far as is known" if last is None else f"last asked {duration(now - last)} ago"
    return f"  {row['host']}: {when} ({', '.join(row['sources'])})"
