"""What a prompt costs inside fish: `pytest -n0 -s -m benchmark tests/benchmarks/test_shell_fish.py`.

Not in the gate: a noisy machine must not fail a build. What costs in fish is a command substitution, so the figures are
ratios to one of the same run: where one takes 45 µs, 0.09 ms for a kept text and 0.3 ms for a refilled one.
"""

import os
import re
import statistics
import subprocess
import time

import pytest

from support.fish_session import snippet
from support.prompt_files import claude, codex, sample, write

pytestmark = pytest.mark.benchmark

UNITS = {"micros": 1e-3, "millis": 1, "secs": 1e3}
BATCHES, BATCH = 20, 50


@pytest.fixture
def ratios(require, environ, tmp_path):
    """Return a function that gives the median times of fish commands, 1,000 times each in batches, by the first."""
    now = int(time.time())
    late = sample(as_of=now - 2_000, resets_at=now + 9_000)
    week = sample("seven_day", "7d", 18, now + 400_000, now - 2_000)
    folder = write(environ, claude(late, week), codex(late), now=now, refresh_after=now + 3_600)
    os.utime(folder / "fish.prompt", (now - 60, now - 60))

    def run(**commands):
        batches = [f"time for i in $each\n    {command}\nend\n" for command in commands.values()]
        script = f"{snippet('/bin/true')}\nset -g each (seq {BATCH})\n_statusline_update\n{''.join(batches) * BATCHES}"
        (tmp_path / "script.fish").write_text(f"{script}\necho $STATUSLINE_SEGMENT")
        done = subprocess.run(
            [require("fish"), tmp_path / "script.fish"], env=environ, capture_output=True, check=True, text=True
        )
        assert re.fullmatch(r"C 5h 42% \S+ · 7d 18% \S+ \S+ \(33m ago\) · X 5h 42% \S+ \(33m ago\)\n", done.stdout)
        found = re.findall(r"Executed in +([\d.]+) (micros|millis|secs)", done.stderr)
        times = [float(number) * UNITS[unit] / BATCH for number, unit in found]
        medians = {name: statistics.median(times[place :: len(commands)]) for place, name in enumerate(commands)}
        for name, median in medians.items():
            print(f"{name:14} {median:7.3f} ms")  # noqa: T201 - a benchmark reports
        return [median / medians["substitution"] for median in medians.values()]

    return run


def test_kept_and_refilled_in_substitutions(ratios):
    _, kept, refilled, _ = ratios(
        substitution="set -l x (builtin math 1 + 1)",
        kept="_statusline_update",
        refilled="set _statusline_until 0; _statusline_update",
        reread="set _statusline_read_until 0; _statusline_update",
    )
    assert kept <= 2.5
    assert refilled <= 16
