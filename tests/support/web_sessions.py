"""Web sessions in tests: a real Secret Service for the keyring, and a search for keys where none may be."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from support import machine, signed_in

KEY = "sk-ant-sid01-TEST0-web_session=="
OTHER_KEY = "sk-ant-sid01-TEST1-another_one"
API = "55555555-5555-4555-8555-555555555555"
PERSONAL = "22222222-2222-4222-8222-222222222222"
TEAM = "44444444-4444-4444-8444-444444444444"
PERSONAL_NAME = "…'s Organization"

LOGIN, LOGOUT, REFRESH, ORGS = ["login", "claude-web"], ["logout", "claude-web"], ["refresh", "--force"], ["orgs"]

UNLOCKED = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
LOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null && exec "$@"'

# Runs commands beside one Secret Service; what they read on stdin comes by stdin, not by argv.
_DRIVER = """
import json, subprocess, sys
for arguments, text in json.load(sys.stdin):
    done = subprocess.run([sys.executable, "-P", *arguments], input=text, capture_output=True, encoding="utf-8")
    print(json.dumps([done.returncode, done.stdout, done.stderr]))
"""


class Result(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


def lead_to(environ, server):
    """Lead both of Claude's network sources to server."""
    signed_in.configure(environ, f'[claude]\nbase_url = "{server.url}"\nweb_url = "{server.url}"\n')


def beside_a_keyring(environ, *commands, start=UNLOCKED):
    """Run (arguments, stdin) of statusline, or Python code, on a bus with the Secret Service of environ's HOME."""
    machine.shell_or_skip("dbus-run-session")
    machine.shell_or_skip("gnome-keyring-daemon")
    folder = Path(environ["HOME"], "run")
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = [
        (["-c", one], "") if isinstance(one, str) else (["-m", "statusline", *one[0]], one[1]) for one in commands
    ]
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", start, "sh", sys.executable, "-c", _DRIVER],
        env={**environ, "XDG_RUNTIME_DIR": str(folder)},
        input=json.dumps(wanted),
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Result(*json.loads(line)) for line in done.stdout.splitlines()]


def files_with(text, *folders):
    """Return the files below folders whose name or content has text."""
    wanted = text.encode()
    files = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return [path for path in files if text in path.name or wanted in path.read_bytes()]
