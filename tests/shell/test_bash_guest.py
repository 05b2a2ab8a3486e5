"""The bash snippet as a guest: what runs beside it sees the same as without it."""

import time

import pytest

from support.bash_session import PROMPT, next_prompt, opener, show, wait_for_prompt
from support.prompt_files import sample

# What a terminal's integration (VS Code's is the known one) does after .bashrc: it takes PROMPT_COMMAND over, runs what
# was there itself, and takes the first command that its DEBUG trap sees afterwards for the user's.
WRAPPER = """
saved=$PROMPT_COMMAND
wrapper() { local s=$?; (exit $s); eval "$saved"; ready=1; }
PROMPT_COMMAND=wrapper
trap '[[ -n ${ready-} ]] && { ready=; echo "user ran: $BASH_COMMAND"; }' DEBUG
"""
TIMER = """
begin() { t=${t:-$SECONDS}; }
end() { took=$((SECONDS - ${t:-$SECONDS})); unset t; }
trap begin DEBUG
PROMPT_COMMAND=end
PS1='[$took s] ready> '
"""
TIMER_ARRAY = TIMER.replace("PROMPT_COMMAND=end", "PROMPT_COMMAND=(true end)")
DECORATOR = """
decorate() { [[ $PS1 == "$mine" ]] || { mine="<<$PS1>>"; PS1=$mine; }; }
PROMPT_COMMAND=decorate
PS1='ready'
"""
BUILDER = "build() { PS1='built> '; }\nPROMPT_COMMAND=build"
NAMES = "now text first status options environment width body piece"


@pytest.fixture
def open_bash(require, environ, tmp_path):
    show(environ, sample(used=42, resets_at=None))
    return opener(require("bash"), environ, tmp_path)


def test_a_terminal_sees_the_user_s_commands(open_bash):
    with open_bash(after=WRAPPER) as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        for command in ("true", "false", "cd /"):
            next_prompt(terminal, command)
            terminal.wait_for_line(f"user ran: {command}")
            wait_for_prompt(terminal, "C 5h 42%")
            assert sum("user ran" in line for line in terminal.lines()) == 1
        terminal.enter('echo "<${PROMPT_COMMAND[*]}>"')
        terminal.wait_for_line("<wrapper>")


@pytest.mark.parametrize("timer", [TIMER, TIMER_ARRAY], ids=["a string", "an array"])
def test_timer_skips_time_at_the_prompt(open_bash, timer):
    with open_bash(before=timer) as terminal:
        terminal.wait_for("ready>")
        next_prompt(terminal, "true")
        terminal.wait_for_line("C 5h 42% [0 s] ready>")
        time.sleep(2.2)
        next_prompt(terminal, "true")
        terminal.wait_for_line("C 5h 42% [0 s] ready>")


def test_a_failure_is_one_failure_for_a_trap(open_bash):
    with open_bash(before=f"PS1='{PROMPT}'\ntrap 'echo failed $?' ERR") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "(exit 3)")
        wait_for_prompt(terminal, "C 5h 42%")
        assert [line for line in terminal.lines() if line.startswith("failed")] == ["failed 3"]


def test_child_with_prompt_command_is_silent(open_bash):
    with open_bash(before=f"PS1='{PROMPT}'\nexport PROMPT_COMMAND='seen=yes'") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        terminal.enter("PS1='child> ' bash --norc -i")
        terminal.wait_until(lambda lines: lines[-1] == "child>", "no child")
        next_prompt(terminal, "echo $seen; (exit 4); echo status $?")
        terminal.wait_for_line("yes")
        terminal.wait_for_line("status 4")
        assert not any("not found" in line for line in terminal.lines())


def test_a_child_of_a_timed_shell_runs_its_hooks(open_bash):
    with open_bash(before=f"PS1='{PROMPT}'\ntrap : DEBUG\nexport PROMPT_COMMAND='seen=yes'") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        terminal.enter("PS1='child> ' bash --norc -i")
        terminal.wait_until(lambda lines: lines[-1] == "child>", "no child")
        next_prompt(terminal, "echo $seen")
        terminal.wait_for_line("yes")
        assert not any("not found" in line for line in terminal.lines())


def test_a_prompt_with_marks_gets_one_pair(open_bash):
    with open_bash(before=DECORATOR) as terminal:
        terminal.wait_until(lambda lines: lines[-1:] == ["<<C 5h 42% ready>>"], "no marks")
        for number in range(3):
            next_prompt(terminal, f"echo {number}")
            terminal.wait_until(lambda lines: lines[-1] == "<<C 5h 42% ready>>", "other marks")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(BUILDER, "", id="before"),
        pytest.param("bash_preexec_imported=defined\n" + BUILDER, "", id="before, preexec never installed"),
        pytest.param("", "build() { PS1='built> '; }\nPROMPT_COMMAND+=$'\\nbuild'", id="after"),
    ],
)
def test_a_prompt_that_is_built_anew_has_the_text(open_bash, before, after):
    with open_bash(before=f"PS1='{PROMPT}'\n{before}", after=after) as terminal:
        terminal.wait_for_line("C 5h 42% built>")
        for number in range(3):
            next_prompt(terminal, f"echo {number}")
            terminal.wait_until(lambda lines: lines[-1] == "C 5h 42% built>", "no segment")


def test_readonly_names_and_hooks_are_no_trouble(open_bash):
    names = "".join(f"readonly {name}=mine\n" for name in NAMES.split())
    with open_bash(before=f"PS1='{PROMPT}'\n{names}") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "echo $now")
        terminal.wait_until(lambda lines: lines[1:] == ["mine", "C 5h 42% ready>"], "something else was said")
    with open_bash(before=f"PS1='{PROMPT}'\nreadonly PROMPT_COMMAND=true") as terminal:
        terminal.wait_until(lambda lines: lines[-1:] == ["C 5h 42% ready>"], "no prompt")
        assert len(terminal.lines()) == 1


@pytest.mark.parametrize("start", [r"\r", r"\[\e[G\]"], ids=["return", "first column"])
def test_prompt_from_the_line_s_start_is_kept(open_bash, start):
    with open_bash(before=f"PS1='{start}ready> '") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")


def test_a_dumb_terminal_gets_no_text(open_bash, environ):
    environ["TERM"] = "dumb"
    with open_bash() as terminal:
        terminal.wait_until(lambda lines: lines[-1:] == ["ready>"], "no bare prompt")
        terminal.enter("export TERM=xterm")
        wait_for_prompt(terminal, "C 5h 42%")
        terminal.enter("export TERM=dumb")
        terminal.wait_until(lambda lines: lines[-1] == "ready>", "no bare prompt")
        for position in ("above", "right"):
            terminal.enter(f"STATUSLINE_POSITION={position}; echo {position}")
            terminal.wait_until(lambda lines, word=position: lines[-2:] == [word, "ready>"], "no bare prompt")
        terminal.enter('echo "<$STATUSLINE_SEGMENT$STATUSLINE_PROMPT>"')
        terminal.wait_for_line("<>")


def test_what_a_hook_behind_it_sees(open_bash):
    hook = "PROMPT_COMMAND+=(; )".replace("; ", "'echo \"status $? pipe ${PIPESTATUS[*]}\"'")
    with open_bash(before=f"PS1='{PROMPT}'\nPROMPT_COMMAND=(true)", after=hook) as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "(exit 3) | (exit 4)")
        terminal.wait_for_line("status 4 pipe 3 4")


def test_a_hook_before_it_sees_the_same_inside(open_bash):
    hook = "trap : DEBUG\nPROMPT_COMMAND='echo \"status $? pipe ${PIPESTATUS[*]}\"'"
    with open_bash(before=f"PS1='{PROMPT}'\n{hook}") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "(exit 3) | (exit 4)")
        terminal.wait_for_line("status 4 pipe 3 4")


TRACES = {"xtrace": ("set -x", "+"), "functrace": ("set -T; trap 'echo debug: $BASH_COMMAND' DEBUG", "debug:")}


@pytest.mark.parametrize(("option", "mark"), TRACES.values(), ids=TRACES)
def test_a_trace_has_few_lines_of_it(open_bash, option, mark):
    with open_bash(before=f"PS1='{PROMPT}'") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        terminal.enter(option)
        next_prompt(terminal, "true")
        terminal.wait_until(lambda lines: lines[-1].endswith("ready>") and len(lines) > 2, "no prompt")
        ours = [line for line in terminal.lines() if line.startswith(mark) and not line.endswith(" true")]
        assert len(ours) <= 9, ours


@pytest.mark.parametrize("locale", ["C", "xx_YY.UTF-8", "C.UTF-8"])
def test_a_line_wraps_where_the_terminal_ends(open_bash, environ, locale):
    now = int(time.time())
    show(environ, sample(used=42, resets_at=None, as_of=now), sample("seven_day", "7d", 18, None, now))
    environ |= {"LC_ALL": locale, "LANG": locale}
    with open_bash(columns=60) as terminal:
        wait_for_prompt(terminal, "C 5h 42% · 7d 18%")
        row = len(terminal.lines()) - 1
        before = len(terminal.lines()[row]) + 1
        terminal.send("x" * 60)
        terminal.wait_until(lambda lines: "".join(lines[row:]).count("x") == 60, "not all is there")
        assert [line.count("x") for line in terminal.lines()[row:]] == [60 - before, before]
