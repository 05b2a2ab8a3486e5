"""`statusline show`, as click knows it: help and errors. The rendering is the hot half's."""

from __future__ import annotations

import os

import click

from statusline import show


@click.command()
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(show.FORMATS),
    help="How to write it. Default: ansi on a terminal (plain with NO_COLOR), else plain.",
)
@click.option(
    "--chain",
    type=(click.Choice(("first", "last")), str),
    metavar="first|last COMMAND",
    help="With claude: show another status line command's lines too; it gets the same document and one second.",
)
@click.option("--account", "-a", metavar="LABEL", help="Show one of the accounts of `statusline accounts`.")
def command(format_: str | None, chain: tuple[str, str] | None, account: str | None) -> None:
    """Print the segment from the cache; never waits, always exits 0.

    If the cache is older than five minutes, one detached refresh is started behind it.
    """
    if chain and format_ != "claude":
        raise click.UsageError("--chain goes with --format claude only.")
    show.run(format_ or "auto", os.environ, list(chain or ()), account)
