"""What doctor and explain say of repositories and commands that went wrong."""

import importlib.util
import time
from pathlib import Path

import pytest

from statusline.config import parse
from statusline.diagnostics import beside
from statusline.hot import repository
from statusline.refresh.commands import Commands
from statusline.repository import notes, state_file
from statusline.state.environment import find_environment

FORMAT = "[claude_line]\nformat = '$accounts( $dirty)( $command.a)'\n[command.a]\nrun = ['no-such-program']\n"
PAUSE = str(notes.Pause(notes.SLOW, 5, "00000000", 1))


@pytest.fixture
def environment(environ):
    return find_environment(environ)


def problems(environment, toml=FORMAT):
    return [str(message) for message, _ in beside.problems(environment, parse(toml, ""), int(time.time()))]


@pytest.mark.parametrize("note", [notes.OWNER, notes.ELSEWHERE, notes.UNSUPPORTED, PAUSE])
def test_repository_that_says_no_more(environment, tmp_path, note):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    repository.fields(str(tmp_path), ["dirty"], environment.environ, int(time.time()))
    state_file.write(environment.cache, str(tmp_path), state_file.State("", 5, note, {}))
    assert any(str(tmp_path) in problem for problem in problems(environment))
    assert problems(environment, "") == []


def test_library_that_is_missing(environment, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert problems(environment) == ["$dirty says nothing without pygit2."]
    assert problems(environment, "[claude_line]\nformat = '$sha'\n") == []


def test_command_that_the_config_lacks(environment):
    (problem,) = problems(environment, "[claude_line]\nformat = '$command.nope'\n")
    assert problem == "A format has $command.nope, and the config no [command.nope]."


def test_arguments_stay_out_of_a_report(environ, statusline):
    Path(environ["STATUSLINE_CONFIG"]).write_text("[command.a]\nrun = ['x', '--password', 'hunter2']\n")
    report = statusline("support-bundle", "--output", "-").stdout
    assert "command.a.run = (set)" in report
    assert "hunter2" not in report


def test_command_that_failed(environment, environ, statusline):
    config = parse(FORMAT, "")
    Path(environ["STATUSLINE_CONFIG"]).write_text(FORMAT)
    commands = Commands(environment)
    commands._start(dict(config.command.named)["a"].key("a"), dict(config.command.named)["a"])
    reason = "names a program that is not in PATH"
    assert f"The command of $command.a {reason}." in statusline("doctor").stdout
    assert f"$command.a: it {reason}" in statusline("explain").stdout.splitlines()
