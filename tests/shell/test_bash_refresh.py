"""What an interactive bash with the snippet starts, when, and what becomes of it."""

import shlex
import time

import pytest

from statusline.demo.standin import Answer, claude_body
from support import signed_in
from support.bash_session import (
    PROMPT,
    READY,
    interactive,
    interrupt,
    next_prompt,
    older,
    opener,
    recorder,
    show,
    snippet,
    wait_for_prompt,
)
from support.processes import wait_for_content
from support.prompt_files import sample
from support.terminal import until_there


@pytest.fixture
def open_bash(require, environ, tmp_path):
    return opener(require("bash"), environ, tmp_path)


def test_stale_prompt_starts_one_program(environ, open_bash, tmp_path):
    terminals = f"[ -t 0 ] || [ -t 1 ] || [ -t 2 ] && echo terminal >>{shlex.quote(str(tmp_path / 'notes'))}"
    program, notes = recorder(tmp_path, f"{terminals}\nsleep 0.5\nexit 3")
    show(environ, sample(resets_at=None), refresh_after=0)
    with open_bash(program, before=f"PS1='{PROMPT}'; set -b") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        for number in range(4):
            terminal.enter(f"jobs; echo done{number}")
            terminal.wait_for_line(f"done{number}")
            time.sleep(0.2)
        terminal.settle()
        rows = [row for row in terminal.lines() if not row.startswith("C 5h")]
        assert rows == [f"done{number}" for number in range(4)]
    assert notes.read_text() == "--format plain\n"


CLAIMS = {
    "alive": (lambda now: f"{now - 5:010d}\n", 0),
    "from a moment ahead": (lambda now: f"{now + 3:010d}\n", 0),
    "expired": (lambda now: f"{now - 70:010d}\n", 1),
    "from the future": (lambda now: f"{now + 900:010d}\n", 1),
    "released": (lambda _: "0000000000\n", 1),
    "with a leading zero": (lambda _: "0899999999\n", 1),
    "nonsense": (lambda _: "a[$(touch x)]\n", 1),
    "empty": (lambda _: "", 1),
}


@pytest.mark.parametrize("case", CLAIMS.values(), ids=CLAIMS)
def test_claim_of_another_shell_is_kept(environ, open_bash, tmp_path, case):
    content, runs = case
    program, notes = recorder(tmp_path)
    folder = show(environ, sample(resets_at=None), refresh_after=0)
    (folder / "refresh.claim").write_text(content(int(time.time())))
    with open_bash(program) as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        if runs:
            wait_for_content(notes, "--format plain\n")
        terminal.settle()
        assert terminal.lines() == [f"C 5h 42% {READY}"]
    assert notes.read_text() == "--format plain\n" * runs
    assert not (tmp_path / "x").exists()


def test_it_can_be_told_to_start_no_refresh(environ, open_bash, tmp_path):
    program, notes = recorder(tmp_path)
    with open_bash(program, before=f"PS1='{PROMPT}' STATUSLINE_NO_REFRESH=1") as terminal:
        wait_for_prompt(terminal, "…")
        terminal.settle()
    assert notes.read_text() == ""


@pytest.mark.parametrize("known", [True, False], ids=["a file is there", "no data yet"])
@pytest.mark.parametrize("age", [str, older], ids=["bash 5", "an older bash"])
def test_once_the_package_is_gone_it_is_silent(require, environ, tmp_path, known, age):
    if known:
        show(environ, sample(resets_at=None), refresh_after=0)
    loaded = age(snippet("/gone/python", "-IS", tmp_path / "gone/fast.py"))
    with interactive(require("bash"), environ, loaded, tmp_path) as terminal:
        row = f"C 5h 42% {READY}" if known and age is str else READY
        terminal.wait_for_line(row)
        next_prompt(terminal)
        terminal.settle()
        assert terminal.lines() == [row, row]


@pytest.mark.parametrize("ending", ["the shell exits", "the terminal is closed"])
@pytest.mark.parametrize("started", ["by .bashrc", "by a prompt"])
def test_what_it_started_outlives_the_shell(environ, open_bash, tmp_path, ending, started):
    go, survived = tmp_path / "go", shlex.quote(str(tmp_path / "notes"))
    program, notes = recorder(tmp_path, f"{until_there(go)}\necho survived >>{survived}")
    if started == "by a prompt":
        show(environ, sample(resets_at=None))
    with open_bash(program) as terminal:
        terminal.wait_for(READY)
        if started == "by a prompt":
            next_prompt(terminal, "export CODEX_HOME=/elsewhere")
        wait_for_content(notes, "--format plain\n")
        wait_for_prompt(terminal, "…")
        interrupt(terminal)
        if ending == "the shell exits":
            terminal.enter("exit")
            terminal.wait_for_end()
        else:
            terminal.close()
    go.touch()
    wait_for_content(notes, "--format plain\nsurvived\n")


def test_one_request_for_all_shells(require, environ, tmp_path, standin):
    signed_in.claude(environ, standin)
    with (
        interactive(require("bash"), environ, snippet(), tmp_path) as first,
        interactive(require("bash"), environ, snippet(), tmp_path) as second,
    ):
        standin.wait_for(1)
        for terminal in (first, second):
            terminal.wait_for(READY)
            deadline = time.monotonic() + 20
            while "5h 42%" not in terminal.text() and time.monotonic() < deadline:
                next_prompt(terminal)
                time.sleep(0.1)
            terminal.wait_for("C 5h 42% 2h")
    assert len(standin.requests) == 1


def test_silent_server_delays_no_prompt(require, environ, tmp_path, standin):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=60))
    show(environ, sample(resets_at=None), refresh_after=0)
    with interactive(require("bash"), environ, snippet(), tmp_path) as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        standin.wait_for(1)
        started = time.monotonic()
        next_prompt(terminal, "echo $?-")
        terminal.wait_until(
            lambda lines: lines[1:2] == ["0-"] and lines[-1].endswith(READY), "no prompt after the output"
        )
        assert time.monotonic() - started < 5
