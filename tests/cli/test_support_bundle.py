"""`statusline support-bundle`: what is in it, where it goes, and what it says before."""

import os
import stat
from pathlib import Path

import pytest

from statusline.state.environment import find_environment
from support import signed_in
from support.credential_files import put
from support.fake_clients import SHELL, install

LABELLED = """
privacy = "normal"
refresh_every = 600
format = "of sk-ant-oat01-PLANTED $accounts"
[claude]
label = "mine"
[http]
user_agent = "acme/1"
[alerts]
command = ["/opt/acme/notify", "--hook", "https://hooks.acme.com/T0"]
[window.five_hour]
disabled = true
[[accounts]]
provider = "codex"
label = "second"
folder = "~/acme-codex"
"""


@pytest.fixture
def file(environ):
    return Path(environ["HOME"]) / "bundle.txt"


@pytest.fixture
def written(environ, standin, statusline, file):
    """Return a function that writes a bundle, and returns its text by section."""
    signed_in.both(environ, standin)
    statusline("refresh")

    def write(*options):
        file.unlink(missing_ok=True)
        done = statusline("support-bundle", "--output", str(file), *options)
        assert done.returncode == 0, done.stderr
        head, *sections = file.read_text().split("\n\n")
        return {"": head} | {name: rest for name, _, rest in (one.partition("\n") for one in sections)}

    return write


def test_says_what_is_inside_first(environ, statusline, file):
    done = statusline("support-bundle", "--output", str(file))
    assert done.returncode == 0
    assert done.stdout == ""
    first, *inside, never, public, last = done.stderr.splitlines()
    assert first == f"This goes into {file}, readable only by you (privacy redacted):"
    assert len(inside) == 6
    assert never.startswith("Not in it: tokens, cookies, e-mail addresses, ")
    assert public == "For a public issue add --privacy strict."
    assert last == f"Wrote {file}. Read it before you send it."
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_replaces_no_file_unasked(statusline, file):
    file.write_text("mine")
    done = statusline("support-bundle", "--output", str(file))
    assert done.returncode == 1
    assert "already exists" in done.stderr
    assert file.read_text() == "mine"
    assert statusline("support-bundle", "--output", str(file), "--force").returncode == 0
    assert file.read_text().startswith("statusline support bundle 1")


def test_without_a_name_in_current_folder(environ, statusline):
    assert statusline("support-bundle", cwd=environ["HOME"]).returncode == 0
    assert Path(environ["HOME"], "statusline-support.txt").exists()


def test_every_section_is_filled(written):
    sections = written()
    assert list(sections)[:7] == ["", "Versions", "Files", "Settings", "Schedule", "Read", "Doctor"]
    assert sections[""].startswith("statusline support bundle 1 · privacy redacted · 20")
    for library in ("click", "requests", "keyring", "rich"):
        assert f"  {library} " in sections["Versions"]
    assert "/usage.json: " in sections["Files"]
    assert " bytes, mode 0600" in sections["Files"]
    assert "claude_oauth: fresh; last answer <1m ago; requests in the last hour 1" in sections["Schedule"]
    assert "  accounts: 2; logins: 1; nothing is unreadable" in sections["Read"]
    assert "  samples of claude_oauth: 3" in sections["Read"]
    assert "  history: 7 windows, 7 rows in a week" in sections["Read"]
    assert "All is well." in sections


def test_what_cannot_be_read_is_counted(environ, written, standin):
    here = find_environment(environ)
    put(Path(here.folder, "spool/one"), b"spool 1\x1ffive_hour\x1f42\x1f1900000000\x1f1795000000\n")
    put(Path(here.folder, "spool/two"), b"nonsense")
    put(Path(here.schedule), b'{"version": 1, "entries": {"a b": 7}}')
    sections = written()
    assert "  sessions of Claude Code: 2, of which unreadable: 1" in sections["Read"]
    assert "  schedule.json: 1 unreadable entry was left out" in sections["Schedule"]
    put(Path(here.record), b"{")
    assert "it is not JSON" in written()["Read"]


def test_a_failure_is_told_by_its_kind(environ, written, standin, statusline):
    standin.claude.refuse(401)
    statusline("refresh", "--force")
    sections = written()
    assert "  last failure of claude: unauthorized by claude_oauth" in sections["Read"]
    assert "claude_oauth: unauthorized; " in sections["Schedule"]


def test_settings_are_told_by_what_they_are(environ, written, standin):
    path = Path(environ["STATUSLINE_CONFIG"])
    address = f'[claude]\nbase_url = "{standin.url}"'
    path.write_text("# my own words\n" + LABELLED.replace("[claude]", address))
    told = written()["Settings"]
    assert "  refresh_every = 600" in told
    assert '  format = "of [secret] $accounts"' in told
    assert '  claude.label = "mine"' in told
    assert f"  claude.base_url = {standin.url}" in told
    assert "  http.user_agent = (set)" in told
    assert "  alerts.command = (set)" in told
    assert "  window.five_hour.disabled = true" in told
    assert '  accounts[0].label = "second"' in told
    assert "  accounts[0].folder = ~/path:" in told
    assert "privacy" not in told
    assert "acme" not in told
    assert "my own words" not in told


def test_nothing_changed_is_said(environ, statusline):
    done = statusline("support-bundle", "--output", "-")
    assert "Settings\n  all defaults\n" in done.stdout
    assert "Schedule\n  nothing was asked yet\n" in done.stdout


def test_a_config_that_hides_more_is_obeyed(environ, written):
    signed_in.configure(environ, 'privacy = "strict"\n')
    assert "privacy strict" in written()[""]
    assert "privacy redacted" in written("--privacy", "redacted")[""]


def test_strict_does_not_name_the_terminal(environ, written):
    environ["TERM"] = "xterm-acme"
    assert "TERM=xterm-acme" in written()["Versions"]
    assert "acme" not in written("--privacy", "strict")["Versions"]


@pytest.mark.parametrize("mode", ["normal", "redacted", "strict"])
def test_no_foreign_output_in_it(environ, written, statusline, file, mode):
    assert statusline("install", "fish").returncode == 0
    install(Path(environ["HOME"], "bin"), "fish", "echo its words\necho its complaint >&2\nexit 1\n", SHELL)
    environ["PATH"] = f"{environ['HOME']}/bin{os.pathsep}{environ['PATH']}"
    assert "its complaint" in statusline("doctor").stdout
    written("--privacy", mode)
    text = file.read_text()
    assert "fails." in text
    assert "its words" not in text
    assert "its complaint" not in text
