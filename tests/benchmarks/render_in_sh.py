"""Claude Code's line by shell/render.sh and by fast.py, in turns: `.venv/bin/python tests/benchmarks/render_in_sh.py`.

A document of 1.9 KB. A hit has the settled line; for a miss a percentage has moved since, and fast.py is asked about
such a document too. What cannot be had for less: the shell alone, and the shell that reads the document and no more.
Ratios are medians of pairs of whole processes, first of wall time, then of CPU; with the path of a CCometixLine those
of a hit are to that too, in a git repository and outside.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from support import sh_renders
from support.sh_bars import SHELLS

ROUNDS = 60
BYTES = 1_900
READ = {"bash": "set +o posix; read -r -N 2400 x"}


def spent(command, environ, data):
    """Return the milliseconds of a process, and those of its CPU."""
    source, sink = os.pipe()
    os.write(sink, data)
    os.close(sink)
    start = time.perf_counter()
    files = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawnp(command[0], command, environ, file_actions=files)
    _, _, used = os.wait4(pid, 0)
    os.close(source)
    return (time.perf_counter() - start) * 1_000, (used.ru_utime + used.ru_stime) * 1_000


def padded(data, length):
    """Return a document of so many bytes: what it says of the folder is longer, where nobody looks."""
    return data.replace(b'"added_dirs":[]', b'"added_dirs":["%s"]' % (b"x" * (length - len(data) - 2)))


def ratio(times, others):
    pairs = [[a[i] / b[i] for a, b in zip(times, others, strict=True)] for i in (0, 1)]
    return " / ".join(f"{statistics.median(values):.2f}" for values in pairs)


def measure(shell, render, peers):
    """Return name -> (milliseconds, of CPU) of each turn. peers: name -> command and document."""
    whole = padded(render.data, BYTES)
    by_sh = [*shell, "-c", render.command]
    commands = {
        "fast.py": (render.fast, whole),
        "the shell alone": ([*shell, "-c", ":"], whole),
        "it reads": ([*shell, "-c", READ.get(shell[0], "read -r x")], whole),
        **peers,
    }
    turns = {name: [] for name in ("a hit", "a miss", "fast.py, moved", *commands)}
    moved = whole.replace(b'"used_percentage":42.4', b'"used_percentage":43.4')
    for _ in range(ROUNDS):
        for name, command in (("a miss", by_sh), ("fast.py, moved", render.fast)):
            for _ in range(2):  # what a line is settled of has stood for one render
                spent(by_sh, render.environ, whole)
            turns[name].append(spent(command, render.environ, moved))
        for _ in range(2):
            spent(by_sh, render.environ, whole)
        turns["a hit"].append(spent(by_sh, render.environ, whole))
        for name, (command, data) in commands.items():
            turns[name].append(spent(command, render.environ, data))
    return turns


def peers_of(program, render, folder):
    """Return CCometixLine in a git repository of 300 files, and outside."""
    inside = Path(folder, "repository")
    inside.mkdir()
    for number in range(300):
        (inside / f"{number}.txt").write_text(str(number))
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.test", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", "-C", str(inside), *words], check=True, env={**render.environ, "HOME": folder})
    own = render.document["workspace"]["current_dir"].encode()
    places = {"in git": str(inside).encode(), "outside": folder.encode()}
    whole = padded(render.data, BYTES)
    return {f"CCometixLine {name}": ([program], whole.replace(own, place)) for name, place in places.items()}


def main():
    for shell in filter(lambda words: shutil.which(words[0]), SHELLS.values()):
        with tempfile.TemporaryDirectory() as folder:
            render = sh_renders.prepared(Path(folder), int(time.time()))
            peers = peers_of(sys.argv[1], render, folder) if sys.argv[1:] else {}
            turns = measure(shell, render, peers)
        print(f"{' '.join(shell):13} a miss          {ratio(turns['a miss'], turns['fast.py, moved'])} x fast.py")  # noqa: T201
        for name in ("a hit", "the shell alone", "it reads"):
            print(f"{' '.join(shell):13} {name:15} {ratio(turns[name], turns['fast.py'])} x fast.py")  # noqa: T201 - a benchmark reports
        for name in peers:
            print(f"{' '.join(shell):13} a hit           {ratio(turns['a hit'], turns[name])} x {name}")  # noqa: T201


if __name__ == "__main__":
    main()
