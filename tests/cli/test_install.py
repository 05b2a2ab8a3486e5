import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import statusline as package
from statusline.hot import paths
from statusline.install import SURFACES
from support import signed_in
from support.terminal import Terminal

CHECKOUT = Path(__file__).parents[2]
PACKAGE = Path(package.__file__).parent  # the installed one, which need not be this checkout's
FAST = f"'{sys.executable}' -IS '{PACKAGE}/fast.py'"
BEFORE = """{
    "model" : "opus",
    "statusLine": { "command": "echo mine", "type": "command" },
    "permissions": {"allow": ["Bash(ls)"]}
}
"""


@pytest.fixture
def settings(home):
    """Return the user's settings.json, with a status line command in it."""
    file = home / ".claude/settings.json"
    file.parent.mkdir()
    file.write_text(BEFORE)
    file.chmod(0o600)
    return file


def sh(command, environ, document=b""):
    """Run a command as Claude Code does."""
    return subprocess.run(
        ["/bin/sh", "-c", command], env=environ, input=document, capture_output=True, check=True, timeout=30
    )


def test_claude_slot_gets_our_command(settings, statusline, environ):
    done = statusline("install", "claude")
    assert done.returncode == 0, done.stderr
    command = f"{FAST} --format claude --chain last 'echo mine'"
    assert settings.read_text() == BEFORE.replace(
        '"command": "echo mine", "type": "command" }',
        f'"command": {json.dumps(command)}, "type": "command", "refreshInterval": 60 }}',
    )
    assert settings.stat().st_mode & 0o777 == 0o600


def test_what_was_written_is_run_and_shown(settings, statusline, environ):
    environ["NO_COLOR"] = "1"
    lines = statusline("install", "claude").stdout.splitlines()
    assert lines[0] == f"claude: written to {settings}, which is backed up."
    assert lines[1].startswith("It prints for a sample document, in the default look, in ")
    assert lines[2].startswith("  C 5h 42% 2h11m · 7d 18% ")
    assert lines[3:] == ["Your other status line command keeps running, with one second for its lines: echo mine"]
    shown = sh(json.loads(settings.read_text())["statusLine"]["command"], environ).stdout.decode()
    assert shown == "…\nmine\n"


def test_the_trial_leaves_no_sample_in_the_cache(settings, statusline, environ):
    statusline("install", "claude")
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()


def test_the_first_prompt_has_numbers(home, statusline, environ, standin):
    signed_in.claude(environ, standin)
    said = statusline("install", "zsh").stdout
    assert "Your limits now: C 5h 42%" in said
    assert "(C is Claude Code; each limit: how much is used, and when it resets.)\n" in said
    assert "42%" in (Path(paths.login_dir(environ)) / "zsh.prompt").read_text()
    assert len(standin.requests) == 1


def test_the_first_footer_has_numbers(home, statusline, environ, standin):
    (home / ".codex").mkdir()
    signed_in.claude(environ, standin)
    said = statusline("install", "codex").stdout
    assert "  C 5h 42%" in said.partition("It prints for a sample document")[2].splitlines()[1]


@pytest.mark.parametrize("name", SURFACES)
def test_a_second_run_changes_nothing_and_says_so(home, statusline, environ, name):
    bar = home / ".config/waybar/config"  # waybar needs one
    bar.parent.mkdir(parents=True)
    bar.write_text("{}")
    assert statusline("install", name).returncode == 0
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_relative_to(home / ".local")]
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in files}
    assert before
    again = statusline("install", name)
    assert again.returncode == 0
    assert "nothing changed" in again.stdout
    assert {path: (path.read_bytes(), path.stat().st_ino) for path in files} == before


def test_a_link_to_the_settings_stays_a_link(home, settings, statusline):
    target = home / "dotfiles.json"
    settings.rename(target)
    settings.symlink_to("../dotfiles.json")
    assert statusline("install", "claude").returncode == 0
    assert settings.is_symlink()
    assert "fast.py" in target.read_text()
    assert statusline("uninstall", "claude").returncode == 0
    assert (settings.is_symlink(), target.read_text()) == (True, BEFORE)


def test_commented_settings_are_refused(settings, statusline):
    settings.write_text('{\n  // mine\n  "model": "opus"\n}\n')
    done = statusline("install", "claude")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"statusline: {settings}: not edited, since it is not plain JSON")
    assert '"statusLine": {"type": "command", "command": ' in done.stderr
    assert "// mine" in settings.read_text()


def test_another_login_has_settings_of_its_own(settings, statusline, environ, tmp_path):
    environ["CLAUDE_CONFIG_DIR"] = str(tmp_path / "work login")
    assert statusline("install", "claude").returncode == 0
    assert "fast.py" in (tmp_path / "work login/settings.json").read_text()
    assert settings.read_text() == BEFORE


def test_a_project_has_settings_of_its_own(settings, statusline, tmp_path):
    done = statusline("install", "claude", "--scope", "project", cwd=tmp_path)
    assert done.returncode == 0
    assert "fast.py" in (tmp_path / ".claude/settings.json").read_text()
    assert settings.read_text() == BEFORE
    assert statusline("uninstall", "claude", cwd="/").returncode == 0
    assert not (tmp_path / ".claude").exists()


def test_trial_skips_the_chained_command(settings, statusline, home):
    settings.write_text(json.dumps({"statusLine": {"type": "command", "command": f"touch {home}/RAN"}}))
    assert statusline("install", "claude").returncode == 0
    assert not (home / "RAN").exists()


def test_a_full_state_folder_changes_nothing(settings, statusline, environ):
    environ["STATUSLINE_STATE_DIR"] = "/dev/null/x"
    done = statusline("install", "claude")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert settings.read_text() == BEFORE


def test_wrong_usage_is_click_s(statusline):
    assert statusline("install", "nonsense").returncode == 2
    assert statusline("install", "claude", "--scope", "nonsense").returncode == 2
    assert statusline("install", "claude", "--refresh-interval", "-1").returncode == 2
    assert statusline("install", "tmux", "--chain", "off").returncode == 2


@pytest.mark.parametrize("folder", ["two words of zoë's \\", 'say "hi" $HOME `x` #{pid} %H #(x)'])
def test_it_works_from_a_folder_with_any_name(home, environ, tmp_path, require, folder):
    """The package lies in the folder and so does its interpreter: the words of the command hold both paths."""
    root = tmp_path / folder
    venv = root / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True, timeout=60)
    for name in ("statusline", "shell"):
        (root / name).symlink_to(CHECKOUT / name)
    python = venv / "bin/python"
    elsewhere = {**environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path]), "NO_COLOR": "1", "SHELL": "/bin/sh"}
    for name in ("claude", "zsh", "bash", "fish", "tmux"):
        if name != "claude":
            require(name)
        arguments = [python, "-P", "-m", "statusline", "install", name]
        done = subprocess.run(arguments, env=elsewhere, capture_output=True, encoding="utf-8", check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), name
    assert str(python) in json.loads((home / ".claude/settings.json").read_text())["statusLine"]["command"].replace(
        "'\\''", "'"
    )
    for shell, file in (("zsh", ".zshrc"), ("bash", ".bashrc"), ("fish", ".config/fish/config.fish")):
        done = subprocess.run(
            [require(shell), str(home / file)], env=elsewhere, capture_output=True, check=False, timeout=30
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), shell


def test_blocks_are_silent_without_package(home, environ, statusline, require, tmp_path):
    for shell, file in (("zsh", ".zshrc"), ("bash", ".bashrc"), ("fish", ".config/fish/config.fish")):
        require(shell)
        statusline("install", shell)
        rc = home / file
        text = rc.read_text()
        for gone in (sys.executable, f"{PACKAGE}/shell_init.py"):
            rc.write_text(text.replace(gone, str(tmp_path / "gone")))
            assert str(tmp_path) in rc.read_text()
            done = subprocess.run(
                [shell, "-i", "-c", "true"],
                env={**environ, "TERM": "dumb"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=30,
                start_new_session=True,
            )
            complaints = [
                line for line in done.stderr.decode().splitlines() if "job control" not in line and "ioctl" not in line
            ]
            assert (done.returncode, done.stdout, complaints) == (0, b"", []), shell


PEER = Path(__file__).parents[1] / "fixtures/peers/ccstatusline.json"


@pytest.fixture
def peer(home):
    """Return the configuration of another status line, in its usual place."""
    file = home / ".config/ccstatusline/settings.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(PEER.read_bytes())
    return file


def test_look_of_another_line_is_only_offered(settings, peer, statusline, environ):
    done = statusline("install", "claude")
    assert f"ccstatusline is configured in {peer}; `--like ccstatusline` takes over its look." in done.stdout
    assert not Path(paths.config_file(environ)).exists()


def test_look_of_another_line_is_taken_over(settings, peer, statusline, environ):
    done = statusline("install", "claude", "--like", "ccstatusline")
    assert done.returncode == 0, done.stderr
    assert "Ours does not have: git-changes, custom-command.\n" in done.stdout
    config = Path(paths.config_file(environ)).read_text()
    assert '[claude_line]\nformat = "([$model](bold cyan))' in config
    assert peer.read_bytes() == PEER.read_bytes()
    assert statusline("install", "claude", "--like", "ccstatusline").stdout.count("Your config has it already.") == 1
    assert statusline("uninstall", "claude").returncode == 0
    assert settings.read_text() == BEFORE


def test_look_of_a_line_that_is_not_there(settings, statusline):
    done = statusline("install", "claude", "--like", "claude-hud")
    assert done.returncode == 1
    assert done.stderr == (
        "statusline: There is no configuration of claude-hud here."
        " It is looked for in ~/.claude/plugins/claude-hud/config.json.\n"
    )
    assert settings.read_text() == BEFORE


ANSWERS = {"y": True, "n": False}


@pytest.mark.parametrize(("answer", "taken"), ANSWERS.items())
def test_look_of_another_line_is_asked_about(settings, peer, environ, tmp_path, answer, taken):
    command = [sys.executable, "-P", "-m", "statusline", "install", "claude"]
    with Terminal(command, environ, folder=tmp_path, columns=200, rows=60) as terminal:
        terminal.wait_for("Take it over into your config? [y/N]:")
        terminal.enter(answer)
        terminal.wait_for(f"claude: written to {settings}")
    assert Path(paths.config_file(environ)).exists() is taken
