"""Making one change that install or uninstall has planned, and trying what is installed then."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from statusline.cli import output, streams
from statusline.hot import spool
from statusline.hot.text import without_colour
from statusline.install import TOOLS, changes, trial
from statusline.install.claude import Claude
from statusline.install.codex import Codex
from statusline.render.harmless import harmless
from statusline.state import packing, snippets

if TYPE_CHECKING:
    from statusline.install.base import Surface
    from statusline.install.changes import Change
    from statusline.state.environment import Environment

_TMUX_STYLE = re.compile(r"#\[[^\]]*\]")


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
    text = as_text(change.after)
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


def as_text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")
