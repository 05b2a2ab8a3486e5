"""A tmux that cannot count by formats: each redraw is a job, whose shell prints by itself what has not changed."""

import os
import shlex
import time
from pathlib import Path

import pytest

from statusline import shell_init
from support.prompt_files import COUNTDOWN, claude, codex, sample, shown, texts, write
from support.tmux_server import served

SCRIPT = Path(__file__).parents[2] / "shell/statusline.tmux"


@pytest.fixture
def old(environ, require, tmp_path):
    """Yield a server with our plugin, which takes it for one that is older than 3.2."""
    environ["STATUSLINE_NO_REFRESH"] = "1"
    for name in ("STATUSLINE_CACHE_DIR", "STATUSLINE_CONFIG"):  # with either, Python renders
        del environ[name]
    program = require("tmux")
    with served(program, environ) as server:
        server.start()
        wrapper = tmp_path / "old/tmux"
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\ncase $* in *e?+*) exit ;; esac\nexec {program} -S {server.socket} "$@"\n')
        wrapper.chmod(0o755)
        server.run("set-option", "-g", "status-right", "|")
        server.run("set-option", "-g", "status-interval", "1")
        server.run("set-option", "-g", "@statusline_format", "#{statusline}|")
        server.run("set-option", "-g", "@statusline_command", shell_init.fast_command())
        server.run("set-option", "-g", "@statusline_sh", shell_init.quoted(shell_init.shipped_file("bar.sh")))
        server.run(
            "run-shell", f"unset TMUX; PATH={shlex.quote(str(wrapper.parent))}:$PATH sh {shlex.quote(str(SCRIPT))}"
        )
        yield server


def known(environ):
    now = int(time.time())
    accounts = (
        claude(sample(resets_at=now + 7_890, as_of=now)),
        codex(sample(used=12, resets_at=now + 9_230, as_of=now)),
    )
    folder = write(environ, *accounts, now=now - 60, refresh_after=now + 3_600, config=COUNTDOWN)
    os.utime(folder / "tmux.prompt", (now - 1, now - 1))
    return folder, shown(texts(*accounts, now=now, config=COUNTDOWN)["plain"], now)


def hits(folder):
    file = folder / "tmux.hits"
    return file.stat().st_size if file.exists() else 0


def test_the_shell_prints_what_python_has_settled(environ, old):
    folder, plain = known(environ)
    with old.client(columns=180) as wide, old.client(columns=90) as narrow:
        wide.wait(f"|{plain}|")
        narrow.wait("5h 42%")
        end = time.monotonic() + 15
        while hits(folder) < 4:
            assert time.monotonic() < end, "no shell prints"
            time.sleep(0.1)
        assert wide.bar().split("|")[-2] == plain
    assert {file.name for file in folder.glob("tmux-*.line")} == {"tmux-90.line", "tmux-45.line"}


def test_a_session_of_another_login_is_pythons(environ, old, tmp_path):
    folder, plain = known(environ)
    other = {**environ, "CLAUDE_CONFIG_DIR": f"{tmp_path}/it's $(touch pwned)"}
    known(other)
    old.run("set-environment", "-t", "one", "CLAUDE_CONFIG_DIR", other["CLAUDE_CONFIG_DIR"])
    with old.client(columns=180) as client:
        client.wait(f"|{plain}|")
        time.sleep(1.2)
        assert client.bar().split("|")[-2] == plain
    assert hits(folder) == 0
    assert not list(tmp_path.glob("**/pwned"))
