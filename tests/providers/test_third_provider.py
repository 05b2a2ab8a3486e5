"""A vendor is one row and one folder: with those alone every part of the program knows it."""

import json
import time
from pathlib import Path

import jsonschema
import pytest

from support import third_provider

SCHEMA = Path(__file__).parents[2] / "statusline/data/statusline-1.schema.json"
COUNTED = 61


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return third_provider.build(tmp_path_factory.mktemp("third"))


@pytest.fixture
def acme(package, environ, home):
    """Return a function that runs the copy's command where somebody is signed in to Acme, after one refresh."""
    (home / ".acme/meter").mkdir(parents=True)
    (home / ".acme/login.json").write_text('{"token": "a-token-of-acme"}')
    (home / ".acme/login.json").chmod(0o600)
    (home / ".acme/meter/now.json").write_text(str(COUNTED))

    def run(*arguments):
        return third_provider.run(package, environ, *arguments)

    done = run("refresh", "-v")
    assert "acme_meter: " in done.stdout, done.stderr
    return run


def account(text):
    """Return the account of Acme in a JSON document."""
    (found,) = (one for one in json.loads(text)["accounts"] if one["provider"] == "acme")
    return found


def test_json_has_its_account(acme, package, environ):
    done = third_provider.draw(package, environ, "--format", "json")
    shown = account(done.stdout)
    assert (shown["status"], shown["plan"], shown["source"]) == ("ok", "gold", "acme_meter")
    assert [(one["window"], one["used_percentage"]) for one in shown["windows"]] == [("acme_shift", COUNTED)]
    jsonschema.validate(json.loads(done.stdout), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_prompts_show_it(acme, package, environ):
    Path(environ["STATUSLINE_CONFIG"]).write_text('windows = ["acme_shift"]\n')
    acme("refresh")
    prompts = ("plain", "ansi", "zsh", "bash", "fish", "tmux", "claude", "starship")
    for target in (*prompts, "waybar", "i3bar", "polybar", "swiftbar", "prometheus"):
        shown = third_provider.draw(package, environ, "--format", target).stdout
        assert str(COUNTED) in shown, target
        assert "shift" in shown, target


def test_its_variable_is_one_of_the_formats(acme, package, environ):
    Path(environ["STATUSLINE_CONFIG"]).write_text('windows = ["acme_shift"]\nformat = "<$acme>"\n')
    acme("refresh")
    assert third_provider.draw(package, environ, "--format", "plain").stdout.startswith("<A shift 61% 2h")


def test_doctor_names_source_and_problems(acme, home):
    report = json.loads(acme("doctor", "-f", "json").stdout)
    (sign_in,) = (one for one in report["sign_ins"] if one["provider"] == "acme")
    assert (sign_in["signed_in"], sign_in["plan"]) == (True, "gold")
    assert "acme_meter" in [one["source"] for one in report["sources"]]
    (home / ".acme/locked").touch()
    (home / ".acme/login.json").chmod(0o644)
    text = acme("doctor").stdout
    assert "Acme's meter is locked." in text
    assert "✗ ~/.acme/login.json is open to other users" in text


def test_doctor_says_how_to_sign_in(package, environ):
    said = third_provider.run(package, environ, "doctor").stdout
    assert "Nobody is signed in to Claude Code, Codex or Acme Coder here." in said
    assert "`codex login` or `acme sign-in`" in said
    assert "CODEX_HOME or ACME_HOME" in said


def test_privacy_lists_its_files(acme, home):
    reads = json.loads(acme("privacy", "--format", "json").stdout)["reads"]
    rows = {row["path"]: row for row in reads}
    assert rows[f"{home}/.acme/login.json"]["why"] == "Acme's sign-in"
    assert rows[f"{home}/.acme/meter/*"]["exists"] is True
    assert f"{home}/.acme-*" in rows


def test_redaction_hides_its_keys(acme):
    key = json.loads(acme("doctor", "-f", "json").stdout)["sign_ins"][-1]["account"]
    said = acme("doctor", "-f", "json", "--privacy", "redacted").stdout
    assert key not in said
    assert json.loads(said)["sign_ins"][-1]["where"] == "~/.acme/login.json"


def test_explain_lists_its_samples(acme):
    lines = acme("explain").stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  shift: 61% used"))
    assert "    source     meter, seen <1m ago: newest of the running cycle" in lines[start:]


def test_guard_counts_it(acme):
    assert acme("guard", "--provider", "acme", "--max", "60").returncode == 1
    assert acme("guard", "--provider", "acme", "--max", "70", "--window", "shift").returncode == 0
    assert acme("guard", "--provider", "acme", "--window", "five_hour").returncode == 69


def test_history_keeps_its_changes(acme):
    rows = acme("export", "--format", "csv").stdout.splitlines()
    assert len(rows) == 2
    assert ",acme_shift," in rows[1]
    assert "acme" in acme("history", "--provider", "acme", "--format", "table").stdout


def test_the_dashboard_shows_it(acme):
    frame = acme("watch", "--once").stdout
    assert "Acme" in frame
    assert "shift" in frame
    assert "61%" in frame


def test_alerts_call_it_by_its_title(acme, environ, home):
    outbox = home / "outbox"
    command = f'["sh", "-c", "cat >>{outbox}"]'
    Path(environ["STATUSLINE_CONFIG"]).write_text(f"[alerts]\nenabled = true\nchannels = []\ncommand = {command}\n")
    acme("refresh")
    (home / ".acme/meter/now.json").write_text("97")
    time.sleep(1)  # of two numbers of the same second the first one counts
    acme("refresh")
    assert "Acme shift: 97% used" in outbox.read_text()


def test_config_has_its_table(acme, environ):
    default = acme("config", "show", "--default").stdout
    assert "# Acme Coder.\n[acme]\n" in default
    assert 'sources = ["acme_meter"]' in default
    Path(environ["STATUSLINE_CONFIG"]).write_text('[acme]\nsymbol = "@"\nsources = ["acme_metre"]\n')
    assert 'did you mean "acme_meter"?' in acme("config", "check").stderr
    Path(environ["STATUSLINE_CONFIG"]).write_text("[acme]\nenabled = false\n")
    assert "acme_meter" not in acme("refresh", "-v").stdout


def test_accounts_find_more_of_its_logins(acme, home):
    (home / ".acme-work").mkdir()
    (home / ".acme-work/login.json").write_text('{"token": "another"}')
    assert "  ~/.acme-work (acme): `statusline accounts add ~/.acme-work`\n" in acme("accounts").stdout
    assert 'provider = "acme"' in acme("accounts", "add", "~/.acme-work").stdout.replace("+", "")


def test_previews_show_its_numbers(package, environ):
    code = (
        "from statusline.config import parse; from statusline.render import preview;"
        "print(preview.line(parse('windows = [\"acme_shift\"]', 'c'), 'plain'))"
    )
    done = third_provider.python(package, environ, code)
    assert "A shift 33% 2h00m" in done.stdout, done.stderr
