"""The CPU time and memory of passes of the token index: `.venv/bin/python tests/benchmarks/index.py HOME [PEER ...]`.

HOME has the logs (`.claude`, `.codex`), which get a copied megabyte at their end and lose it again; without one, some
are made. The passes: of an empty index, of one that is up to date, and after one more megabyte. PEER is a command line
of another program that reads the same logs, such as `ccusage daily --json --offline`; it is run with HOME as its home.
"""

import contextlib
import json
import os
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.usage_logs import Logs

ROUNDS = 5
OURS = [sys.executable, "-P", "-m", "statusline", "index", "read"]
VERSION = [sys.executable, "-P", "-m", "statusline", "--version"]
COST = [sys.executable, "-P", "-m", "statusline", "cost", "--since", "30d"]


def measured(command: list[str], environ: dict[str, str]) -> tuple[float, float]:
    """Return the seconds of CPU that a command and its children took, and the most memory of one, in MiB."""
    process = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(command: list[str], environ: dict[str, str], rounds: int = ROUNDS) -> tuple[float, float]:
    results = [measured(command, environ) for _ in range(rounds)]
    return statistics.median(cpu for cpu, _ in results), max(memory for _, memory in results)


@contextlib.contextmanager
def one_megabyte_more(home: Path) -> Iterator[None]:
    """Let the largest transcript have a megabyte of new answers, and take them away afterwards."""
    file = max(home.glob(".claude/projects/*/*.jsonl"), key=lambda path: path.stat().st_size)
    size = file.stat().st_size
    with file.open("r+b") as stream:
        lines = stream.read(1 << 20).rpartition(b"\n")[0] + b"\n"
        mark = b'"msg_%x' % random.getrandbits(32)
        stream.seek(0, os.SEEK_END)
        stream.write(lines.replace(b'"msg_', mark))
    try:
        yield
    finally:
        os.truncate(file, size)


def show(name: str, figures: tuple[float, float], base: float) -> None:
    print(f"{name:36} {figures[0]:7.3f} s {figures[1]:5.0f} MiB {figures[0] / base:6.2f} x")  # noqa: T201 - a benchmark reports


def report(home: Path, peers: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as own:
        environ = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC", "LOG_LEVEL": "0"}
        ours = {**environ, "STATUSLINE_STATE_DIR": f"{own}/state", "STATUSLINE_CACHE_DIR": f"{own}/cache"}
        version = median(VERSION, ours)
        first = measured(OURS, ours)
        unchanged = median(OURS, ours)
        with one_megabyte_more(home):
            more = measured(OURS, ours)
        show("statusline --version", version, version[0])
        show("first pass", first, version[0])
        show("unchanged pass", unchanged, version[0])
        show("one megabyte more", more, unchanged[0])
        show("a month of cost", median(COST, ours), version[0])
        show("the same without a look at the logs", median([*COST, "--no-read"], ours), version[0])
        show("a month of cost by session", median([*COST, "--by", "session"], ours), version[0])
        for peer in peers:
            show(f"unchanged pass / {Path(peer[0]).name}", unchanged, (figures := median(peer, environ))[0])
            show(f"first pass / {Path(peer[0]).name}", first, figures[0])
            show(shlex.join(peer)[:36], figures, version[0])


def main() -> None:
    if sys.argv[1:]:
        report(Path(sys.argv[1]), [shlex.split(peer) for peer in sys.argv[2:]])
        return
    with tempfile.TemporaryDirectory() as home:
        logs = Logs(Path(home)).make(sessions=300, threads=300)
        counts = json.dumps({"calls": sum(sums["calls"] for sums in logs.truth.values())})
        print(counts)  # noqa: T201 - a benchmark reports
        report(Path(home), [])


if __name__ == "__main__":
    main()
