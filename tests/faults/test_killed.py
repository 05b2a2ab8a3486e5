"""kill -9 at every step of a refresh, with readers at work all the time: nothing torn, nothing lost, nothing stuck."""

import contextlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.hot import paths, prompt_file, show
from statusline.state import schedule
from support import forge, signed_in
from support.machine import run_statusline
from support.processes import repeated

CLAUDE, CODEX = "claude_oauth", "codex_oauth"
ASKED = re.compile(r"^(\w+_oauth): GET .*: 7d ([\d.]+)%", re.MULTILINE)
BEING_ASKED = "being asked now"
PERCENT = re.compile(r"7d (\d+)%")
HOUR = 3600

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")


class Readers:
    """Read everything over and over, as prompts and commands do, and note what is not as it must be."""

    def __init__(self, environ):
        self.environ, self.ahead = environ, 0
        self.folder = Path(paths.login_dir(environ))
        self.cache, self.state = Path(environ["STATUSLINE_CACHE_DIR"]), Path(environ["STATUSLINE_STATE_DIR"])
        self.wrong, self.rounds, self.best = [], 0, {}

    def read(self):
        """Look, and note whatever goes wrong."""
        try:
            self.look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test has to hear of it
            self.wrong.append(repr(error))
        self.rounds += 1

    def look(self):
        """Look once at every file there is to read."""
        json.loads((self.state / "schedule.json").read_bytes())
        for provider, used in weekly(self.cache).items():
            if used < self.best.setdefault(provider, used):
                self.wrong.append(f"{provider} fell from {self.best[provider]} to {used}")
            self.best[provider] = max(used, self.best[provider])
        now = int(time.time()) + self.ahead
        for name in ("plain", "zsh", "claude", "json"):
            if prompt_file.read(f"{self.folder}/{name}.prompt", paths.login(self.environ)) is None:
                self.wrong.append(f"{name} was torn or missing")
        text = show.segment("plain", self.environ, now)[0]
        if len(PERCENT.findall(text)) != 2:
            self.wrong.append(f"shown: {text!r}")


def weekly(cache):
    """Return provider -> the weekly percentage in the record."""
    accounts = json.loads((cache / "usage.json").read_bytes())["accounts"].values()
    return {
        account["provider"]: sample["used_percentage"]
        for account in accounts
        for sample in account["samples"]
        if sample["window"] == "seven_day" and sample["source"] in (CLAUDE, CODEX)
    }


@pytest.fixture
def world(environ, standin, tmp_path):
    """Return the environment of somebody whose numbers grow with every answer, after one good refresh."""
    signed_in.both(environ, standin)
    now = time.time()
    steps = [10 + number / 20 for number in range(1700)]
    standin.claude.answer(*(Answer(200, claude_body(now, None, used, {})) for used in steps))
    standin.codex.answer(*(Answer(200, codex_body(now, None, used, {})) for used in steps))
    done = run_statusline(["refresh", "-v"], environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return environ


class Forge:
    """Refreshes in forked children, one after the other; between two of them a minute passes."""

    def __init__(self, environ, folder):
        self.out, self.ahead, self.runs = folder / "said", 0, 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", forge.__file__, str(self.out)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def refresh(self, step=0, delay=0.0):
        """Return (exit status, steps taken, what it said) of one refresh."""
        self.process.stdin.write(f"{self.ahead} {step} {delay}\n")
        self.process.stdin.flush()
        status, steps = map(int, self.process.stdout.readline().split())
        self.runs += 1
        return status, steps, self.out.read_text()

    def recover(self, readers):
        """Refresh after a kill: at once without a word of a lock, each server after the claim's documented life."""
        self.sleep(1, readers)
        status, _, said = self.refresh()
        assert status == 0, said
        answered = dict(ASKED.findall(said))
        if len(answered) < 2:
            assert said.count(BEING_ASKED) == 2 - len(answered), said
            self.sleep(schedule.CLAIM, readers)
            status, _, said = self.refresh()
            assert status == 0, said
            answered |= dict(ASKED.findall(said))
        assert set(answered) == {CLAUDE, CODEX}, said
        self.sleep(20, readers)

    def sleep(self, seconds, readers):
        """Let the clocks go on."""
        self.ahead += seconds
        readers.ahead = self.ahead


def kill_again_and_again(environ, folder, kills):
    """Kill a refresh at each of `kills` (a function of the number of steps of a whole one and of its seconds)."""
    readers = Readers(environ)
    with Forge(environ, folder) as refreshes, repeated(readers.read, 0.01):
        refreshes.sleep(HOUR // 6, readers)
        whole = refreshes.refresh(step=-1)[1]
        refreshes.sleep(40, readers)
        began = time.monotonic()
        refreshes.refresh()
        length = time.monotonic() - began
        cut = 0
        for number, (step, delay) in enumerate(kills(whole, length)):
            refreshes.sleep(40, readers)
            points = history(readers.state)
            status, _, said = refreshes.refresh(step, delay)
            cut += status == -9
            assert status in (0, -9), said
            if number % 3 == 2:  # the others are met by a refresh that is killed itself
                refreshes.recover(readers)
            assert history(readers.state) >= points
            assert not readers.wrong, (step, delay, readers.wrong[:5])
    print(f"{cut} killed of {refreshes.runs} refreshes of {whole} steps, {readers.rounds} rounds of reading")  # noqa: T201 - for -s
    assert readers.rounds > 2 * refreshes.runs
    assert tidy(environ, readers)
    return cut


def history(state):
    """Return how many points there are; the file has to hold."""
    with contextlib.closing(sqlite3.connect(state / "history.sqlite3", timeout=10)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT count(*) FROM samples").fetchone()[0]


def tidy(environ, readers):
    """Return whether a refresh takes away what the killed ones left, once that is old enough."""
    left = [path for folder in (readers.folder, readers.cache, readers.state) for path in folder.glob(".statusline-*")]
    for path in left:
        os.utime(path, (time.time() - 2 * HOUR,) * 2)
    done = run_statusline(["refresh", "-v", "--offline"], environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not any(path.exists() for path in left)
    assert not list(readers.state.glob("*.corrupt-*"))
    return True


def everywhere(by_step, by_time, whole, length):
    """Return kills in every part of a refresh, the place within it by chance: (step, 0) or (0, seconds)."""
    rng = random.Random(9)
    steps = [(1 + int((part + rng.random()) * whole / by_step), 0) for part in range(by_step)]
    return steps + [(0, max(0.001, (part + rng.random()) * length / by_time)) for part in range(by_time)]


def test_killed_refresh_tears_nothing(world, tmp_path):
    assert kill_again_and_again(world, tmp_path, partial(everywhere, 10, 6)) >= 10


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_refresh_killed_300_times_loses_nothing(world, tmp_path):
    assert kill_again_and_again(world, tmp_path, partial(everywhere, 270, 130)) >= 300
