"""How long an edit of the config takes to be in the next prompt: `.venv/bin/python tests/benchmarks/edit.py`.

Each round edits the config, renders once (the old text, and behind it the compile starts), and waits for the new file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
FAST = TESTS.parent / "statusline/fast.py"
ROUNDS = 12
BETWEEN = 1.2  # seconds: two edits within one second are one to a shell
AT_MOST = 5

sys.path.insert(0, str(TESTS))
from statusline.hot import paths  # noqa: E402 - the path is set first
from support.prompt_files import claude, codex, write  # noqa: E402 - as above


def main() -> None:
    """Print the milliseconds from the first render after an edit to the new text."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        environ = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        config = Path(home, ".config/statusline/config.toml")
        config.parent.mkdir(parents=True)
        edit(config, "a")
        subprocess.run(
            [sys.executable, "-P", "-m", "statusline", "refresh"], env=environ, capture_output=True, check=False
        )
        write(environ, claude(), codex(), now=int(time.time()))
        prompt = Path(paths.login_dir(environ), "plain.prompt")
        took = [once(config, prompt, environ, str(number)) for number in range(ROUNDS)]
        time.sleep(AT_MOST)  # the last child goes on writing
    print("ms:", *(round(1_000 * each) for each in took), f"(median {1_000 * statistics.median(took):.0f})")  # noqa: T201


def edit(config: Path, word: str) -> None:
    """Write a config with a separator that no other round has."""
    config.write_text(f'separator = " {word} "\noffline = true\n')


def once(config: Path, prompt: Path, environ: dict[str, str], word: str) -> float:
    """Return the seconds from the first render after an edit to the new prompt file."""
    time.sleep(BETWEEN)
    before = prompt.stat().st_mtime_ns
    edit(config, word)
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-IS", FAST, "--format", "plain"], env=environ, stdout=subprocess.DEVNULL, check=True
    )
    while prompt.stat().st_mtime_ns == before:
        time.sleep(0.005)
        assert time.monotonic() - started < AT_MOST, "the edit never came"
    return time.monotonic() - started


if __name__ == "__main__":
    main()
