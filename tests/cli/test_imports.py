"""How many modules each command loads, its libraries' included: modules, since milliseconds are the machine's.

A budget has room for a few modules of ours; a library that comes along goes over it.
"""

import re
import subprocess
import sys
import time

import pytest

from cli.test_guard import at, stock

BUDGETS = {
    "--version": 115,
    "accounts": 245,
    "advice": 325,
    "alerts": 255,
    "blame": 285,
    "cache": 180,
    "completion zsh": 165,
    "config check": 195,
    "context 0123456789abcdef": 270,
    "dashboard --help": 190,
    "doctor": 330,
    "explain": 225,
    "export --format csv": 235,
    "guard": 265,
    "history": 240,
    "history --forecasts": 240,
    "preset list": 270,
    "preview": 230,
    "privacy": 310,
    "report": 330,
    "setup --dry-run": 345,
    "uninstall --dry-run": 360,
    "watch --once": 340,
}
_MODULE = re.compile(r"^import time: .*\| *(\S+)$", re.MULTILINE)


@pytest.mark.parametrize("command", BUDGETS)
def test_modules_stay_in_budget(environ, command):
    stock(environ, at(42), now=int(time.time()))
    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", "-m", "statusline", *command.split()],
        env={**environ, "STATUSLINE_NO_REFRESH": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    modules = set(_MODULE.findall(done.stderr))
    assert {"requests", "urllib3", "keyring", "tomlkit"} & modules == set()
    assert len(modules) <= BUDGETS[command]
