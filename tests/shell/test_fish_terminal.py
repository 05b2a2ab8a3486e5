"""The fish snippet in an interactive shell, by what is on the screen."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from statusline import config, shell_init
from statusline.demo.standin import Answer, claude_body
from support import signed_in
from support.fish_session import PROMPT, interactive, quoted, recorder, snippet
from support.processes import wait_for, wait_for_content
from support.prompt_files import COUNTDOWN, claude, sample, shown, texts, write
from support.terminal import until_there

IN_THE_PROMPT = """
function fish_prompt
    set -l kept $status $pipestatus
    prompt_statusline
    printf ' %s ready> ' "$status/$kept"
end"""


@pytest.fixture
def fish(require):
    return require("fish")


@pytest.fixture
def program(tmp_path):
    return recorder(tmp_path)[0]


def show(environ, *samples, **options):
    """Write the prompt files with Claude's windows as they are now."""
    usual = {"config": COUNTDOWN, "formats": ("plain", "fish")}
    return write(environ, claude(*samples), now=int(time.time()), **{**usual, **options})


def wait_for_right(terminal, text):
    """Wait until the last row of the screen is the prompt and text at the right."""
    pattern = re.compile(re.escape(PROMPT.strip()) + " +" + re.escape(text))
    terminal.wait_until(lambda lines: lines and pattern.fullmatch(lines[-1]), f"no prompt with {text!r} at its right")


def next_prompt(terminal):
    terminal.send("\x0c")  # a clean screen, so that only the new prompt is on it
    terminal.enter("")


def test_segment_at_the_right_in_colours(fish, environ, program):
    now = int(time.time())
    show(environ, sample(used=90, resets_at=now + 7_230), sample("seven_day", "7d", 18.5, now + 500_000))
    with interactive(fish, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "C 5h 90% 2h00m · 7d 18% 5d")
        cell = terminal.cell(0, terminal.lines()[0].index("90%"))
        assert (cell.fg, cell.bold) == ("red", True)


def test_no_child_inherits_the_text(fish, environ, program):
    show(environ, sample(used=90, resets_at=None))
    loaded = f"set -gx STATUSLINE_SEGMENT old\nset -g STATUSLINE_POSITION none\n{snippet(program)}"
    with interactive(fish, environ, loaded) as terminal:
        terminal.wait_for_line(PROMPT.strip())
        terminal.enter('echo "<$STATUSLINE_SEGMENT>"; env | grep -c SEGMENT')
        terminal.wait_for_line("<C 5h 90%>")
        terminal.wait_for_line("0")


def test_time_goes_on_until_the_reset(fish, environ, program):
    with interactive(fish, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "…")
        now = int(time.time())
        show(environ, sample(resets_at=now + 602), sample("seven_day", "7d", 18, now + 3))
        next_prompt(terminal)
        wait_for_right(terminal, "C 5h 42% 10m · 7d 18% <1m")
        while time.time() < now + 3.1:
            time.sleep(0.1)
        next_prompt(terminal)
        wait_for_right(terminal, "C 5h 42% 9m · 7d –")


def test_file_changed_twice_in_a_second(fish, environ, program):
    with interactive(fish, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "…")
        for used in (11, 12, 13, 14):
            show(environ, sample(used=used, resets_at=None))
            next_prompt(terminal)
            terminal.wait_for(f"C 5h {used}%")


def test_loaded_twice_one_detached_program(fish, environ, tmp_path):
    terminals = 'if [ -t 0 ] || [ -t 1 ] || [ -t 2 ]; then echo terminal >>"${0%/*}/notes"; fi'
    program, notes = recorder(tmp_path, f"{terminals}\nsleep 0.5\nexit 3")
    show(environ, sample(resets_at=None), refresh_after=0)
    with interactive(fish, environ, snippet(program) * 2) as terminal:
        wait_for_right(terminal, "C 5h 42%")
        for number in range(4):
            terminal.enter(f"jobs; echo done{number}")
            terminal.wait_for_line(f"done{number}")
            time.sleep(0.2)
        terminal.settle()
        rows = [row for row in terminal.lines() if not row.startswith(PROMPT)]
        assert rows == [row for number in range(4) for row in ("jobs: There are no jobs", f"done{number}")]
    assert notes.read_text() == f"wait fish {terminal.process.pid}\n"


@pytest.mark.parametrize("ending", ["the shell exits", "the terminal is closed"])
def test_what_it_started_outlives_the_shell(fish, environ, tmp_path, ending):
    go = tmp_path / "go"
    program, notes = recorder(tmp_path, f'{until_there(go)}\necho survived >>"${{0%/*}}/notes"')
    with interactive(fish, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "…")
        wait_for_content(notes, f"wait fish {terminal.process.pid}\n")
        if ending == "the shell exits":
            terminal.enter("exit")
            assert terminal.wait_for_end() == 0
        else:
            terminal.close()
    go.touch()
    wait_for_content(notes, f"wait fish {terminal.process.pid}\nsurvived\n")


def test_real_refresh_asks_the_server_once(fish, environ, standin):
    signed_in.claude(environ, standin)
    with interactive(fish, environ, shell_init.snippet("fish")) as terminal:
        wait_for_right(terminal, "…")
        standin.wait_for(1)
        deadline = time.monotonic() + 20
        while "5h 42%" not in terminal.text() and time.monotonic() < deadline:
            next_prompt(terminal)
            time.sleep(0.1)
        terminal.wait_for("C 5h 42% 2h")
    assert len(standin.requests) == 1


def test_silent_server_delays_no_prompt(fish, environ, standin):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=60))
    show(environ, sample(resets_at=None), refresh_after=0)
    with interactive(fish, environ, shell_init.snippet("fish")) as terminal:
        wait_for_right(terminal, "C 5h 42%")
        standin.wait_for(1)
        started = time.monotonic()
        terminal.enter("echo $status-")
        terminal.wait_until(
            lambda lines: len(lines) == 3 and lines[1] == "0-" and lines[2].startswith(PROMPT),
            "no prompt after the command's output",
        )
        assert time.monotonic() - started < 10
        assert standin.requests[0].path == "/api/oauth/usage"


OWN = {
    "a function": "function fish_right_prompt\n    echo mine\nend",
    "a function in its own file": "",
}


@pytest.mark.parametrize("before", OWN.values(), ids=OWN)
def test_a_right_prompt_of_the_user_is_joined(fish, environ, program, before):
    show(environ, sample(resets_at=None))
    if not before:
        file = Path(environ["HOME"]) / ".config/fish/functions/fish_right_prompt.fish"
        file.parent.mkdir(parents=True)
        file.write_text(OWN["a function"])
    with interactive(fish, environ, snippet(program), before=before) as terminal:
        wait_for_right(terminal, "C 5h 42% mine")
        terminal.enter("echo (count $STATUSLINE_SEGMENT)-$STATUSLINE_SEGMENT")
        terminal.wait_for_line("1-C 5h 42%")


def test_own_prompt_keeps_the_status(fish, environ, program):
    show(environ, sample(resets_at=None))
    loaded = f"set -g STATUSLINE_POSITION none\n{snippet(program)}"
    with interactive(fish, environ, loaded, after=IN_THE_PROMPT) as terminal:
        terminal.wait_for_line("C 5h 42% 0/0 0 ready>")
        terminal.enter("true | sh -c 'exit 7' | sh -c 'exit 3'")
        terminal.wait_for("C 5h 42% 3/3 0 7 3 ready>")


def test_another_login_has_its_own_numbers(fish, environ, tmp_path, program):
    show(environ, sample(used=11, resets_at=None))
    work = tmp_path / "home of work"
    other = {**environ, "CLAUDE_CONFIG_DIR": str(work)}
    write(other, claude(sample(used=22, resets_at=None)), now=int(time.time()))
    with interactive(fish, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "C 5h 11%")
        terminal.enter(f"clear; set -gx CLAUDE_CONFIG_DIR {quoted(work)}")
        wait_for_right(terminal, "C 5h 22%")
        terminal.enter(f"clear; cd {quoted(tmp_path)}; set -gx CLAUDE_CONFIG_DIR {quoted(work.name)}")
        wait_for_right(terminal, "C 5h 22%")
        terminal.enter("clear; cd /")
        wait_for_right(terminal, "…")
        terminal.enter("clear; set -e CLAUDE_CONFIG_DIR")
        wait_for_right(terminal, "C 5h 11%")


def test_prompt_without_the_package(fish, environ):
    with interactive(fish, environ, snippet("/nonexistent/python")) as terminal:
        terminal.wait_for_line(PROMPT.strip())
        terminal.enter("")
        terminal.settle()
        assert terminal.lines() == [PROMPT.strip()] * 2


NASTY = (
    "$(touch x)",
    "`touch x`",
    "(touch x)",
    "$HOME $STATUSLINE_PROMPT {a,b} ~ *",
    "%n %F{red} %{ 100%",
    "!! !$ \\u \\[ \\e[31m \\",
    "#[fg=red] #(touch x)",
    "'\" ; touch x & | > x",
    "-n --help",
    "\\x1b[31m \\n \\1 $1 ${1:+x}",
    "héllo 日本 ⏳",
)


def test_labels_are_shown_and_never_run(fish, environ, program):
    with interactive(fish, environ, snippet(program), columns=120) as terminal:
        wait_for_right(terminal, "…")
        for label in NASTY:
            settings = config.Config(claude=replace(config.Config().claude, symbol=label))
            now = int(time.time())
            write(environ, claude(sample(label=label)), now=now, config=settings, formats=("plain", "fish"))
            text = shown(texts(claude(sample(label=label)), now=now, config=settings)["plain"], now)
            next_prompt(terminal)
            terminal.wait_until(lambda lines, text=text: lines and lines[-1].endswith(text), text)
        assert not list(Path(environ["HOME"]).glob("x"))


def test_a_fresh_prompt_starts_no_process(fish, environ, tmp_path, program, require):
    require("strace")
    show(environ, sample(resets_at=int(time.time()) + 3_599), refresh_after=int(time.time()) + 3_600)
    trace = tmp_path / "trace"
    tracer = tmp_path / "traced"
    tracer.write_text(f'#!/bin/sh\nexec strace -f -qq -e trace=process -o {trace} {fish} "$@"\n')
    tracer.chmod(0o700)

    def processes():
        return [
            line
            for line in trace.read_text().splitlines()
            if re.search(r"(exec|fork|clone)\w*\(", line) and "CLONE_THREAD" not in line
        ]

    with interactive(tracer, environ, snippet(program)) as terminal:
        wait_for_right(terminal, "C 5h 42% 59m")
        terminal.enter("echo (math 6 x 7)")
        terminal.wait_for_line("42")
        before = len(processes())
        for number in range(3):
            terminal.enter("set -g _statusline_seen")
            terminal.enter(f"echo (math {number} + 50)")
            terminal.wait_for_line(f"{number + 50}")
        assert processes()[before:] == []
        terminal.enter("command true")
        wait_for(lambda: processes()[before:])
