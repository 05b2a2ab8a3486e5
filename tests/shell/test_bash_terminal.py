"""The bash snippet in an interactive shell, by what is on the screen."""

import re
import time

import pytest

from support.bash_session import PROMPT, READY, next_prompt, opener, show, wait_for_prompt
from support.prompt_files import claude, sample, shown, texts


@pytest.fixture
def open_bash(require, environ, tmp_path):
    return opener(require("bash"), environ, tmp_path)


def test_segment_before_the_prompt_coloured(environ, open_bash):
    now = int(time.time())
    show(environ, sample(used=90, resets_at=now + 7_230), sample("seven_day", "7d", 18.5, now + 500_000))
    with open_bash() as terminal:
        wait_for_prompt(terminal, "C 5h 90% 2h00m · 7d 18% 5d")
        cell = terminal.cell(0, terminal.lines()[0].index("90%"))
        assert (cell.fg, cell.bold) == ("red", True)


def test_colours_take_no_room(environ, open_bash):
    show(environ, sample(used=90, resets_at=None))
    with open_bash() as terminal:
        wait_for_prompt(terminal, "C 5h 90%")
        terminal.send("echo " + "x" * 230 + "\x01y\x05")
        terminal.wait_until(
            lambda lines: len(lines) == 2 and lines[0].startswith(f"C 5h 90% {PROMPT}yecho x"), "no echo"
        )
        assert [len(line) for line in terminal.lines()] == [200, len(f"C 5h 90% {PROMPT}yecho ") + 230 - 200]


OWN_PROMPTS = {
    "a place of its own": ("PS1='<${STATUSLINE_PROMPT}> ready> '", "<C 5h 42%> ready>"),
    "no place": ("STATUSLINE_POSITION=none", READY),
    "made anew at each prompt": ("PROMPT_COMMAND='PS1=\"anew> \"'", "C 5h 42% anew>"),
    "made anew by the last of several": ("PROMPT_COMMAND=(true 'PS1=\"anew> \"')", "C 5h 42% anew>"),
    "values are not expanded": ("shopt -u promptvars", f"C 5h 42% {READY}"),
    "values are not expanded, posix": ("shopt -u promptvars; set -o posix", f"C 5h 42% {READY}"),
}


@pytest.mark.parametrize(("before", "row"), OWN_PROMPTS.values(), ids=OWN_PROMPTS)
def test_a_prompt_of_one_s_own_is_kept(environ, open_bash, before, row):
    show(environ, sample(resets_at=None))
    with open_bash(before=f"PS1='{PROMPT}'\n{before}") as terminal:
        terminal.wait_for_line(row)
        for number in range(3):
            next_prompt(terminal, f"echo done{number}")
            terminal.wait_until(lambda lines, said=f"done{number}": lines[1:] == [said, row], f"no {row!r} again")


def test_position_and_expansion_can_change(environ, open_bash):
    show(environ, sample(resets_at=None))
    with open_bash() as terminal:
        for line, text in (
            ("STATUSLINE_POSITION=none", ""),
            ("STATUSLINE_POSITION=left", "C 5h 42%"),
            ("shopt -u promptvars", "C 5h 42%"),
            ("STATUSLINE_POSITION=none", ""),
            ("STATUSLINE_POSITION=", "C 5h 42%"),
            ("shopt -s promptvars", "C 5h 42%"),
        ):
            terminal.wait_for(READY)
            next_prompt(terminal, line)
            wait_for_prompt(terminal, text)


@pytest.mark.parametrize(
    "before", ["", "PROMPT_COMMAND=true", "PROMPT_COMMAND=(true)"], ids=["alone", "string", "array"]
)
def test_prompt_knows_the_last_status(environ, open_bash, before):
    show(environ, sample(resets_at=None))
    with open_bash(before=f"{before}\nPS1='$?:${{PIPESTATUS[*]}} ready> '") as terminal:
        wait_for_prompt(terminal, "C 5h 42% 0:0")
        for line, status in (("false | true | (exit 3)", "3:1 0 3"), ("! true", "1:0"), ("", "1:0")):
            next_prompt(terminal, line)
            wait_for_prompt(terminal, f"C 5h 42% {status}")


def test_later_hook_knows_the_last_status(environ, open_bash):
    show(environ, sample(resets_at=None))
    with open_bash(after="PROMPT_COMMAND+=$'\\nkept=$?'\nPS1='$kept ready> '") as terminal:
        wait_for_prompt(terminal, "C 5h 42% 0")
        next_prompt(terminal, "(exit 3)")
        wait_for_prompt(terminal, "C 5h 42% 3")


@pytest.mark.parametrize("options", ["-eu -o pipefail", "-o posix", "-euo posix"])
def test_it_works_and_is_silent_in_a_strict_shell(environ, open_bash, options):
    show(environ, sample(resets_at=None))
    with open_bash(before=f"PS1='{PROMPT}'; set {options}") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "! true")
        wait_for_prompt(terminal, "C 5h 42%")
        assert len(terminal.lines()) == 2


def test_no_child_inherits_the_text(environ, open_bash):
    show(environ, sample(used=90, resets_at=None))
    with open_bash(before=f"export STATUSLINE_SEGMENT=old\nset -a; PS1='{PROMPT}'") as terminal:
        wait_for_prompt(terminal, "C 5h 90%")
        terminal.enter('echo "<$STATUSLINE_SEGMENT>"; env | grep -c -e SEGMENT -e _sl -e BASH_FUNC')
        terminal.wait_for_line("<C 5h 90%>")
        terminal.wait_for_line("0")


def test_time_goes_on_until_the_reset(environ, open_bash):
    with open_bash() as terminal:
        wait_for_prompt(terminal, "…")
        now = int(time.time())
        show(environ, sample(resets_at=now + 602), sample("seven_day", "7d", 18, now + 3))
        next_prompt(terminal)
        wait_for_prompt(terminal, "C 5h 42% 10m · 7d 18% <1m")
        while time.time() < now + 3.1:
            time.sleep(0.1)
        next_prompt(terminal)
        wait_for_prompt(terminal, "C 5h 42% 9m · 7d –")


def test_numbers_of_the_environments_login(environ, open_bash):
    show(environ, sample(used=11, resets_at=None))
    show({**environ, "CLAUDE_CONFIG_DIR": "/work"}, sample(used=22, resets_at=None))
    with open_bash() as terminal:
        wait_for_prompt(terminal, "C 5h 11%")
        next_prompt(terminal, "export CLAUDE_CONFIG_DIR=/work")
        wait_for_prompt(terminal, "C 5h 22%")
        next_prompt(terminal, "unset CLAUDE_CONFIG_DIR")
        wait_for_prompt(terminal, "C 5h 11%")


PROCESS = re.compile(r"\b(clone3?|v?fork|execve)\(")


def test_fresh_prompt_starts_no_process(environ, open_bash, require, tmp_path):
    show(environ, sample(used=11, resets_at=None))
    trace = tmp_path / "trace"
    with open_bash(around=(require("strace"), "-f", "-o", trace, "-e", "trace=process")) as terminal:
        wait_for_prompt(terminal, "C 5h 11%")
        now = int(time.time())
        show(environ, sample(resets_at=now + 602), sample("seven_day", "7d", 18, now + 3))
        next_prompt(terminal)
        wait_for_prompt(terminal, "C 5h 42% 10m · 7d 18% <1m")
        while time.time() < now + 3.1:
            next_prompt(terminal, "echo $((6 * 7))")
            terminal.wait_for_line("42")
        next_prompt(terminal)
        wait_for_prompt(terminal, "C 5h 42% 9m · 7d –")
        assert len(PROCESS.findall(trace.read_text())) == 3  # strace starts bash, that starts cat
        next_prompt(terminal, "(echo one)")
        terminal.wait_for_line("one")
        assert len(PROCESS.findall(trace.read_text())) == 4


NASTY = {
    "substitution": "$(touch x) `touch x` ${PWD} $PWD $((1+1))",
    "prompt escapes": r"\u \h \w \$ \[ \] \n \! \# \\ \033[31m \\\u",
    "history": "!! !1 !touch ^a^b",
    "formats": "%n %s %% %d %{ %} %F{red} #[fg=red] ##",
    "quotes": "'\" '' \"\" \\' ~ * ? [a] {a,b} ; & | < >",
    "letters": "höhe · – 日本",
}
SHELLS = {
    "as usual": "",
    "no expansion of values": "shopt -u promptvars",
    "posix": "set -o posix",
    "posix without expansion of values": "set -o posix; shopt -u promptvars",
    "history expansion": "set -H; history -s touch x",
}
# Text that stands in PS1 itself would be code with promptvars on again.
HARMLESS = str.maketrans({"$": "?", "\\": "?", "`": "'"})


@pytest.mark.parametrize("before", SHELLS.values(), ids=SHELLS)
@pytest.mark.parametrize("label", NASTY.values(), ids=NASTY)
def test_text_is_never_prompt_code(environ, open_bash, tmp_path, before, label):
    show(environ, sample(label=label, resets_at=None), sample("seven_day", label, 90, resets_at=None))
    plain = texts(claude(sample(label=label, resets_at=None), sample("seven_day", label, 90, resets_at=None)))["plain"]
    text = shown(plain, 0)
    assert text.count(label) == 2
    if before == SHELLS["no expansion of values"]:
        text = text.translate(HARMLESS)
    with open_bash(before=f"PS1='\\n{PROMPT}'\n{before}") as terminal:
        terminal.wait_until(lambda lines: lines == [text, READY], f"not {text!r}")
        terminal.enter("")
        terminal.wait_until(lambda lines: lines == [text, READY] * 2, f"not {text!r} twice")
    assert not (tmp_path / "x").exists()
