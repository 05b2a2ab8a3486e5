"""Claude Code's line by shell/render.sh and by fast.py, in turns: `.venv/bin/python tests/benchmarks/render_in_sh.py`.

A document of 1.9 KB: nothing has moved since its line was settled, a percentage has, or no line is settled. What cannot
be had for less: the shell alone, the shell that reads the document and no more, and the one that hands it to fast.py
then. Claude Code starts a shell for any command, so each ratio is there twice: to the program itself, and to the shell
that becomes it. With the path of a CCometixLine the ratios are to that too, in a git repository and outside.

Ratios are medians of pairs of whole processes, of their CPU.
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
NOTHING, MOVED, NONE = "nothing has moved", "a percentage has", "no line is settled"
HANDS_OVER = "it reads, hands over"


def spent(command, environ, data):
    """Return the milliseconds of CPU of a process."""
    source, sink = os.pipe()
    os.write(sink, data)
    os.close(sink)
    files = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawnp(command[0], command, environ, file_actions=files)
    _, _, used = os.wait4(pid, 0)
    os.close(source)
    return (used.ru_utime + used.ru_stime) * 1_000


def padded(data, length):
    """Return a document of so many bytes: what it says of the folder is longer, where nobody looks."""
    return data.replace(b'"added_dirs":[]', b'"added_dirs":["%s"]' % (b"x" * (length - len(data) - 2)))


def turns_of(shell, render, peers):
    """Return name -> command and document, and name -> those whose ratios are printed. peers: name -> the same."""
    whole = padded(render.data, BYTES)
    moved = whole.replace(b'"used_percentage":42.4', b'"used_percentage":43.4')
    by_sh = [*shell, "-c", render.command]
    becomes, read = f"exec {' '.join(render.fast)}", READ.get(shell[0], "read -r x")
    turns = {
        NOTHING: (by_sh, whole),
        MOVED: (by_sh, moved),
        NONE: (by_sh, whole),
        "the shell alone": ([*shell, "-c", ":"], whole),
        "it reads": ([*shell, "-c", read], whole),
        HANDS_OVER: ([*shell, "-c", f"{read}; {becomes} <<.\n$x\n.\n"], moved),
        "fast.py": (render.fast, whole),
        "sh -c fast.py": ([*shell, "-c", becomes], whole),
        "fast.py, moved": (render.fast, moved),
        "sh -c fast.py, moved": ([*shell, "-c", becomes], moved),
    }
    compared = dict.fromkeys((NOTHING, NONE, "the shell alone", "it reads"), ("fast.py", "sh -c fast.py"))
    compared |= dict.fromkeys((MOVED, HANDS_OVER), ("fast.py, moved", "sh -c fast.py, moved"))
    for name, (program, document) in peers.items():
        turns[name] = (program, document)
        turns[f"sh -c {name}"] = ([*shell, "-c", f"exec {' '.join(program)}"], document)
        compared[NOTHING] += (name, f"sh -c {name}")
    return turns, compared


def measure(render, turns):
    """Return name -> milliseconds of each turn, all of them with the files that are there now."""
    files = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (render.folder / "spool").iterdir()}
    times = {name: [] for name in turns}
    for number in range(ROUNDS):
        for name in sorted(turns, reverse=number % 2 == 0):  # what follows Python finds the processor's caches full
            for path, (content, mtime) in files.items():
                path.write_bytes(content)
                os.utime(path, ns=(mtime, mtime))
            if name == NONE:
                render.line.unlink()
            times[name].append(spent(turns[name][0], render.environ, turns[name][1]))
    return times


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
            turns, compared = turns_of(shell, render, peers_of(sys.argv[1], render, folder) if sys.argv[1:] else {})
            for _ in range(2):  # what a line is settled of has stood for one render
                spent(*turns[NOTHING][:1], render.environ, turns[NOTHING][1])
            hits = render.hits
            times = measure(render, turns)
            assert render.hits == hits + ROUNDS
        for name, others in compared.items():
            pairs = {other: zip(times[name], times[other], strict=True) for other in others}
            ratios = (f"{statistics.median(a / b for a, b in pair):.2f} x {other}" for other, pair in pairs.items())
            print(f"{' '.join(shell):12} {name:20} {', '.join(ratios)}")  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
