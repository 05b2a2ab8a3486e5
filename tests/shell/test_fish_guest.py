"""The fish snippet as a guest: what runs beside it sees the same as without it."""

import time

import pytest

from support.fish_session import PROMPT, interactive, recorder, snippet
from support.processes import wait_for_content
from support.prompt_files import claude, sample, write

READY = PROMPT.strip()


@pytest.fixture
def fish(require):
    return require("fish")


@pytest.fixture
def program(tmp_path):
    return recorder(tmp_path)[0]


def show(environ, used, **options):
    write(environ, claude(sample(used=used, resets_at=None)), now=int(time.time()), **options)


def wait_for_right(terminal, text):
    terminal.wait_until(lambda lines: lines[-1:] and lines[-1].endswith(text), f"no {text!r} at the right")


def test_a_dumb_terminal_gets_no_text(fish, environ, program):
    show(environ, 42)
    with interactive(fish, environ, f"set -gx TERM dumb\n{snippet(program)}") as terminal:
        terminal.wait_for(READY)
        terminal.enter('prompt_statusline; echo "<$STATUSLINE_SEGMENT>"')
        terminal.wait_for_line("<>")


def test_last_pid_stays_yours(fish, environ, tmp_path):
    program, notes = recorder(tmp_path)
    show(environ, 42, refresh_after=0)
    with interactive(fish, environ, snippet(program)) as terminal:
        terminal.wait_for("42%")
        terminal.enter("sleep 77 &")
        wait_for_content(notes, f"wait fish {terminal.process.pid}\n")
        terminal.enter("echo '<'(ps -o args= -p $last_pid)'>'; jobs | count; kill $last_pid")
        terminal.wait_for_line("<sleep 77>")
        terminal.wait_for_line("1")


def test_the_account_is_right_at_the_first_prompt(fish, environ, program):
    show(environ, 42)
    show({**environ, "CODEX_HOME": "/other"}, 91)
    late = """
function late --on-event fish_prompt
    test "$PWD" = /; and set -gx CODEX_HOME /other; or set -e CODEX_HOME
end
"""
    with interactive(fish, environ, snippet(program), after=late) as terminal:
        wait_for_right(terminal, "C 5h 42%")
        terminal.enter("cd /")
        wait_for_right(terminal, "C 5h 91%")
        terminal.enter("cd")
        wait_for_right(terminal, "C 5h 42%")
        rows = [line.split(READY)[1].strip() for line in terminal.lines() if line.startswith(READY)]
        assert rows[-1] == "C 5h 42%"
        assert [row.split()[-1] for row in rows] == ["42%", "91%", "42%"] or "91%" in rows[1]


def test_starship_inherits_no_command_does(fish, environ, program):
    show(environ, 42)
    prompt = """
set -gx STARSHIP_SHELL fish
function fish_prompt
    printf '[%s] ready> ' (command printenv STATUSLINE_SEGMENT)
end
"""
    with interactive(fish, environ, snippet(program), after=prompt) as terminal:
        terminal.wait_for("[C 5h 42%] ready>")
        terminal.enter("command printenv STATUSLINE_SEGMENT; or echo nothing")
        terminal.wait_for_line("nothing")
        terminal.wait_until(lambda lines: lines[-1].startswith("[C 5h 42%] ready>"), "not shown again")
