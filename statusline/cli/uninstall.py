"""`statusline uninstall`: take our piece out of the files of other programs."""

from __future__ import annotations

import os

import click

from statusline import place
from statusline.cli.install import carry_out
from statusline.install import SURFACES, changes


@click.command()
@click.argument("surface", required=False, type=click.Choice(list(SURFACES)))
@click.option("--all", "everything", is_flag=True, help="Every surface.")
def command(surface: str | None, everything: bool) -> None:
    """Take out what `statusline install` put in, and bring back what was there.

    A file nobody has touched since is as it was, byte for byte; in others only our own piece goes.
    """
    if (surface is None) == (not everything):
        raise click.UsageError("Name one surface, or --all.")
    here = place.find(os.environ)
    wanted = [surface] if surface else list(SURFACES)
    found = [change for name in wanted for change in changes.to_uninstall(SURFACES[name], here)]
    for change in found:
        carry_out(change, here)
    if not found:
        click.echo(f"{surface or 'statusline'} is not installed anywhere; nothing changed.")
