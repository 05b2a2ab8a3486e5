"""One render of a status line: ours beside those of others, with the same document in the same folder."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import statusline
from benchmarks.peers.measure import Command, paired, span, table
from support.prompt_files import claude, codex, write

FAST = str(Path(statusline.__file__).parent / "fast.py")
DOCUMENT = Path(__file__).parents[2] / "fixtures/claude/statusline-stdin-after-first-response.json"
TURNS, FEW_TURNS = 15, 3
A_SECOND = 1.0
FILES = 300  # in the repository

# What others run, by the name of their row: the program, its arguments, and whether it stands in the repository.
OTHERS = {
    "CCometixLine, in a repository": ("ccline", [], True),
    "CCometixLine, outside": ("ccline", [], False),
    "ccusage, cached": ("ccusage", ["statusline", "--offline", "--refresh-interval", "3600"], False),
    "ccusage, not cached": ("ccusage", ["statusline", "--offline", "--no-cache"], False),
    "ccstatusline": ("ccstatusline", [], True),
    "claude-statusbar": ("cs", ["--no-auto-update"], True),
    "starship's prompt, in a repository": ("starship", ["prompt"], True),
    "starship's prompt, outside": ("starship", ["prompt"], False),
}


def report(programs: Path, home: Path, environ: dict[str, str]) -> str:
    """Return the table. programs: the folder with the others; home: it has logs."""
    write(environ, claude(), codex(), now=int(time.time()))
    inside, outside = repository(home / "proj"), home / "elsewhere"
    outside.mkdir()
    documents = {folder: document(home, folder) for folder in (inside, outside)}
    rows = [("", "version", "wall", "CPU", "ours / it, wall", "ours / it, CPU")]
    for name, (program, arguments, in_repository) in OTHERS.items():
        path, folder = programs / "bin" / program, inside if in_repository else outside
        if not path.exists():
            rows.append((name, "not installed", *[""] * 4))
            continue
        ours = Command([sys.executable, "-IS", FAST, "--format", "claude"], environ, documents[folder], folder)
        theirs = Command([str(path), *arguments], environ, documents[folder], folder)
        is_slow = theirs.run().wall > A_SECOND  # it fills its cache, too
        result = paired(ours, theirs, FEW_TURNS if is_slow else TURNS)
        own = result.other
        figures = (f"{own.wall * 1e3:.1f} ms", f"{own.cpu * 1e3:.1f} ms")
        rows.append((name, version(path, environ), *figures, span(result.wall), span(result.cpu)))
    return table(*rows)


def repository(folder: Path) -> Path:
    """Make a repository with a commit and a change."""
    for number in range(FILES):
        file = folder / f"folder-{number % 10}" / f"file-{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"value = {number}\n" * 40)
    git = [str(shutil.which("git")), "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    (folder / "folder-0/file-0.py").write_text("value = 1\n")
    return folder


def document(home: Path, folder: Path) -> str:
    """Write what Claude Code says of a session in a folder, whose transcript is there; return the path."""
    said = json.loads(DOCUMENT.read_text())
    transcript = max((home / ".claude/projects").glob("*/*.jsonl"), key=lambda path: path.stat().st_size)
    said |= {"session_id": transcript.stem, "transcript_path": str(transcript), "cwd": str(folder)}
    said["workspace"] |= {"current_dir": str(folder), "project_dir": str(folder)}
    path = home / f"{folder.name}.json"
    path.write_text(json.dumps(said) + "\n")
    return str(path)


def version(program: Path, environ: dict[str, str]) -> str:
    done = subprocess.run([program, "--version"], env=environ, capture_output=True, text=True, check=False, input="")
    return (done.stdout.split() or ["?"])[-1] if done.stdout.count("\n") == 1 else done.stdout.split()[1]
