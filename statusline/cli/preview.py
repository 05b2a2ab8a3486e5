"""`statusline preview`: what a format looks like, on made-up numbers."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from statusline.cli import config_edit
from statusline.config import Config, editing, load, reading
from statusline.errors import ConfigError
from statusline.state.environment import find_environment

_KEYS = ("window.format", "format")  # where a format may stand


@click.command()
@click.argument("format_", required=False, metavar="[FORMAT]")
@click.option(
    "--config", "file", type=click.Path(exists=True, dir_okay=False), help="Use this config instead of yours."
)
def command(format_: str | None, file: str | None) -> None:
    """Show how FORMAT, or your config, looks at 120, 80 and 40 columns, on made-up numbers.

    FORMAT is that of a limit ('$label [$used](own)') or of the whole segment ('$claude | $codex'). Nothing is written.
    """
    path = file or find_environment(os.environ).config
    config_edit.show_look(_with(format_, path) if format_ else load(path))


def _with(format_: str, path: str) -> Config:
    """Return the config with a format in the place that knows its variables. Raises ConfigError."""
    text = reading.read(path) or ""
    errors = []
    for key in _KEYS:
        try:
            config = reading.parse(editing.put(text, key, _quoted(format_), path), path)
        except ConfigError as error:
            errors.append(error)
        else:
            return replace(config, window=replace(config.window, short="", tiny="")) if key == _KEYS[0] else config
    raise ConfigError(*_without_place(errors[0]))


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if c in '"\\' or not c.isprintable() else c for c in text)
    return f'"{escaped}"'


def _without_place(error: ConfigError) -> tuple[str, str]:
    return error.message.partition(": ")[2] or error.message, error.remedy
