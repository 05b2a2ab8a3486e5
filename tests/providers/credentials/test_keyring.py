"""The OS keyring: a real Secret Service on a bus of its own, unlocked, locked and absent."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import statusline
from statusline.errors import SourceError
from statusline.providers.credentials import keyring as credentials_keyring

ROOT = Path(statusline.__file__).parents[1]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if not shutil.which(name)]
REQUIRED = "keyring" in os.environ.get("STATUSLINE_REQUIRE", "").split(",")

UNLOCKED = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
LOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null && exec "$@"'

# Codex CLI is written in Rust; its keyring library adds two attributes of its own to each item.
STORE_AND_READ = """
import json, os, sys
import secretstorage
from statusline.providers.codex.login import codex_login, keyring_account
home = os.environ["CODEX_HOME"]
attributes = {"service": "Codex Auth", "username": keyring_account(home), "target": "default",
              "application": "rust-keyring"}
collection = secretstorage.get_default_collection(secretstorage.dbus_init())
before = codex_login(os.environ)
collection.create_item("Codex Auth", attributes, json.dumps({"tokens": {"access_token": "opaque"}}).encode())
found = codex_login(os.environ)
print(json.dumps({"before": before, "token": found.credential.token, "where": found.where}))
"""

READ = """
import os
from statusline.providers.codex.login import codex_login
from statusline.errors import SourceError
try:
    codex_login(os.environ)
except SourceError as error:
    print(error)
"""


@pytest.fixture
def service(tmp_path):
    """Return a function that runs Python beside a Secret Service and returns what it printed."""
    if MISSING and not REQUIRED:
        pytest.skip(f"{', '.join(MISSING)} not installed")
    assert not MISSING, f"STATUSLINE_REQUIRE names keyring: install {', '.join(MISSING)}"
    (tmp_path / "codex").mkdir()
    (tmp_path / "codex/config.toml").write_text('cli_auth_credentials_store = "keyring"\n')
    (tmp_path / "run").mkdir(mode=0o700)
    environ = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "CODEX_HOME": str(tmp_path / "codex"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }

    def run(start, script):
        command = ["dbus-run-session", "--", "sh", "-c", start, "sh", sys.executable, "-c", script]
        answer = subprocess.run(
            command, env=environ, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
        assert answer.returncode == 0, answer.stderr.decode(errors="replace")
        return answer.stdout.decode()

    return run


def test_codex_login_in_the_keyring(service):
    assert json.loads(service(UNLOCKED, STORE_AND_READ)) == {
        "before": None,
        "token": "opaque",
        "where": "keyring item `Codex Auth`",
    }


def test_locked_keyring_has_a_remedy(service):
    service(UNLOCKED, STORE_AND_READ)
    sentence = "The keyring cannot be read (KeyringLocked). Unlock it, or start its service.\n"
    assert service(LOCKED, READ) == sentence


COMPILERS = ("gcc", "cc", "ld", "ldconfig", "collect2", "security", "objdump")


def test_no_compiler_is_started_to_find_it(service, tmp_path):
    folder = tmp_path / "planted"
    folder.mkdir()
    for name in COMPILERS:
        (folder / name).write_text(f"#!/bin/sh\necho {name} >>{folder}/ran\n")
        (folder / name).chmod(0o755)
    start = f'PATH="{folder}:$PATH"; export PATH; {UNLOCKED}'
    assert json.loads(service(start, STORE_AND_READ))["token"] == "opaque"
    assert sorted(os.listdir(folder)) == sorted(COMPILERS)


def test_no_keyring_has_a_remedy(tmp_path):
    script = (
        "from statusline.providers.credentials import keyring\n"
        "try:\n keyring.secret('a', 'b')\nexcept Exception as e: print(e)"
    )
    environ = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    answer = subprocess.run(
        [sys.executable, "-c", script], env=environ, cwd=tmp_path, capture_output=True, timeout=60, check=True
    )
    assert answer.stdout.decode().strip() == (
        "There is no keyring of the operating system here. Start its service (GNOME Keyring, KWallet)."
    )


def test_waiting_keyring_is_left_alone(monkeypatch):
    waiting = SimpleNamespace(get_password=lambda *_: time.sleep(5))
    monkeypatch.setattr(credentials_keyring, "system", lambda: waiting)
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"no answer in 0\.1 s"):
        credentials_keyring.secret("Codex Auth", "cli|x", timeout=0.1)
    assert time.monotonic() - start < 3
