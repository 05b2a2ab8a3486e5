"""`statusline preset`: ready-made formats."""

from __future__ import annotations

import difflib
import io
import os
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import options, streams
from statusline.config import presets, reading
from statusline.errors import ConfigError, InstallError
from statusline.hot import show as show_
from statusline.install import files
from statusline.render import preview
from statusline.state import files as state_files
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.state.environment import Environment

_BACKUP = "config.before-preset.toml"
_name = click.argument("name", type=options.Choice(presets.NAMES), metavar="NAME")


@click.group(name="preset")
def command() -> None:
    """Ready-made formats: list, show, use.

    A preset is a few keys of the config, which can be changed afterwards like any other key.
    """


@command.command(name="list", short_help="List the presets with a sample of each")
def list_() -> None:
    """List the presets, each with a sample."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a locale may lack our bars
    target = show_.automatic(os.environ)
    for name in presets.NAMES:
        click.echo(f"{name}: {presets.about(name)}")
        with streams.styled():
            click.echo(f"  {preview.line(presets.config(name), target)}", color=target == "ansi")


@command.command()
@_name
def show(name: str) -> None:
    """Print a preset as TOML."""
    click.echo(presets.text(name).encode(), nl=False)


@command.command(short_help="Write a preset into your config")
@_name
@click.option("--dry-run", is_flag=True, help="Only print the changes.")
def use(name: str, dry_run: bool) -> None:
    """Write a preset into your config; other keys and comments stay.

    Keys set by other presets go back to their default. The config is backed up first, and the changes are printed.
    """
    environment = find_environment(os.environ)
    before = reading.read(environment.config)
    after = presets.put(name, before or "", environment.config)
    if after == (before or ""):
        click.echo(f"{click.format_filename(environment.config)} already has it; nothing changed.")
        return
    if not dry_run:
        _write(environment, before, after, name)
    click.echo("\n".join(_diff(environment.config, before, after)))


def _diff(path: str, before: str | None, after: str) -> Iterator[str]:
    name = str(click.format_filename(path))
    old = os.devnull if before is None else name
    return difflib.unified_diff((before or "").splitlines(), after.splitlines(), old, name, lineterm="")


def _write(environment: Environment, before: str | None, after: str, name: str) -> None:
    with state_files.exclusive(environment.state):
        if reading.read(environment.config) != before:
            raise ConfigError(
                f"{environment.config} was changed by another program meanwhile.", "Run the same command again."
            )
        backup = os.path.join(environment.state, _BACKUP)
        if before is not None:
            state_files.write_atomic(backup, before.encode())
        try:
            files.write(files.real(environment.config), after.encode(), None if before is None else before.encode())
        except InstallError as error:
            remedy = f"Paste the output of `statusline preset show {name}` into it."
            raise ConfigError(error.message, remedy) from None
    if before is not None:
        click.echo(f"The old config is in {click.format_filename(backup)}.", err=True)
