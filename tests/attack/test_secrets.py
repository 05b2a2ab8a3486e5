"""A server, a branch or an environment with a secret in it: none of it is shown, kept or handed on."""

import json
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from statusline.demo.standin import write_claude_login
from support import signed_in
from support.processes import COMMAND, FAST

TOKEN = "sk-ant-oat01-PLANTED"
SECRETS = {
    "ANTHROPIC_API_KEY": "sk-ant-api03-PLANTED",
    "ANTHROPIC_AUTH_TOKEN": "PLANTED-1",
    "CLAUDE_CODE_OAUTH_REFRESH_TOKEN": "PLANTED-2",
    "OPENAI_API_KEY": "sk-proj-PLANTED",
    "CODEX_API_KEY": "PLANTED-3",
    "HTTPS_PROXY": "http://me:PLANTED@127.0.0.1:9",
    "AWS_SECRET_ACCESS_KEY": "PLANTED-4",
    "A_SECRET_NOBODY_KNOWS": "PLANTED-5",
    "PYTHONPATH": "PLANTED-6",
}


@pytest.fixture
def redirecting():
    """Return the URL of a server that sends whoever asks to a host that is called like the token it was shown."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    request = connection.recv(65_536).decode("latin1")
                    token = request.partition("Bearer ")[2].partition("\r\n")[0]
                    answer = (
                        f"HTTP/1.1 302 Found\r\nLocation: https://{token}.evil.example/x\r\nContent-Length: 0\r\n\r\n"
                    )
                    connection.sendall(answer.encode())

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("options", [[], ["--force"]], ids=["refresh", "by force"])
def test_token_like_host_is_not_named(environ, home, tmp_path, redirecting, statusline, options):
    write_claude_login(home / ".claude", TOKEN, time.time() + 9_000, state_file=home / ".claude.json")
    signed_in.configure(environ, f'[claude]\nbase_url = "{redirecting}"\n')
    done = subprocess.run([*COMMAND, "refresh", *options], env=environ, capture_output=True, text=True, check=False)
    assert "redirects to another address" in done.stdout
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    more = [statusline(*words) for words in (["doctor"], ["explain"])]
    everything = written + "".join(each.stdout + each.stderr for each in (done, *more)).encode()
    assert b"PLANTED" not in everything
    assert b"evil.example" not in everything


def test_an_alert_s_command_gets_an_allow_list(environ, tmp_path):
    program, out = tmp_path / "tell", tmp_path / "out"
    program.write_text(f"#!/bin/sh\nenv >{out}; pwd >>{out}; cat >/dev/null\n")
    program.chmod(0o755)
    signed_in.configure(environ, f'[alerts]\nenabled = true\nchannels = []\ncommand = ["{program}"]\n')
    wanted = {"LC_TIME": "C", "DISPLAY": ":9", "XDG_RUNTIME_DIR": "/run/x", "TZ": "UTC"}
    subprocess.run([*COMMAND, "alerts", "test"], env={**environ, **SECRETS, **wanted}, check=True, capture_output=True)
    lines = out.read_text().splitlines()
    assert "PLANTED" not in out.read_text()
    assert {f"{name}={value}" for name, value in wanted.items()} <= set(lines)
    assert f"PATH={environ['PATH']}" in lines
    assert lines[-1] == "/"


def test_tmux_gets_no_more_than_it_needs(environ, tmp_path, standin):
    witness, out = tmp_path / "bin/tmux", tmp_path / "out"
    witness.parent.mkdir()
    witness.write_text(f"#!/bin/sh\nenv >>{out}\n")
    witness.chmod(0o755)
    signed_in.both(environ, standin)
    own = {**environ, **SECRETS, "PATH": f"{witness.parent}:{environ['PATH']}", "TMUX": "/tmp/x,1,0", "HTTPS_PROXY": ""}
    subprocess.run([*COMMAND, "refresh", "--if-stale"], env=own, check=True, capture_output=True)
    assert "TMUX=" in out.read_text()
    assert "PLANTED" not in out.read_text()


TOKENS = (
    *("ghp_16C7e42F292c6912E7710c83", "github_pat_11ABCDEFG0123456", "AKIAIOSFODNN7EXAMPLE", "sk-1234567890abcdef"),
    *("xoxb-123456789012-abcdef", "glpat-abcdefghij0123456789", "AIzaSyA1234567890abcdefg", "a%40b.c", "a@b.c"),
    *("npm_abcdefghij0123456789", "hf_abcdefghij0123456789", "sk_live_abcdefghij012345", "eyJhbGciOiJIUzI1NiJ9.e30.x"),
    *("ya29.a0AfH6SMabcdef", "xapp-1-A111-222-abc", "pypi-AgEIcHlwaS5vcmc", "ASIAIOSFODNN7EXAMPLE", "rt_abcdefgh"),
)
ORDINARY = ("main", "feature-task-12", "fix-disk-sk", "desk-sk", "release-2.1")


def last_lines(environ, folder):
    """Return Claude's line in a folder of that name, and the files in which it is kept."""
    environ |= {"STATUSLINE_NO_REFRESH": "1", "COLUMNS": "150"}
    limits = {"five_hour": {"used_percentage": 42.4, "resets_at": int(time.time()) + 7_000}}
    document = {"session_id": "s1", "workspace": {"current_dir": f"/tmp/{folder}"}, "rate_limits": limits}
    command, data = [*FAST, "--format", "claude"], json.dumps(document).encode()
    done = subprocess.run(command, env=environ, input=data, capture_output=True, check=True)
    return done.stdout.decode(), list(Path(environ["STATUSLINE_CACHE_DIR"]).rglob("s1.last"))


@pytest.mark.parametrize("folder", TOKENS)
def test_token_like_line_is_not_kept(environ, folder):
    shown, kept = last_lines(environ, folder)
    assert folder[:8] in shown  # a long name is cut in its middle
    assert kept == []


@pytest.mark.parametrize("folder", ORDINARY)
def test_a_line_in_an_ordinary_folder_is_kept(environ, folder):
    shown, kept = last_lines(environ, folder)
    assert folder[:8] in shown
    assert [path.read_text() for path in kept] == [shown.rstrip("\n")]
