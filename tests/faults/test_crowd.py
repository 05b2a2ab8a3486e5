"""Many at once: a thousand prompts within a minute, fifty shells; one refresh at a time and no request too many."""

import contextlib
import os
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body
from statusline.hot import paths, prompt_file, show
from support import signed_in
from support.processes import FAST, alive, end_all, repeated, wait_for

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="counts processes in /proc")


class Census:
    """Our refreshes: `pids` ever seen and `most` at the same time."""

    def __init__(self, environ):
        self.environ, self.pids, self.most = environ, set(), 0

    def count(self):
        now = set(alive(self.environ, b"--if-stale"))
        self.pids |= now
        self.most = max(self.most, len(now))


@contextlib.contextmanager
def counted(environ):
    """Yield the census of the refreshes while the block runs."""
    census = Census(environ)
    with repeated(census.count, 0.05):
        yield census


@pytest.fixture
def vendors(environ, standin):
    """Sign in to both vendors, who take a second to answer."""
    signed_in.both(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=1.0))
    yield standin
    end_all(environ)


def render(environ):
    """Start one prompt's render."""
    return subprocess.Popen([*FAST, "-f", "plain"], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def test_fifty_shells_one_refresh(environ, vendors):
    with counted(environ) as census:
        for one in [render(environ) for _ in range(50)]:
            assert one.wait(timeout=60) == 0
        wait_for(lambda: not alive(environ))
    assert (len(census.pids), census.most) == (1, 1)
    assert Counter(request.path.split("/")[1] for request in vendors.requests) == {"api": 1, "backend-api": 1}


def test_thousand_stale_prompts_one_refresh(environ, vendors, monkeypatch):
    """The hot half itself a thousand times, in fifty threads; what it starts are real processes."""
    assert render(environ).wait(60) == 0
    wait_for(lambda: not alive(environ))
    age(environ)
    requests = len(vendors.requests)
    turns, started = iter(range(1000)), time.monotonic()

    def prompts():
        for _ in turns:
            text, found, folder, spooled = show.segment("plain", environ, int(time.time()))
            assert text.startswith("C 5h 42%")
            show.follow_up(found, folder, spooled, environ, int(time.time()))
            time.sleep(0.05)

    with counted(environ) as census:
        threads = [threading.Thread(target=prompts) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_for(lambda: not alive(environ))
    reap()
    assert time.monotonic() - started < 60
    assert next(turns, None) is None
    assert (len(census.pids), census.most) == (1, 1)
    assert len(vendors.requests) == requests  # they had been asked just before


def age(environ):
    """Make the prompt files due, and leave the schedule as it is."""
    for file in Path(paths.login_dir(environ)).glob("*.prompt"):
        name, written_at, _, rest = file.read_text().split(prompt_file.UNIT, 3)
        file.write_text(prompt_file.UNIT.join([name, written_at, written_at, rest]))


def reap():
    """Let go of the ended children that the hot half, which leaves that to its own end, has started here."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_thousand_renders_only_what_is_due(environ, vendors):
    assert render(environ).wait(60) == 0
    wait_for(lambda: not alive(environ))
    age(environ)
    requests, started = len(vendors.requests), time.monotonic()
    with counted(environ) as census:
        for number in range(1000):
            assert render(environ).wait(60) == 0
            time.sleep(max(0.0, started + number * 0.055 - time.monotonic()))
    took = time.monotonic() - started
    print(f"1000 renders in {took:.0f} s: {len(census.pids)} refresh, {len(vendors.requests) - requests} requests")  # noqa: T201 - for -s
    assert len(census.pids) == census.most == 1
    assert len(vendors.requests) == requests
