import json
import os
import subprocess
import sys

import pytest

from statusline.demo.standin import Answer
from support import signed_in
from support.wire import CLAUDE, ask

STUB = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "stdin": sys.stdin.read(), "environ": dict(os.environ)}))
print("é", file=sys.stderr)
sys.exit(3)
"""


@pytest.fixture
def stub(environ, tmp_path):
    (tmp_path / "code" / "statusline").mkdir(parents=True)
    (tmp_path / "code" / "statusline" / "__init__.py").touch()
    (tmp_path / "code" / "statusline" / "__main__.py").write_text(STUB)
    environ["PYTHONPATH"] = str(tmp_path / "code")


def test_child_gets_folders_of_the_test(environ, home, tmp_path):
    assert {name: value for name, value in environ.items() if name != "PYTHONPATH"} == {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "STATUSLINE_CACHE_DIR": str(tmp_path / "cache"),
        "STATUSLINE_CONFIG": str(tmp_path / "config.toml"),
        "STATUSLINE_STATE_DIR": str(tmp_path / "state"),
        "TZ": "UTC",
    }


def test_a_child_finds_the_package(environ, tmp_path):
    command = [sys.executable, "-P", "-c", "import statusline"]

    assert subprocess.run(command, env=environ, cwd=tmp_path, check=False).returncode == 0


def test_the_command_runs_as_people_run_it(stub, statusline, environ):
    found = statusline("--format", "tmux")
    seen = json.loads(found.stdout)

    assert (found.returncode, found.stderr) == (3, "é\n")
    assert (seen["arguments"], seen["stdin"]) == (["--format", "tmux"], "")
    assert seen["environ"].items() >= environ.items()


def test_the_command_reads_what_it_is_given(stub, statusline):
    assert json.loads(statusline(input="{}").stdout)["stdin"] == "{}"


COMMANDS = {
    "help": ("--help",),
    "a usage error": ("nonsense",),
    "a config": ("config", "show"),
    "a problem": ("guard", "--max", "80"),
    "a refresh": ("refresh", "--offline"),
    "the fast path": ("--format", "plain"),
    "a snippet": ("init", "zsh"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_fork_does_what_a_new_process_does(environ, statusline, arguments):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    new, fork = statusline(*arguments, encoding="utf-8"), statusline(*arguments)
    assert (fork.returncode, fork.stdout, fork.stderr) == (new.returncode, new.stdout, new.stderr)


def test_a_fork_that_does_not_end_is_killed(environ, standin, statusline):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(delay=60))
    with pytest.raises(subprocess.TimeoutExpired):
        statusline("refresh", timeout=0.5)


def test_the_stand_in_is_there(standin):
    assert ask(standin, CLAUDE)[0] == 200
