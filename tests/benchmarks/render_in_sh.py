"""Claude Code's line by shell/render.sh and by fast.py, in turns: `.venv/bin/python tests/benchmarks/render_in_sh.py`.

A document of 1.9 KB. A hit has the settled line; for a miss a percentage has moved since. Ratios are medians of pairs.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from support import sh_renders

ROUNDS = 60
BYTES = 1_900


def seconds(command, render, data):
    start = time.perf_counter()
    subprocess.run(command, env=render.environ, input=data, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start


def padded(data, length):
    """Return a document of so many bytes: what it says of the folder is longer, where nobody looks."""
    return data.replace(b'"added_dirs":[]', b'"added_dirs":["%s"]' % (b"x" * (length - len(data) - 2)))


def main():
    with tempfile.TemporaryDirectory() as folder:
        render = sh_renders.prepared(Path(folder), int(time.time()))
        whole = padded(render.data, BYTES)
        for shell in filter(lambda words: shutil.which(words[0]), (["dash"], ["bash", "--posix"], ["busybox", "ash"])):
            fast, hits, misses, floors = [], [], [], []
            for turn in range(ROUNDS):
                moved = whole.replace(b'"used_percentage":42.4', b'"used_percentage":%d' % (43 + turn % 2))
                misses.append(seconds([*shell, "-c", render.command], render, moved))
                fast.append(seconds(render.fast, render, moved))
                for _ in range(2):  # what a line is settled of has stood for one render
                    seconds([*shell, "-c", render.command], render, whole)
                hits.append(seconds([*shell, "-c", render.command], render, whole))
                floors.append(seconds([*shell, "-c", ":"], render, whole))
            for name, times in (("a hit", hits), ("a miss", misses), ("nothing", floors)):
                ratio = statistics.median(one / other for one, other in zip(times, fast, strict=True))
                print(f"{' '.join(shell):14} {name:8} {statistics.median(times) * 1000:6.2f} ms, {ratio:.2f} x fast.py")  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
