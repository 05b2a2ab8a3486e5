import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support import guarded_suite, machine

TESTS = Path(__file__).parents[1]
POLLUTION = {
    "STATUSLINE_REQUIRE": "zsh,no-such-shell",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_COLOR": "1",
    "COLUMNS": "80",
    "TMUX": "/tmp/tmux-0/default,1,0",
    "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-STANDIN",
    "XDG_CACHE_HOME": "/nowhere",
}
REAL_FILES = (".claude/.credentials.json", ".claude.json", ".codex/auth.json", "my-codex/auth.json", ".profile")
REAL_FOLDERS = (".cache", ".config/statusline", ".local/state/statusline", "elsewhere", ".claude-backup")


def furnish(home):
    for name in REAL_FOLDERS:
        (home / name).mkdir(parents=True)
    (home / ".claude-backup").rmdir()
    for name in (*REAL_FILES, ".claude-backup"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("as it was")


def contents(home):
    return {
        str(path.relative_to(home)): (path.stat().st_mode, path.is_file() and path.read_text())
        for path in sorted(home.rglob("*"))
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the guarded suite once; return phase reports by test, and the real home before and after."""
    folder = tmp_path_factory.mktemp("guarded")
    real = tmp_path_factory.mktemp("real-home")
    furnish(real)
    before = contents(real)
    shutil.copytree(TESTS / "support", folder / "support", ignore=shutil.ignore_patterns("test_*", "__pycache__"))
    shutil.copy(TESTS / "conftest.py", folder)
    shutil.copy(TESTS / "support/guarded_suite.py", folder / "test_guarded.py")
    (folder / "real-home").write_text(str(real))
    (folder / "pytest.ini").write_text(
        "[pytest]\npythonpath = .\naddopts = --import-mode=importlib -p no:cacheprovider\nfilterwarnings = error\n"
    )
    environ = {**POLLUTION, **machine.python_path(), "PATH": os.environ["PATH"], "HOME": str(real)}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--junitxml=report.xml", f"--basetemp={folder / 'tmp'}"],
        cwd=folder,
        env={**environ, "CODEX_HOME": str(real / "my-codex")},
        check=False,
        timeout=100,
        stdout=subprocess.DEVNULL,
    )
    return reports(folder / "report.xml"), before, contents(real)


def reports(path):
    """Return {test: {"failure" | "error" | "skipped": message}}; a test that passed has none of them."""
    found = defaultdict(dict)
    for case in ET.parse(path).iter("testcase"):  # one for the call, one for a teardown that fails on top
        found[case.get("name")] |= {part.tag: part.get("message") for part in case}
    return dict(found)


@pytest.mark.parametrize("name", guarded_suite.VIOLATIONS)
def test_violation_fails_with_a_sentence(run, name):
    assert guarded_suite.VIOLATIONS[name][1] in run[0][f"test_plain[{name}]"]["failure"]


@pytest.mark.parametrize("name", guarded_suite.VIOLATIONS)
def test_swallowed_violation_fails_too(run, name):
    found = run[0][f"test_swallowed[{name}]"]

    assert found.keys() == {"error"}
    assert guarded_suite.VIOLATIONS[name][1] in found["error"]


def test_a_violation_in_a_thread_fails_it_too(run):
    assert "reached for 203.0.113.1:80" in run[0]["test_swallowed_in_a_thread"]["error"]


def test_no_violation_changed_anything(run):
    _, before, after = run

    assert after == before


@pytest.mark.parametrize(
    "name",
    [
        *(f"test_innocent[{name}]" for name in guarded_suite.INNOCENT),
        "test_the_environment_is_bare",
        "test_each_home_is_empty_at_first[1]",
        "test_each_home_is_empty_at_first[2]",
        "test_a_child_inherits_the_home",
        "test_a_program_that_is_there",
    ],
)
def test_what_is_allowed_passes(run, name):
    assert run[0][name] == {}


def test_missing_program_skips_or_fails(run):
    assert "no-such-program is not installed." in run[0]["test_a_program_that_is_missing"]["skipped"]
    assert "STATUSLINE_REQUIRE lists it" in run[0]["test_a_program_that_is_missing_but_required"]["failure"]
