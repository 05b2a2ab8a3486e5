"""xonsh's snippet, which reads the prompt file with the package's own reader: the prompt on a terminal."""

import time
from pathlib import Path

import pytest

from statusline import shell_init
from support.bash_session import recorder
from support.processes import wait_for_content
from support.prompt_files import claude, sample, write
from support.terminal import Terminal

READY = "ready>"


@pytest.fixture
def program(tmp_path):
    """Return a stand-in for the hot half beside the real modules, and the file it notes its arguments in."""
    return recorder(tmp_path)


@pytest.fixture
def terminal(require, environ, tmp_path, program):
    """Return a function that opens xonsh on a terminal with lines of its rc file around the snippet."""
    xonsh = require("xonsh")

    def open_(*lines, backend="readline", **variables):
        python = shell_init.quoted(str(program[0]), "xonsh")
        fast = shell_init.fast_command("xonsh").split(", ")[-1]
        snippet = shell_init.source("xonsh").replace(shell_init.PLACEHOLDER, f"{python}, {fast}")
        (tmp_path / "snippet").write_text(snippet)
        before = [f"$PROMPT = '{READY} '", "$UPDATE_PROMPT_ON_KEYPRESS = False", "$XONSH_HISTORY_BACKEND = 'dummy'"]
        load = f"execx(open({str(tmp_path / 'snippet')!r}).read())"
        (tmp_path / "rc.xsh").write_text("\n".join([*before, load, *lines]) + "\n")
        command = [xonsh, "--rc", tmp_path / "rc.xsh", "--shell-type", backend]
        variables = {"TERM": "xterm-256color", **variables}
        return Terminal([*command, "-i"], environ | variables, folder=tmp_path, columns=100)

    return open_


def show(environ, used=93, **options):
    return write(environ, claude(sample(used=used, resets_at=None)), now=int(time.time()), **options)


def test_segment_at_the_right_of_prompt_toolkit(terminal, environ):
    show(environ)
    with terminal(backend="prompt_toolkit") as screen:
        screen.wait_until(lambda lines: lines and lines[-1].endswith(" C 5h 93%"), "no segment")
        (row,) = (number for number, line in enumerate(screen.lines()) if "93%" in line)
        line = screen.lines()[row]
        assert (line[:6], screen.cell(row, line.index("93%")).fg) == (READY, "red")


def test_segment_in_front_of_readline(terminal, environ, program):
    folder = show(environ, refresh_after=1)
    with terminal("$STATUSLINE_WIDTH = 8") as screen:
        screen.wait_for(f"C 5h 93% {READY}")
        wait_for_content(program[1], f"{Path(shell_init.__file__).parent}/fast.py --format plain\n")
        (folder / "refresh.claim").write_text(f"{int(time.time()):010}\n")
        show(environ, 94)
        screen.enter("import sys; print('loaded', [name for name in sys.modules if 'statusline' in name])")
        screen.wait_for_line("loaded []")
        screen.wait_for(f"C 5h 94% {READY}")
        screen.enter("$CODEX_HOME = '/else{RED}where'")
        screen.wait_for(f"… {READY}")
        screen.enter("$NO_COLOR = '1'; del $CODEX_HOME")
        screen.wait_until(lambda lines: lines[-1] == f"C 5h 94% {READY}", "no prompt of the first login")
        assert screen.cell(len(screen.lines()) - 1, 5).fg == "default"


@pytest.mark.parametrize("line", ["$TERM = 'dumb'", "$STATUSLINE_POSITION = 'none'"])
def test_prompt_without_a_text(terminal, environ, line):
    show(environ)
    with terminal(line) as screen:
        screen.wait_until(lambda lines: lines and lines[-1] == READY, "no prompt")
        assert "5h" not in screen.text()
