"""Offers the look of another status line, as far as ours has it: nothing changes without consent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import config_edit
from statusline.config import editing, parse, reading
from statusline.errors import InstallError, StatuslineError
from statusline.install import peers
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from statusline.install.peers.look import Look
    from statusline.state.environment import Environment

_BACKUP = "config.before-like.toml"


def offer(environment: Environment, like: str | None) -> None:
    """Write the look of a peer into the config: the one that is named, or one that somebody at a terminal agrees to.

    Nobody is asked who has a format for Claude Code's line already. Raises StatuslineError.
    """
    present = peers.present(environment.environ)
    before = reading.read(environment.config)
    if like is not None:
        if like not in present:
            places = " or ".join(peers.PLACES[like])
            raise InstallError(f"There is no configuration of {like} here.", f"It is looked for in {places}.")
        look = peers.nearest(like, present[like])
        _take(environment, look, before, _edited(look, before, environment.config), ask=False)
        return
    if not present or "claude_line" in (before or ""):
        return
    name, file = next(iter(present.items()))
    if not sys.stdin.isatty():
        click.echo(f"{name} is configured in {click.format_filename(file)}; `--like {name}` takes over its look.")
        return
    try:
        look = peers.nearest(name, file)
        after = _edited(look, before, environment.config)
    except StatuslineError:  # a file that cannot be read is no reason to install nothing
        return
    _take(environment, look, before, after, ask=True)


def _edited(look: Look, before: str | None, config: str) -> str:
    text = before or ""
    for key, value in look.settings().items():
        text = editing.put(text, key, value, config)
    return text


def _take(environment: Environment, look: Look, before: str | None, after: str, *, ask: bool) -> None:
    click.echo(f"The nearest look to that of {look.peer} ({click.format_filename(look.file)}):")
    config_edit.show_look(parse(after, environment.config), claude_line=True)
    if look.missing:
        click.echo(f"Ours does not have: {harmless(', '.join(look.missing))}.")
    if after == (before or ""):
        click.echo("Your config has it already.")
    elif not ask or click.confirm("Take it over into your config?", default=False):
        remedy = "Write its keys yourself: `statusline install claude --like` shows how they look."
        config_edit.write(environment, before, after, _BACKUP, remedy)
        click.echo("\n".join(config_edit.diff(environment.config, before, after)))
