from pathlib import Path

import pytest

from support import web_sessions
from support.web_sessions import KEY, LOGIN, LOGOUT, REFRESH

READ = "import keyring; print(keyring.get_password('statusline', 'claude-web'))"


@pytest.fixture(autouse=True)
def led(environ, standin):
    web_sessions.lead_to(environ, standin)


def test_the_key_and_the_choice_are_forgotten(environ, standin):
    login, _, logout, read, refresh = web_sessions.beside_a_keyring(
        environ, (LOGIN, KEY), (["orgs", "--use", "3"], ""), (LOGOUT, ""), READ, (REFRESH, "")
    )
    assert login.code == 0
    assert logout == (0, "Removed the session key of claude.ai.\n", "")
    assert read.out == "None\n"
    assert "claude_web" not in refresh.out
    assert web_sessions.files_with("44444444-4444", environ["STATUSLINE_STATE_DIR"]) == []
    assert len(standin.requests) == 2  # those of login and of orgs


def test_where_nothing_is_stored_it_says_so(environ):
    (logout,) = web_sessions.beside_a_keyring(environ, (LOGOUT, ""))
    assert logout == (0, "No session key of claude.ai is stored.\n", "")


def test_key_without_a_note_is_forgotten(environ):
    *_, logout, read = web_sessions.beside_a_keyring(
        environ,
        (LOGIN, KEY),
        "import os, pathlib; pathlib.Path(os.environ['STATUSLINE_STATE_DIR'], 'web-session.json').unlink()",
        (LOGOUT, ""),
        READ,
    )
    assert (logout.out, read.out) == ("Removed the session key of claude.ai.\n", "None\n")


def test_without_keyring_nothing_is_stored(statusline, environ):
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    logout = statusline(*LOGOUT)
    assert (logout.returncode, logout.stdout, logout.stderr) == (0, "No session key of claude.ai is stored.\n", "")


def test_locked_keyring_stops_its_use(environ, standin):
    web_sessions.beside_a_keyring(environ, (LOGIN, KEY))
    asked = len(standin.requests)
    logout, refresh = web_sessions.beside_a_keyring(environ, (LOGOUT, ""), (REFRESH, ""), start=web_sessions.LOCKED)
    assert (logout.code, logout.out) == (1, "")
    assert logout.err == (
        "statusline: The session key is no longer used, but it is still in the keyring (statusline, claude-web). "
        "The keyring cannot be read (KeyringLocked). Unlock it, or start its service. "
        "Then remove the item with the keyring's own program.\n"
    )
    assert "claude_web" not in refresh.out
    assert len(standin.requests) == asked


def test_a_key_in_the_environment_is_named(statusline, environ):
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    environ["STATUSLINE_CLAUDE_SESSION_KEY"] = KEY
    logout = statusline(*LOGOUT)
    assert logout.stdout.splitlines()[1:] == [
        "STATUSLINE_CLAUDE_SESSION_KEY is still set in this shell: remove it with `unset` (fish: `set -e`)."
    ]
    assert KEY not in logout.stdout
    assert not web_sessions.files_with(KEY, Path(environ["STATUSLINE_STATE_DIR"]).parent)
