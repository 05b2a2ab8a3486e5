import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.hot import chained_command, show
from support.processes import in_time, wait_for

FAST = str(Path(package.__file__).parent / "fast.py")
DOCUMENT = (Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-apikey-no-rate-limits.json").read_bytes()


@pytest.fixture
def quiet(environ):
    """Return an environment in which a render starts nothing and has no colours."""
    return {**environ, "STATUSLINE_NO_REFRESH": "1", "NO_COLOR": "1"}


def render(environ, position, command, document=DOCUMENT, **options):
    arguments = [sys.executable, "-IS", FAST, "--format", "claude", "--chain", position, command]
    done = subprocess.run(
        arguments, env=environ, input=document, capture_output=True, timeout=30, check=False, **options
    )
    assert done.returncode == 0
    return done.stdout.decode()


PARSED = {
    "last": (["--format", "claude", "--chain", "last", "x y"], "claude"),
    "with show": (["show", "--format", "claude", "--chain", "first", "x"], "claude"),
    "no position": (["--format", "claude", "--chain", "x"], None),
    "another position": (["--format", "claude", "--chain", "middle", "x"], None),
    "another format": (["--format", "tmux", "--chain", "last", "x"], None),
    "too much": (["--format", "claude", "--chain", "last", "x", "--chain", "last", "y"], None),
    "no command": (["--format", "claude", "--chain", "last"], None),
}


@pytest.mark.parametrize(("arguments", "format_"), PARSED.values(), ids=PARSED)
def test_a_chain_goes_with_claude_s_format_only(arguments, format_):
    assert show.parse(arguments) == format_


def test_click_says_what_is_wrong_with_a_chain(statusline):
    assert statusline("--format", "tmux", "--chain", "last", "x").returncode == 2
    assert statusline("--format", "claude", "--chain", "middle", "x").returncode == 2


@pytest.fixture
def line(quiet):
    """Return our own line for the document."""
    arguments = [sys.executable, "-IS", FAST, "--format", "claude"]
    done = subprocess.run(arguments, env=quiet, input=DOCUMENT, capture_output=True, timeout=30, check=True)
    assert done.stdout.count(b"\n") == 1
    return done.stdout.decode()


def test_its_lines_come_first_or_last(quiet, line):
    assert render(quiet, "first", "echo a; echo b") == "a\nb\n" + line
    assert render(quiet, "last", "echo a; echo b") == line + "a\nb\n"


def test_same_document_folder_environment(quiet, line, tmp_path):
    environ = {**quiet, "COLUMNS": "97"}
    shown = render(environ, "first", "cat; echo $COLUMNS; pwd", cwd=tmp_path)
    assert shown == DOCUMENT.decode().rstrip("\n") + f"\n97\n{tmp_path}\n" + line


def test_a_large_document_arrives_whole(quiet):
    document = json.dumps({"model": {"display_name": "Opus"}, "padding": "x" * 300_000}).encode() + b"\n"
    assert render(quiet, "first", "wc -c", document) == f"{len(document)}\n… · Opus\n"


def test_reads_nothing_is_no_problem(quiet):
    document = json.dumps({"model": {"display_name": "Opus"}, "padding": "x" * 300_000}).encode() + b"\n"
    assert render(quiet, "last", "echo a", document) == "… · Opus\na\n"


NOTHING = {
    "failing": "echo a; exit 3",
    "missing": "no-such-program 2>/dev/null",
    "no shell code": "echo 'a 2>/dev/null",
    "printing nothing": "true",
    "killing itself": "echo a; kill -9 $$",
}


@pytest.mark.parametrize("command", NOTHING.values(), ids=NOTHING)
def test_one_that_fails_leaves_ours_alone(quiet, line, command):
    assert render(quiet, "first", command) == line


def test_hanging_command_is_killed_with_all(quiet, line, tmp_path):
    started = time.monotonic()
    assert render(quiet, "first", f"sleep 60 & echo $! >{tmp_path}/pid; trap '' TERM; echo a; wait") == line
    assert 0.9 < time.monotonic() - started < 5
    assert gone(int((tmp_path / "pid").read_text()))


def test_leftover_process_holds_nothing_up(quiet, line):
    assert in_time(0.9, lambda: render(quiet, "first", "sleep 3 & echo a")) == "a\n" + line


def test_it_runs_while_we_work(quiet, line):
    """A document that never ends costs 0.15 s of waiting; the command's own 0.5 s run at the same time."""
    read, write = os.pipe()
    arguments = [sys.executable, "-IS", FAST, "--format", "claude", "--chain", "last", "sleep 0.5; echo a"]
    options = {"env": quiet, "stdin": read, "capture_output": True, "timeout": 30}
    done = in_time(0.9, lambda: subprocess.run(arguments, check=False, **options))
    os.close(read)
    os.close(write)
    assert done.stdout.decode() == "…\na\n"


def test_ends_with_a_render_that_is_ended(quiet, tmp_path):
    # Its input ends when the render is ready to be ended.
    command = f"cat; echo $$ >{tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; sleep 60"
    arguments = [sys.executable, "-IS", FAST, "--format", "claude", "--chain", "last", command]
    child = subprocess.Popen(arguments, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    wait_for((tmp_path / "pid").exists)
    child.send_signal(signal.SIGTERM)
    child.wait(10)
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_flood_of_lines_is_cut(quiet):
    assert len(render(quiet, "first", "yes | head -c 1000000")) < 70_000


def test_bytes_that_are_no_text_are_replaced(quiet, line):
    assert render(quiet, "first", "printf 'a\\377b'") == "a�b\n" + line


def test_colours_do_not_run_on():
    assert chained_command.closed("a") == "a"
    assert chained_command.closed("\x1b[31ma") == "\x1b[31ma\x1b[0m"
    assert chained_command.closed("\x1b]8;;http://x\x1b\\a") == "\x1b]8;;http://x\x1b\\a\x1b]8;;\x1b\\"


def gone(pid):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if os.path.isdir("/proc/self") and " Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False
