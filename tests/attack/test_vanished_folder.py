"""A current folder that is gone, and relative variables: numbers stay, and a command is right or one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from statusline.cli import COMMANDS
from support import machine, signed_in
from support.processes import COMMAND, FAST, end_all

ARGUMENTS = {
    "setup": ["--dry-run"],
    "install": ["claude", "--scope", "project"],
    "uninstall": ["--all"],
    "watch": ["--once"],
    "support-bundle": ["--output", "report"],
    "export": ["--format", "json", "--output", "all.json"],
    "preset": ["list"],
    "config": ["check"],
    "cache": ["path"],
    "init": ["zsh"],
    "completion": ["zsh"],
    "login": ["claude-web"],
    "logout": ["claude-web"],
    "mcp": ["--footer"],
    "context": ["4711"],
    "guard": ["--for", "like-project"],
}
ELSEWHERE = {"demo", "dashboard"}  # which has a home of its own; which serves until somebody ends it
FREE = {
    "show",
    "init",
    "completion",
    "preset",
    "mcp",
}  # which look at none of our folders (mcp: until it is asked), or know what a shell called this one
RELATIVE = {
    "no variable": {},
    "relative ones": {"CLAUDE_CONFIG_DIR": "a", "STATUSLINE_CACHE_DIR": "b", "STATUSLINE_CONFIG": "c"},
}
PROMPTS = {
    "zsh": ["-f", "-i", "-c", '{gone}; eval "$({init})"; _statusline_precmd; print -r -- $STATUSLINE_SEGMENT'],
    "bash": [
        "--norc",
        "-i",
        "-c",
        'TERM=xterm; {gone}; eval "$({init})"; _statusline_prompt; echo "$STATUSLINE_SEGMENT"',
    ],
    "fish": [
        "--no-config",
        "-i",
        "-c",  # with a short prompt: the usual one has the folder, and beside a long folder the numbers are cut
        "function fish_prompt; echo '> '; end; {gone}; {init} | source; emit fish_prompt; echo $STATUSLINE_SEGMENT",
    ],
}


@pytest.fixture
def known(environ, standin, statusline):
    """Sign in and refresh, so that there are numbers to lose."""
    signed_in.both(environ, standin)
    assert statusline("refresh").returncode == 0
    yield environ
    end_all(environ)


def gone(command, environ, folder):
    """Run a command in a folder that is removed before it starts."""
    folder.mkdir()
    script = 'd=$1; shift; cd "$d" && rmdir "$d" && exec "$@"'
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(folder), *map(str, command)],
        env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_refresh_there_is_a_refresh(known, tmp_path, statusline):
    done = gone([*COMMAND, "refresh", "-v"], known, tmp_path / "gone")
    assert "nobody is signed in" not in done.stdout
    assert done.returncode == 0
    assert "5h 42%" in gone(FAST, known, tmp_path / "gone").stdout
    assert "5h 42%" in statusline("show").stdout
    assert statusline("guard").returncode == 0


@pytest.mark.parametrize("variables", RELATIVE.values(), ids=RELATIVE)
@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ELSEWHERE])
def test_commands_are_right_or_one_sentence(environ, tmp_path, name, variables):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    (tmp_path / "gone").mkdir()
    words = [name, *ARGUMENTS.get(name, ())]
    done = machine.run_statusline(words, {**environ, **variables}, cwd=tmp_path / "gone", folder_gone=True)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 69)
    if done.returncode == 1 and name not in ("doctor", "alerts"):
        assert done.stderr.splitlines()[-1].startswith("statusline: ")
    if variables and name not in FREE:
        assert "The current folder is gone, and CLAUDE_CONFIG_DIR is relative to it." in done.stderr


@pytest.mark.parametrize("shell", PROMPTS)
@pytest.mark.parametrize("login", [False, True], ids=["no variable", "a relative login"])
def test_prompts_keep_their_numbers(known, tmp_path, shell, login):
    folder = tmp_path / "work"
    folder.mkdir()
    environ = known
    if login:
        (Path(known["HOME"]) / ".claude").rename(folder / "login")
        environ = {**known, "CLAUDE_CONFIG_DIR": "login"}
        machine.run_statusline(["refresh"], environ, cwd=folder)
        assert (
            "5h 42%" in subprocess.run(FAST, env=environ, cwd=folder, check=True, capture_output=True).stdout.decode()
        )
    script = PROMPTS[shell][-1].format(
        gone=f"cd {folder}; mv {folder} {folder}.moved; rm -r {folder}.moved",
        init=f"'{sys.executable}' -IS '{FAST[-1].replace('fast.py', 'shell_init.py')}' {shell}",
    )
    done = subprocess.run(
        [machine.shell_or_skip(shell), *PROMPTS[shell][:-1], script],
        env={**environ, "STATUSLINE_WIDTH": "120"}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, check=False, start_new_session=True,
    )  # fmt: skip
    assert "5h 42%" in done.stdout


def test_relative_login_keeps_its_numbers(known, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    os.rename(Path(known["HOME"]) / ".claude", folder / "login")
    environ = {**known, "CLAUDE_CONFIG_DIR": "login"}
    subprocess.run([*COMMAND, "refresh"], env=environ, cwd=folder, check=False, capture_output=True)
    script = f'cd {folder} && mv {folder} {folder}.moved && rm -r {folder}.moved && exec "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *FAST], env=environ, capture_output=True, text=True, check=True
    )
    assert "5h 42%" in done.stdout
    again = subprocess.run(
        ["/bin/sh", "-c", f"mkdir {folder}; {script}", "sh", *COMMAND, "refresh"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.stderr.startswith("statusline: The current folder is gone, and CLAUDE_CONFIG_DIR is relative to it.")
    assert "5h 42%" in done.stdout
