"""`statusline uninstall`: remove our edits from the files of other programs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli import options
from statusline.cli.install import carry_out
from statusline.errors import EXIT_PROBLEM, StatuslineError
from statusline.install import SURFACES, changes
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.state.environment import Environment


@click.command()
@click.argument("surface", required=False, type=options.Choice(list(SURFACES)))
@click.option("--all", "everything", is_flag=True, help="Every surface.")
def command(surface: str | None, everything: bool) -> None:
    """Undo `statusline install` and restore the text before it.

    A file that is untouched since is restored byte for byte; from any other only our own lines are removed.
    """
    if (surface is None) == (not everything):
        raise click.UsageError("Name one surface, or --all.")
    environment = find_environment(os.environ)
    if surface:
        was_installed = _remove(surface, environment)
    else:
        was_installed, failed = _remove_all(environment)
        if failed:
            raise SystemExit(EXIT_PROBLEM)
    if not was_installed:
        click.echo(f"{surface or 'statusline'} is not installed anywhere; nothing changed.")


def _remove(surface: str, environment: Environment) -> bool:
    """Remove one surface; return whether it was installed. Raises StatuslineError."""
    changes_ = changes.to_uninstall(SURFACES[surface], environment)
    for change in changes_:
        carry_out(change, environment)
    return bool(changes_)


def _remove_all(environment: Environment) -> tuple[bool, bool]:
    """Remove every surface, even if another fails; return whether any was installed, and whether any failed."""
    was_installed = failed = False
    for surface in SURFACES:
        try:
            was_installed = _remove(surface, environment) or was_installed
        except StatuslineError as error:
            click.echo(f"statusline: {error}", err=True)
            failed = True
    return was_installed, failed
