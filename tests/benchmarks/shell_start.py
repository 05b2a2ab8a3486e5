"""What the installed block adds to a shell's start: `.venv/bin/python tests/benchmarks/shell_start.py`.

Medians of pairs, in ms of CPU above the same shell with an empty rc file; `eval` is the line by hand, which asks the
command.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 40
STATUSLINE = [sys.executable, "-P", "-m", "statusline"]
BY_HAND = {
    "zsh": 'eval "$(statusline init zsh)"\n',
    "bash": 'eval "$(statusline init bash)"\n',
    "fish": "status is-interactive; and statusline init fish | source\n",
}
FILES = {"zsh": ".zshrc", "bash": ".bashrc", "fish": ".config/fish/config.fish"}


def started(shell, environ):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([shell, "-i", "-c", "exit"], env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1_000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def prepared(folder, name, shell):
    """Return the environment of a home in which the shell has no block, the installed one, or the line by hand."""
    home = Path(folder, f"{shell}-{name}")
    rc_file = home / FILES[shell]
    rc_file.parent.mkdir(parents=True)
    rc_file.touch()
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environ = {"HOME": str(home), "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8"}
    subprocess.run([*STATUSLINE, "refresh", "--offline"], env=environ, capture_output=True, check=False)
    if name == "installed":
        subprocess.run([*STATUSLINE, "install", shell], env=environ, capture_output=True, check=True)
    elif name == "eval":
        rc_file.write_text(BY_HAND[shell])
    return environ


def main():
    with tempfile.TemporaryDirectory() as folder:
        for shell in filter(shutil.which, FILES):
            environs = {name: prepared(folder, name, shell) for name in ("bare", "installed", "eval")}
            above = {"installed": [], "eval": []}
            for _ in range(ROUNDS):
                times = {name: started(shell, environ) for name, environ in environs.items()}
                for name, values in above.items():
                    values.append(times[name] - times["bare"])
            print(shell, *(f"{name} +{statistics.median(values):.1f} ms" for name, values in above.items()))  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
