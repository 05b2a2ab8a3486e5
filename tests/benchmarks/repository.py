"""CPU milliseconds of a look at a repository, by what has changed: `.venv/bin/python tests/benchmarks/repository.py`.

The argument is the number of files, 50,000 without one. Needs git, to make the repository, and pygit2.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from statusline.repository import git_files, git_status

ROUNDS = 7
FILES_IN_FOLDER = 20


def git(top, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
    subprocess.run(["git", "-C", str(top), *identity, *arguments], check=True, capture_output=True)


def make(top, number):
    for folder in range(number // FILES_IN_FOLDER):
        path = top / f"d{folder // 50}/s{folder % 50}"
        path.mkdir(parents=True)
        for name in range(FILES_IN_FOLDER):
            (path / f"file{name}.py").write_text(f"x = {folder * FILES_IN_FOLDER + name}\n")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "one")


def cpu(work):
    began = time.process_time()
    result = work()
    return (time.process_time() - began) * 1_000, result


def ask_the_system(top):
    for folder, _, names in os.walk(top):
        for name in names:
            os.lstat(f"{folder}/{name}")


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        make(top, number)
        time.sleep(2)  # files as old as the index would have to be read
        first, tree = cpu(lambda: git_status.Tree(str(top), git_files.folders(str(top))))
        first += cpu(lambda: tree.look(urgent=True))[0]
        edited = top / "d0/s0/file0.py"
        steps = {
            "nothing has changed": lambda _: None,
            "a file was edited": lambda turn: edited.write_text(f"{turn}\n"),
            "it was staged": lambda _: git(top, "add", str(edited)),
            "it was committed": lambda _: git(top, "commit", "-q", "-m", "next"),
            "a file was made": lambda turn: (top / f"d1/s1/new{turn}").touch(),
        }
        spent = {name: [] for name in ("lstat of each file, by Python", "everything is looked at", *steps)}
        for turn in range(ROUNDS):
            spent["lstat of each file, by Python"].append(cpu(lambda: ask_the_system(top))[0])
            spent["everything is looked at"].append(cpu(tree._everything)[0])
            for name, step in steps.items():
                step(turn)
                spent[name].append(cpu(lambda: tree.look(urgent=False))[0])
        print(f"{number} files; the first look, which also begins to watch: {first:.0f} ms")  # noqa: T201 - a benchmark reports
        for name, values in spent.items():
            print(f"{name}: {statistics.median(values):.1f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
