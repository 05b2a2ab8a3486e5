import time
from pathlib import Path

import pytest

from statusline.demo.standin import write_claude_login
from support import launcher, signed_in
from support.terminal import Terminal

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
BEFORE = "# mine\n[window]\nformat = '$label $used'  # short\n"


@pytest.fixture
def screen(environ, tmp_path, standin, statusline):
    """Return a function that opens the chooser, with numbers of one's own."""
    signed_in.both(environ, standin)
    statusline("refresh")
    Path(environ["STATUSLINE_CONFIG"]).write_text(BEFORE)
    command = [launcher.install(tmp_path / "bin"), "configure"]
    return lambda **size: Terminal(command, environ, folder=tmp_path, **size)


def test_keys_change_the_look_and_enter_writes_it(screen, environ):
    with screen(columns=120, rows=34) as terminal:
        terminal.wait_for("C 5h 42%")
        terminal.send(DOWN + RIGHT)
        terminal.wait_for("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} light")
        terminal.send(UP + UP + RIGHT)  # round to the last row
        terminal.wait_for("#42")
        terminal.send("\r")
        terminal.wait_for_end()
    written = Path(environ["STATUSLINE_CONFIG"]).read_text()
    assert written.startswith('theme = "light"\n')
    assert BEFORE in written
    assert "($sep$pr)" in written


def test_another_login_is_not_shown_beside_ones_own(environ, tmp_path, standin, statusline):
    signed_in.claude(environ, standin)
    write_claude_login(tmp_path / "work", "sk-ant-oat01-WORK", time.time() + 28_800, account="a" * 32)
    with Path(environ["STATUSLINE_CONFIG"]).open("a") as config:
        config.write(f'[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "{tmp_path}/work"\n')
    statusline("refresh")
    command = [launcher.install(tmp_path / "bin"), "configure"]
    with Terminal(command, environ, folder=tmp_path, columns=140, rows=34) as terminal:
        terminal.wait_for("q leave")
        assert [line.count("C 5h") for line in terminal.lines() if "C 5h" in line] == [1] * 9


def test_q_leaves_all_as_it_was(screen, environ):
    with screen(columns=60, rows=14) as terminal:
        terminal.wait_for("q leave")
        terminal.send(LEFT)
        terminal.send("q")
        terminal.wait_for_end()
        assert "Nothing changed." in terminal.text()
        assert max(map(len, terminal.lines())) <= 60
    assert Path(environ["STATUSLINE_CONFIG"]).read_text() == BEFORE


def test_in_a_pipe_it_is_refused(statusline):
    done = statusline("configure")
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a terminal" in done.stderr
