"""The zsh snippet on a terminal over time: the clock, a new file, the refresh behind a stale one, the real program."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline import shell_init
from support import signed_in, zsh_session
from support.processes import alive, wait_for, wait_for_content
from support.prompt_files import claude, sample
from support.terminal import until_there
from support.zsh_session import (
    MINUTE,
    at_the_right,
    by_the_clock,
    counting,
    live,
    press_enter,
    segments,
    snippet,
    timeless,
    wait_for_segments,
)

CLOCK = re.compile(r" \d+[dhm]\S*")

terminal = pytest.fixture(zsh_session.terminal)


# The clock, the file and the refresh behind it


def test_countdown_follows_minute_and_file(terminal, environ):
    live(environ, timeless(11))
    screen = terminal()
    screen.wait_for("C 5h 11%")
    now = int(time.time())
    live(environ, claude(sample(resets_at=now + 5 * MINUTE + 2, as_of=now)))
    press_enter(screen)
    screen.wait_for("C 5h 42% 5m")
    time.sleep(max(0, now + 3.1 - time.time()))
    press_enter(screen)
    screen.wait_for("C 5h 42% 4m")
    live(environ, timeless(77))
    press_enter(screen)
    screen.wait_for("C 5h 77%")


STALE = {
    "too old": {"refresh_after": 1},
    "from the future": {"ahead": 600, "refresh_after": 9_999_999_999},
    "made with another config": {"stamp": "1600000000123456789"},
}


@pytest.mark.parametrize("options", STALE.values(), ids=STALE)
def test_stale_cache_starts_one_refresh(terminal, environ, tmp_path, options):
    program, log = counting(tmp_path)
    now = int(time.time()) + options.get("ahead", 0)
    live(environ, by_the_clock(), now=now, **{name: value for name, value in options.items() if name != "ahead"})
    screen = terminal(loaded=snippet(tmp_path, [program]))
    screen.wait_for("2h11m")
    press_enter(screen, 5)
    wait_for_segments(screen, ["C 5h 42% 2h11m"] * 6)
    wait_for_content(log, "wait zsh\n")
    screen.settle()
    assert log.read_text() == "wait zsh\n"


def test_missing_cache_starts_one_refresh(terminal, tmp_path):
    program, log = counting(tmp_path)
    screen = terminal(loaded=snippet(tmp_path, [program]))
    for number in range(1, 4):
        wait_for_segments(screen, ["…"] * number)
        press_enter(screen)
    wait_for_segments(screen, ["…"] * 4)
    wait_for_content(log, "wait zsh\n")
    screen.settle()
    assert len(screen.lines()) == 4
    assert log.read_text() == "wait zsh\n"


NO_REFRESH = {
    "fresh": ({}, None, {}),
    "claimed by another": ({"refresh_after": 1}, 0, {}),
    "switched off": ({"refresh_after": 1}, None, {"STATUSLINE_NO_REFRESH": "1"}),
}


@pytest.mark.parametrize(("options", "claimed", "extra"), NO_REFRESH.values(), ids=NO_REFRESH)
def test_there_is_no_refresh_when_none_is_due(terminal, environ, tmp_path, options, claimed, extra):
    program, log = counting(tmp_path)
    folder = live(environ, by_the_clock(), **options)
    if claimed is not None:
        (folder / "refresh.claim").write_text(f"{int(time.time()) + claimed:010d}\n")
    screen = terminal(loaded=snippet(tmp_path, [program]), **extra)
    screen.wait_for("2h11m")
    press_enter(screen, 3)
    screen.settle()
    assert log.read_text() == ""


DEAD_CLAIMS = {"expired": "-61", "from the future": "+600", "released": None, "not a number": "x"}


@pytest.mark.parametrize("age", DEAD_CLAIMS.values(), ids=DEAD_CLAIMS)
def test_dead_claim_holds_nothing_up(terminal, environ, tmp_path, age):
    program, log = counting(tmp_path)
    folder = live(environ, by_the_clock(), refresh_after=1)
    moment = 0 if age is None else int(time.time()) + int(age) if age != "x" else age
    (folder / "refresh.claim").write_text(f"{moment:0>10}\n")
    screen = terminal(loaded=snippet(tmp_path, [program]))
    screen.wait_for("2h11m")
    press_enter(screen)
    wait_for_content(log, "wait zsh\n")


def test_an_edited_config_starts_a_refresh(terminal, environ, tmp_path):
    program, log = counting(tmp_path)
    config = Path(environ["STATUSLINE_CONFIG"])
    config.write_text("")
    live(environ, by_the_clock(), stamp=str(config.stat().st_mtime_ns))
    screen = terminal(loaded=snippet(tmp_path, [program]))
    screen.wait_for("2h11m")
    press_enter(screen)
    screen.settle()
    assert log.read_text() == ""
    os.utime(config, (1_600_000_000, 1_600_000_000))
    press_enter(screen)
    wait_for_content(log, "wait zsh\n")


def test_refresh_is_no_job_and_outlives(terminal, environ, tmp_path):
    program, go, done = tmp_path / "slow", tmp_path / "go", tmp_path / "done"
    program.write_text(f"#!/bin/sh\nnice >started\n{until_there(go)}\ntouch {shlex.quote(str(done))}\n")
    program.chmod(0o755)
    live(environ, by_the_clock(), refresh_after=1)
    screen = terminal("setopt monitor notify", loaded=snippet(tmp_path, [program]))
    screen.wait_for("2h11m")
    screen.enter("jobs; wait; echo jobs: $#jobstates")
    screen.wait_for_line("jobs: 0")
    assert [line for line in screen.lines() if line.startswith("[")] == []
    wait_for_content(tmp_path / "started", f"{os.nice(0)}\n")
    screen.close()
    go.touch()
    wait_for(done.exists)


def test_two_logins_each_show_their_own_numbers(terminal, environ, tmp_path):
    live(environ, by_the_clock())
    other = {**environ, "CLAUDE_CONFIG_DIR": str(tmp_path / "jürgen")}
    live(other, timeless(7))
    screen = terminal()
    screen.wait_for("C 5h 42% 2h11m")
    screen.enter(f"export CLAUDE_CONFIG_DIR={shlex.quote(other['CLAUDE_CONFIG_DIR'])}")
    screen.wait_for("C 5h 7%")
    screen.enter("clear; unset CLAUDE_CONFIG_DIR")
    screen.wait_until(lambda lines: lines and lines[0].endswith("C 5h 42% 2h11m"), "the first login is not back")


def test_relative_login_folder(terminal, environ, tmp_path):
    for name, used in (("one", 1), ("two", 2)):
        (tmp_path / name).mkdir()
        live({**environ, "CLAUDE_CONFIG_DIR": f"{tmp_path}/{name}/claude"}, timeless(used))
    screen = terminal(after="cd one", CLAUDE_CONFIG_DIR="claude")
    screen.wait_for("C 5h 1%")
    screen.enter("cd ../two")
    screen.wait_for("C 5h 2%")


def test_a_package_that_is_gone_is_silent(terminal, environ, tmp_path):
    gone = snippet(tmp_path, [tmp_path / "gone" / "python", "-IS", tmp_path / "gone" / "fast.py"])
    screen = terminal(loaded=gone)
    screen.wait_for_line("ready>")
    press_enter(screen, 2)
    screen.settle()
    assert screen.lines() == ["ready>"] * 3
    live(environ, by_the_clock(), refresh_after=1)
    press_enter(screen)
    screen.wait_for("C 5h 42% 2h11m")
    assert len(screen.lines()) == 4


def test_status_and_pipestatus_are_kept(terminal, environ):
    live(environ, by_the_clock())
    after = 'hook() { seen="$? $pipestatus" }; precmd_functions+=(hook)'
    screen = terminal("PROMPT='%?> '", after)
    screen.wait_for("0>")
    screen.enter("(exit 3) | false | (exit 5)")
    screen.wait_for("5>")
    screen.enter('echo "seen $seen"')
    screen.wait_for_line("seen 5 3 1 5")


def test_fresh_prompt_starts_no_process(terminal, require, environ, tmp_path):
    live(environ, by_the_clock())
    trace = tmp_path / "trace"
    wrapper = [require("strace"), "-f", "-e", "trace=process", "-o", trace]
    screen = terminal(wrapper=wrapper)
    screen.wait_for("2h11m")
    press_enter(screen, 5)
    live(environ, timeless(77))
    press_enter(screen, 2)
    screen.wait_for("C 5h 77%")
    screen.send("\x04")
    screen.wait_for_end()
    calls = [line for line in trace.read_text().splitlines() if "clone" in line or "fork(" in line or "exec" in line]
    assert len(calls) == 1
    assert "execve(" in calls[0]


def test_without_modules_it_asks_the_program(terminal, environ, tmp_path):
    program, log = counting(tmp_path)
    screen = terminal("zmodload zsh/zle zsh/parameter; module_path=(/nowhere)", loaded=snippet(tmp_path, [program]))
    screen.wait_for_line(at_the_right("zsh text"))
    assert log.read_text() == "--format plain --width=73\n--format zsh --width=73\n"
    screen.enter('echo "[$STATUSLINE_SEGMENT]"')
    screen.wait_for_line("[plain text]")


# End to end, with the real program


@pytest.fixture
def real(environ, tmp_path):
    """Return the snippet as `statusline init zsh` prints it."""
    path = tmp_path / "statusline.zsh"
    path.write_text(shell_init.snippet("zsh"))
    return path


def test_from_nothing_to_the_numbers(terminal, environ, real, standin):
    signed_in.both(environ, standin)
    signed_in.configure(environ, "window.format = '[$label](label) [$used](own)( $resets_in)'\n")  # fits at the right
    screen = terminal(loaded=real)
    screen.wait_for("…")
    standin.wait_for(2)
    wait_for(lambda: not alive(environ))
    press_enter(screen)
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "statusline", "--format", "plain", "--width=73"],
        env=environ,
        capture_output=True,
        check=True,
    )
    expected = CLOCK.sub("", shown.stdout.decode().strip())
    screen.wait_until(lambda _: CLOCK.sub("", segments(screen)[-1]) == expected, f"not {expected}")


def test_silent_server_delays_nothing(terminal, environ, real):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        signed_in.claude(environ, type("Silent", (), {"url": url}))
        live(environ, by_the_clock(), refresh_after=1, stamp=str(Path(environ["STATUSLINE_CONFIG"]).stat().st_mtime_ns))
        started = time.monotonic()
        screen = terminal(loaded=real)
        screen.wait_for("2h11m")
        press_enter(screen, 10)
        assert time.monotonic() - started < 10
        server.settimeout(20)
        connection, _ = server.accept()
        connection.close()
    shown = ["C 5h 42% 2h11m"] * 10  # the one after these may say already that there was no answer
    screen.wait_until(lambda _: segments(screen)[:10] == shown, "not ten prompts")
