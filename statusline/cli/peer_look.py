"""Offers the look of another status line, as far as ours has it: nothing changes without consent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import config_edit
from statusline.config import editing, parse, reading
from statusline.errors import InstallError
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
    if like is not None:
        if like not in present:
            places = " or ".join(peers.PLACES[like])
            raise InstallError(f"There is no configuration of {like} here.", f"It is looked for in {places}.")
        _take(environment, peers.nearest(like, present[like]), ask=False)
        return
    before = reading.read(environment.config)
    if not present or "claude_line" in (before or ""):
        return
    name, file = next(iter(present.items()))
    if sys.stdin.isatty():
        _take(environment, peers.nearest(name, file), ask=True)
    else:
        click.echo(f"{name} is configured in {click.format_filename(file)}; `--like {name}` takes over its look.")


def _take(environment: Environment, look: Look, *, ask: bool) -> None:
    before = reading.read(environment.config)
    after = before or ""
    for key, value in look.settings().items():
        after = editing.put(after, key, value, environment.config)
    click.echo(f"The nearest look to that of {look.peer} ({click.format_filename(look.file)}):")
    config_edit.show_look(parse(after, environment.config), claude_line=True)
    if look.missing:
        click.echo(f"Ours has not: {harmless(', '.join(look.missing))}.")
    if after == (before or ""):
        click.echo("Your config has it already.")
    elif not ask or click.confirm("Take it over into your config?", default=False):
        remedy = "Write its keys yourself: `statusline install claude --like` shows how they look."
        config_edit.write(environment, before, after, _BACKUP, remedy)
        click.echo("\n".join(config_edit.diff(environment.config, before, after)))
