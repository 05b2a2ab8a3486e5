import json
import time
import tomllib
from pathlib import Path

import pytest

from statusline.config import NamedAccount, account_toml, parse
from statusline.demo.standin import write_claude_login
from statusline.providers import discovery
from support import signed_in

WORK = "44444444-4444-4444-8444-444444444444"
TABLE = '[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "~/.claude-work"\n'
BLOCK = '[[accounts]]\nprovider = "{}"\nlabel = "{}"\nfolder = "{}"\n'


@pytest.fixture
def folder(environ, standin):
    """Return a signed-in Claude config folder; both vendors' defaults are signed in too."""
    signed_in.both(environ, standin)
    folder = Path(environ["HOME"], ".claude-work")
    write_claude_login(folder, "sk-ant-oat01-WORK", time.time() + 28_800, account=WORK)
    return folder


def configure(environ, text=TABLE):
    path = Path(environ["STATUSLINE_CONFIG"])
    path.write_text(path.read_text() + text)


def rows(statusline):
    return json.loads(statusline("accounts", "-f", "json").stdout)


def test_unconfigured_finds_are_offered(folder, statusline, environ):
    done = statusline("accounts")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "No account is configured: each terminal shows its own login.",
        "",
        "Also found:",
        "  ~/.claude (claude): `statusline accounts add ~/.claude`",
        "  ~/.claude-work (claude): `statusline accounts add ~/.claude-work`",
        "  ~/.codex (codex): `statusline accounts add ~/.codex`",
    ]


def test_a_found_one_is_added_by_its_folder(folder, statusline, environ):
    before = Path(environ["STATUSLINE_CONFIG"]).read_text()
    for name in ("~/.claude", "~/.codex"):
        assert statusline("accounts", "add", name).returncode == 0
    assert statusline("accounts", "add").returncode == 0  # the only one that is left
    blocks = [("claude", "claude", "~/.claude"), ("codex", "codex", "~/.codex"), ("claude", "work", "~/.claude-work")]
    written = Path(environ["STATUSLINE_CONFIG"]).read_text()
    assert written == f"{before.rstrip()}\n\n" + "\n".join(BLOCK.format(*one) for one in blocks)
    assert [one["status"] for one in rows(statusline)["accounts"]] == ["pending"] * 3
    assert rows(statusline)["found"] == []


def test_label_of_ones_own(folder, statusline, environ):
    assert statusline("accounts", "add", str(folder), "--label", "job").returncode == 0
    assert [one["label"] for one in rows(statusline)["accounts"]] == ["job"]


@pytest.mark.parametrize(
    ("words", "sentence"), [(("~/nowhere",), "No login"), (("--provider", "codex"), "No other login was found")]
)
def test_nothing_to_add_is_a_sentence(folder, statusline, environ, words, sentence):
    before = Path(environ["STATUSLINE_CONFIG"]).read_text()
    done = statusline("accounts", "add", *words)
    assert (done.returncode, sentence in done.stderr) == (2, True)
    assert Path(environ["STATUSLINE_CONFIG"]).read_text() == before


def test_configured_one_with_plan_and_status(folder, statusline, environ, standin):
    configure(environ)
    assert statusline("refresh").returncode == 0
    line = statusline("accounts").stdout.splitlines()[0]
    row = rows(statusline)["accounts"][0]
    assert line == f"work: claude in ~/.claude-work: signed in as {row['account']}, plan max, ok"
    assert row["account"].startswith("claude:")
    assert (row["label"], row["signed_in"], row["plan"], row["status"], row["why"]) == ("work", True, "max", "ok", None)
    requests = len(standin.requests)
    statusline("accounts")
    assert len(standin.requests) == requests


def test_where_nobody_is_signed_in_it_says_so(folder, statusline, environ):
    configure(environ, TABLE.replace(".claude-work", ".claude-none"))
    assert "work: claude in ~/.claude-none: nobody is signed in\n" in statusline("accounts").stdout
    assert rows(statusline)["accounts"][0]["status"] == "unconfigured"


def test_a_store_that_cannot_be_read_is_named(folder, statusline, environ):
    configure(environ)
    (folder / ".credentials.json").write_text("{")
    done = statusline("accounts")
    assert str(folder / ".credentials.json") in done.stdout.splitlines()[0]
    doctor = statusline("doctor")
    assert "✗ ~/.claude-work/.credentials.json" in doctor.stdout


def test_provider_off_is_listed_as_off(folder, statusline, environ):
    configure(environ, "[codex]\nenabled = false\n" + BLOCK.format("codex", "x", "~/.codex"))
    assert "x: codex in ~/.codex: off, because [codex] is not enabled\n" in statusline("accounts").stdout


def test_no_address_and_no_token_printed(folder, statusline, environ):
    configure(environ)
    statusline("refresh")
    said = statusline("accounts").stdout + statusline("accounts", "-f", "json").stdout + statusline("doctor").stdout
    assert not [secret for secret in ("@", "example.com", "sk-ant", "eyJ", "rt_", WORK) if secret in said]


def test_doctor_has_a_line_for_each(folder, statusline, environ):
    configure(environ)
    configure(environ, BLOCK.format("codex", "none", "~/.codex-none"))
    section = statusline("doctor", "-v").stdout.partition("Signed in\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split(",")[0].strip() for line in section] == [
        "✓ claude: yes",
        "✓ codex: yes",
        "✓ work (claude): yes",
        "! none (codex): no",
    ]


def test_refresh_says_for_which_account_it_asked(folder, statusline, environ):
    configure(environ)
    said = statusline("refresh", "-v").stdout
    assert said.count("\nwork: claude_oauth: ") == 1
    assert said.count("\nclaude_oauth: ") == 1


def test_broken_config_lists_the_last_good(folder, statusline, environ):
    configure(environ)
    statusline("refresh")
    configure(environ, "label = 1\n")
    done = statusline("accounts")
    assert done.stdout.startswith("work: claude in")
    assert "The last good config is used." in done.stderr


def touched(home, *paths):
    for path in paths:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("{}")


FOLDERS = {
    "an empty home": ([], []),
    "a folder without a trace of a login": ([".claude/settings.json", ".codex/log", ".claude-x/projects/a"], []),
    "the default's state beside it": ([".claude/projects/a", ".claude.json"], [("claude", "claude", "~/.claude")]),
    "a state file for a login in the keychain": ([".claude-b/.claude.json"], [("claude", "b", "~/.claude-b")]),
    "below .config": ([".config/claude-y/.claude.json"], [("claude", "y", "~/.config/claude-y")]),
    "a login in the keyring": ([".codex/config.toml"], [("codex", "codex", "~/.codex")]),
    "the same word twice": (
        [".claude-work/.claude.json", ".codex-work/auth.json", ".config/claude_work/.claude.json"],
        [
            ("claude", "work", "~/.claude-work"),
            ("claude", "claude-work", "~/.config/claude_work"),
            ("codex", "codex-work", "~/.codex-work"),
        ],
    ),
    "a word that is no label": (
        [".claude-" + "long" * 7 + "/.claude.json", ".claude-ü/.claude.json"],
        [("claude", "claude-2", "~/.claude-" + "long" * 7), ("claude", "claude", "~/.claude-ü")],
    ),
    "a file of that name": ([".claude-x"], []),
}


@pytest.mark.parametrize(("paths", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_login_folders_by_their_usual_names(home, paths, expected):
    touched(home, *paths)
    found = discovery.offered({"HOME": str(home)}, ())
    assert [(one.provider, one.label, one.folder) for one in found] == expected
    assert parse("\n".join(map(account_toml, found)), "c").accounts == tuple(found)


def test_configured_folder_is_not_offered(home):
    touched(home, ".claude-work/.claude.json", ".codex/auth.json")
    (home / ".claude-link").symlink_to(home / ".claude-work")
    for folder in ("~/.claude-link", f"{home}/.claude-work/", "~/.claude-work"):
        configured = (NamedAccount("claude", "codex", folder),)
        assert [one.label for one in discovery.offered({"HOME": str(home)}, configured)] == ["codex-codex"]


def test_a_block_is_toml(home):
    block = account_toml(NamedAccount("claude", 'a "b"', "~/x"))
    assert tomllib.loads(block) == {"accounts": [{"provider": "claude", "label": 'a "b"', "folder": "~/x"}]}
