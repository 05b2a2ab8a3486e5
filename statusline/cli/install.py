"""`statusline install SURFACE`: edit a file of another program, and show that the result works."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import first_numbers
from statusline.cli.groups import Group
from statusline.cli.installing import as_text, carry_out, try_out
from statusline.cli.options import Choice, Whole
from statusline.config.shells import SHELLS
from statusline.errors import EXIT_PROBLEM, InstallError
from statusline.install import (
    EVERYTHING,
    SURFACES,
    blocks,
    changes,
    files,
    peers,
    right_prompt,
    tmux_popup,
)
from statusline.install.base import DEFAULTS, SCOPES, USER, Options
from statusline.install.claude import Claude
from statusline.install.renderer import RENDERERS
from statusline.install.starship import Starship
from statusline.install.tmux import popup_key
from statusline.render.harmless import harmless
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.changes import Change
    from statusline.state.environment import Environment


@click.group(cls=Group, name="install")
def command() -> None:
    """Show the segment in another program by an edit of its file, which is backed up first.

    Nothing else in the file changes, a second run changes nothing, and `statusline uninstall` undoes it.
    """


def _with_renderer(
    starts: str, auto: str = "which is sh where it can work"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that names who renders. starts: what starts a shell for our command."""
    help_ = (
        f"sh: the shell that {starts} starts anyway prints what has not changed; python: each text is rendered anew."
        f" Default: the present one, else auto, {auto}."
    )
    return click.option("--renderer", type=Choice(RENDERERS), help=help_)


@command.command()
@click.option("--scope", type=Choice(SCOPES), default=USER, show_default=True, help="Which settings file.")
@click.option(
    "--refresh-interval",
    type=Whole(min=0),
    metavar="SECONDS",
    help="How often an idle session updates the line, so that the time left stays right; 0 for never. Default: the"
    " present value, else 60.",
)
@click.option(
    "--chain",
    type=Choice(("first", "last", "off")),
    help="The position of your present status line; off replaces it. Default: last.",
)
@click.option(
    "--like",
    type=Choice(peers.NAMES),
    help="Take over the look of another status line that is configured here, as far as ours has it.",
)
@_with_renderer("Claude Code")
def claude(scope: str, refresh_interval: int | None, chain: str | None, like: str | None, renderer: str | None) -> None:
    """Claude Code: the statusLine of its settings.json.

    Your present status line command keeps running beside it: it gets the same document, and its lines are shown
    too. One that a project brings is shown first, and runs only with your consent.

    A configuration of ccstatusline, claude-hud, claude-powerline or CCometixLine is found, and its look offered.
    """
    from statusline.cli import peer_look  # here: `uninstall` has no use for it

    peer_look.offer(find_environment(os.environ), like)
    _install("claude", Options(scope, refresh_interval, chain, renderer=renderer))


@command.command(name="codex", short_help="Codex: our server in its config.toml.")
def codex_command() -> None:
    """Codex: our server in its config.toml for its own footer.

    Needs Codex 0.170 or newer, with "Custom status line" switched on in its /experimental.
    """
    _install("codex", DEFAULTS)


def _add(name: str, help_: str) -> None:
    if name in right_prompt.SHELLS:

        @command.command(name=name, help=help_)
        @click.option(
            "--join",
            type=Choice(right_prompt.JOINS),
            help="Where you have a right prompt: the side of it that ours goes to, or off: ours is not shown.",
        )
        def install(join: str | None) -> None:
            _install(name, Options(join=join))
    else:

        @command.command(name=name, help=help_)
        def install() -> None:
            _install(name, DEFAULTS)


@command.command()
@click.option("--popup", metavar="KEY", help="A free key behind the prefix that shows `watch` in a popup, or off.")
@_with_renderer("a tmux before 3.2")
def tmux(popup: str | None, renderer: str | None) -> None:
    """tmux: a block in its config.

    With --popup, a key such as u shows `statusline watch` in a popup (tmux 3.2 or newer), after the prefix.
    """
    environment = find_environment(os.environ)
    _install("tmux", Options(popup=ask_for_popup(environment, popup), renderer=renderer))


def ask_for_popup(environment: Environment, key: str | None = None) -> str | None:
    """Return the key of tmux's popup, asked for where nobody named one; None: as it is. Raises InstallError."""
    (file,) = SURFACES["tmux"].files(environment, DEFAULTS)
    text = as_text(files.read(files.real(file)))
    if key not in (None, tmux_popup.OFF, popup_key(text)):
        tmux_popup.check(key, environment, blocks.without(text))
    if key is not None or popup_key(text) or not sys.stdin.isatty() or not tmux_popup.available(environment):
        return key
    free = tmux_popup.free_key(environment, blocks.without(text))
    question = f"Show `statusline watch` in a popup of tmux with prefix {free}?"
    return free if free and click.confirm(question, default=True) else None


for _row in SHELLS.values():
    _also = f" (on macOS in {_row.login_files[0]} too)" if _row.login_files else ""
    _add(_row.name, f"{_row.name}: {_row.edit or f'a block in {os.path.basename(_row.rc_file)}'}{_also}.")


@command.command()
@_with_renderer("waybar")
def waybar(renderer: str | None) -> None:
    """waybar: a custom module in its config."""
    _install("waybar", Options(renderer=renderer))


@command.command()
@click.option("--in-format/--not-in-format", default=None, help="Put ours into a `format` that lists its modules.")
@_with_renderer("starship", "which is the variable that a shell's snippet exports")
def starship(in_format: bool | None, renderer: str | None) -> None:
    """starship: a module in its config."""
    environment = find_environment(os.environ)
    _install("starship", Options(in_format=ask_about_format(environment, in_format), renderer=renderer))


def ask_about_format(environment: Environment, in_format: bool | None = None) -> bool:
    """Ask whether ours goes into a `format` of starship's that lists its modules; with nobody to ask it does not."""
    if in_format is not None or not sys.stdin.isatty():
        return bool(in_format)
    surface = Starship()
    (file,) = surface.files(environment, DEFAULTS)
    lacks = surface.lacks_module(as_text(files.read(files.real(file))))
    return lacks and click.confirm(
        f"`format` in {click.format_filename(file)} lists its modules. Add ours?", default=True
    )


@command.group(name="mcp")
def mcp() -> None:
    """Tools for agents in Claude Code or Codex.

    What they return goes to the vendor of the model: names are short hashes, unless --names.
    """


_with_names = click.option(
    "--names/--no-names", default=None, help="Show names as the config's privacy mode leaves them."
)


@mcp.command(name="claude")
@_with_names
def mcp_claude(names: bool | None) -> None:
    """Claude Code: in its .claude.json for every project."""
    _install("mcp-claude", Options(names=names))


@mcp.command(name="codex")
@_with_names
def mcp_codex(names: bool | None) -> None:
    """Codex: in its config.toml."""
    _install("mcp-codex", Options(names=names))


def _install(name: str, options: Options) -> None:
    environment = find_environment(os.environ)
    surface = EVERYTHING[name]
    good, fetched = True, False
    for change in changes.to_install(surface, environment, options):
        if options.scope != USER:
            _ask_about_chained(change, environment, options)
        carry_out(change, environment)
        fetched = fetched or (change.needed and first_numbers.fetch(environment))
        good = (options.scope != USER or try_out(surface, change, environment)) and good
    if fetched:
        first_numbers.tell(environment)
    if not good:
        raise SystemExit(EXIT_PROBLEM)


def _ask_about_chained(change: Change, environment: Environment, options: Options) -> None:
    """Show the command that a project's settings bring, and go on only with consent. Raises InstallError."""
    foreign = Claude().chained(as_text(change.after))
    if not foreign or changes.recorded(change, environment):
        return
    click.echo(f"This project brings a status line command, which would run after ours:\n  {harmless(foreign)}")
    asks = sys.stdin.isatty()
    if not (click.confirm("Let it go on?", default=False) if asks else options.chain is not None):
        raise InstallError(
            "Nothing was changed: nobody agreed to that command.",
            "Look at it; then add `--chain last` to let it go on, or `--chain off` to leave it out.",
        )
