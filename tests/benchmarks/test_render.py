"""The hot half's cost as a ratio to a bare interpreter: `pytest -n0 -s -m benchmark tests/benchmarks/test_render.py`.

Not in the gate: a noisy machine must not fail a build. The figures are those to reach.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.config import parse, variables
from statusline.hot import paths, session_fields
from statusline.repository import state_file
from statusline.repository.state_file import State
from statusline.state import packing
from support.prompt_files import NOW, claude, codex, write
from support.ratio import ratios

pytestmark = [pytest.mark.benchmark, pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="needs posix_spawn")]

FAST = str(Path(package.__file__).parent / "fast.py")
BARE = [sys.executable, "-I", "-S", "-c", "pass"]
DOCUMENT = str(Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json")


def fast(format_):
    return [sys.executable, "-IS", FAST, "--format", format_]


@pytest.fixture
def warm(environ):
    """Return an environment with a fresh cache in which nothing is started."""
    write(environ, claude(), codex(), now=int(time.time()))
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def test_fresh_render_costs_little_over_bare(warm):
    found = ratios({"bare": BARE, "plain": fast("plain"), "tmux": fast("tmux")}, warm)
    assert found["plain"] <= 1.25
    assert found["tmux"] <= 1.25


def test_claude_render_costs_a_third_more(warm):
    assert ratios({"bare": BARE, "claude": fast("claude")}, warm, stdin=DOCUMENT)["claude"] <= 1.35


def test_a_number_that_moved_costs_little_more(warm, tmp_path):
    document, path = json.loads(Path(DOCUMENT).read_text()), tmp_path / "document"
    document["session_id"] = "moves"

    def move(name):
        document["cost"]["total_cost_usd"] += 0.01 if name == "moved" else 0
        path.write_text(json.dumps(document))

    commands = {"bare": BARE, "moved": fast("claude"), "same": fast("claude")}
    assert ratios(commands, warm, stdin=str(path), before=move)["moved"] <= 1.35


def test_one_file_costs_less_than_ten(warm, tmp_path):
    command = {name: [sys.executable, "-IS", f"{tmp_path}/{name}/fast.py", "-f"] for name in ("ten", "one")}
    for name in command:
        shutil.copytree(Path(FAST).parent / "hot", tmp_path / name / "hot")
        shutil.copy(FAST, tmp_path / name)
    packing.remove(f"{tmp_path}/ten/hot")
    packing.renew(f"{tmp_path}/one/hot")
    assert packing.is_current(f"{tmp_path}/one/hot"), "Unset PYTHONDONTWRITEBYTECODE."
    for format_ in ("plain", "claude"):
        assert ratios({name: [*words, format_] for name, words in command.items()}, warm, stdin=DOCUMENT)["one"] < 1


FURTHER = (*session_fields.FIELDS, *session_fields.TOKENS)


def test_further_fields_cost_two_fifths_more(environ):
    fields = "".join(f"($sep${name})" for name in FURTHER)
    line = f"[claude_line]\ndir_from = 'home'\nformat = '$accounts($sep$model)($sep[ctx $context](own)){fields}'"
    write(environ, claude(), codex(), now=int(time.time()), config=parse(line, "config"))
    quiet = {**environ, "STATUSLINE_NO_REFRESH": "1", "FORCE_HYPERLINK": "1"}
    assert ratios({"bare": BARE, "further": fast("claude")}, quiet, stdin=DOCUMENT)["further"] <= 1.40


def test_repository_costs_little_more(environ, tmp_path):
    """What is in the line is the same both times; once it has to be looked up."""
    top = tmp_path / "work"
    (top / ".git").mkdir(parents=True)
    (top / ".git/HEAD").write_text("ref: refs/heads/main\n")
    seen = dict.fromkeys(variables.REPOSITORY, "1")
    document = json.loads(Path(DOCUMENT).read_text()) | {"workspace": {"current_dir": str(top)}}
    (tmp_path / "document").write_text(json.dumps(document))
    commands = {"bare": ["/usr/bin/env", "A=1", *BARE]}
    for name, more in (("without", "($sep$dir)" * 11), ("with", "".join(f"($sep${each})" for each in seen))):
        cached = {**environ, "STATUSLINE_CACHE_DIR": str(tmp_path / name)}
        state_file.write(paths.cache_dir(cached), str(top), State("ref: refs/heads/main", int(time.time()), "", seen))
        line = f"[claude_line]\nformat = '$accounts($sep$model){more}'"
        write(cached, claude(), codex(), now=int(time.time()), config=parse(line, "config"))
        commands[name] = ["/usr/bin/env", f"STATUSLINE_CACHE_DIR={tmp_path / name}", *fast("claude")]
    quiet = {**environ, "STATUSLINE_NO_REFRESH": "1"}
    found = ratios(commands, quiet, stdin=str(tmp_path / "document"))
    assert found["with"] <= found["without"] + 0.15


def test_stale_render_costs_half_more(environ, tmp_path):
    folder = write(environ, claude(), codex(), now=NOW - 10_000_000)
    quick = tmp_path / "python"
    quick.symlink_to(shutil.which("true"))
    launcher = tmp_path / "fast.py"  # the same launcher, but what it starts ends at once
    launcher.write_text(
        Path(FAST)
        .read_text()
        .replace("__file__", repr(FAST))
        .replace("import sys\n", f"import sys\n\nsys.executable = {str(quick)!r}\n")
    )
    starter = [sys.executable, "-IS", str(launcher), "-f", "plain"]

    def unclaimed(_):
        (folder / "refresh.claim").write_text("0000000000\n")

    assert ratios({"bare": BARE, "stale": starter}, environ, before=unclaimed)["stale"] <= 1.5


def test_installed_command_costs_half_more(warm):
    command = Path(sys.executable).parent / "statusline"
    found = ratios({"python": [sys.executable, "-c", "pass"], "statusline": [str(command), "-f", "tmux"]}, warm)
    assert found["statusline"] <= 1.5


def test_vendor_folder_size_changes_nothing(warm, tmp_path):
    home = Path(warm["HOME"])
    other = {**warm, "HOME": str(tmp_path / "other")}
    for project in range(200):
        folder = home / ".claude/projects" / f"project-{project}"
        folder.mkdir(parents=True)
        for session in range(20):
            (folder / f"{session}.jsonl").write_text("{}\n" * 50)
    both = {"empty": [*fast("plain")], "full": [*fast("plain")]}
    empty = ratios({"bare": BARE, **both}, other)
    full = ratios({"bare": BARE, **both}, warm)
    assert abs(full["full"] - empty["full"]) < 0.15


def test_console_shim_would_cost_more(warm, tmp_path):
    """Why bin/statusline-python is no entry point: older pips write a shim that imports re."""
    shim = tmp_path / "shim"
    shim.write_text(
        f"#!{sys.executable}\nimport re\nimport sys\nfrom statusline.__main__ import main\n"
        "if __name__ == '__main__':\n    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n"
        "    sys.exit(main())\n"
    )
    shim.chmod(0o755)
    command = Path(sys.executable).parent / "statusline-python"
    found = ratios({"script": [str(command), "-f", "tmux"], "shim": [str(shim), "-f", "tmux"]}, warm)
    assert found["shim"] > 1.05
    assert subprocess.run([shim, "-f", "tmux"], env=warm, capture_output=True, check=True).stdout
