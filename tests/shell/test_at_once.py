"""Numbers and config edits show at once: zsh and fish redraw the prompt, bash has them at the next Enter."""

import os
import time
from pathlib import Path

import pytest

from statusline import shell_init
from support import bash_session, fish_session, signed_in, zsh_session


@pytest.fixture(params=["zsh", "fish", "bash"])
def name(request):
    return request.param


@pytest.fixture
def screen(name, require, environ, tmp_path, standin):
    """Return a terminal with an interactive shell of somebody signed in, with the snippet as `init` prints it."""
    signed_in.claude(environ, standin)
    snippet = shell_init.snippet(name)
    if name == "zsh":
        (tmp_path / "real.zsh").write_text(snippet)
        yield from (start(loaded=tmp_path / "real.zsh") for start in zsh_session.terminal(require, environ, tmp_path))
        return
    if name == "bash":
        opened = bash_session.interactive(require(name), environ, snippet, tmp_path)
    else:
        opened = fish_session.interactive(require(name), environ, snippet)
    with opened:
        yield opened


def shows(name, screen, text):
    """Wait until text is there; only bash needs an Enter."""
    deadline = time.monotonic() + 20
    while name == "bash" and text not in screen.text() and time.monotonic() < deadline:
        screen.send("\r")
        screen.settle(0.1)
    screen.wait_for(text)


def test_first_numbers_and_an_edit(name, screen, environ):
    screen.wait_for("…")
    shows(name, screen, "C 5h 42%")
    config = Path(environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("[claude]", '[claude]\nsymbol = "Q"'))
    os.utime(config, (time.time() + 1,) * 2)  # a second of its own, which is all that zsh and fish look at
    screen.send("\r")
    shows(name, screen, "Q 5h 42%")
