"""An install that is killed, raced or runs out of disk loses nothing: `uninstall` brings back every byte."""

import json
import re
import shlex
import signal
import stat
import subprocess

import pytest

from support.machine import run_statusline, shell_or_skip
from support.processes import COMMAND, wait_for
from support.two_users import needs_root

BEFORE = {
    "claude": (".claude/settings.json", '{"model": "opus", "statusLine": {"type":"command","command":"echo mine"}}'),
    "zsh": (".zshrc", "alias a=b"),
    "tmux": (".tmux.conf", "set -g mouse on\n"),
}
CALLS = ("rename", "fsync", "unlink", "mkdir")


def run(environ, *words):
    done = run_statusline(words, environ)
    assert "Traceback" not in done.stderr
    return done


def killed(environ, call, when, *words):
    """Run a command that is killed at the nth call of a kind; return whether it was."""
    return run_statusline(words, environ, killed_at=(call, when)).returncode == -signal.SIGKILL


def everything(home):
    """Return all files of a home but those in our own folders."""
    files = [path for path in home.rglob("*") if path.is_file() and "statusline" not in path.relative_to(home).parts]
    return {str(path.relative_to(home)): path.read_bytes() for path in files}


@pytest.fixture
def ours(environ, home):
    """Return an environment whose state is in the home as usual, and whose trial starts no shell."""
    return {
        name: value for name, value in environ.items() if name not in ("STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR")
    }


@pytest.mark.parametrize(("surface", "call"), [*(("claude", call) for call in CALLS), ("zsh", "rename")])
def test_killed_install_uninstalls_whole(ours, home, surface, call):
    name, text = BEFORE[surface]
    (home / name).parent.mkdir(exist_ok=True)
    (home / name).write_text(text)
    before = everything(home)
    for when in range(1, 10):
        if not killed(ours, call, when, "install", surface):
            break
        assert (home / name).read_text() == text or json.dumps(sorted(before)) == json.dumps(sorted(everything(home)))
        if when % 2:  # as in the attack: once more, and only then out again
            assert run(ours, "install", surface).returncode == 0
        run(ours, "uninstall", surface)
        assert everything(home) == before
    assert when > 1, "no call was met"
    assert run(ours, "uninstall", surface).returncode == 0
    assert everything(home) == before


@pytest.mark.parametrize("call", ["rename", "unlink"])
def test_killed_uninstall_is_finished_next(ours, home, call):
    name, text = BEFORE["claude"]
    (home / name).parent.mkdir()
    (home / name).write_text(text)
    before = everything(home)
    for when in range(1, 5):
        assert run(ours, "install", "claude").returncode == 0
        killed(ours, call, when, "uninstall", "claude")
        run(ours, "uninstall", "claude")
        assert everything(home) == before


def test_killed_install_leaves_no_new_file(ours, home):
    for when in range(1, 8):
        if not killed(ours, "rename", when, "install", "fish"):
            break
        run(ours, "uninstall", "fish")
        assert everything(home) == {}
        assert not (home / ".config/fish").exists()


def tree(home):
    """Return all folders, files and links of a home but .local: our state, and what the trial's fish keeps there."""
    paths = [path.relative_to(home) for path in home.rglob("*")]
    return {str(path) for path in paths if path.parts[0] != ".local"}


@pytest.mark.parametrize("order", [("fish", "starship"), ("starship", "fish")])
@pytest.mark.parametrize("out", [1, -1])
def test_the_last_out_takes_the_folder(ours, home, order, out):
    before = tree(home)
    for surface in order:
        assert run(ours, "install", surface).returncode == 0
    assert {".config/fish/config.fish", ".config/starship.toml"} <= tree(home)
    for surface in order[::out]:
        assert run(ours, "uninstall", surface).returncode == 0
    assert tree(home) == before


def test_link_to_no_file_leaves_no_folder(ours, home):
    (home / ".zshrc").symlink_to("dotfiles/zsh/rc")
    before = tree(home)
    assert run(ours, "install", "zsh").returncode == 0
    assert run(ours, "install", "zsh").returncode == 0
    assert (home / "dotfiles/zsh/rc").is_file()
    assert run(ours, "uninstall", "zsh").returncode == 0
    assert tree(home) == before


def test_half_the_folders_killed_all_go(ours, home):
    (home / ".zshrc").symlink_to("a/b/c/rc")
    for when in range(1, 12):
        if not killed(ours, "mkdir", when, "install", "zsh"):
            break
        assert run(ours, "install", "zsh").returncode == 0
        assert run(ours, "uninstall", "zsh").returncode == 0
        assert tree(home) == {".zshrc"}


def test_backups_are_for_their_owner_alone(ours, home):
    name, text = BEFORE["claude"]
    (home / name).parent.mkdir()
    (home / name).write_text(text)
    (home / name).chmod(0o644)
    assert run(ours, "install", "claude").returncode == 0
    backups = list((home / ".local/state/statusline/backups").iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in backups] == [0o600]
    assert run(ours, "uninstall", "claude").returncode == 0
    assert ((home / name).read_text(), stat.S_IMODE((home / name).stat().st_mode)) == (text, 0o644)


def test_change_before_the_rename_survives(ours, home):
    settings = home / ".claude/settings.json"
    settings.parent.mkdir()
    settings.write_text(BEFORE["claude"][1])
    slow = [shell_or_skip("strace"), "-f", "-o", "/dev/null", "-e", "inject=fsync:delay_enter=700000"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*slow, *COMMAND, "install", "claude"], env=ours, **pipes) as install:
        wait_for(lambda: list(settings.parent.glob(".statusline-*.tmp")))  # what is to get the name of the settings
        settings.write_text('{"model": "sonnet"}')
        _, complaint = install.communicate(timeout=60)
    assert f"{settings} was changed by another program meanwhile." in complaint
    assert (install.returncode, settings.read_text()) == (1, '{"model": "sonnet"}')
    run(ours, "uninstall", "claude")
    assert everything(home) == {".claude/settings.json": b'{"model": "sonnet"}'}


FULL = """
set -e
mount -t tmpfs -o size=8k none "$1"
head -c 4000 /dev/zero | tr '\\0' ' ' >"$1/settings"; echo '{{"model": "opus"}}' >>"$1/settings"
head -c 4000 /dev/zero >"$1/other" || :
touch "$2"; mount --bind "$1/settings" "$2"
cp "$2" "$3"
{install} || echo "status $?"
cmp "$2" "$3" && echo same
{uninstall} || echo "status $?"
cmp "$2" "$3" && echo same
"""


@needs_root
def test_in_place_file_is_whole_on_full_disk(ours, home, tmp_path, require):
    settings = home / ".claude/settings.json"
    settings.parent.mkdir()
    words = {name: shlex.join([*COMMAND, name, "claude"]) for name in ("install", "uninstall")}
    (tmp_path / "small").mkdir()
    arguments = [str(tmp_path / "small"), str(settings), str(tmp_path / "copy")]
    command = [require("unshare"), "--mount", "/bin/sh", "-c", FULL.format(**words), "sh", *arguments]
    done = subprocess.run(command, env=ours, capture_output=True, text=True, timeout=60, check=False)
    if "mount" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert re.findall("same|status 1", done.stdout) == ["status 1", "same", "same"], done.stdout + done.stderr
    assert "Cannot write" in done.stderr
