"""Interleaved timing of whole processes: medians of wall time, as ratios to the first command of the same run."""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def ratios(
    commands: Mapping[str, Sequence[str]],
    environ: Mapping[str, str],
    *,
    rounds: int = 60,
    stdin: str = os.devnull,
    before: Callable[[str], None] = lambda _: None,
) -> dict[str, float]:
    """Return name -> median time divided by the first command's median; `before(name)` runs before each, untimed."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before(name)
            times[name].append(_run(command, environ, stdin))
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:28} {median * 1000:7.2f} ms  x{median / base:.3f}")  # noqa: T201 - a benchmark reports
    return {name: median / base for name, median in medians.items()}


def _run(command: Sequence[str], environ: Mapping[str, str], stdin: str) -> float:
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    started = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environ, file_actions=actions)
    os.waitpid(pid, 0)
    return time.perf_counter() - started
