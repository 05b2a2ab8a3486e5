"""A clock that jumps by a year and back, and a machine that sleeps in the middle of a request."""

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.hot import paths, prompt_file, show, spawn
from statusline.refresh import detached, run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from support import signed_in
from support.processes import Running, wait_for
from support.vendors import StandIn

YEAR = 365 * 86_400
HOUR = 3600
PERCENT = re.compile(r"(\d+)%")
AHEAD = """
import sys, time
from statusline.cli import refresh
path = sys.argv[1]
refresh.clock = lambda: int(time.time()) + int(open(path).read())
sys.argv[1:] = ["refresh", "-v", *sys.argv[2:]]
from statusline.__main__ import main
main()
"""


@pytest.fixture
def server(clock):
    with StandIn(clock) as running:
        yield running


def ask(environ, clock, server, used):
    """Refresh as a stale prompt does, in this process; the server says `used` % of both of Claude's windows."""
    server.claude.answer(Answer(200, claude_body(clock.now, used, used, {})))
    server.codex.answer(Answer(200, codex_body(clock.now, used, used, {})))
    before = len(server.requests)
    list(run.refresh(prepare(find_environment(environ), clock)))
    return len(server.requests) - before


def shown(environ, now):
    """Return the percentages that a prompt shows."""
    return [int(used) for used in PERCENT.findall(show.segment("plain", environ, now)[0])]


def stale(environ, now):
    """Return whether a prompt would start a refresh."""
    found = prompt_file.read(f"{paths.login_dir(environ)}/plain.prompt", paths.login(environ))
    return show.stale(found[0], now)


@pytest.mark.parametrize("jump", [YEAR, -YEAR], ids=["a year ahead", "a year back"])
def test_clock_there_and_back_one_refresh_each(environ, clock, server, jump):
    signed_in.both(environ, server, valid_for=3 * YEAR)
    start = clock.now
    assert ask(environ, clock, server, 42) == 2
    for at, used in ((start + jump, 55), (start, 43), (start + 1200, 44)):
        clock.now = at
        assert stale(environ, at)
        ask(environ, clock, server, used)
        if shown(environ, at) != [used] * 4:  # a wait moves with a clock that is set back
            clock.now += 331  # the longest turn
            assert stale(environ, clock.now)
            ask(environ, clock, server, used)
        assert shown(environ, clock.now) == [used] * 4
        assert not stale(environ, clock.now + 5)
    assert len(server.requests) <= 2 * 5


def test_year_later_nothing_old_as_known(environ, clock, server):
    signed_in.both(environ, server)
    ask(environ, clock, server, 42)
    assert shown(environ, clock.now) == [42] * 4
    assert shown(environ, clock.now + YEAR) == []


def test_clock_set_back_often_keeps_waits(environ, clock, server):
    signed_in.both(environ, server, valid_for=3 * YEAR)
    assert ask(environ, clock, server, 42) == 2
    for _ in range(10):
        clock.now -= YEAR // 10
        assert ask(environ, clock, server, 43) == 0
    clock.now += 331
    assert ask(environ, clock, server, 43) == 2
    assert shown(environ, clock.now) == [43] * 4


def test_future_files_start_nothing(environ, clock, server):
    signed_in.both(environ, server)
    ask(environ, clock, server, 42)
    for path in Path(environ["STATUSLINE_CACHE_DIR"]).parent.rglob("*"):
        if path.name != "config.toml":
            os.utime(path, (clock.now + YEAR,) * 2)
    assert not stale(environ, clock.now + 60)
    assert shown(environ, clock.now + 60) == [42] * 4


def test_refresh_before_2000_ends(environ, clock, server, monkeypatch):
    signed_in.both(environ, server, valid_for=3 * YEAR)
    clock.now = 915_148_800
    monkeypatch.setattr(detached, "_leave", lambda _: None)
    detached.run_refresh(find_environment(environ), clock)
    found = prompt_file.read(f"{paths.login_dir(environ)}/plain.prompt", paths.login(environ))
    assert clock.now < int(found[0][2]) <= clock.now + HOUR


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process")
def test_sleeping_refresh_overwrites_nothing(environ, standin, tmp_path):
    signed_in.claude(environ, standin)
    offset = tmp_path / "ahead"
    offset.write_text("0")
    command = [sys.executable, "-P", "-c", AHEAD, str(offset)]
    now = time.time()
    standin.claude.answer(
        Answer(200, claude_body(now, 42, 42, {}), delay=1.0), Answer(200, claude_body(now, 55, 55, {}))
    )
    folder = tmp_path / "first"
    folder.mkdir()
    assert spawn.claim(f"{paths.login_dir(environ)}/refresh.claim", int(now), spawn.CLAIM_LIFE)
    sleeper = Running([*command, "--if-stale"], environ, folder)
    standin.wait_for(1)
    os.kill(sleeper.pid, signal.SIGSTOP)
    try:
        offset.write_text("90")  # all claims are over
        assert spawn.claim(f"{paths.login_dir(environ)}/refresh.claim", int(now) + 90, spawn.CLAIM_LIFE)
        done = Running(command, environ, tmp_path).end(30)
        assert done.status == 0, done.out + done.err
        assert "claude_oauth: GET" in done.out
        assert "5h 55%" in done.out, done.out
        wait_for(lambda: time.time() > now + 2)
    finally:
        os.kill(sleeper.pid, signal.SIGCONT)
    ended = sleeper.end(30)
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    assert shown(environ, int(now) + 91) == [55, 55]
    assert len(standin.requests) == 2
    assert spawn.claim(f"{paths.login_dir(environ)}/refresh.claim", int(now) + 91, spawn.CLAIM_LIFE)
