"""What a prompt costs inside fish: `pytest -n0 -s -m benchmark tests/benchmarks/test_shell_fish.py`.

Not in the gate: a noisy machine must not fail a build. The figures are ratios to what no prompt can do without: to ask
for the time and for the times of two files. On a quiet machine it takes 0.05 ms, half of which is the command
substitution.
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
BATCHES, BATCH = 40, 50


@pytest.fixture
def ratios(require, environ, tmp_path):
    """Return a function that gives the times of fish commands by that of the first, of 2,000 times each in batches.

    It prints the median batch; the quickest one is compared, which other work on the machine touches least.
    """
    now = int(time.time())
    late = sample(as_of=now - 2_000, resets_at=now + 9_000)
    week = sample("seven_day", "7d", 18, now + 400_000, now - 2_000)
    folder = write(environ, claude(late, week), codex(late), now=now, refresh_after=now + 3_600)
    os.utime(folder / "fish.line", (now - 60, now - 60))

    def run(**commands):
        timed = "".join(f"time for i in $each\n    {command}\nend\n" for command in commands.values())
        script = f"{snippet('/bin/true')}\nset -g each (seq {BATCH})\n_statusline_update\n{timed * BATCHES}"
        (tmp_path / "script.fish").write_text(f"{script}\necho $STATUSLINE_SEGMENT")
        done = subprocess.run(
            [require("fish"), tmp_path / "script.fish"], env=environ, capture_output=True, check=True, text=True
        )
        assert re.fullmatch(r"C 5h 42% \S+ · 7d 18% \S+ \S+ \(33m ago\) · X 5h 42% \S+ \(33m ago\)\n", done.stdout)
        found = re.findall(r"Executed in +([\d.]+) (micros|millis|secs)", done.stderr)
        times = [float(number) * UNITS[unit] / BATCH for number, unit in found]
        batches = {name: times[place :: len(commands)] for place, name in enumerate(commands)}
        for name, each in batches.items():
            print(f"{name:10} {statistics.median(each):6.3f} ms, quickest {min(each):6.3f}")  # noqa: T201 - a benchmark reports
        return [min(each) / min(batches["asked"]) for each in batches.values()]

    return run


def test_kept_refilled_and_read_against_asked(ratios):
    files = "$_statusline_folder/fish.line $_statusline_config"
    _, kept, refilled, reread = ratios(
        asked=f"set -l seen (builtin path mtime --relative /; builtin path mtime / {files})",
        kept="_statusline_update",
        refilled="set _statusline_until 0; _statusline_update",
        reread="set _statusline_seen; _statusline_update",
    )
    assert kept <= 1.8
    assert refilled <= 6
    assert reread <= 28
