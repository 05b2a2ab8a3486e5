"""`statusline preview`: what a format looks like, on made-up numbers."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from statusline.cli import config_edit
from statusline.config import Config, editing, load, reading
from statusline.errors import ConfigError
from statusline.state.environment import find_environment

CLAUDE_LINE = "claude_line.format"
_KEYS = ("window.format", "format", CLAUDE_LINE)  # where a format may stand


@click.command()
@click.argument("format_", required=False, metavar="[FORMAT]")
@click.option(
    "--config", "file", type=click.Path(exists=True, dir_okay=False), help="Use this config instead of yours."
)
@click.option("--claude", is_flag=True, help="Show Claude Code's line of the config.")
def command(format_: str | None, file: str | None, claude: bool) -> None:
    """Show how FORMAT, or your config, looks at 120, 80 and 40 columns, on made-up numbers.

    FORMAT is that of a limit ('$label [$used](own)'), of the whole segment ('$claude | $codex'), or of Claude Code's
    line ('$model $context'). Nothing is written.
    """
    path = file or find_environment(os.environ).config
    if format_:
        config, key = _with(format_, path)
        config_edit.show_look(config, claude_line=key == CLAUDE_LINE)
    else:
        config_edit.show_look(load(path), claude_line=claude)


def _with(format_: str, path: str) -> tuple[Config, str]:
    """Return the config with a format in the place that knows its variables, and that place. Raises ConfigError."""
    text = reading.read(path) or ""
    errors = []
    for key in _KEYS:
        try:
            config = reading.parse(editing.put(text, key, _quoted(format_), path), path)
        except ConfigError as error:
            errors.append(error)
        else:
            one_form = replace(config.window, short="", tiny="") if key == _KEYS[0] else config.window
            return replace(config, window=one_form), key
    raise ConfigError(*_without_place(errors[0]))


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if c in '"\\' or not c.isprintable() else c for c in text)
    return f'"{escaped}"'


def _without_place(error: ConfigError) -> tuple[str, str]:
    return error.message.partition(": ")[2] or error.message, error.remedy
