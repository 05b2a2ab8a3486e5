"""Web sessions in tests: a real Secret Service for the keyring, and a search for keys where none may be."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from support import machine, signed_in

KEY = "sk-ant-sid01-TEST0-web_session=="
OTHER_KEY = "sk-ant-sid01-TEST1-another_one"
API = "55555555-5555-4555-8555-555555555555"
PERSONAL = "22222222-2222-4222-8222-222222222222"
TEAM = "44444444-4444-4444-8444-444444444444"
PERSONAL_NAME = "…'s Organization"

LOGIN, LOGOUT, REFRESH, ORGS = ["login", "claude-web"], ["logout", "claude-web"], ["refresh", "--force", "-v"], ["orgs"]

# Each says where the bus is and lives until its stdin ends.
UNLOCKED = (
    "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    ' && echo "$DBUS_SESSION_BUS_ADDRESS" && exec cat'
)
LOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null && echo "$DBUS_SESSION_BUS_ADDRESS" && exec cat'


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
    with _bus(environ, start) as beside:
        done = [_done(command, beside) for command in commands]
    return [Result(each.returncode, each.stdout, each.stderr) for each in done]


@contextmanager
def _bus(environ, start):
    """Yield environ on a bus of its own with a Secret Service."""
    machine.shell_or_skip("dbus-run-session")
    machine.shell_or_skip("gnome-keyring-daemon")
    folder = Path(environ["HOME"], "run")
    folder.mkdir(mode=0o700, exist_ok=True)
    environ = {**environ, "XDG_RUNTIME_DIR": str(folder)}
    command, pipe = ["dbus-run-session", "--", "sh", "-c", start], subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, encoding="utf-8") as session:
        address = session.stdout.readline().strip()
        assert address, "no bus, or no Secret Service on it"
        yield {**environ, "DBUS_SESSION_BUS_ADDRESS": address}
        session.stdin.close()
        assert session.wait(60) == 0


def _done(command, environ):
    if isinstance(command, str):
        code = [sys.executable, "-P", "-c", command]
        return subprocess.run(code, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=False)
    arguments, text = command
    return machine.run_statusline(arguments, environ, input=text)


def files_with(text, *folders):
    """Return the files below folders whose name or content has text."""
    wanted = text.encode()
    # os.walk, for a keyring that ends takes its folder away meanwhile.
    below = (Path(top, name) for folder in folders for top, _, names in os.walk(folder) for name in names)
    files = [path for path in below if path.is_file()]
    return [path for path in files if text in path.name or wanted in path.read_bytes()]
