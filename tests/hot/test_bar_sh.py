"""The text of a bar without an interpreter: what shell/bar.sh prints is what Python does, or Python prints it."""

import os
import random
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.hot import bar_line, prompt_file
from support import prompt_files, sh_bars
from support.sh_bars import BARS, SHELLS

NOW = prompt_files.NOW
SCRIPT = shell_init.shipped_file("bar.sh")


@pytest.fixture(params=SHELLS.values(), ids=SHELLS)
def shell(request, require):
    require(request.param[0])
    return request.param


@pytest.fixture
def bar(tmp_path):
    return sh_bars.prepared(tmp_path, int(time.time()))


def settled(bar, shell):
    """Return the bar with a line that a shell fills."""
    bar.by_sh(shell)
    assert bar.line.exists()
    return bar


@pytest.mark.parametrize("arguments", BARS.values(), ids=BARS)
def test_it_starts_no_program(tmp_path, shell, require, arguments):
    bar = settled(sh_bars.prepared(tmp_path, int(time.time()), *arguments), shell)
    trace = tmp_path / "trace"
    command = [require("strace"), "-f", "-qq", "-e", "trace=execve", "-o", trace, *shell, "-c", bar.command]
    done = subprocess.run(command, env=bar.environ, capture_output=True, check=True)
    assert done.stdout == bar.by_python()
    assert "42%" in done.stdout.decode()
    assert trace.read_text().count("execve(") == 1  # the shell that is there anyway
    assert (bar.hits, bar.misses) == (1, 1)


def test_each_width_has_a_line_of_its_own(tmp_path, shell):
    now = int(time.time())
    bars = [sh_bars.prepared(tmp_path, now, "tmux", "--width", width) for width in ("20", "90")]
    texts = [settled(bar, shell).by_sh(shell) for bar in bars]
    assert texts == [bar.by_python() for bar in bars]
    assert texts[0] != texts[1]
    os.utime(bars[0].line, (now - 9, now - 9))
    bars[1].line.unlink()
    bars[1].by_sh(shell)
    assert not bars[0].line.exists()


def _rewritten(bar, change):
    mtime = bar.line.stat().st_mtime
    bar.line.write_text(change(bar.line.read_text()))
    os.utime(bar.line, (mtime, mtime))


def _stepped(bar, by, until=None):
    """Have the settled line begin and end so many seconds off."""
    head, _, line = bar.line.read_text().partition("\n")
    fields = line.split("\x1f")
    fields[2], fields[3] = str(int(fields[2]) + by), str(int(fields[3]) + by)
    bar.line.write_text(head + "\n" + "\x1f".join(fields))
    os.utime(bar.line, (until or int(fields[3]),) * 2)


def _touched(path, old, new):
    mtime = path.stat().st_mtime
    path.write_text(path.read_text().replace(old, new, 1))
    os.utime(path, (mtime, mtime))


def _edited(bar):
    config = Path(bar.environ["HOME"], ".config/statusline/config.toml")
    config.parent.mkdir(parents=True)
    config.touch()
    return config


FAULTS = {
    "past its end": lambda bar: os.utime(bar.line, (time.time() - 1, time.time() - 1)),
    "not begun yet": lambda bar: _stepped(bar, 3_600),
    "over by its own clock": lambda bar: _stepped(bar, -8_000, 9**10),
    "a clock set back": lambda bar: os.utime(bar.folder / "waybar.prompt", (9**10, 9**10)),
    "another boot": lambda bar: _rewritten(bar, lambda text: text.replace("\n1\x1f", "\n1\x1f9", 1)),
    "cut short": lambda bar: _rewritten(bar, lambda text: text[:-3]),
    "only a header": lambda bar: _rewritten(bar, lambda text: text[: text.index("\n") + 1]),
    "rubbish": lambda bar: _rewritten(bar, lambda _: "\x1f" * 40 + "\n"),
    "code for a number": lambda bar: _rewritten(bar, lambda text: text.replace("\x1ez1", "\x1eza[$(>x)]1")),
    "of another version": lambda bar: _rewritten(bar, lambda text: text.replace("\n1\x1f", "\n2\x1f", 1)),
    "empty": lambda bar: _rewritten(bar, lambda _: ""),
    "a folder": lambda bar: (bar.line.unlink(), bar.line.mkdir()),
    "a link": lambda bar: bar.line.rename(bar.folder / "x.line") and bar.line.symlink_to(bar.folder / "x.line"),
    "another prompt file": lambda bar: _touched(bar.folder / "waybar.prompt", "statusline 1", "statusline 1\x1f7"),
    "an edited config": _edited,
    "an older config": lambda bar: os.utime(_edited(bar), (9, 9)),
}
ELSEWHERE = {
    "another login": {"CLAUDE_CONFIG_DIR": "/elsewhere"},
    "a token": {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-TEST"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": ""},
    "another Codex": {"CODEX_HOME": "/elsewhere"},
    "another cache": {"XDG_CACHE_HOME": "/elsewhere"},
    "another config": {"STATUSLINE_CONFIG": "/elsewhere.toml"},
    "a width": {"STATUSLINE_WIDTH": "20"},
    "another zone": {"TZ": "Asia/Tokyo"},
}


@pytest.mark.parametrize("name", FAULTS)
def test_python_renders_what_is_not_sure(bar, shell, name):
    settled(bar, shell)
    FAULTS[name](bar)
    assert bar.by_sh(shell) == bar.by_python()
    assert bar.hits == (name == "another boot" and shell != ["dash"])  # the others have a clock of their own
    assert not (bar.folder / "x").exists()


@pytest.mark.parametrize("environ", ELSEWHERE.values(), ids=ELSEWHERE)
def test_python_renders_for_others(bar, shell, environ):
    settled(bar, shell)
    assert bar.by_sh(shell, **environ) == bar.by_python(**environ)
    assert bar.hits == 0


def test_a_later_program_renders_itself(bar, shell, tmp_path):
    settled(bar, shell)
    package = shutil.copytree(Path(sh_bars.FAST).parent, tmp_path / "later/statusline")
    os.utime(package / "fast.py")
    later = bar.command.replace(sh_bars.FAST, str(package / "fast.py"))
    subprocess.run([*shell, "-c", later], env=bar.environ, capture_output=True, check=True)
    assert bar.hits == 0


def test_what_is_old_is_for_python(tmp_path, shell):
    bar = sh_bars.prepared(tmp_path, int(time.time()), refresh_after=int(time.time()) - 1)
    assert [bar.by_sh(shell) for _ in range(2)] == [bar.by_python()] * 2
    assert (bar.hits, bar.misses, bar.line.exists()) == (0, 2, False)


@pytest.mark.parametrize("more", ["--account work", "--width 0", "--width 12345", "--width 9a"])
def test_other_arguments_are_for_python(tmp_path, shell, more):
    bar = sh_bars.prepared(tmp_path, int(time.time()), "waybar", *more.split())
    bar.by_sh(shell, check=False)
    assert not list(bar.folder.glob("waybar*.line"))


def shown_by_shell(line, now):
    """Return what the shell makes of a settled line."""
    out = ""
    for piece in line.split("\n")[1].split("\x1f")[5:-1]:
        minutes = (int(piece[2:]) - now) // 60 if piece[0] == prompt_file.MARK else 0
        out += {"m": f"{minutes}", "z": f"{minutes:02d}"}[piece[1]] if piece[0] == prompt_file.MARK else piece
    return out


def test_a_line_says_to_its_end_what_python_does():
    chance = random.Random(3)
    for _ in range(300):
        at = NOW + chance.choice((0, 59, 60, 3_599, 3_600, 86_400, 172_800, 500_000)) + chance.randrange(-400, 8_000)
        span = f"\x1ew{NOW - 5},{NOW + chance.randrange(1, 400)}"
        fragments = [f"\x1et{at}", " ", f"\x1ea{NOW - chance.randrange(90_000)}", span, "!", "\x1ew", f"\x1et{at + 77}"]
        header = ["statusline 1", str(NOW - 9), str(NOW + 300), "0", "0", "", "", "", "", ""]
        line, until = bar_line.settled("waybar", (header, fragments), {"HOME": "/nowhere"}, NOW)
        assert NOW < until <= NOW + 300
        for now in {NOW, until - 1, *(chance.randrange(NOW, until) for _ in range(5))}:
            assert shown_by_shell(line, now) == prompt_file.escaped("waybar", prompt_file.fill(fragments, now))


def test_both_scripts_ask_the_same_of_files():
    """Neither has a third file to read for what they share: that would be a part of each hit."""
    asked = [
        re.search(r"# Ours, not .*?then break; fi\n", Path(shell_init.shipped_file(name)).read_text(), re.DOTALL)
        for name in ("bar.sh", "render.sh")
    ]
    assert asked[0].group() == asked[1].group()


@pytest.mark.parametrize("linter", [["shellcheck"], ["shfmt", "-i", "2", "-ci", "-d"]], ids=["shellcheck", "shfmt"])
def test_the_linters_find_nothing(require, linter):
    done = subprocess.run([require(linter[0]), *linter[1:], SCRIPT], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "")
