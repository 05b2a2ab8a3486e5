"""`statusline setup`: find what the user has, show the changes, make them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import config_edit, first_numbers, output, streams
from statusline.cli.install import ask_about_format, ask_for_popup
from statusline.cli.installing import carry_out, try_out
from statusline.cli.options import Choice
from statusline.config import editing, presets, reading
from statusline.errors import EXIT_PROBLEM, StatuslineError
from statusline.install import SURFACES, changes, manifest, right_prompt
from statusline.install.base import DEFAULTS, Options
from statusline.install.shells import Shell
from statusline.render.harmless import harmless
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.install.base import Surface
    from statusline.install.changes import Change
    from statusline.state.environment import Environment

_BACKUP = "config.before-setup.toml"


@click.command()
@click.argument("surfaces", metavar="[SURFACE]...", type=Choice(tuple(SURFACES)), nargs=-1)
@click.option("--yes", is_flag=True, help="Make every change without asking.")
@click.option("--dry-run", is_flag=True, help="Only show the changes.")
def command(surfaces: tuple[str, ...], yes: bool, dry_run: bool) -> None:
    """Find what you use, show the changes of its files, ask, make them.

    With SURFACE, such as `zsh` or `tmux`, only that.
    `statusline uninstall` undoes them, one by one or with `--all`.
    """
    environment = find_environment(os.environ)
    asks = not yes and not dry_run
    silent = asks and not sys.stdin.isatty()
    failed = False
    detected = list(_detected(environment, surfaces))
    for surface, sign in detected:
        with streams.styled():
            click.echo(click.style(f"{surface.name}", bold=True) + f" ({harmless(click.format_filename(sign))})")
        try:
            failed = not _offer(surface, environment, dry_run or silent, asks) or failed
        except StatuslineError as error:
            click.echo(f"  {error}", err=True)
            failed = True
    if silent:
        click.echo(
            "Nothing was changed, since this is not a terminal: run `statusline setup --yes` to make the changes.",
            err=True,
        )
    elif detected and not dry_run:
        if asks:
            _ask_for_the_look(environment)
        _summarize([surface.name for surface, _ in detected], environment)
    if failed or silent:
        raise SystemExit(EXIT_PROBLEM)


def _ask_for_the_look(environment: Environment) -> None:
    """Ask for a preset and for alerts, and write what is chosen into the config. Raises ConfigError, StorageError."""
    before = reading.read(environment.config)
    text = before or ""
    output.echo_lines((), [f"Looks: {', '.join(presets.NAMES)}. `statusline preset list` shows them."])
    look = click.prompt("Which look?", type=Choice(presets.NAMES), default=presets.NAMES[0], show_choices=False)
    if look != presets.NAMES[0]:
        text = presets.put(look, text, environment.config)
    if click.confirm("An alert when a limit is nearly used or has reset?", default=False):
        text = editing.put(text, "alerts.enabled", "true", environment.config)
    if text != (before or ""):
        config_edit.write(environment, before, text, _BACKUP, "Use `statusline preset use` and `config set`.")


def _summarize(detected: list[str], environment: Environment) -> None:
    """Say what is installed now, what the limits are, and how it is undone."""
    installed = {surface for surface, _ in manifest.load(environment.state)}
    there = ", ".join(name for name in detected if name in installed)
    missing = ", ".join(name for name in detected if name not in installed)
    click.echo(f"\nInstalled: {there or 'nothing'}.{f' Not: {missing}.' if missing else ''}")
    if there:
        first_numbers.tell(environment)
        undo = "Undo: `statusline uninstall --all`. The look: `statusline configure`. Trouble: `statusline doctor`."
        output.echo_lines((), [undo])


def _detected(environment: Environment, names: tuple[str, ...]) -> Iterator[tuple[Surface, str]]:
    """Yield the surfaces that the user named, or else has, each with a sign of it."""
    if names:
        yield from ((SURFACES[name], SURFACES[name].detect(environment) or "named") for name in names)
        return
    surfaces = [(surface, sign) for surface in SURFACES.values() if (sign := surface.detect(environment))]
    if not surfaces:
        click.echo(f"None of these was found: {', '.join(SURFACES)}.")
    yield from surfaces


def _offer(surface: Surface, environment: Environment, show_only: bool, asks: bool) -> bool:
    """Show the changes of one surface, and make those that are confirmed; return whether they work."""
    good = True
    options = _ask(surface, environment) if asks and not show_only else DEFAULTS
    for change in changes.to_install(surface, environment, options):
        if not change.needed:
            click.echo(f"  {click.format_filename(change.file)} already has it.")
            continue
        _show(change)
        if show_only or (asks and not click.confirm(f"Change {click.format_filename(change.file)}?", default=True)):
            continue
        carry_out(change, environment)
        first_numbers.fetch(environment)
        good = try_out(surface, change, environment) and good
    return good


def _ask(surface: Surface, environment: Environment) -> Options:
    """Ask where ours goes if the shell has a right prompt of the user's already, or starship a `format`."""
    if surface.name == "tmux":
        return Options(popup=ask_for_popup(environment))
    if surface.name == "starship":
        return Options(in_format=ask_about_format(environment))
    if not isinstance(surface, Shell):
        return DEFAULTS
    theirs = surface.right_prompt(environment)
    if not theirs:
        return DEFAULTS
    click.echo(f"  {click.format_filename(theirs)} sets a right prompt, which stays.")
    question = "  The limits go left of it, right of it, or are not shown (off)"
    return Options(join=click.prompt(question, type=Choice(right_prompt.JOINS), default="left"))


def _show(change: Change) -> None:
    with streams.styled():
        for line in changes.diff(change):
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
            click.secho(harmless(line.encode("utf-8", "replace").decode()), fg=colour)
