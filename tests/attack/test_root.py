"""Root in somebody else's home (sudo -E, containers) reads and shows, and leaves nothing that locks that one out."""

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from support import signed_in
from support.processes import wait_for_content
from support.prompt_files import claude, sample, write

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")

SOMEBODY = 12_345
FAST = [sys.executable, "-IS", str(Path(package.__file__).parent / "fast.py")]
# The interpreter and its library may lie where somebody else may not read: all is loaded before.
AS_SOMEBODY = f"""
import os, sys
sys.path.insert(0, {str(Path(package.__file__).parents[1])!r})
import _json
from statusline.hot import claude_line, gauge, git_branch, session_document, show, spawn, spool
os.setgid({SOMEBODY})
os.setuid({SOMEBODY})
show.run(sys.argv[1], os.environ)
"""
FORMATS = {
    "plain": "!\n",
    "tmux": "!\n",
    "zsh": "!\n",
    "starship": "!\n",
    "claude": "!",
    "waybar": '{"text":"!","class":["unreadable"]}\n',
    "prometheus": "# ! the files of statusline cannot be read\n",
    "json": '"status":"unreadable"',
}


@pytest.fixture
def home(tmp_path_factory):
    """Return the home of somebody; its parents may be entered by all."""
    folder = Path("/tmp") / f"home-of-somebody-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def environ(home):
    places = {"CONFIG": "config.toml", "CACHE_DIR": "cache", "STATE_DIR": "state"}
    return {
        "HOME": str(home),
        **{f"STATUSLINE_{name}": str(home / place) for name, place in places.items()},
        "PATH": os.environ["PATH"],
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def give(folder, uid):
    for path in [folder, *folder.rglob("*")]:
        os.lchown(path, uid, uid)


def run(command, environ, uid=0, **options):
    return subprocess.run(
        command, env=environ, cwd="/", capture_output=True, text=True, check=False, timeout=60, user=uid, group=uid,
        stdin=subprocess.DEVNULL, **options,
    )  # fmt: skip


def owners(folder):
    return {path.lstat().st_uid for path in [folder, *folder.rglob("*")]}


def test_root_refreshes_nothing_into_them(environ, home, standin):
    signed_in.both(environ, standin)
    write(environ, claude(sample(resets_at=None)), now=int(time.time()), refresh_after=0)
    give(home, SOMEBODY)
    shown = run([*FAST, "--format", "plain"], environ)
    assert shown.stdout == "C 5h 42%\n"
    refresh = run([sys.executable, "-P", "-m", "statusline", "refresh", "--force"], environ)
    assert refresh.returncode != 0
    assert f"belongs to another user (uid {SOMEBODY}), whom files of root would lock out" in refresh.stderr
    assert f"sudo -u '#{SOMEBODY}'" in refresh.stderr
    time.sleep(1)  # a detached refresh, if there were one
    assert owners(home) == {SOMEBODY}
    assert len(standin.requests) == 0


def test_root_makes_no_folders(environ, home):
    give(home, SOMEBODY)
    assert run([*FAST, "--format", "plain"], environ).stdout == "…\n"
    assert run([*FAST, "--format", "claude"], environ, input=None).returncode == 0
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(("format_", "text"), FORMATS.items(), ids=FORMATS)
def test_files_of_root_are_named_by_a_word(environ, home, format_, text):
    folder = Path(write(environ, claude(sample(resets_at=None)), now=int(time.time())))
    give(home, SOMEBODY)
    for path in folder.glob("*.prompt"):
        os.chown(path, 0, 0)
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shown = run([sys.executable, "-c", AS_SOMEBODY, format_], {**environ, "STATUSLINE_NO_REFRESH": "1"})
    assert text in shown.stdout, shown.stderr


SHELLS = {
    "bash": ('eval "$(cat {})"; _statusline_begin; _statusline_prompt; printf \'%s\\n\' "$STATUSLINE_SEGMENT"', []),
    "zsh": ("source {}; _statusline_precmd; print -r -- $STATUSLINE_SEGMENT", ["-f"]),
    "fish": ("source {}; _statusline_update; echo $STATUSLINE_SEGMENT", ["--no-config"]),
    "sh": (". {}; _statusline_begin; prompt_statusline; echo", []),
}
PROGRAMS = {"sh": "dash"}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_say_it_too(environ, home, require, shell):
    from statusline import shell_init
    from statusline.config import shells as rows
    from statusline.config.shells import target_of

    folder = Path(write(environ, claude(sample(resets_at=None)), now=int(time.time())))
    snippet = home / f"snippet.{shell}"
    snippet.write_text(shell_init.source(shell).replace(shell_init.PLACEHOLDER, "/bin/true /bin/true"))
    give(home, SOMEBODY)
    for file in folder.glob(f"{target_of(rows.SHELLS[shell])}.*"):
        os.chown(file, 0, 0)
        file.chmod(0o600)
    code, options = SHELLS[shell]
    environ["STATUSLINE_NO_REFRESH"] = "1"
    shown = run([require(PROGRAMS.get(shell, shell)), *options, "-c", code.format(snippet)], environ, SOMEBODY)
    assert (shown.stdout.strip(), shown.stderr) == ("!", "")


@pytest.mark.parametrize("shell", ["dash", "nu"])
def test_prompt_of_root_starts_no_refresh(environ, home, require, tmp_path, shell):
    from statusline import shell_init
    from support.bash_session import recorder

    name, code = {"dash": ("sh", "_statusline_begin; prompt_statusline"), "nu": ("nu", "print (prompt-statusline)")}[
        shell
    ]
    program, notes = recorder(tmp_path)
    write(environ, claude(sample(resets_at=None)), now=int(time.time()), refresh_after=1)
    snippet = tmp_path / "snippet"
    words = shell_init.quoted(str(program), name)
    snippet.write_text(shell_init.source(name).replace(shell_init.PLACEHOLDER, words) + code.replace("; ", "\n") + "\n")
    for owner in (SOMEBODY, 0):
        give(home, owner)
        assert notes.read_text() == ""
        shown = run([require(shell), snippet], {**environ, "TERM": "xterm", "NO_COLOR": "1"})
        assert (shown.stdout.strip(), shown.stderr) == ("C 5h 42%", "")
    wait_for_content(notes, "--format plain\n")
