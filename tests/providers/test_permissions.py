"""Credential files that others may read: said by `doctor` and once by `refresh`, never in a prompt."""

import os
import re
import stat
import sys

import pytest

from statusline.providers.permissions import exposed
from support import signed_in
from support.credential_files import put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")

BOTH = ("claude", "codex")
MODES = {
    "its owner's alone": (0o600, False),
    "its owner's alone, read-only": (0o400, False),
    "executable for others, which tells nothing": (0o711, False),
    "read by the group": (0o640, True),
    "read by all": (0o604, True),
    "written by the group": (0o620, True),
    "written by all": (0o602, True),
    "the usual mode of a file": (0o644, True),
}


@pytest.mark.parametrize(("mode", "open_"), MODES.values(), ids=MODES)
@pytest.mark.parametrize("name", [".claude/.credentials.json", ".codex/auth.json"])
def test_open_file_is_named_with_its_chmod(tmp_path, name, mode, open_):
    path = put(tmp_path / name, {})
    path.chmod(mode)
    words = (f"{path} is open to other users (mode {mode:04o}).", f"Run `chmod 600 {path}`.")
    assert list(exposed({"HOME": str(tmp_path)}, BOTH)) == ([words] if open_ else [])


def test_the_remedy_can_be_pasted_into_a_shell(tmp_path):
    put(tmp_path / "it's $HOME/auth.json", {}).chmod(0o644)
    ((_, remedy),) = exposed({"HOME": "/nowhere", "CODEX_HOME": str(tmp_path / "it's $HOME")}, BOTH)
    command = re.fullmatch(r"Run `(.*)`\.", remedy)[1]
    assert os.system(command) == 0
    assert stat.S_IMODE(os.stat(tmp_path / "it's $HOME/auth.json").st_mode) == 0o600


def test_nothing_there_is_no_trouble(tmp_path):
    assert list(exposed({"HOME": str(tmp_path)}, BOTH)) == []
    assert list(exposed({"HOME": "/nul\0l"}, BOTH)) == []


def test_provider_off_is_left_alone(tmp_path):
    put(tmp_path / ".codex/auth.json", {}).chmod(0o644)
    assert list(exposed({"HOME": str(tmp_path)}, ("claude",))) == []


def test_a_link_is_judged_by_the_file_it_leads_to(tmp_path):
    put(tmp_path / "dot/auth.json", {})
    (tmp_path / ".codex").symlink_to("dot")
    assert list(exposed({"HOME": str(tmp_path)}, BOTH)) == []
    (tmp_path / "dot/auth.json").chmod(0o644)
    assert len(list(exposed({"HOME": str(tmp_path)}, BOTH))) == 1


def test_refresh_warns_once_and_works(environ, home, standin, statusline):
    signed_in.both(environ, standin)
    path = home / ".claude/.credentials.json"
    path.chmod(0o644)
    signed_in.configure(environ, '[[accounts]]\nprovider = "claude"\nlabel = "same"\nfolder = "~/.claude"\n')
    done = statusline("refresh")
    sentence = f"{path} is open to other users (mode 0644). Run `chmod 600 {path}`."
    assert (done.returncode, done.stderr) == (0, f"statusline: {sentence}\n")
    assert "open to" not in done.stdout
    assert statusline("refresh", "--if-stale").stderr == ""
    assert "open to" not in statusline("--format", "plain").stdout


def test_doctor_names_it_among_the_problems(environ, home, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    assert statusline("doctor").returncode == 0
    path = home / ".codex/auth.json"
    path.chmod(0o640)
    done = statusline("doctor")
    assert done.returncode == 1
    assert f"✗ ~/.codex/auth.json is open to other users (mode 0640).\n  → Run `chmod 600 {path}`.\n" in done.stdout
