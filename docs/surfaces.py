"""Draw docs/{zsh,bash,fish,starship,tmux,claude}.svg: `PYTHONPATH=tests .venv/bin/python docs/surfaces.py`.

    docs/surfaces.py [FOLDER [NAME …]]    default: all of them, into docs/

The real programs run in a pseudo-terminal, on a machine of `statusline demo`, and what is on their screen is drawn.
Claude Code is not run: of its picture only the status line comes from here, by the command that Claude Code would run.
"""  # noqa: INP001 - a script

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyte
from picture import COLUMNS, svg
from rich.style import Style
from rich.text import Text

from statusline.demo import stage
from statusline.demo.looks import BAR, in_claude_code
from statusline.shell_init import quoted
from support.terminal import Terminal
from support.tmux_server import served

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyte.screens import Char

    from statusline.demo.machine import Machine

FOLDER = Path(__file__).parent
ROWS, TMUX_ROWS = 12, 7
ATTEMPTS = 5
MARK, CURSOR, SEGMENT = "❯", "█", "C 5h "
TYPED = "cat TODO"
TODO = "- the retry loop gives up at the deadline\n- the same for uploads\n"
ZSHRC = f"PROMPT='%B%F{{blue}}%~ %F{{green}}{MARK}%f%b '\n"
BASHRC = rf"PS1='\[\e[1;34m\]\w \[\e[32m\]{MARK}\[\e[0m\] '" + "\n"
CONFIG_FISH = f"""\
set -g fish_greeting
function fish_prompt
    set_color --bold blue
    printf '%s ' (prompt_pwd)
    set_color --bold green
    printf '{MARK} '
    set_color normal
end
"""
STARSHIP_TOML = """\
add_newline = false
format = "$directory$env_var$line_break$character"

"""
TMUX_CONF = f"""\
set -as terminal-overrides ',*:Tc'
set -g status-style 'fg=default,{BAR.replace("on ", "bg=")}'
set -g status-left '#[fg=black,bg=green] #S #[default] '
set -g status-right ''
set -g window-status-format ' #I:#W '
set -g window-status-current-format '#[bold] #I:#W* '
set -g @statusline_format '#{{statusline}} '
"""


class Picture(NamedTuple):
    """What a picture is of, in words, and what makes its lines."""

    what: str
    lines: Callable[[Machine], list[Text]]


def main() -> None:
    """Draw what the arguments name."""
    folder, *names = sys.argv[1:] or [str(FOLDER)]
    if unknown := set(names) - set(PICTURES):
        raise SystemExit(f"{', '.join(unknown)}: there is no such picture, but {', '.join(PICTURES)}.")
    for name in names or PICTURES:
        Path(folder, f"{name}.svg").write_text(picture(name), encoding="utf-8")


def picture(name: str) -> str:
    """Return the picture of a surface as SVG. Raises SystemExit if a program is missing or never gets ready."""
    what, lines = PICTURES[name]
    for _ in range(ATTEMPTS):
        time.sleep(max(0.0, 1 - time.time() % 60))  # the windows end at full minutes, more or less
        started = time.time()
        with stage.opened(os.environ) as here:
            machine = here.machine(name)
            machine.refresh()
            drawn = svg(lines(machine), what)
        if time.time() // 60 == started // 60:  # within a minute the times left are the same
            return drawn
    raise SystemExit(f"{name}: no picture within one minute. Run it again when the machine is less busy.")


def _zsh(machine: Machine) -> list[Text]:
    _write(machine, ".zshrc", ZSHRC)
    return _typed(machine, [_found("zsh"), "-d", "-i"], 'eval "$(statusline init zsh)"', TYPED)


def _bash(machine: Machine) -> list[Text]:
    _write(machine, ".bashrc", BASHRC)
    return _typed(machine, [_found("bash"), "-i"], 'eval "$(statusline init bash)"', TYPED)


def _fish(machine: Machine) -> list[Text]:
    _write(machine, ".config/fish/config.fish", CONFIG_FISH)
    # Without this folder the first interactive shell starts to write completions.
    (machine.folder / ".local/share/fish/generated_completions").mkdir(parents=True)
    return _typed(machine, [_found("fish"), "-i"], "statusline init fish | source", TYPED)


def _starship(machine: Machine) -> list[Text]:
    starship = os.environ.get("STATUSLINE_STARSHIP") or _found("starship")
    _write(machine, ".config/starship.toml", STARSHIP_TOML)
    _write(machine, ".zshrc", f'eval "$({quoted(starship)} init zsh)"\n')
    for surface in ("starship", "zsh"):
        _statusline(machine, "install", surface)
    return _typed(machine, [_found("zsh"), "-d", "-i"], "grep -A2 '^.env_var' ~/.config/starship.toml")


def _tmux(machine: Machine) -> list[Text]:
    _write(machine, ".bashrc", BASHRC)
    _write(machine, ".tmux.conf", TMUX_CONF)
    _statusline(machine, "install", "tmux")
    environ, folder = _surroundings(machine)
    with served(_found("tmux"), environ) as server:
        size = ("-x", str(COLUMNS), "-y", str(TMUX_ROWS))
        server.run("new-session", "-d", "-s", "widgets", "-n", "code", "-c", str(folder), *size, _found("bash"))
        server.run("new-window", "-d", "-n", "logs", "sleep 1000")
        attach = [server.program, "-S", server.socket, "attach-session"]
        with Terminal(attach, server.environ, folder=folder, columns=COLUMNS, rows=TMUX_ROWS) as terminal:
            _type(terminal, TYPED)
            terminal.wait_until(lambda rows: SEGMENT in rows[-1], "no segment in the bar")
            terminal.settle()
            return _screen(terminal.output, TMUX_ROWS)


def _claude(machine: Machine) -> list[Text]:
    rule = Text("─" * COLUMNS, "bright_black")
    line = machine.render("claude", stage.session_says(time.time()), COLUMNS - 2)
    return [
        Text.assemble(("❯ ", "dim"), ("now the same for uploads", "dim")),
        Text(),
        Text.assemble(("● ", "green"), "Uploads give up at the deadline too, and all tests pass."),
        Text(),
        rule,
        Text.assemble((f"{MARK} ", "dim"), (CURSOR, "dim")),
        rule,
        in_claude_code(line),
    ]


def _typed(machine: Machine, command: list[str], *typed: str) -> list[Text]:
    """Return the screen of a shell after these lines."""
    environ, folder = _surroundings(machine)
    with Terminal(command, environ, folder=folder, columns=COLUMNS, rows=ROWS) as terminal:
        _type(terminal, *typed)
        terminal.wait_for(SEGMENT)
        terminal.settle()
        return _screen(terminal.output, ROWS)


def _type(terminal: Terminal, *typed: str) -> None:
    for count, line in enumerate([*typed, ""], start=1):
        terminal.wait_until(lambda rows, count=count: str(rows).count(MARK) == count, f"no prompt number {count}")
        if line:
            terminal.enter(line)


def _surroundings(machine: Machine) -> tuple[dict[str, str], Path]:
    """Return the environment of a shell, with `statusline` on its PATH, and the folder where it starts."""
    _write(machine, "widgets/TODO", TODO)
    program = _write(machine, "bin/statusline", f'#!/bin/sh\nexec {quoted(sys.executable)} -P -m statusline "$@"\n')
    program.chmod(0o700)
    path = f"{program.parent}:{machine.environ['PATH']}"
    return {**machine.quiet, "PATH": path, "LC_ALL": "C.UTF-8"}, machine.folder / "widgets"


def _write(machine: Machine, name: str, text: str) -> Path:
    path = machine.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _statusline(machine: Machine, *arguments: str) -> None:
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, "-P", "-m", "statusline", *arguments], env=machine.quiet, check=True, stdout=quiet)


def _found(program: str) -> str:
    path = shutil.which(program)
    if not path:
        raise SystemExit(f"{program} is not installed.")
    return path


class _Screen(pyte.Screen):
    """A screen that knows faint text, which pyte 0.8 does not: `blink` stands for it, since nothing here blinks."""

    def select_graphic_rendition(self, *attributes: int, **private: bool) -> None:
        """Set the attributes; the private forms (fish's keyboard modes) are no attributes."""
        if private:
            return
        if {38, 48}.isdisjoint(attributes):
            attributes = tuple(code for each in attributes for code in {2: (5,), 22: (22, 25)}.get(each, (each,)))
        super().select_graphic_rendition(*attributes)


def _screen(output: bytes, rows: int) -> list[Text]:
    """Return the lines of a terminal after output, down to the last that has something in it."""
    screen = _Screen(COLUMNS, rows)
    # What fish 4 says about keys, and pyte 0.8 prints.
    pyte.ByteStream(screen).feed(re.sub(rb"\x1b\[[=<>?][0-9;]*u", b"", output))
    cursor = screen.cursor
    under = screen.buffer[cursor.y][cursor.x]
    screen.buffer[cursor.y][cursor.x] = under._replace(data=CURSOR, blink=True)
    lines = [_line([screen.buffer[row][column] for column in range(COLUMNS)]) for row in range(rows)]
    while not lines[-1]:
        lines.pop()
    return lines


def _line(cells: list[Char]) -> Text:
    runs = [("".join(cell.data for cell in run), style) for style, run in groupby(cells, key=_style)]
    text, style = runs[-1]
    if style == _style(pyte.Screen(1, 1).default_char):
        runs[-1] = (text.rstrip(), style)
    return Text.assemble(*runs)


def _style(cell: Char) -> Style:
    return Style(color=_colour(cell.fg), bgcolor=_colour(cell.bg), bold=cell.bold, dim=cell.blink)


def _colour(name: str) -> str:
    """Return rich's name of a colour of pyte's."""
    if re.fullmatch("[0-9a-f]{6}", name):
        return f"#{name}"
    return name.replace("bright", "bright_").replace("brown", "yellow")


PICTURES = {
    "zsh": Picture("The limits of Claude Code and Codex at the right of a zsh prompt", _zsh),
    "bash": Picture("The limits of Claude Code and Codex in front of a bash prompt", _bash),
    "fish": Picture("The limits of Claude Code and Codex at the right of a fish prompt", _fish),
    "starship": Picture("The limits of Claude Code and Codex in a starship prompt", _starship),
    "tmux": Picture("The limits of Claude Code and Codex in the status bar of tmux", _tmux),
    "claude": Picture("The limits of Claude Code and Codex in Claude Code's status line", _claude),
}


if __name__ == "__main__":
    main()
