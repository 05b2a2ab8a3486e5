"""`statusline preset`: ready-made formats."""

from __future__ import annotations

import io
import os
import sys

import click

from statusline.cli import config_edit, options, streams
from statusline.cli.groups import Group
from statusline.config import presets, reading
from statusline.hot import show as show_
from statusline.hot.text import without_colour
from statusline.render import preview
from statusline.state.environment import find_environment

_SESSIONS = "Claude Code, Codex:"
_BACKUP = "config.before-preset.toml"
_name = click.argument("name", type=options.Choice(presets.NAMES), metavar="NAME")


@click.group(cls=Group, name="preset")
def command() -> None:
    """Ready-made formats: list, show, use.

    A preset is a few keys of the config, which can be changed afterwards like any other key.
    """


@command.command(name="list", short_help="List the presets with a sample of each")
def list_() -> None:
    """List the presets, each with a sample, and with what sessions of Claude Code and Codex show beside it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a locale may lack our bars
    target = show_.automatic(os.environ)
    for name in presets.NAMES:
        click.echo(f"{name}: {presets.about(name)}")
        with streams.styled():
            config = presets.config(name)
            click.echo(f"  {preview.line(config, target)}", color=target == "ansi")
            for index, row in enumerate(preview.session_part(config)):
                where = " " * len(_SESSIONS) if index else _SESSIONS
                click.echo(f"  {where} {row if target == 'ansi' else without_colour(row)}", color=target == "ansi")


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

    Keys set by other presets go back to their default. The config is backed up first, the changes are printed, and
    every prompt shows them from the next one on.
    """
    environment = find_environment(os.environ)
    before = reading.read(environment.config)
    after = presets.put(name, before or "", environment.config)
    if after == (before or ""):
        click.echo(f"{click.format_filename(environment.config)} already has it; nothing changed.")
        return
    if not dry_run:
        remedy = f"Paste the output of `statusline preset show {name}` into it."
        config_edit.write(environment, before, after, _BACKUP, remedy)
    click.echo("\n".join(config_edit.diff(environment.config, before, after)))
