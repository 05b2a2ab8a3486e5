"""`statusline uninstall`: take our piece out of the files of other programs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli.install import carry_out
from statusline.errors import EXIT_PROBLEM, StatuslineError
from statusline.install import SURFACES, changes
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.state.environment import Environment


@click.command()
@click.argument("surface", required=False, type=click.Choice(list(SURFACES)))
@click.option("--all", "everything", is_flag=True, help="Every surface.")
def command(surface: str | None, everything: bool) -> None:
    """Take out what `statusline install` put in, and bring back what was there.

    A file nobody has touched since is as it was, byte for byte; in others only our own piece goes.
    """
    if (surface is None) == (not everything):
        raise click.UsageError("Name one surface, or --all.")
    environment = find_environment(os.environ)
    if surface:
        found = _take_out(surface, environment)
    else:
        found, failed = _take_out_all(environment)
        if failed:
            raise SystemExit(EXIT_PROBLEM)
    if not found:
        click.echo(f"{surface or 'statusline'} is not installed anywhere; nothing changed.")


def _take_out(surface: str, environment: Environment) -> bool:
    """Take out one surface; return whether it was anywhere. Raises StatuslineError."""
    found = changes.to_uninstall(SURFACES[surface], environment)
    for change in found:
        carry_out(change, environment)
    return bool(found)


def _take_out_all(environment: Environment) -> tuple[bool, bool]:
    """Take out every surface, whatever is wrong with another; return whether any was there, and whether any failed."""
    found = failed = False
    for surface in SURFACES:
        try:
            found = _take_out(surface, environment) or found
        except StatuslineError as error:
            click.echo(f"statusline: {error}", err=True)
            failed = True
    return found, failed
