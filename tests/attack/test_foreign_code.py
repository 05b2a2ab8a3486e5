"""A folder full of planted modules changes nothing: not by standing in it, not by an empty entry in PYTHONPATH."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.shell_init import fast_command
from support import launcher, machine, signed_in
from support.processes import end_all, wait_for

INPUT = Path(__file__).parents[1] / "fixtures/attack/repo-pythonpath/sitecustomize.txt"
PACKAGES = ("statusline", "click", "keyring", "rich")
MODULES = ("sitecustomize", "usercustomize", "requests", "keyring", "json", "os", "tomllib", "subprocess", "_signal")
PYTHONPATHS = {
    "no PYTHONPATH": {},
    "an empty entry at its end": {"PYTHONPATH": "/opt/spark/python:"},
    "an empty entry at its beginning": {"PYTHONPATH": ":/opt/x"},
    "the folder itself, by a dot": {"PYTHONPATH": "."},
}
DOCUMENT = json.dumps({"session_id": "s1", "model": {"display_name": "Opus"}, "rate_limits": {}})
SURFACES = {
    "zsh": ["zsh", "-f", "-i", "-c", 'eval "$(statusline init zsh)"; _statusline_precmd'],
    "bash": ["bash", "--norc", "-i", "-c", 'TERM=xterm; eval "$(statusline init bash)"; _statusline_prompt'],
    "fish": ["fish", "--no-config", "-i", "-c", "statusline init fish | source; emit fish_prompt"],
    "Claude Code": ["/bin/sh", "-c", f"{fast_command()} --format claude"],
    "a script": ["statusline", "--format", "waybar"],
}
ARGUMENTS = {
    "setup": ["--dry-run"],
    "install": ["tmux"],
    "watch": ["--once"],
    "support-bundle": ["--output", "-"],
    "completion": ["zsh"],
    "login": ["claude-web", "--help"],
}
# The search path is the same whatever the command: these load most, or start programs and interpreters of ours.
LOADING = (
    "alerts",
    "completion",
    "doctor",
    "history",
    "install",
    "login",
    "refresh",
    "setup",
    "support-bundle",
    "watch",
)


@pytest.fixture
def planted(tmp_path):
    """Return a folder in which every module of these leaves a file in the home."""
    folder = tmp_path / "repo"
    for name in PACKAGES:
        (folder / name).mkdir(parents=True)
        shutil.copy(INPUT, folder / name / "__init__.py")
        shutil.copy(INPUT, folder / name / "__main__.py")
    for name in MODULES:
        shutil.copy(INPUT, folder / f"{name}.py")
    return folder


@pytest.fixture
def installed(tmp_path, environ):
    """Put the installed command on PATH; wait for what it started."""
    launcher.install(tmp_path / "bin")
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    yield environ
    end_all(environ)


def run(command, environ, folder):
    return subprocess.run(
        command, env=environ, cwd=folder, input=DOCUMENT, capture_output=True, text=True, timeout=60, check=False,
        start_new_session=True,
    )  # fmt: skip


PLANTED = [*((surface, "an empty entry at its end") for surface in SURFACES), *(("zsh", name) for name in PYTHONPATHS)]


@pytest.mark.parametrize(("surface", "name"), dict.fromkeys(PLANTED))
def test_prompt_runs_no_planted_module(planted, installed, standin, home, surface, name):
    signed_in.both(installed, standin)
    if surface in ("zsh", "bash", "fish"):
        machine.shell_or_skip(surface)
    environ = {**installed, **PYTHONPATHS[name]}
    run(SURFACES[surface], environ, planted)
    record = Path(installed["STATUSLINE_CACHE_DIR"], "usage.json")
    wait_for(lambda: record.exists() and b"five_hour" in record.read_bytes())
    assert not (home / "PWNED").exists()


@pytest.mark.parametrize("name", LOADING)
def test_no_command_imports_one(planted, installed, home, name):
    environ = {**installed, "PYTHONPATH": f":{planted}:."}
    done = run(["statusline", name, *ARGUMENTS.get(name, ())], environ, planted)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 69)
    assert not (home / "PWNED").exists()


def test_command_works_through_a_link(tmp_path, installed):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/link").symlink_to("../bin/statusline")
    (tmp_path / "other/again").symlink_to(tmp_path / "other/link")
    for command in (["../other/again"], ["/bin/sh", "statusline"], [str(tmp_path / "other/link")]):
        assert run([*command, "--version"], installed, tmp_path / "bin").stdout.startswith("statusline ")


TRAPS = ("uname", "git", "readlink", "tmux", "ldconfig", "gcc", "cc", "sw_vers", "locale", "stty", "fish", "sh")


@pytest.mark.parametrize("entry", [".", "", "tools"], ids=["a dot", "empty", "relative"])
def test_only_absolute_folders_of_path(tmp_path, installed, home, planted, entry):
    folder = planted / "tools" if entry == "tools" else planted
    folder.mkdir(exist_ok=True)
    for name in TRAPS:
        (folder / name).write_text("#!/bin/sh\necho x >>~/PWNED\n")
        (folder / name).chmod(0o755)
    (tmp_path / "link").symlink_to("bin/statusline")
    environ = {**installed, "PATH": f"{entry}:{installed['PATH']}", "TMUX": "/tmp/none,1,0", "SHELL": "/bin/sh"}
    for words in (["setup", "--yes"], ["refresh", "--offline"], ["doctor"], ["support-bundle", "-o", "-"]):
        run([str(tmp_path / "link"), *words], environ, planted)
    assert not (home / "PWNED").exists()


def test_doctor_starts_nothing_of_path(tmp_path, installed, home):
    traps = tmp_path / "traps"
    traps.mkdir()
    for name in TRAPS:
        (traps / name).write_text("#!/bin/sh\necho x >>~/PWNED\n")
        (traps / name).chmod(0o755)
    environ = {**installed, "PATH": f"{traps}:/nowhere"}
    for words in (["doctor"], ["support-bundle", "--output", "-"], ["privacy"]):
        done = run([str(tmp_path / "bin/statusline"), *words], environ, "/")
        assert os.uname().machine in done.stdout or words == ["privacy"]
    assert not (home / "PWNED").exists()


def test_child_gets_no_python_variable(tmp_path, environ):
    witness, out = tmp_path / "python", tmp_path / "out"
    witness.write_text(f"#!/bin/sh\nenv >{out}.new; pwd >>{out}.new; mv {out}.new {out}\n")
    witness.chmod(0o755)
    program = (
        "import os, sys; from statusline.hot import spawn; sys.executable = sys.argv[1]; spawn.start([], os.environ)"
    )
    extra = {"PYTHONPATH": "", "PYTHONSTARTUP": "x.py", "PYTHONUTF8": "1", "CODEX_HOME": "here"}
    subprocess.run([sys.executable, "-P", "-c", program, witness], env={**environ, **extra}, cwd=tmp_path, check=True)
    wait_for(out.exists)
    time.sleep(0.05)
    lines = out.read_text().splitlines()
    assert [line for line in lines if line.startswith("PYTHON")] == []
    assert f"CODEX_HOME={tmp_path}/here" in lines
    assert lines[-1] == "/"
