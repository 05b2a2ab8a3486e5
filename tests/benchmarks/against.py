"""A render of another checkout and of this one, in turns: `.venv/bin/python tests/benchmarks/against.py OTHER`.

OTHER is a checkout with a .venv of its own that `pip install -e '.[test]'` has filled. Each pair of runs gives a ratio
of whole processes; printed are the medians of three rounds, beside the ratio to an interpreter that does nothing.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS, PAIRS = 3, 60
HERE = Path(__file__).parents[2]
BARE = [sys.executable, "-IS", "-c", "pass"]
DOCUMENT = (HERE / "tests/fixtures/claude/statusline-stdin-after-first-response.json").read_bytes()
WRITE = """
import json, sys, time
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
try:
    from support import prompt_files
except ImportError:
    import prompt_files
now = int(time.time())
claude = prompt_files.claude(
    prompt_files.sample(resets_at=now + 7_900, as_of=now),
    prompt_files.sample("seven_day", "7d", 18, now + 345_700, now),
)
prompt_files.write(json.loads(sys.argv[2]), claude, prompt_files.codex(), now=now, refresh_after=now + 3_600)
"""


def prepared(checkout, home):
    """Return the environment of somebody whose prompt files a checkout has just written."""
    environ = {
        "HOME": home,
        "PATH": os.environ["PATH"],
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "STATUSLINE_NO_REFRESH": "1",
        "STATUSLINE_CACHE_DIR": f"{home}/cache",
        "STATUSLINE_STATE_DIR": f"{home}/state",
        "STATUSLINE_CONFIG": f"{home}/config.toml",
    }
    python = f"{checkout}/.venv/bin/python"
    subprocess.run([python, "-c", WRITE, str(checkout), json.dumps(environ)], check=True, env=environ)
    return environ


def seconds(command, environ, data):
    start = time.perf_counter()
    subprocess.run(command, env=environ, input=data, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start


def main():
    other = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        environs = {}
        for checkout, name in ((other, "other"), (HERE, "this")):
            os.mkdir(f"{folder}/{name}")
            environs[checkout] = prepared(checkout, f"{folder}/{name}")
        for target in ("plain", "tmux", "claude"):
            data = DOCUMENT if target == "claude" else b""
            for _ in range(ROUNDS):
                pairs, floors = [], []
                for _ in range(PAIRS):
                    old, new = (
                        seconds(
                            [sys.executable, "-IS", f"{checkout}/statusline/fast.py", "--format", target],
                            environs[checkout],
                            data,
                        )
                        for checkout in (other, HERE)
                    )
                    pairs.append(new / old)
                    floors.append(new / seconds(BARE, environs[HERE], b""))
                print(f"{target:7} {statistics.median(pairs):.3f} x other, {statistics.median(floors):.3f} x bare")  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
