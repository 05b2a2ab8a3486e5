"""The real Codex in a real tmux: what its footer shows, and what its numbers are to every other surface.

Where `codex` is not installed this is left out; it was last run with Codex CLI 0.171.0.
"""

import json
import os
import time
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, codex_body
from statusline.demo.standin.logins import write_codex_login
from support.tmux_server import Server

CONFIG = """check_for_update_on_startup = false
features.tui_extensions_statusline = true
projects."{folder}".trust_level = "trusted"
"""


@pytest.fixture
def codex(require, environ, home, standin):
    """Return the path of the real `codex`; the home is signed in to the stand-in, whose limit is 37 percent used."""
    program = require("codex")
    environ["PATH"] = f"{Path(program).parent}{os.pathsep}{environ['PATH']}"
    standin.codex.answer(Answer(body=codex_body(time.time(), five_hour=37)))
    write_codex_login(home / ".codex", f"{standin.url}/backend-api/", time.time() + 86_400)
    config = home / ".codex/config.toml"
    (home / "proj").mkdir()
    config.write_text(CONFIG.format(folder=home / "proj") + config.read_text())
    Path(environ["STATUSLINE_CONFIG"]).write_text(
        '[codex]\nsources = ["codex_statusline"]\n[claude]\nenabled = false\n'
    )
    return program


@pytest.fixture
def terminal(require, environ, tmp_path):
    """Return a tmux server that runs nothing yet."""
    server = Server(require("tmux"), environ, tmp_path)
    yield server
    server.run("kill-server")


def wait_for(server, text, seconds=30):
    """Return the line of the screen with text in it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        screen = server.run("capture-pane", "-p")
        for line in screen.splitlines():
            if text in line:
                return line
        time.sleep(0.2)
    raise AssertionError(f"no {text!r} in:\n{screen}")


def test_its_footer_is_ours_and_its_numbers_are_heard(codex, terminal, statusline, environ, home):
    assert statusline("install", "codex").returncode == 0
    terminal.run("new-session", "-d", "-x", "120", "-y", "40", "-c", str(home / "proj"), f"{codex} --no-daemon")
    footer = wait_for(terminal, " 5h 37% ")
    assert footer.rstrip().endswith("· proj")
    deadline = time.monotonic() + 20
    while (account := json.loads(statusline("--format", "json").stdout)["accounts"][0]).get("source") is None:
        assert time.monotonic() < deadline, account
        time.sleep(0.2)
    assert (account["source"], account["windows"][0]["used_percentage"]) == ("codex_statusline", 37)
    assert statusline("doctor").stdout.count("experimental") == 0
