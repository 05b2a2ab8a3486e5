"""Shared by the commands that edit the config: the change as a diff, the file written, the prompt files compiled."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli import streams
from statusline.cli.options import clock
from statusline.config import reading
from statusline.errors import ConfigError, InstallError
from statusline.hot.text import without_colour
from statusline.render.harmless import harmless
from statusline.state import files as state_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.state.environment import Environment


def write(environment: Environment, before: str | None, after: str, backup: str, remedy: str) -> None:
    """Write the config, unless it has changed since, and compile the prompt files. Raises ConfigError, StorageError.

    backup: the name in the state folder for a copy of the old one; remedy: what to do where it cannot be written.
    """
    from statusline.install import files  # here: most runs of these commands write nothing
    from statusline.refresh.recompile import recompile

    with state_files.exclusive(environment.state):
        if reading.read(environment.config) != before:
            raise ConfigError(
                "{file} was changed by another program meanwhile.",
                "Run the same command again.",
                file=environment.config,
            )
        backup_path = os.path.join(environment.state, backup)
        if before is not None:
            state_files.write_atomic(backup_path, before.encode())
        try:
            files.write(files.real(environment.config), after.encode(), None if before is None else before.encode())
        except InstallError as error:
            raise ConfigError(error.message, remedy) from None
    if before is not None:
        click.echo(f"The old config is in {click.format_filename(backup_path)}.", err=True)
    recompile(environment, clock)


def diff(path: str, before: str | None, after: str) -> Iterator[str]:
    from difflib import unified_diff

    name = str(click.format_filename(path))
    old = os.devnull if before is None else name
    return unified_diff((before or "").splitlines(), after.splitlines(), old, name, lineterm="")


def show_look(config: Config, *, claude_line: bool = False) -> None:
    """Print how a config looks at three widths in a prompt, or in Claude Code."""
    from statusline.render import preview

    colour = streams.coloured()
    with streams.styled():
        for width in preview.WIDTHS:
            if claude_line:
                rows = preview.claude_line_at(config, width).split("\n")
                rows = rows if colour else [without_colour(row) for row in rows]
            else:
                rows = [preview.line(config, "ansi" if colour else "plain", width)]
            for index, text in enumerate(rows):
                beside = "" if index else str(width)
                click.echo(f"{beside:>4}  {text if colour else harmless(text)}", color=colour)
