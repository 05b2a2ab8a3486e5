"""Programs in turns: what each takes, and the median of its ratios to the other in the same turn."""

import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

PARTS = 3


class Taken(NamedTuple):
    """What a program and its children took: seconds of wall time and of CPU, and the most memory in MiB."""

    wall: float
    cpu: float
    memory: float


class Command(NamedTuple):
    """A command line, what it reads, and where it runs."""

    arguments: list[str]
    environ: dict[str, str]
    stdin: str = os.devnull
    folder: Path | None = None

    def run(self) -> Taken:
        with open(self.stdin, "rb") as stdin:
            started = time.perf_counter()
            process = subprocess.Popen(
                self.arguments,
                env=self.environ,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self.folder,
            )
            _, _, used = os.wait4(process.pid, 0)
            process.returncode = 0
        return Taken(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Paired(NamedTuple):
    """Two commands that took turns: medians of both, and the ratio of the one to the other in each part."""

    one: Taken
    other: Taken
    wall: list[float]
    cpu: list[float]


def paired(one: Command, other: Command, turns: int) -> Paired:
    """Run both in so many turns in each of PARTS."""
    pairs = [[(one.run(), other.run()) for _ in range(turns)] for _ in range(PARTS)]
    ones, others = zip(*(pair for part in pairs for pair in part), strict=True)
    wall = [statistics.median(first.wall / second.wall for first, second in part) for part in pairs]
    cpu = [statistics.median(first.cpu / max(second.cpu, 1e-4) for first, second in part) for part in pairs]
    return Paired(_median(ones), _median(others), wall, cpu)


def _median(taken: tuple[Taken, ...]) -> Taken:
    return Taken(*map(statistics.median, zip(*taken, strict=True)))


def span(ratios: list[float]) -> str:
    """Return the ratios of all parts in short: 0.21-0.25."""
    low, high = f"{min(ratios):.2f}", f"{max(ratios):.2f}"
    return low if low == high else f"{low}-{high}"


def table(*rows: tuple[str, ...]) -> str:
    """Return rows as a table in Markdown, the first one as its head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
