"""Tests that break the rules, and some that only seem to. `test_guards.py` runs them under the real conftest.

`real` is the home that the guards were told to protect, `tmp` a folder of the test.
"""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
import requests

ELSEWHERE = ("203.0.113.1", 80)


def connect(family, address):
    with socket.socket(family) as client:
        client.settimeout(1)
        client.connect(address)


def send_a_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"x", ELSEWHERE)


def open_from(folder, name):
    os.chdir(folder)
    Path(name).read_text()


def connect_over_a_unix_socket(path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)


def connect_to_loopback(family, host):
    with socket.create_server((host, 0), family=family) as server:
        socket.create_connection(server.getsockname()[:2], 1).close()


def look_up_local_names():
    for name in ("localhost", "127.0.0.1", "::1", None):
        socket.getaddrinfo(name, 80)


def open_by_descriptor(folder, name):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.close(os.open(name, os.O_RDONLY, dir_fd=descriptor))
    finally:
        os.close(descriptor)


VIOLATIONS = {
    "connect": (lambda *_: connect(socket.AF_INET, ELSEWHERE), "reached for 203.0.113.1:80"),
    "connect over IPv6": (
        lambda *_: connect(socket.AF_INET6, ("2001:db8::1", 80)),
        "reached for 2001:db8::1:80",
    ),
    "send a datagram": (lambda *_: send_a_datagram(), "reached for 203.0.113.1:80"),
    "look up": (lambda *_: socket.getaddrinfo("example.com", 443), "looked up example.com"),
    "look up the old way": (lambda *_: socket.gethostbyname("example.com"), "looked up example.com"),
    "look up an address": (lambda *_: socket.gethostbyaddr("203.0.113.1"), "looked up 203.0.113.1"),
    "look up a peer": (lambda *_: socket.getnameinfo(ELSEWHERE, 0), "looked up 203.0.113.1"),
    "fetch": (lambda *_: urllib.request.urlopen("http://example.com/", timeout=1), "looked up example.com"),
    "fetch with requests": (lambda *_: requests.get("http://example.com/", timeout=1), "looked up example.com"),
    "read a login": (lambda real, _: (real / ".claude/.credentials.json").read_text(), "/.claude/.credentials.json"),
    "write a state file": (lambda real, _: (real / ".claude.json").write_text(""), "/.claude.json (open)"),
    "open by descriptor": (lambda real, _: os.open(real / ".codex/auth.json", os.O_APPEND), "/.codex/auth.json"),
    "make a folder": (lambda real, _: (real / ".cache/statusline").mkdir(), "/.cache/statusline (os.mkdir)"),
    "list a folder": (lambda real, _: os.listdir(real / ".claude"), "/.claude (os.listdir)"),
    "scan a folder": (lambda real, _: list(os.scandir(os.fsencode(real / ".codex"))), "/.codex (os.scandir)"),
    "rename into it": (lambda real, tmp: (tmp / "x").rename(real / ".config/statusline/x"), "/.config/statusline/x"),
    "remove": (lambda real, _: (real / ".claude.json").unlink(), "/.claude.json (os.remove)"),
    "link to it": (lambda real, tmp: (tmp / "link").symlink_to(real / ".codex"), "/.codex (os.symlink)"),
    "change a mode": (lambda real, _: (real / ".claude.json").chmod(0o644), "/.claude.json (os.chmod)"),
    "open a database": (
        lambda real, _: sqlite3.connect(f"file:{real}/.local/state/statusline/h?mode=ro", uri=True).close(),
        "/.local/state/statusline/h?mode=ro (sqlite3.connect)",
    ),
    "by the current folder": (lambda real, _: open_from(real, ".claude.json"), "/.claude.json (open)"),
    "by a detour": (lambda real, _: (real / "elsewhere/../.claude.json").read_text(), "/.claude.json (open)"),
    "a folder a variable named": (lambda real, _: (real / "my-codex/auth.json").read_text(), "/my-codex/auth.json"),
    "a child in the real home": (
        lambda real, _: subprocess.run(["true"], check=True, env={"HOME": str(real)}),
        "the real HOME",
    ),
    "a spawned one": (
        lambda real, _: os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {"HOME": str(real)}), 0),
        "the real HOME",
    ),
}

INNOCENT = {
    "loopback": lambda *_: connect_to_loopback(socket.AF_INET, "127.0.0.1"),
    "local names": lambda *_: look_up_local_names(),
    "a unix socket": lambda _, tmp: connect_over_a_unix_socket(str(tmp / "s")),
    "a fake login": lambda *_: (Path.home() / ".claude").mkdir(),
    "another file of the real home": lambda real, _: (real / ".profile").read_text(),
    "a name that begins alike": lambda real, _: (real / ".claude-backup").read_text(),
    "a relative name elsewhere": lambda _, tmp: open_by_descriptor(tmp, "x"),
    "a child": lambda *_: subprocess.run([sys.executable, "-c", ""], check=True),
}


@pytest.fixture
def real():
    return Path(Path(__file__).with_name("real-home").read_text())


@pytest.fixture
def tmp(tmp_path):
    (tmp_path / "x").touch()
    return tmp_path


@pytest.mark.parametrize("name", VIOLATIONS)
def test_plain(name, real, tmp):
    VIOLATIONS[name][0](real, tmp)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_swallowed(name, real, tmp):
    with contextlib.suppress(Exception):
        VIOLATIONS[name][0](real, tmp)


@pytest.mark.parametrize("name", INNOCENT)
def test_innocent(name, real, tmp):
    INNOCENT[name](real, tmp)


def test_swallowed_in_a_thread(real, tmp):
    thread = threading.Thread(target=test_swallowed, args=("connect", real, tmp))
    thread.start()
    thread.join()


def test_the_environment_is_bare():
    assert {name for name in os.environ if not name.startswith("PYTEST_")} <= {
        "HOME",
        "LANG",
        "LD_LIBRARY_PATH",
        "PATH",
        "PYTHONPATH",
        "TMPDIR",
        "TZ",
    }


@pytest.mark.parametrize("round_", [1, 2])
def test_each_home_is_empty_at_first(round_, home):
    assert list(home.iterdir()) == []
    assert Path.home() == home
    (home / "mine").touch()


def test_a_child_inherits_the_home(home):
    assert subprocess.check_output(["sh", "-c", "echo $HOME $HTTPS_PROXY"], text=True) == f"{home}\n"


def test_a_program_that_is_there(require):
    assert Path(require("sh")).is_absolute()


def test_a_program_that_is_missing(require):
    require("no-such-program")


def test_a_program_that_is_missing_but_required(require):
    require("no-such-shell")
