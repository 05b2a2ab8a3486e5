"""The channels, each with the real thing at its other end; notify-send and osascript record what they are given."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.alerts import channels as alerts_channels
from statusline.alerts import message
from statusline.alerts.channels import bell, desktop, tmux
from statusline.alerts.channels.base import Delivery, NotDelivered
from statusline.alerts.event import TEST, Event
from statusline.config import parse
from support.prompt_files import NOW
from support.tmux_server import served

NASTY = "5h 100% #{pane_id} #(echo no) #[fg=red]## # %H <b>&amp; $(id) `id` ' \" \\ é;;"


def event(kind, **more):
    usual = {"label": "work", "window": "five_hour", "window_label": "5h", "used": 82.46, "as_of": NOW - 60}
    return Event(kind, "claude", "claude:0123456789abcdef", NOW - 60, NOW + 9_000, **{**usual, **more})


def notice(text=NASTY):
    return message.Notice(text, text, {"schema": message.SCHEMA, "title": text})


def way(environ, text="", seconds=30):
    return Delivery(environ, parse(f"[alerts]\n{text}\n", "config.toml").alerts, time.monotonic() + seconds)


def program(folder, name, text):
    """Write an executable and return its path."""
    path = Path(folder) / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


WORDS = {
    "a threshold": (
        event("threshold", threshold=80, resets_at=NOW + 4_800),
        "Claude work 5h: 82% used",
        "Resets in 1h20m.",
    ),
    "a threshold whose reset is not known": (
        event("threshold", threshold=80),
        "Claude work 5h: 82% used",
        "Its reset is unknown.",
    ),
    "more than all of it": (
        event("threshold", threshold=95, used=104.5, resets_at=NOW + 60),
        "Claude work 5h: 104% used",
        "Resets in 1m.",
    ),
    "a run-out": (
        event("run_out", used=62.0, runs_out_at=NOW + 2_400, resets_at=NOW + 6_000),
        "Claude work 5h runs out",
        "In 40m at this pace, 1h00m before its reset. 62% used now.",
    ),
    "a reset": (event("reset", previous=97.0, used=1.0), "Claude work 5h has reset", "It was at 97%."),
    "an early reset": (
        event("early_reset", previous=97.0, used=1.0, due=NOW + 7_800),
        "Claude work 5h has reset early",
        "It was due in 2h10m, and was at 97%.",
    ),
    "a reset that moved": (
        event("early_reset", due=NOW + 10_800, resets_at=NOW + 3_600),
        "Claude work 5h resets earlier than announced",
        "Resets in 1h00m. It was due in 3h00m.",
    ),
    "a login": (
        event("login", window="", window_label="", label=None, remedy="Run `claude`."),
        "Claude: the login no longer works",
        "Run `claude`.",
    ),
    "a test": (Event(TEST, "", "", NOW, NOW), "statusline: test alert", "Alerts look like this."),
}


@pytest.mark.parametrize(("told", "title", "body"), WORDS.values(), ids=WORDS)
def test_an_event_in_words(told, title, body):
    found = message.notice(told, NOW)
    assert (found.title, found.body) == (title, body)


def test_event_as_json_has_only_the_known():
    assert message.notice(event("threshold", threshold=80, resets_at=NOW + 4_800), NOW).document == {
        "schema": "statusline-alert/1",
        "event": "threshold",
        "provider": "claude",
        "account": "claude:0123456789abcdef",
        "label": "work",
        "window": "five_hour",
        "window_label": "5h",
        "used_percentage": 82.5,
        "threshold": 80,
        "resets_at": NOW + 4_800,
        "as_of": NOW - 60,
        "sent_at": NOW,
        "title": "Claude work 5h: 82% used",
        "body": "Resets in 1h20m.",
    }


def test_command_gets_arguments_and_json(environ, tmp_path):
    out = tmp_path / "out"
    recorder = program(
        tmp_path, "recorder", f'#!/bin/sh\nprintf "%s|" "$@" > {out}\ncat >> {out}\necho noise; echo noise >&2\n'
    )
    text = f'command = ["{recorder}", "$(id)", "; rm -rf x", "a b"]'
    assert alerts_channels.deliver("command", notice(), way(environ, text)) is None
    arguments, _, line = out.read_text().rpartition("|")
    assert arguments == "$(id)|; rm -rf x|a b"
    assert line.endswith("}\n")
    assert json.loads(line) == {"schema": "statusline-alert/1", "title": NASTY}


def test_a_command_is_found_in_path_or_at_home(environ, home, tmp_path):
    environ["PATH"] = f".:{tmp_path}:{environ['PATH']}"
    for folder, word in ((tmp_path, "mine"), (home, "~/mine")):
        program(folder, "mine", f"#!/bin/sh\ncat > {tmp_path}/out\n")
        assert alerts_channels.deliver("command", notice("x"), way(environ, f'command = ["{word}"]')) is None
        assert json.loads((tmp_path / "out").read_text())["title"] == "x"
        (tmp_path / "out").unlink()
        (folder / "mine").unlink()


def test_command_sees_no_secret_variables(environ, tmp_path):
    secrets = ("CLAUDE_CODE_OAUTH_TOKEN", "STATUSLINE_CLAUDE_SESSION_KEY", "CLAUDE_CODE_MESSAGING_TOKEN")
    dump = program(tmp_path, "dump", f"#!/bin/sh\nenv > {tmp_path}/out; pwd >> {tmp_path}/out\n")
    there = {**environ, "XDG_MINE": "kept", "MINE": "SECRET", **dict.fromkeys(secrets, "sk-ant-SECRET")}
    assert alerts_channels.deliver("command", notice(), way(there, f'command = ["{dump}"]')) is None
    lines = (tmp_path / "out").read_text().splitlines()
    assert "XDG_MINE=kept" in lines
    assert lines[-1] == "/"
    assert "SECRET" not in "".join(lines)


FAILURES = {
    "a status": ("exit 3", "`bad` failed with status 3."),
    "a signal": ("kill -9 $$", "`bad` failed with status -9."),
}


@pytest.mark.parametrize(("line", "said"), FAILURES.values(), ids=FAILURES)
def test_failing_command_is_named_bare(environ, tmp_path, line, said):
    bad = program(tmp_path, "bad", f"#!/bin/sh\n{line}\n")
    assert alerts_channels.deliver("command", notice(), way(environ, f'command = ["{bad}", "token=SECRET"]')) == said


def test_unstartable_command_is_named(environ, tmp_path):
    (tmp_path / "text").write_text("no program")
    assert alerts_channels.deliver("command", notice(), way(environ, f'command = ["{tmp_path}/text"]')) == (
        "`text` cannot be started (Permission denied)."
    )
    assert alerts_channels.deliver("command", notice(), way(environ, 'command = ["no-such-program"]')) == (
        "`no-such-program` is not in PATH. Write its absolute path into alerts.command."
    )


def test_command_that_reads_nothing_delivers(environ):
    assert alerts_channels.deliver("command", notice("x" * 200_000), way(environ, 'command = ["true"]')) is None


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")
def test_endless_command_is_killed_with_all(environ, tmp_path):
    slow = program(
        tmp_path, "slow", f"#!/bin/sh\nsleep 1000 &\necho $! $$ > {tmp_path}/pids\ntrap '' TERM INT HUP\nwait\nwait\n"
    )
    began = time.monotonic()
    settings = f'command = ["{slow}"]\ncommand_seconds = 1'
    assert (
        alerts_channels.deliver("command", notice(), way(environ, settings))
        == "`slow` did not end in time and was killed."
    )
    assert time.monotonic() - began < 10
    for pid in (tmp_path / "pids").read_text().split():
        wait_until(lambda pid=pid: gone(pid))


def test_channels_end_at_the_deadline(environ):
    began = time.monotonic()
    late = way(environ, 'command = ["sleep", "100"]\ncommand_seconds = 60', seconds=0.2)
    assert alerts_channels.deliver("command", notice(), late) == "`sleep` did not end in time and was killed."
    assert time.monotonic() - began < 10


def gone(pid):
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


RECORDER = f"""#!{sys.executable}
import json, sys
with open(sys.argv[0] + ".out", "w") as out:
    json.dump(sys.argv[1:], out)
"""


def test_notify_send_gets_plain_words(environ, tmp_path):
    sender = program(tmp_path, "notify-send", RECORDER)
    environ["PATH"] = f"{tmp_path}:{environ['PATH']}"
    desktop.send(message.Notice("--title <b>", "a <b> & c", {}), way(environ), "linux")
    assert json.loads(Path(f"{sender}.out").read_text()) == [
        *("--app-name=statusline", "--", "--title <b>", "a &lt;b&gt; &amp; c"),
    ]


def test_osascript_gets_words_as_arguments(environ, tmp_path, monkeypatch):
    script = program(tmp_path, "osascript", RECORDER)
    monkeypatch.setattr(desktop, "OSASCRIPT", script)
    words = '" & (do shell script "id") & "'
    desktop.send(message.Notice(words, "body", {}), way(environ), "darwin")
    assert json.loads(Path(f"{script}.out").read_text()) == [
        *("-e", "on run argv"),
        *("-e", "display notification (item 2 of argv) with title (item 1 of argv)"),
        *("-e", "end run"),
        *(words, "body"),
    ]


def test_without_notify_send_it_says_what_to_do(environ, tmp_path):
    environ["PATH"] = str(tmp_path)
    with pytest.raises(NotDelivered) as refused:
        desktop.send(notice(), way(environ), "linux")
    assert (
        str(refused.value)
        == "notify-send is not installed. Install it (libnotify), or remove desktop from alerts.channels."
    )


@pytest.fixture
def server(environ, require):
    with served(require("tmux"), environ) as server:
        server.start()
        yield server


def inside(server):
    """Return the environment of a process of the server's."""
    return {**server.environ, "TMUX": f"{server.socket},1,0"}


def test_every_tmux_client_shows_the_message(server):
    with server.client() as one, server.client() as other:
        wait_until(lambda: len(server.run("list-clients").splitlines()) == 2)
        assert alerts_channels.deliver("tmux", notice(), way(inside(server))) is None
        shown = f"{NASTY}. {NASTY}".rstrip(";")
        for client in (one, other):
            assert client.wait(". 5h 100%")[: len(shown)] == shown


def test_tmux_without_a_client_delivers_none(server, environ):
    assert alerts_channels.deliver("tmux", notice(), way(inside(server))) == "No tmux client is attached."
    assert (
        alerts_channels.deliver("tmux", notice(), way({**environ, "TMUX": "/nowhere,1,0"}))
        == "No tmux client is attached."
    )
    assert alerts_channels.deliver("tmux", notice(), way({**environ, "PATH": "/nowhere"})) == (
        "tmux is not installed. Remove tmux from alerts.channels."
    )


def test_a_message_starts_no_server(environ, require, tmp_path):
    require("tmux")
    environ["TMUX_TMPDIR"] = str(tmp_path)
    alerts_channels.deliver("tmux", notice(), way(environ))
    assert list(tmp_path.rglob("default")) == []


def test_bell_rings_at_tmux_clients(server):
    with server.client() as client:
        wait_until(lambda: server.run("list-clients"))
        client.read(0.3)
        before = client.terminal.output.count(b"\a")
        assert alerts_channels.deliver("bell", notice(), way(inside(server))) is None
        client.read(0.3)
        assert client.terminal.output.count(b"\a") == before + 1


@pytest.fixture
def terminal():
    """Return a terminal's path and the descriptor of its other side."""
    master, slave = pty.openpty()
    yield os.ttyname(slave), master
    os.close(slave)
    os.close(master)


ALONE = """
import os, time
from statusline.alerts import channels
from statusline.config import Config
from statusline.alerts.channels.base import Delivery
print(channels.deliver("bell", None, Delivery(os.environ, Config().alerts, time.monotonic() + 9)))
"""


def rung_by_a_detached_process(environ):
    """Return what a process without a terminal says of its bell."""
    command = [sys.executable, "-P", "-c", ALONE]
    done = subprocess.run(
        command, env=environ, start_new_session=True, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("variable", ["SSH_TTY", "GPG_TTY"])
def test_bell_of_the_named_terminal(environ, terminal, tmp_path, variable):
    path, master = terminal
    assert rung_by_a_detached_process({**environ, "TMUX_TMPDIR": str(tmp_path), variable: path}) == "None"
    assert os.read(master, 100) == b"\a"


def test_without_any_terminal_the_bell_says_so(environ, tmp_path):
    environ["TMUX_TMPDIR"] = str(tmp_path)
    said = "No terminal of yours was found. docs/alerts.md lists the terminals that can be used."
    assert rung_by_a_detached_process(environ) == said


def test_only_a_terminal_is_rung(tmp_path, terminal):
    path, _ = terminal
    link = tmp_path / "link"
    link.symlink_to(path)
    (tmp_path / "file").write_text("")
    for other in ("/dev/null", "/dev/../etc/passwd", str(link), str(tmp_path / "file"), "", "/dev/no-such", "/dev"):
        assert not bell.ring(other), other
    assert (tmp_path / "file").read_text() == ""
    assert bell.ring(path)


def test_a_channel_that_breaks_is_one_sentence(environ, monkeypatch):
    monkeypatch.setattr(tmux, "send", lambda *_: 1 / 0)
    assert alerts_channels.deliver("tmux", notice(), way(environ)) == "It failed unexpectedly (ZeroDivisionError)."


WANTED = {
    "the default": ("", ("desktop",)),
    "a command besides": ('command = ["true"]', ("desktop", "command")),
    "a command alone": ('channels = []\ncommand = ["true"]', ("command",)),
    "all": ('channels = ["bell", "tmux", "desktop"]', ("bell", "tmux", "desktop")),
}


@pytest.mark.parametrize(("text", "channels"), WANTED.values(), ids=WANTED)
def test_the_config_says_which_channels(text, channels):
    assert alerts_channels.wanted(way({}, text).settings) == channels
