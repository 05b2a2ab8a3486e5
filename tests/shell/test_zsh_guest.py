"""The zsh snippet as a guest: what runs beside it sees the same as without it."""

import shlex
import subprocess

import pytest

from statusline import shell_init
from support.processes import wait_for_content
from support.zsh_session import (
    PROMPT,
    at_the_right,
    counting,
    live,
    press_enter,
    prompts,
    snippet,
    terminal,
    timeless,
    zsh,
)

for _fixture in (terminal, zsh):
    globals()[_fixture.__name__] = pytest.fixture(_fixture)

STARSHIP = r"""
starship_precmd() { PROMPT="[${$(printenv STATUSLINE_SEGMENT)//\%/%%}] ready> " }
precmd_functions+=(starship_precmd)
"""
WRAPPER = """
wrap() { [[ -n $opened ]] && return; opened=1 was=$RPROMPT; RPROMPT="%{%}$RPROMPT%{%}" }
unwrap() { RPROMPT=$was opened= }
precmd_functions+=(wrap) preexec_functions+=(unwrap)
"""
# One letter and the words of the snippet that somebody could have for a global alias.
WORDS = "a b w t fi if do done text left right next variant hole byte local width line mark"


@pytest.mark.parametrize("position", ["right", "left", "above"])
def test_a_dumb_terminal_gets_no_text(terminal, environ, position):
    live(environ, timeless(42))
    screen = terminal(f"STATUSLINE_POSITION={position}", TERM="dumb")
    screen.wait_until(lambda lines: lines[-1:] == [PROMPT], "no bare prompt")
    screen.enter('print "<$STATUSLINE_SEGMENT$STATUSLINE_PROMPT>"')
    screen.wait_for_line("<>")


@pytest.mark.parametrize("locale", ["C", "POSIX", "xx_YY.UTF-8"])
def test_without_utf_8_the_cursor_is_right(terminal, environ, locale):
    live(environ, timeless(42), timeless(9))
    for known in ({}, {"CODEX_HOME": "/nobody"}):
        screen = terminal("print start", LC_ALL=locale, LANG=locale, **known)
        screen.wait_until(lambda lines: lines and PROMPT in lines[-1] and len(lines[-1]) > len(PROMPT), "no segment")
        screen.send("echo hello")
        screen.wait_until(lambda lines: f"{PROMPT} echo hello" in lines[-1], "the prompt is written over")


def test_dollar_bang_and_the_jobs_stay_yours(terminal, environ, tmp_path):
    program, log = counting(tmp_path)
    live(environ, timeless(42), refresh_after=0)
    screen = terminal(loaded=snippet(tmp_path, [program]))
    screen.wait_for("42%")
    screen.enter("sleep 77 &")
    wait_for_content(log, "wait zsh\n")
    screen.enter("ps -o args= -p $!; print jobs: ${#jobstates}; kill %1")
    screen.wait_for_line("sleep 77")
    screen.wait_for_line("jobs: 1")


def test_no_child_inherits_the_text_but_starship(terminal, environ):
    live(environ, timeless(42))
    screen = terminal(f"export STATUSLINE_SEGMENT=old\n{STARSHIP}")
    screen.wait_for("[C 5h 42%] ready>")
    screen.enter("printenv STATUSLINE_SEGMENT || print nothing")
    screen.wait_for_line("nothing")
    screen.wait_until(lambda lines: lines[-1].startswith("[C 5h 42%] ready>"), "not shown again")


def test_without_starship_nobody_inherits_it(terminal, environ):
    live(environ, timeless(42))
    screen = terminal("export STATUSLINE_SEGMENT=old; setopt all_export")
    screen.wait_for("42%")
    screen.enter("printenv STATUSLINE_SEGMENT || print nothing")
    screen.wait_for_line("nothing")


def test_marks_at_the_right_are_left(terminal, environ):
    live(environ, timeless(42))
    screen = terminal(after=WRAPPER)
    screen.wait_for("42%")
    live(environ, timeless(77))
    press_enter(screen)
    screen.wait_until(lambda _: prompts(screen)[-1] == at_the_right("C 5h 77%"), "the old text stayed")
    screen.enter("true")
    screen.wait_until(lambda _: prompts(screen)[-1] == at_the_right("C 5h 77%"), "the old text came back")


def test_a_trace_has_few_lines_of_it(terminal, environ):
    live(environ, timeless(42))
    screen = terminal("TRAPDEBUG() { print debug }")
    screen.wait_for("42%")
    screen.send("\x0c")
    screen.wait_until(lambda lines: len(lines) == 1, "the screen is not clean")
    screen.enter("true")
    screen.wait_until(lambda _: len(prompts(screen)) == 2, "no further prompt")
    assert sum(line == "debug" for line in screen.lines()) <= 4


@pytest.mark.parametrize("word", WORDS.split())
def test_a_global_alias_changes_nothing(require, environ, tmp_path, word):
    live(environ, timeless(42))
    path = tmp_path / "statusline.zsh"
    path.write_text(shell_init.snippet("zsh"))
    load = f'eval "$(<{shlex.quote(str(path))})"'
    code = f"alias -g {word}='| cat'\n{load}\n_statusline_precmd\nprint -r -- $STATUSLINE_SEGMENT"
    done = subprocess.run(
        [require("zsh"), "-f", "-i", "-c", code],
        env={**environ, "TERM": "xterm", "STATUSLINE_NO_REFRESH": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert (done.stdout.strip(), done.stderr) == ("C 5h 42%", "")
