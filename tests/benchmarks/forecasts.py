"""How far forecasts are off, ours and two simple ones: `.venv/bin/python tests/benchmarks/forecasts.py [STATE]`.

Without an argument on simulated weeks with fixed seeds; else on the history in the folder STATE, such as
`~/.local/state/statusline`, where the index has written what Codex's logs say of the past months.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from statusline.hot.text import duration
from statusline.state import samples
from support import backtest, weeks

SEEDS = {weeks.WEEK: 42, weeks.FIVE_HOURS: 6}
LENGTHS = {"five_hour": weeks.FIVE_HOURS, "seven_day": weeks.WEEK}


def show(title: str, every: list[list[weeks.Cycle]], length: int) -> None:
    print(title)  # noqa: T201 - a benchmark reports
    for lead, score in backtest.scores(every, length).items():
        errors = (score.forecast, score.average_rate, score.unchanged)
        columns = "  ".join(f"{error.mean:6.2f} ({error.bias:+6.2f})" for error in errors)
        print(f"  {duration(lead):>4} before  {score.cycles:6} cycles  {columns}")  # noqa: T201 - as above


def simulated() -> None:
    for length, seeds in SEEDS.items():
        every = list(weeks.cycles(length, seeds))
        for name in weeks.PEOPLE:
            show(f"{duration(length)}, {name}", [cycles for person, cycles in every if person == name], length)
        show(f"{duration(length)}, all", [cycles for _, cycles in every], length)


def recorded(folder: str) -> None:
    with samples.reading(folder) as history:
        for account, window in history.windows() if history else []:
            if length := LENGTHS.get(window):
                cycles = backtest.of_history(history, account, window, length, int(time.time()))
                show(f"{account.partition(':')[0]}, {window}", [cycles], length)


if __name__ == "__main__":
    print("points off (bias): ours, the average rate, unchanged")  # noqa: T201 - as above
    recorded(sys.argv[1]) if sys.argv[1:] else simulated()
