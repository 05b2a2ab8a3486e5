"""`statusline uninstall`: remove our edits from the files of other programs."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output
from statusline.cli.installing import carry_out
from statusline.diagnostics import footprint
from statusline.errors import EXIT_PROBLEM, StatuslineError, StorageError
from statusline.install import EVERYTHING, SURFACES, changes
from statusline.refresh import lingering
from statusline.state import packing
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.state.environment import Environment


MCP = "mcp"
CLIENTS = ("claude", "codex")


@click.command()
@click.argument("surface", required=False, metavar="[SURFACE]", type=options.Choice([*SURFACES, MCP]))
@click.argument("client", required=False, metavar="[CLIENT]", type=options.Choice(CLIENTS))
@click.option("--all", "everything", is_flag=True, help="Every surface.")
@click.option("--purge", is_flag=True, help="With --all: also cache, history and state of statusline; not the config.")
def command(surface: str | None, client: str | None, everything: bool, purge: bool) -> None:
    """Undo `statusline install` and restore the text before it.

    A file that is untouched since is restored byte for byte; from any other only our own lines are removed. Tools for
    agents: `statusline uninstall mcp claude`, or codex.
    """
    if (surface is None) == (not everything):
        raise click.UsageError("Name one surface, or --all.")
    if purge and not everything:
        raise click.UsageError("--purge needs --all.")
    environment = find_environment(os.environ)
    surface = _with_client(surface, client)
    if surface:
        was_installed = _remove(surface, environment)
    else:
        was_installed, failed = _remove_all(environment)
        lingering.dismiss(environment)
        packing.remove()
        if failed:
            raise SystemExit(EXIT_PROBLEM)
    if not was_installed:
        click.echo(f"{(surface or 'statusline').replace('-', ' ')} is not installed anywhere; nothing changed.")
    if purge:
        _purge(environment)
    elif everything and footprint.own_files(environment):
        folders = " and ".join(click.format_filename(folder) for folder in (environment.cache, environment.state))
        left = f"Cache, history and state are still in {folders}; `statusline uninstall --all --purge` removes them."
        output.echo_lines((), [left])


def _with_client(surface: str | None, client: str | None) -> str | None:
    if (surface == MCP) != (client is not None):
        raise click.UsageError("Name a client after mcp, and only there: `statusline uninstall mcp claude`, or codex.")
    return f"{MCP}-{client}" if client else surface


def _purge(environment: Environment) -> None:
    """Remove what statusline has written for itself, and the folders that are empty then; files of others stay."""
    removed = footprint.own_files(environment)
    try:
        for path in removed:
            os.unlink(path)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise StorageError(f"Cannot remove {error.filename}: {reason}.", "Give it back to your user.") from None
    for folder in (environment.cache, environment.state):
        for above, _, _ in os.walk(folder, topdown=False):
            with contextlib.suppress(OSError):  # somebody else's file is in it
                os.rmdir(above)
    click.echo(f"removed {len(removed)} files of statusline")
    for folder in (environment.cache, environment.state):
        if os.path.lexists(folder):
            click.echo(f"left alone: what else is in {click.format_filename(folder)}")


def _remove(surface: str, environment: Environment) -> bool:
    """Remove one surface; return whether it was installed. Raises StatuslineError."""
    changes_ = changes.to_uninstall(EVERYTHING[surface], environment)
    for change in changes_:
        carry_out(change, environment)
    return bool(changes_)


def _remove_all(environment: Environment) -> tuple[bool, bool]:
    """Remove every surface, even if another fails; return whether any was installed, and whether any failed."""
    was_installed = failed = False
    for surface in EVERYTHING:
        try:
            was_installed = _remove(surface, environment) or was_installed
        except StatuslineError as error:
            click.echo(f"statusline: {error}", err=True)
            failed = True
    return was_installed, failed
