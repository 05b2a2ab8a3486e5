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
def command(format_: str | None) -> None:
    """Print the segment from the cache; never waits, always exits 0.

    If the cache is older than five minutes, one detached refresh is started behind it.
    """
    show.run(format_ or "auto", os.environ)
