"""`statusline install SURFACE`: edit a file of another program, and show that the result works."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import first_numbers, output, streams
from statusline.cli.groups import Group
from statusline.cli.options import Choice, Whole
from statusline.config.shells import SHELLS
from statusline.errors import EXIT_PROBLEM, InstallError
from statusline.hot import spool
from statusline.hot.text import without_colour
from statusline.install import (
    EVERYTHING,
    SURFACES,
    TOOLS,
    blocks,
    changes,
    files,
    peers,
    right_prompt,
    tmux_popup,
    trial,
)
from statusline.install.base import DEFAULTS, SCOPES, USER, Options
from statusline.install.claude import Claude
from statusline.install.codex import Codex
from statusline.install.renderer import RENDERERS
from statusline.install.starship import Starship
from statusline.install.tmux import popup_key
from statusline.render.harmless import harmless
from statusline.state import packing, snippets
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Surface
    from statusline.install.changes import Change
    from statusline.state.environment import Environment

_TMUX_STYLE = re.compile(r"#\[[^\]]*\]")


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
    text = _text(files.read(files.real(file)))
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
    lacks = surface.lacks_module(_text(files.read(files.real(file))))
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


def carry_out(change: Change, environment: Environment) -> None:
    if change.needed or not change.installs or not changes.recorded(change, environment):
        changes.carry_out(change, environment)
    if change.installs:
        snippets.write(environment.state, change.surface)
        packing.renew()
        if change.surface == Codex.name and not os.path.lexists(path := f"{environment.folder}/{Codex.name}.prompt"):
            spool.save(path, b"")  # as a session of it does: from now on its text is compiled
    else:
        snippets.remove(environment.state, change.surface)
    _tell(f"{change.surface.replace('-', ' ')}: {_result(change, click.format_filename(change.file))}")


def _result(change: Change, file: str) -> str:
    if change.installs and not change.needed:
        return f"{file} already has it; nothing changed."
    if change.installs:
        return f"written to {file}." if change.original is None else f"written to {file}, which is backed up."
    if change.before is None:
        return f"{file} is already gone."
    if change.after is None:
        return f"removed {file}, which had nothing else in it."
    return f"removed from {file}." if change.needed else f"{file} no longer has it."


def try_out(surface: Surface, change: Change, environment: Environment) -> bool:
    """Run the installed command and show its output; return whether it works."""
    text = _text(change.after)
    good = True
    for command_ in trial.ours(surface, text):
        result = trial.run(command_, environment.environ)
        good = good and result.good and bool(trial.seen(surface, result).strip())
        if surface.name in ("claude", "codex", "tmux", *TOOLS):
            what = "offers" if surface.name in TOOLS else "prints"
            sample = " for a sample document" if command_.stdin and surface.name not in TOOLS else ""
            look = ", in the default look" if sample and not command_.in_cache else ""
            _tell(f"It {what}{sample}{look}, in {result.milliseconds} ms:")
            bare = _TMUX_STYLE.sub("", without_colour(trial.seen(surface, result)))
            output.echo_lines((), bare.splitlines(), "  ", "  ")
        if not result.good:
            problem = result.complaint or f"status {result.status}, and nothing printed"
            click.echo(f"This command failed: {command_.line}\n{problem}", err=True)
    if surface.name == "claude" and (chained := Claude().chained(text)):
        _tell(f"Your other status line command keeps running, with one second for its lines: {harmless(chained)}")
    for warning in surface.warnings(environment, text):
        streams.say(f"Note: {warning}")
    for note in surface.notes(environment) if change.needed else []:
        click.echo(note)  # whole: there may be a command to copy in it
    return good


def _tell(text: str) -> None:
    output.echo_lines((), [text])


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
    foreign = Claude().chained(_text(change.after))
    if not foreign or changes.recorded(change, environment):
        return
    click.echo(f"This project brings a status line command, which would run after ours:\n  {harmless(foreign)}")
    asks = sys.stdin.isatty()
    if not (click.confirm("Let it go on?", default=False) if asks else options.chain is not None):
        raise InstallError(
            "Nothing was changed: nobody agreed to that command.",
            "Look at it; then add `--chain last` to let it go on, or `--chain off` to leave it out.",
        )


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")
