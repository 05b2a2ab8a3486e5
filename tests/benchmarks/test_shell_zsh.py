"""A prompt's cost inside an interactive zsh: `pytest -n0 -s -m benchmark tests/benchmarks/test_shell_zsh.py`.

Not in the gate. A machine's speed is no reason to fail, so what is asserted are ratios to a function that does nothing,
measured in the same shell. The figures to reach, in milliseconds, are 0.06 kept, 0.1 refilled with four clocks, and
0.2 with a file that is new.
"""

import statistics

import pytest

from support import zsh_session
from support.prompt_files import NOW, claude, codex, sample
from support.zsh_session import live

pytestmark = pytest.mark.benchmark

terminal = pytest.fixture(zsh_session.terminal)

PROMPTS = 1_000
KEPT, REFILLED, ANEW = 8, 14, 30
MEASURE = """
zmodload zsh/datetime
measure() {
  local -i i
  local started
  for (( i = 0; i < $1; i++ )); do
    started=$EPOCHREALTIME
    $2 $(( $3 + i % 2 * $4 ))
    times+=$(( (EPOCHREALTIME - started) * 1000 ))
  done
  print -rl -- $times >$5
  times=()
}
nothing() { : }
anew() { _statusline_stamp=; _statusline_precmd $1 }
"""


@pytest.fixture
def milliseconds(terminal, environ, tmp_path):
    """Return a function that calls another in turn for NOW and a later moment, and gives the median time."""
    week = 604_800
    accounts = (
        claude(sample(resets_at=NOW + 18_000), sample("seven_day", "7d", 18, NOW + week)),
        codex(sample(resets_at=NOW + 9_000), sample("seven_day", "7d", 90, NOW + week // 2)),
    )
    live(environ, *accounts, now=NOW, refresh_after=NOW + week)
    screen = terminal(after=f"times=()\n{MEASURE}")
    screen.wait_for("ready>")

    def run(function, later):
        result = tmp_path / "times"
        screen.enter(f"clear; measure {PROMPTS} {function} {NOW} {later} {result}; echo {function}'':{later}")
        screen.wait_for_line(f"{function}:{later}", timeout=60)
        times = [float(line) for line in result.read_text().split()]
        assert len(times) == PROMPTS
        median = statistics.median(times)
        print(f"{function:20} +{later:<3} s {median:.3f} ms")  # noqa: T201 - a benchmark reports
        return median

    return run


def test_prompt_costs_few_function_calls(milliseconds):
    nothing = milliseconds("nothing", 0)
    assert milliseconds("_statusline_precmd", 0) <= KEPT * nothing
    assert milliseconds("_statusline_precmd", 60) <= REFILLED * nothing
    assert milliseconds("anew", 0) <= ANEW * nothing
