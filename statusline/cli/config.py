"""`statusline config`: show, locate, check or change the configuration."""

from __future__ import annotations

import os
import shlex
import sys

import click

from statusline.cli import config_edit, output
from statusline.cli.groups import Group
from statusline.config import default_toml, editing, effective_toml, load, reading
from statusline.errors import ConfigError
from statusline.render.harmless import harmless_json
from statusline.state.environment import find_environment

_BACKUP = "config.before-edit.toml"


@click.group(cls=Group, name="config")
def command() -> None:
    """Show, locate, check or change the configuration."""


@command.command()
def path() -> None:
    """Print the path of the config."""
    file = find_environment(os.environ).config
    output.echo_path(file)
    if not os.path.exists(file):
        folder, whole = shlex.quote(os.path.dirname(file)), shlex.quote(file)
        click.echo(
            f"There is no such file, so the defaults are used. To create it:\n"
            f"mkdir -p {folder} && statusline config show --default >{whole}",
            err=True,
        )


@command.command(short_help="Print every setting as TOML")
@click.option("--default", is_flag=True, help="Every setting with its default and a comment, ready to edit.")
def show(default: bool) -> None:
    """Print every setting with the value in effect, as TOML."""
    text = default_toml() if default else effective_toml(load(find_environment(os.environ).config))
    click.echo(harmless_json(text).encode(), nl=False)  # TOML is UTF-8, whatever the locale says


@command.command(short_help="Check the config and list every problem")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
def check(file: str | None) -> None:
    """Check the config (or FILE); list every problem with its line."""
    checked = file or find_environment(os.environ).config
    load(checked)
    name = click.format_filename(checked)
    if os.path.exists(checked):
        click.echo(f"{name} is fine.")
    else:
        click.echo(f"{name} does not exist, so the defaults are used.")


@command.command(name="set", short_help="Set one key and show the result")
@click.argument("key")
@click.argument("value")
@click.option("--dry-run", is_flag=True, help="Only print the change.")
def set_(key: str, value: str, dry_run: bool) -> None:
    """Set KEY (such as theme, or window.format) to VALUE; comments and all else stay.

    VALUE is TOML, or text without its quotation marks. Every prompt shows the change from the next one on.
    """
    environment = find_environment(os.environ)
    before = reading.read(environment.config)
    after = editing.put(before or "", key, value, environment.config)
    if after == (before or ""):
        click.echo(f"{click.format_filename(environment.config)} already has it; nothing changed.")
        return
    if not dry_run:
        config_edit.write(environment, before, after, _BACKUP, f"Write the key {key} into it.")
    click.echo("\n".join(config_edit.diff(environment.config, before, after)))
    config_edit.show_look(reading.parse(after, environment.config))


@command.command(short_help="Edit the config in your editor")
def edit() -> None:
    """Edit the config in your editor ($VISUAL, $EDITOR), check it, show how it looks, then keep it or not."""
    environment = find_environment(os.environ)
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise click.UsageError("`config edit` needs a terminal; `config set KEY VALUE` does not.")
    before = reading.read(environment.config)
    text = before if before is not None else default_toml()
    while True:
        edited = click.edit(text, extension=".toml", require_save=False)
        if edited is None or edited == before:
            click.echo("Nothing changed.")
            return
        try:
            look = reading.parse(edited, environment.config)
        except ConfigError as error:
            click.echo(f"{error}", err=True)
            if not click.confirm("Edit it again? Otherwise the config stays as it was.", default=True):
                return
            text = edited
            continue
        config_edit.show_look(look)
        if click.confirm("Keep it?", default=True):
            config_edit.write(environment, before, edited, _BACKUP, "Save it under its name yourself.")
        return
