"""What it really opens, starts and contacts, seen by strace, held against the table of `statusline privacy`."""

import fnmatch
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import machine, memory, signed_in, transcript_files
from support.credential_files import put
from support.vendors import StandIn

ROOT = Path(__file__).parents[2]
ROLLOUT = "rollout-2026-11-21T04-44-47-01a1fc6b-d528-7d43-b9a5-4ba2c81ea5c0.jsonl"
PYTHON = {os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())}
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc", "/dev", "/proc/self", "/proc/sys", "/sys", "/nix", "/opt")
SYSTEM_FILES = ("/proc/filesystems", "/proc/meminfo", "/proc/stat", "/run/systemd/userdb")
CALLS = (
    "openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,mkdir,mkdirat,rmdir,chmod,execve"
)
CHANGES = frozenset(CALLS.split(",")) - {"openat", "open", "execve"}
CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<rest>.*)$")
PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<at>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?"([^"]+)"')

DOCUMENT = {
    "session_id": "0f0f0f0f-0000-4000-8000-000000000000",
    "model": {"id": "claude-opus-5-5", "display_name": "Opus"},
}


@dataclass(frozen=True)
class WindowState:
    """One call: what it did to which path, whether it could change it, and whether that is a folder."""

    name: str
    path: str
    changes: bool
    folder: bool
    line: str


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return (environment, server) of somebody who uses everything: sessions, a repository, installed, alerts."""
    folder = tmp_path_factory.mktemp("world")
    home = folder / "home"
    (home / "work/.git").mkdir(parents=True)
    (home / "work/.git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / "tmp").mkdir()
    environ = machine.child_environment(home, folder / "own") | {"TMPDIR": str(folder / "tmp")}
    recorder = put(folder / "recorder", b"#!/bin/sh\ncat > /dev/null\n")
    recorder.chmod(0o700)
    put(home / ".claude/projects/-work/session.jsonl", transcript_files.response(1, time.time() - 600))
    rollout = (ROOT / "tests/fixtures/codex" / ROLLOUT).read_bytes()
    put(home / f".codex/sessions/2026/11/21/{ROLLOUT}", rollout)
    put(home / ".claude-second/.credentials.json", {})
    with StandIn(time.time) as server:
        signed_in.both(environ, server)
        config = Path(environ["STATUSLINE_CONFIG"])
        config.write_text(
            f'{config.read_text()}\n[claude_line]\nformat = "$branch $accounts"\n'
            f'[alerts]\nenabled = true\nchannels = []\ncommand = ["{recorder}"]\n'
        )
        yield environ, server


@pytest.fixture(scope="module")
def traced(world, tmp_path_factory):
    """Return a function that runs statusline under strace and returns what that saw."""
    strace = machine.shell_or_skip("strace")
    environ, _ = world
    out = tmp_path_factory.mktemp("traces") / "trace"
    options = [strace, "-f", "-y", "-qq", "-s", "4096", "-e", f"trace={CALLS},connect,bind", "-o", str(out)]
    tried = subprocess.run([*options, "--seccomp-bpf", "true"], capture_output=True, check=False)
    if tried.returncode == 0:
        options.append("--seccomp-bpf")
    elif subprocess.run([*options, "true"], capture_output=True, check=False).returncode:
        refused = "strace may not trace here."
        pytest.fail(refused, pytrace=False) if "strace" in machine.REQUIRED else pytest.skip(refused)

    def run(*arguments, text=""):
        done = subprocess.run(
            [*options, sys.executable, "-P", "-m", "statusline", *arguments],
            env=environ,
            cwd=environ["HOME"],
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        return out.read_text(errors="replace").splitlines()

    run.under = options, out
    return run


def calls(lines, home):
    """Yield what every line did to each path in it."""
    for line in lines:
        match = CALL.match(line)
        if match and match["name"] not in ("connect", "bind"):
            opened = match["name"] in ("open", "openat")
            flags = match["rest"].rpartition('"')[2]
            changes = match["name"] in CHANGES or (opened and bool(re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", flags)))
            for found in list(PATH.finditer(match["rest"]))[: 1 if match["name"] == "execve" else 2]:
                path = os.path.normpath(os.path.join(found["at"] or home, found["path"]))
                folder = "mkdir" in match["name"] or (not changes and ("O_DIRECTORY" in flags or os.path.isdir(path)))
                yield WindowState(match["name"], path, changes, folder, line)


def of_python(path):
    below = any(path == root or path.startswith(f"{root}/") for root in (*PYTHON, *SYSTEM, str(ROOT)))
    return (
        (below and not path.startswith(f"{memory.FOLDER}/"))  # where the tests write, maybe
        or path in SYSTEM_FILES
        or bool(re.fullmatch(r"/proc/\d+(/.*)?|/.*/tmp/[a-z0-9_]{8}", path))  # the latter tries whether it can write
    )


def covered(path, rows):
    """Tell whether one of the rows of the table is about path, or about the file that path is the new text of."""
    folder, name = os.path.split(path)
    if (temporary := re.fullmatch(r"\.(statusline|(?P<of>.+)\.)[-\w]+\.tmp", name)) and leads_to(folder, rows):
        return temporary["of"] is None or covered(f"{folder}/{temporary['of']}", rows)
    return any(path == row or fnmatch.fnmatchcase(path, row.replace("[", "[[]")) for row in rows)


def leads_to(path, rows):
    return any(row.startswith(f"{path.rstrip('/')}/") for row in rows)


def table(environ):
    done = machine.run_statusline(("privacy", "--format", "json"), environ, cwd=environ["HOME"])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def named(world):
    """Return the table of the world: what it names does not depend on what has been done."""
    return table(world[0])


def rows(found, *names):
    return [row["path"] for name in names for row in found[name]]


def claude_document(home):
    return json.dumps({**DOCUMENT, "cwd": f"{home}/work", "workspace": {"current_dir": f"{home}/work"}})


COMMANDS = {
    "refresh": ("refresh",),
    "refresh again": ("refresh", "--force"),
    "what a stale prompt starts": ("refresh", "--if-stale"),
    "plain": ("--format", "plain"),
    "Claude Code's line": ("--format", "claude"),
    "JSON": ("--format", "json"),
    "JSON for others": ("--format", "json", "--privacy", "strict"),
    "metrics": ("--format", "prometheus"),
    "doctor": ("doctor",),
    "explain": ("explain",),
    "history": ("history", "--format", "plot"),
    "index": ("index", "status"),
    "the logs read": ("index", "read"),
    "the logs read again": ("index", "rebuild"),
    "logs and ledger": ("index", "verify"),
    "calls forgotten": ("index", "forget", "--before", "1m", "--yes"),
    "prices": ("prices",),
    "cost": ("cost",),
    "calls": ("calls", "--privacy", "strict"),
    "export": ("export", "--format", "csv"),
    "watch": ("watch", "--once"),
    "guard": ("guard",),
    "alerts": ("alerts",),
    "accounts": ("accounts",),
    "privacy": ("privacy",),
    "support bundle": ("support-bundle", "--output", "-"),
}


@pytest.fixture(scope="module")
def installed(world, traced):
    """Install it into Claude Code and bash, as seen by strace."""
    return [line for name in ("claude", "bash") for line in traced("install", name)]


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_opens_and_contacts_only_the_table(arguments, world, traced, installed, named):
    environ, server = world
    lines = traced(*arguments, text=claude_document(environ["HOME"]))
    check(lines, named, environ["HOME"], server.port, "writes")


def test_so_do_install_and_uninstall(world, traced, installed, named):
    environ, server = world
    for lines in (installed, traced("uninstall", "bash")):
        check(lines, named, environ["HOME"], server.port, "writes", "reads")


def test_so_does_the_dashboard(world, traced, installed, named):
    environ, server = world
    options, out = traced.under
    command = [*options, sys.executable, "-P", "-m", "statusline", "dashboard"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, env=environ, cwd=environ["HOME"], **pipes) as tracer:
        base, _, token = tracer.stdout.readline().strip().partition("#")
        for name in ("server", "limits", "cost", "blame", "history", "sessions", "models", "heat", "advice", "index"):
            request = urllib.request.Request(f"{base}api/{name}", headers={"X-Statusline-Token": token})
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 200
        os.kill(int(Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split()[0]), signal.SIGINT)
    lines = out.read_text(errors="replace").splitlines()
    check(lines, named, environ["HOME"], server.port, "writes")
    assert [line for line in lines if " bind(" in line and "AF_INET" in line and "127.0.0.1" not in line] == []
    assert any(" bind(" in line and "AF_INET" in line for line in lines)


def check(lines, found, home, port, *may_change):
    """Hold what strace saw against the table. port: the stand-in's; may_change: the parts whose files may."""
    both, own = rows(found, "reads", "writes"), rows(found, *may_change)
    programs = {os.path.basename(row["program"]) for row in found["programs"]} | {
        "sh",
        os.path.basename(sys.executable),
    }
    programs |= {os.path.basename(os.path.realpath(sys.executable))}
    asked = {row["host"] for row in found["hosts"]}
    seen = [one for one in calls(lines, home) if not of_python(one.path)]
    assert lines, "strace saw nothing"
    for one in seen:
        if one.name == "execve":
            continue
        if one.folder and leads_to(one.path, own if one.changes else both):
            continue
        assert covered(one.path, own if one.changes else both), one.line
    for one in calls(lines, home):
        if one.name == "execve":
            assert os.path.basename(one.path) in programs, one.line
    for line in lines:
        if " connect(" in line and "AF_UNIX" not in line:
            to, address = ADDRESS.search(line).groups()
            assert f"{address}:{to}" in asked, line
            assert (address, int(to)) == ("127.0.0.1", port), line


def test_table_asks_only_the_vendors(environ):
    signed_in.configure(environ, "")
    found = table(environ)
    fetched = "raw.githubusercontent.com"  # only by `prices update`
    assert {row["host"] for row in found["hosts"]} == {"api.anthropic.com", "chatgpt.com", "claude.ai", fetched}


BROKEN = {
    "a file that is not in it": ('1 openat(AT_FDCWD</x>, "/home/a/.netrc", O_RDONLY) = 3', "netrc"),
    "one of a vendor's that is written": ('1 openat(AT_FDCWD</x>, "{home}/.claude.json", O_WRONLY) = 3', "claude.json"),
    "one that is removed": ('1 unlink("{home}/.codex/auth.json") = 0', "auth.json"),
    "one that is found by its folder": ('1 openat(3<{home}/.ssh>, "id_rsa", O_RDONLY) = 4', "id_rsa"),
    "a program": ('1 execve("/usr/bin/curl", ["curl"], 0x1) = 0', "curl"),
    "a server": ('1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
                 "192.0.2.1"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "told"), BROKEN.values(), ids=BROKEN)
def test_the_look_finds(line, told, world, named):
    environ, server = world
    with pytest.raises(AssertionError, match=re.escape(told)):
        check([line.replace("{home}", environ["HOME"])], named, environ["HOME"], server.port, "writes")
