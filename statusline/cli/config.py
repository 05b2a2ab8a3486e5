"""`statusline config`: show, locate or check the configuration."""

from __future__ import annotations

import os
import shlex

import click

from statusline.cli import output
from statusline.config import default_toml, effective_toml, load
from statusline.render.harmless import harmless_json
from statusline.state.environment import find_environment


@click.group(name="config")
def command() -> None:
    """Show, locate or check the configuration."""


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
