"""`statusline configure`: choose the look on one screen, drawn live with your own numbers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from rich.text import Text

from statusline.cli import config_edit, watch
from statusline.cli.options import clock
from statusline.config import reading
from statusline.errors import StatuslineError
from statusline.limits.view import accounts, nobody
from statusline.render import overview, preview
from statusline.render.harmless import harmless
from statusline.state.environment import find_environment
from statusline.watch import chooser, loop, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from statusline.limits.view import AccountView
    from statusline.state.environment import Environment

    Views = tuple[AccountView, ...]

_BACKUP = "config.before-configure.toml"
_KEYS = "↑↓ choose · ←→ change · Enter write · q leave"
_STEPS = {terminal.UP: (-1, 0), terminal.DOWN: (1, 0), terminal.LEFT: (0, -1), terminal.RIGHT: (0, 1), " ": (0, 1)}
_TITLE, _WHERE = 22, 12  # columns


@click.command()
def command() -> None:
    """Choose the look on one screen: presets, theme, gauge, limits, thresholds, fields of Claude Code's line.

    Claude Code's line, tmux and a prompt are drawn live, with your own numbers, at 120, 80 and 40 columns. Enter writes
    the config; comments and all else in it stay.
    """
    environment = find_environment(os.environ)
    if not (sys.stdin.isatty() and watch.has_screen()):
        raise StatuslineError("`configure` needs a terminal.", "`statusline config set KEY VALUE` does not.")
    before = reading.read(environment.config)
    choice = chooser.Choice(before or "", environment.config)
    if not _choose(choice, environment) or choice.text == (before or ""):
        click.echo("Nothing changed.")
        return
    config_edit.write(environment, before, choice.text, _BACKUP, "Use `statusline config set` for each key.")
    click.echo("\n".join(config_edit.diff(environment.config, before, choice.text)))


def _choose(choice: chooser.Choice, environment: Environment) -> bool:
    current = overview.read(environment, clock(), None)
    every, own = current.views(), len(accounts(current.record, environment.key, current.config, current.now))
    views = every if not nobody(every[:own]) and any(view.windows for view in every[:own]) else ()
    console = watch.console(force_terminal=True)
    with terminal.listening(0) as listen, loop.screen(console) as live:
        while True:
            console.size = loop.size()
            lines = list(_lines(choice, views[:own], views[own:], current.now, console))
            live.update(Text("\n").join(line for line in lines[: console.size[1]]), refresh=True)
            for event in listen(3600):
                if event in (*loop.QUIT, terminal.ESCAPE) or event in loop.ENDING:
                    return False
                if event == terminal.ENTER:
                    return True
                if event in _STEPS:
                    rows, values = _STEPS[event]
                    choice.move(rows) if rows else choice.change(values)


def _lines(choice: chooser.Choice, views: Views, others: Views, now: int, console: Console) -> Iterator[Text]:
    columns, height = console.size
    config = choice.config
    looks = list(preview.looks(config, views, now, others) if views else preview.looks(config))
    rows = max(1, height - len(looks) - 5)
    first = max(0, min(choice.row - rows // 2, len(choice.rows) - rows))
    for number, setting in list(enumerate(choice.rows))[first : first + rows]:
        value = setting.read(config)
        mark, style = (">", "bold") if number == choice.row else (" ", "")
        yield _cut(Text(f"{mark} {setting.title.ljust(_TITLE)}‹ {value} ›", style), columns)
    yield _cut(Text(harmless(choice.problem), "red"), columns)
    shown = ""
    for where, width, text in looks:
        title = where if where != shown else ""
        shown = where
        line = Text.from_ansi(text.partition("\n")[0])
        yield _cut(Text.assemble((f"{title.ljust(_WHERE)}{width:>4}  ", "dim"), line), columns)
    yield Text()
    yield _cut(Text(_KEYS, "dim"), columns)


def _cut(line: Text, columns: int) -> Text:
    line.truncate(columns, overflow="ellipsis")
    line.no_wrap = True
    return line
