import os
import sys

import pytest

from statusline.config import load, presets
from support.terminal import Terminal


@pytest.fixture
def user(home, environ, require, tmp_path):
    """Return the home of somebody who has Claude Code, zsh and starship, but no tmux."""
    (home / ".claude").mkdir()
    (home / ".claude/settings.json").write_text('{"model": "opus"}\n')
    (home / ".zshrc").write_text("alias a=b\n")
    (home / ".config").mkdir()
    (home / ".config/starship.toml").write_text('format = "$directory"\n')
    environ |= {
        "SHELL": require("zsh"),
        "PATH": only(tmp_path / "bin", zsh=require("zsh"), sh="/bin/sh"),
        "TERM": "xterm",
    }
    return home


def only(folder, **programs):
    """Return a PATH with nothing but programs."""
    folder.mkdir()
    for name, path in programs.items():
        (folder / name).symlink_to(path)
    return str(folder)


def files(home):
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_dry_run_shows_diffs_only(user, statusline):
    before = files(user)
    done = statusline("setup", "--dry-run")
    assert done.returncode == 0
    assert files(user) == before
    for name in (".claude/settings.json", ".zshrc", ".config/starship.toml"):
        assert f"--- {user}/{name}\n+++ {user}/{name}\n" in done.stdout
    assert "+# >>> statusline >>>\n" in done.stdout
    assert '-{"model": "opus"}\n' in done.stdout
    assert "tmux" not in done.stdout


def test_a_named_surface_is_the_only_one(user, statusline):
    before = files(user)
    done = statusline("setup", "zsh", "--yes")
    assert (done.returncode, done.stdout.startswith("zsh (")) == (0, True)
    assert [path.name for path, content in before.items() if path.read_bytes() != content] == [".zshrc"]
    assert "Installed: zsh.\nNo limit is known yet: the first prompt asks once you are signed in" in done.stdout
    wrong = statusline("setup", "zhs")
    assert (wrong.returncode, "Did you mean 'zsh'?" in wrong.stderr) == (2, True)


def test_yes_does_all_uninstall_undoes_it(user, statusline):
    before = files(user)
    done = statusline("setup", "--yes")
    assert done.returncode == 0, done.stderr
    assert len([path for path, content in before.items() if path.read_bytes() != content]) == 3
    assert "lists its modules without ours" in done.stderr
    again = statusline("setup", "--yes")
    assert (again.returncode, again.stdout.count("already has it")) == (0, 3)
    assert statusline("uninstall", "--all").returncode == 0
    assert {path: path.read_bytes() for path in before} == before


def test_nobody_to_ask_changes_nothing(user, statusline):
    before = files(user)
    done = statusline("setup")
    assert (done.returncode, files(user)) == (1, before)
    assert "setup --yes" in done.stderr
    assert "+# >>> statusline >>>\n" in done.stdout


def test_each_change_is_asked_for(user, environ, tmp_path):
    before = files(user)
    command = [sys.executable, "-P", "-m", "statusline", "setup"]
    with Terminal(command, environ, folder=tmp_path, columns=200, rows=100) as terminal:
        questions = ("settings.json?", "n"), (".zshrc?", ""), ("Add ours?", ""), ("starship.toml?", "n")
        for question, answer in questions:
            terminal.wait_for(f"{question} [Y/n]")
            terminal.enter(answer)
        terminal.wait_for("Which look?")
        terminal.enter("compact")
        terminal.wait_for("An alert")
        terminal.enter("y")
        assert terminal.wait_for_end() == 0
        assert "Installed: zsh. Not: claude, starship." in terminal.text()
        assert "Undo: `statusline uninstall --all`." in terminal.text()
    config = load(environ["STATUSLINE_CONFIG"])
    assert config.alerts.enabled
    assert presets.holds("compact", config)
    changed = [path.name for path, content in before.items() if path.read_bytes() != content]
    assert changed == [".zshrc"]


def test_a_right_prompt_is_asked_about(user, environ, tmp_path):
    (user / ".zshrc").write_text("RPROMPT='%T'\n")
    command = [sys.executable, "-P", "-m", "statusline", "setup"]
    with Terminal(command, environ, folder=tmp_path, columns=200, rows=100) as terminal:
        for question, answer in (".json? [Y/n]", "n"), ("(off)", "right"), (".zshrc? [Y/n]", ""):
            terminal.wait_for(question)
            terminal.enter(answer)
        terminal.wait_for("Add ours?")
    assert "STATUSLINE_JOIN=right" in (user / ".zshrc").read_text().splitlines()


def test_one_failure_stops_no_other(user, statusline):
    (user / ".claude/settings.json").write_text("// mine\n{}\n")
    done = statusline("setup", "--yes")
    assert done.returncode == 1
    assert "not plain JSON" in done.stderr
    assert "statusline" in (user / ".zshrc").read_text()


def test_without_any_it_says_what_could_be(home, statusline, environ, tmp_path):
    environ |= {"PATH": only(tmp_path / "bin", sh="/bin/sh"), "SHELL": "/bin/sh"}
    done = statusline("setup")
    assert (
        "None of these was found: claude, codex, tmux, zsh, bash, fish, nu, xonsh, sh, starship, waybar." in done.stdout
    )
    assert os.listdir(home) == []


def test_wrong_usage_is_click_s(statusline):
    assert statusline("setup", "--nonsense").returncode == 2
