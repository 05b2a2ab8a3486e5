"""Days with twenty surfaces, and real prompts for a while: what it costs in requests, processes, files, descriptors."""

import contextlib
import gc
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body
from statusline.hot import paths
from support import signed_in, simulation
from support.moody_vendors import BUDGET, HOUR, per_hour
from support.processes import FAST, alive, end_all, repeated, wait_for

MIB = 1 << 20
DESK = ((9.0, 18.0),)
# Beside the eleven of a usual day: panes that nobody looks at but that are drawn, and sessions that run all day.
MORE = (
    *(simulation.Surface(f"pane {n}", "home", DESK, (30, 230), weekend=True) for n in range(3)),
    *(simulation.Surface(f"second pane {n}", "second", DESK, (30, 230), weekend=True) for n in range(3)),
    *(
        simulation.Surface(f"agent {n}", "home", ((9.0, 22.0),), (60, 600), ("five_hour", "seven_day"), weekend=True)
        for n in range(3)
    ),
)

linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="counts in /proc")


def sizes(environ):
    """Return the bytes and the number of files in the cache and the state."""
    found = {}
    for name in ("cache", "state"):
        files = [path for path in Path(environ[f"STATUSLINE_{name.upper()}_DIR"]).rglob("*") if path.is_file()]
        found[name] = (sum(path.stat().st_size for path in files), len(files))
    return found


def descriptors(pid="self"):
    """Return how many descriptors a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def soak(environ, monkeypatch, first, last, seed):
    """Live so many hours and hold what is left against its bounds; return the numbers for people."""
    monkeypatch.setattr(simulation, "SURFACES", simulation.SURFACES + MORE)
    gc.collect()
    before = descriptors()
    laptop = simulation.life(environ, monkeypatch, first, last, seed)
    gc.collect()
    after = descriptors()
    log, requests = laptop.log, laptop.vendors.requests
    most = max(per_hour(requests).values())
    held = sizes(environ)
    days = (last - first) / 24
    told = {
        "simulated hours": last - first,
        "surfaces": len(simulation.SURFACES),
        "prompts": len(log.looks),
        "refreshes": log.refreshes,
        "ingests": log.ingests,
        "requests": len(requests),
        "answers": dict(sorted(Counter(request.status for request in requests).items())),
        "most requests with one login in an hour": most,
        "cache": "{} bytes in {} files".format(*held["cache"]),
        "state": "{} bytes in {} files".format(*held["state"]),
        "descriptors before and after": (before, after),
    }
    assert after <= before, told
    assert most <= BUDGET, told
    assert not log.too_old, (told, log.too_old[:3])
    assert len(requests) <= 3 * 2 * 20 * (last - first), told  # three logins, two vendors, 20 an hour at the floor
    assert held["cache"][0] < 2 * MIB, told
    assert held["cache"][1] < 120, told
    assert held["state"][0] < MIB * (1 + days), told
    assert held["state"][1] < 12, told
    assert threading.active_count() <= 2, threading.enumerate()
    return told


def show(title, told):
    """Print numbers for people (-s)."""
    print(f"\n{title}")  # noqa: T201 - for -s
    for name, value in told.items():
        print(f"  {name}: {value}")  # noqa: T201 - for -s


@linux
def test_busy_hour_of_trouble_grows_nothing(environ, monkeypatch):
    show("soak, short", soak(environ, monkeypatch, 9.4, 9.8, seed=5))


@linux
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_three_days_of_trouble_grow_nothing(environ, monkeypatch):
    show("soak", soak(environ, monkeypatch, 0, 72, seed=6))


class Watch:
    """The processes that the prompts start, as seen whenever somebody looks."""

    def __init__(self, environ):
        self.environ, self.pids = environ, set()
        self.most = self.most_descriptors = 0

    def look(self):
        now = alive(self.environ, b"-m\0statusline")
        self.pids |= set(now)
        self.most = max(self.most, len(now))
        for pid in now:
            with contextlib.suppress(OSError):
                self.most_descriptors = max(self.most_descriptors, descriptors(pid))


def live(environ, server, seconds):
    """Draw real prompts of every kind and a session's status line for so many seconds; return the numbers.

    What then still waits for late comers is ended.
    """
    signed_in.both(environ, server)
    server.claude.answer(*(Answer(200, claude_body(time.time(), 10 + n / 10)) for n in range(500)))
    started, prompts = time.monotonic(), 0
    watch = Watch(environ)
    with repeated(watch.look, 0.1):
        while time.monotonic() - started < seconds:
            said = {"session_id": "soak", "rate_limits": _limits(10 + prompts // 20)}
            for format_ in ("plain", "tmux", "claude"):
                given = json.dumps(said).encode() if format_ == "claude" else b""
                done = subprocess.run(
                    [*FAST, "-f", format_], env=environ, input=given, capture_output=True, check=True, timeout=30
                )
                assert done.stdout
                assert done.stderr == b""
                prompts += 1
            time.sleep(0.1)
        wait_for(lambda: not alive(environ, b"--if-stale"))
    for pid in alive(environ, b"--ingest"):
        os.kill(pid, signal.SIGKILL)
    held = sizes(environ)
    return watch, {
        "seconds": round(time.monotonic() - started),
        "prompts": prompts,
        "processes started by them": len(watch.pids),
        "most of those at the same time": watch.most,
        "most descriptors of one": watch.most_descriptors,
        "requests": len(server.requests),
        "cache": "{} bytes in {} files".format(*held["cache"]),
        "state": "{} bytes in {} files".format(*held["state"]),
    }


def _limits(used):
    return {"five_hour": {"used_percentage": min(used, 99), "resets_at": int(time.time()) // 60 * 60 + 2 * HOUR}}


def check(watch, told, seconds):
    """Hold the numbers of a while against what may be."""
    assert watch.most <= 2, told  # a refresh and an ingest
    assert len(watch.pids) <= 3 + seconds / 10, told  # an ingest every ten seconds while a session says something new
    assert watch.most_descriptors < 32, told
    assert told["requests"] <= 2 * (1 + seconds / 180), told


@linux
def test_prompts_for_seconds_start_one_each(environ, standin):
    try:
        watch, told = live(environ, standin, 4)
        show("real prompts, short", told)
        check(watch, told, 4)
        assert Path(paths.login_dir(environ), "tmux.prompt").exists()
    finally:
        end_all(environ)


@linux
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_prompts_for_minutes_start_the_due(environ, standin):
    try:
        watch, told = live(environ, standin, 240)
        show("real prompts", told)
        check(watch, told, 240)
    finally:
        end_all(environ)
