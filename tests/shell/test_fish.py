"""The fish snippet without a terminal: its text, fish's parser, odd surroundings, and what it makes of a cache."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.hot import paths
from statusline.hot import prompt_file as hot_prompt_file
from statusline.render import settled
from support.fish_session import quoted, recorder, run, snippet
from support.processes import wait_for_content
from support.prompt_files import COUNTDOWN, claude, codex, sample, write, write_ladder

U, R = hot_prompt_file.UNIT, hot_prompt_file.MARK
PARTS = [shell_init.shipped_file(f"{part}.fish") for part in ("statusline", "login")]
ANSI = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def fish(require):
    return require("fish")


@pytest.fixture
def program(tmp_path):
    return recorder(tmp_path)[0]


def test_only_the_hot_command_is_filled_in():
    line = (
        f"set -g _statusline_fast {quoted(sys.executable)} -IS {quoted(Path(shell_init.__file__).parent / 'fast.py')}"
    )
    assert shell_init.snippet("fish").splitlines() == [
        line if shell_init.PLACEHOLDER in text else text for text in shell_init.source("fish").splitlines()
    ]
    assert line in shell_init.snippet("fish").splitlines()


def test_fish_can_parse_it(fish):
    for part in PARTS:
        subprocess.run([fish, "--no-execute", part], check=True)


def test_it_is_formatted(require):
    subprocess.run([require("fish_indent"), "--check", *PARTS], check=True)


SURROUNDINGS = {
    "nothing special": "",
    "no IFS": "set -g IFS ''",
    "another IFS": "set -g IFS 0",
    "functions of the names it uses": "\n".join(
        f"function {name}\n    builtin echo wrong\n    return 1\nend"
        for name in ("path", "math", "printf", "echo", "pwd", "disown")
    ),
    "variables of the names it uses": "\n".join(
        f"set -g {name} wrong words" for name in ("now", "body", "login", "after", "text", "hole", "file")
    ),
}


@pytest.mark.parametrize("lines", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_loaded_twice_it_is_silent_and_works(fish, environ, tmp_path, program, lines):
    write(environ, claude(), codex(), now=int(time.time()))
    loaded = snippet(program)
    shown = "builtin echo $STATUSLINE_SEGMENT\nbuiltin echo (fish_right_prompt)"
    plain, painted = run(fish, f"{lines}\n{loaded}\n{loaded}\n_statusline_update\n{shown}", environ, tmp_path)
    assert plain == ANSI.sub("", painted)
    assert plain.startswith("C 5h 42% ")


def test_captures_leave_same_names_alone(fish, environ, tmp_path, program):
    write(environ, claude(), now=int(time.time()))
    names = ("written", "after", "stamp", "login", "body", "hole", "epoch", "text")
    kept = "\n".join(f"set -g {name} mine" for name in names)
    values = " ".join(f"${name}" for name in names)
    assert run(fish, f"{snippet(program)}\n{kept}\n_statusline_update\necho {values}", environ, tmp_path) == [
        " ".join(["mine"] * len(names))
    ]


def settled_file(now, *, written=0, after=300, stamp="0", body=("5h ", "42%"), change=lambda text: text):
    """Return a settled file whose times are relative to now, after a last change."""
    fields = ["statusline 1", str(now + written), str(now + after), "9999999999", stamp, "", "", "", "", ""]
    return change(settled.of_target("fish", U.join(fields) + "\n" + U.join([*body, f"{R}."])))


CLOCK = ("5h ", "42%", f"{R}t1700000000")
# What is shown, and whether a refresh is due. The differences to now are so large that a slow machine does not matter.
FILES = {
    "fresh": ({}, "5h 42%", False),
    "old": ({"written": -900, "after": -600}, "5h 42%", True),
    "written in the future": ({"written": 900, "after": 1200}, "5h 42%", True),
    "written in the future within the slack": ({"written": 4}, "5h 42%", False),
    "the config it was made from is gone": ({"stamp": "1700000000123456789"}, "5h 42%", True),
    "a clock": ({"body": CLOCK}, "5h 42%<1m", False),
    "empty": ({"change": lambda _: ""}, "…", True),
    "another version": ({"change": lambda text: text.replace("statusline 1", "statusline 2")}, "…", True),
    "a header of nine fields": ({"change": lambda text: text.replace(f"{U}9999999999", "")}, "…", True),
    "a header of eleven fields": ({"change": lambda text: text.replace(f"{U}0", f"{U}0{U}")}, "…", True),
    "a time that is none": ({"change": lambda text: text.replace(U, f"{U}x", 1)}, "…", True),
    "cut in the header": ({"change": lambda text: text[:30]}, "…", True),
    "cut behind the header": ({"change": lambda text: text[: text.index("\n") + 1]}, "…", True),
    "cut in the index": ({"change": lambda text: text[: text.index(f"{R}u") + 4]}, "…", True),
    "cut in the text": ({"change": lambda text: text[:-6]}, "…", True),
    "a hole it does not know": ({"body": CLOCK, "change": lambda text: text.replace("t17", "n17")}, "…", True),
    "a hole without its time": ({"body": CLOCK, "change": lambda text: text.replace("t1700000000", "t")}, "…", True),
    "a hole too many": ({"change": lambda text: text.replace(f"{U}{U}5h", f"{U}t1{U}5h")}, "…", True),
    "another login": ({"change": lambda text: text.replace(f"{U}0{U}", f"{U}0{U}/other", 1)}, "…", True),
    "nothing to show": ({"body": ()}, "", False),
    "long": ({"body": ("5h ", "42%", "é" * 12_000)}, "5h 42%" + "é" * 12_000, False),
    "many pieces": ({"body": ("5h ", *"4" * 12_000)}, "5h " + "4" * 12_000, False),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES)
def test_prompt_file_shown_or_missing(fish, environ, tmp_path, program, case):
    options, shown, due = case
    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True)
    (folder / "fish.line").write_text(settled_file(int(time.time()), **options))
    script = f"{snippet(program)}\nfunction _statusline_refresh\n    echo due\nend\n_statusline_update"
    lines = run(fish, f"{script}\necho $STATUSLINE_SEGMENT", environ, tmp_path)
    assert lines == (["due"] if due else []) + [shown]


@pytest.mark.parametrize(("difference", "due"), [(0, False), (1_000_000_000, True), (-1_000_000_000, True)])
def test_another_config_starts_a_refresh(fish, environ, tmp_path, program, difference, due):
    config = Path(environ["STATUSLINE_CONFIG"])
    config.write_text("")
    write(environ, claude(), now=int(time.time()), stamp=str(config.stat().st_mtime_ns + difference))
    script = f"{snippet(program)}\nfunction _statusline_refresh\n    echo due\nend\n_statusline_update"
    assert run(fish, script, environ, tmp_path) == (["due"] if due else [])


CLAIMS = {
    "none": (None, True),
    "just made": (0, False),
    "made by a clock that is a little ahead": (4, False),
    "made by a clock that is far ahead": (900, True),
    "too old": (-60, True),
    "released": ("0000000000\n", True),
    "empty": ("", True),
    "not a time": ("yesterday\n", True),
}


@pytest.mark.parametrize(("content", "started"), CLAIMS.values(), ids=CLAIMS)
def test_one_refresh_without_a_live_claim(fish, environ, tmp_path, content, started):
    program, notes = recorder(tmp_path)
    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True)
    if content is not None:
        claim = f"{int(time.time()) + content:010}\n" if isinstance(content, int) else content
        (folder / "refresh.claim").write_text(claim)
    update = "_statusline_update\n" * 3
    assert run(fish, f"{snippet(program)}\n{update}\nsleep 0.3", environ, tmp_path) == []
    if started:
        wait_for_content(notes, "--format plain\n")
    else:
        assert not notes.exists()


def test_no_refresh_where_forbidden(fish, environ, tmp_path):
    program, notes = recorder(tmp_path)
    environ["STATUSLINE_NO_REFRESH"] = "1"
    assert run(fish, f"{snippet(program)}\n_statusline_update\nsleep 0.3", environ, tmp_path) == []
    assert not notes.exists()


def test_text_kept_within_file_and_minute(fish, environ, tmp_path, program):
    now = int(time.time())
    folder = write(environ, claude(sample(resets_at=now + 3_599)), now=now)
    os.utime(folder / "fish.line", (now - 60, now - 60))
    os.utime(folder / "plain.prompt", (now - 30, now - 30))
    script = f"""
        functions --copy _statusline_read original
        function _statusline_read
            echo read
            original $argv
        end
        _statusline_update; _statusline_update; _statusline_update
        echo changed
        touch -r {quoted(folder / "plain.prompt")} {quoted(folder / "fish.line")}
        _statusline_update; _statusline_update
        echo the clock was set back
        set _statusline_from 9999999999
        _statusline_update; _statusline_update"""
    found = run(fish, snippet(program) + script, environ, tmp_path)
    assert found == ["read", "changed", "read", "the clock was set back", "read"]


def test_root_may_be_of_any_time(fish, environ, tmp_path, program):
    now = int(time.time())
    write(environ, claude(sample(resets_at=now + 7_890)), now=now, config=COUNTDOWN)
    root = tmp_path / "root"
    root.mkdir()
    loaded = snippet(program).replace("--relative /\n", f"--relative {root}\n").replace("mtime / $", f"mtime {root} $")
    show = "_statusline_update; echo $STATUSLINE_SEGMENT"
    for ago in (900_000_000, -3_600, 120, 800_000_000):
        changed = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now - ago))
        loaded += f"\ntouch -d {changed} {root}\n{show}\nset _statusline_until $_statusline_from\n{show}"
    assert run(fish, loaded, environ, tmp_path) == ["C 5h 42% 2h11m"] * 8


def test_silent_without_the_package(fish, environ, tmp_path):
    script = (
        f"{snippet('/nonexistent/python')}\n_statusline_update\nprompt_statusline\nprintf '<%s>' $STATUSLINE_SEGMENT"
    )
    assert run(fish, script, environ, tmp_path) == ["<>"]


def test_without_colours_the_prompt_is_plain(fish, environ, tmp_path, program):
    write(environ, claude(), now=int(time.time()))
    script = f"{snippet(program)}\n_statusline_update\nprompt_statusline\necho\nset -gx NO_COLOR 1\nprompt_statusline"
    painted, plain = run(fish, script, environ, tmp_path)
    assert painted != plain
    assert ANSI.sub("", painted) == plain


def test_old_fish_asks_the_hot_half(fish, environ, tmp_path):
    write(environ, claude(), codex(), now=int(time.time()))
    old = shell_init.snippet("fish").replace("builtin path mtime / ", "false ")
    script = f"{old}\n_statusline_update\necho $STATUSLINE_SEGMENT\nprompt_statusline"
    plain, painted = run(fish, script, environ, tmp_path)
    assert plain == ANSI.sub("", painted) != painted
    assert plain.startswith("C 5h 42% ")


def test_it_tells_the_hot_half_the_columns(fish, environ, tmp_path):
    now = int(time.time())
    write_ladder(environ, (60, "long"), (30, "short"), (10, "tiny"), formats=("fish",), now=now)
    old = shell_init.snippet("fish").replace("builtin path mtime / ", "false ")
    widths = "for width in 35 29 0; set -g STATUSLINE_WIDTH $width; _statusline_update; echo $STATUSLINE_SEGMENT; end"
    assert run(fish, f"{old}\n{widths}", environ, tmp_path) == ["short", "tiny", "long"]
