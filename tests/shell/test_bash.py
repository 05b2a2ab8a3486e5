"""The bash snippet without a terminal: text, linters, odd surroundings, and each kind of prompt file."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.hot import paths
from statusline.hot import prompt_file as hot_prompt_file
from statusline.render import settled
from support.bash_session import PARTS, SHOW, older, recorder, run, snippet
from support.prompt_files import claude, codex, write

U, R = hot_prompt_file.UNIT, hot_prompt_file.MARK


@pytest.fixture
def bash(require):
    return require("bash")


@pytest.fixture
def program(tmp_path):
    return recorder(tmp_path)[0]


def test_only_the_hot_command_is_filled_in():
    fast = Path(shell_init.__file__).parent / "fast.py"
    line = f"_statusline_fast=('{sys.executable}' -IS '{fast}')"
    assert shell_init.snippet("bash").splitlines() == [
        line if shell_init.PLACEHOLDER in text else text for text in shell_init.source("bash").splitlines()
    ]
    assert line in shell_init.snippet("bash").splitlines()


@pytest.mark.parametrize("options", [["-n"], ["--posix", "-n"]], ids=["bash", "bash in its posix mode"])
def test_bash_can_parse_it(bash, options):
    for part in PARTS:
        subprocess.run([bash, *options, part], check=True)


@pytest.mark.parametrize("linter", [["shellcheck"], ["shfmt", "-i", "2", "-ci", "-d"]], ids=["shellcheck", "shfmt"])
def test_the_linters_find_nothing(require, linter):
    done = subprocess.run([require(linter[0]), *linter[1:], *PARTS], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "")


SURROUNDINGS = {
    "nothing special": "",
    "strict": "set -eu -o pipefail",
    "everything exported": "set -a",
    "posix": "set -o posix",
    "another IFS": "IFS=0123456789",
    "no IFS": "unset IFS",
    "options": "set -fC; shopt -s nocasematch nullglob failglob extglob dotglob extdebug; shopt -u promptvars",
    "traps": "set -ET; trap 'echo trapped' ERR",
    "an unknown locale": "{ export LC_ALL=xx_YY.UTF-8; } 2>/dev/null",
    "the ASCII locale": "export LC_ALL=C",
    "a command for the prompt": "PROMPT_COMMAND=true",
    "an array of commands for the prompt": "PROMPT_COMMAND=(true :)",
    "an empty array of commands": "declare -a PROMPT_COMMAND",
    "no PS1": "unset PS1",
}


@pytest.mark.parametrize("age", [str, older], ids=["bash 5", "an older bash"])
@pytest.mark.parametrize("lines", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_loaded_twice_it_is_silent_and_works(bash, environ, tmp_path, lines, age):
    write(environ, claude(), codex(), now=int(time.time()))
    script = f"{lines}\n" + f"{age(snippet())}\n_statusline_begin\n_statusline_prompt\n_statusline_prompt\n" * 2
    asked = "declare -p PROMPT_COMMAND PS1\nprintf '%s\\n' \"$STATUSLINE_SEGMENT\""
    hook, ps1, shown = run(bash, script + asked, environ, tmp_path)
    assert hook.count("_statusline_call") == 1
    assert ps1.count("{_statusline_shown") + ps1.count("42%") == 1
    assert shown.startswith("C 5h 42% ")


def test_it_exports_nothing_of_its_own(bash, environ, tmp_path, program):
    write(environ, claude(), now=int(time.time()))
    environ["CLAUDE_CODE_OAUTH_TOKEN"] = "sk-ant-oat01-SECRET"
    lines = run(bash, f"{snippet(program)}\nset -a\n{SHOW}\nexport -p", environ, tmp_path)
    exported = [line.removeprefix("declare -x ") for line in lines[1:]]
    assert [line.partition("=")[0] for line in exported if "SECRET" in line] == ["CLAUDE_CODE_OAUTH_TOKEN"]
    assert [line for line in exported if line.startswith("_") and not line.startswith("_=")] == []
    assert [line for line in exported if line.startswith("STATUSLINE_SEGMENT=")] == []


def settled_file(now, *, written=-10, after=300, body=("5h ", "42%"), change=lambda text: text):
    """Return a settled file whose times are relative to now, after a last change."""
    fields = ["statusline 1", str(now + written), str(now + after), "9999999999", "0", "", "", "", "", ""]
    return change(settled.of_target("bash", U.join(fields) + "\n" + U.join([*body, f"{R}."])))


CLOCK = ("5h ", "42%", f"{R}t1700000000")
LATER = ("5h ", f"{R}w,1000", "a", f"{R}w1000,2000", "b", f"{R}w2000,", "c")
# What is shown, and whether a refresh is due. The differences to now are so large that a slow machine does not matter.
FILES = {
    "fresh": ({}, "5h 42%", False),
    "old": ({"written": -900, "after": -600}, "5h 42%", True),
    "written in the future": ({"written": 900, "after": 1200}, "5h 42%", True),
    "written in the future within the slack": ({"written": 4}, "5h 42%", False),
    "a clock": ({"body": CLOCK}, "5h 42%<1m", False),
    "empty": ({"change": lambda _: ""}, "…", True),
    "another version": ({"change": lambda text: text.replace("statusline 1", "statusline 2")}, "…", True),
    "a header of nine fields": ({"change": lambda text: text.replace(f"{U}9999999999", "")}, "…", True),
    "a header of eleven fields": ({"change": lambda text: text.replace(f"{U}0", f"{U}0{U}")}, "…", True),
    "a time that is none": ({"change": lambda text: text.replace(U, f"{U}x", 1)}, "…", True),
    "a time that is code": ({"change": lambda text: text.replace(U, f"{U}a[$(touch x)]+", 1)}, "…", True),
    "cut in the header": ({"change": lambda text: text[:30]}, "…", True),
    "cut behind the header": ({"change": lambda text: text[: text.index("\n") + 1]}, "…", True),
    "cut in the index": ({"change": lambda text: text[: text.index(f"{R}u") + 4]}, "…", True),
    "cut in the text": ({"change": lambda text: text[:-4]}, "…", True),
    "cut at the end of a line": ({"change": lambda text: text[: text.index("\n", text.index(f"{R}u")) + 1]}, "…", True),
    "cut in a later index": ({"body": LATER, "change": lambda text: text[: text.index("u2000") + 5]}, "…", True),
    "a later state": ({"body": LATER}, "5h c", False),
    "a hole it does not know": ({"body": CLOCK, "change": lambda text: text.replace("t17", "n17")}, "…", True),
    "a hole without its time": ({"body": CLOCK, "change": lambda text: text.replace("t1700000000", "t")}, "…", True),
    "a hole with a sign": ({"body": CLOCK, "change": lambda text: text.replace("t1700", "t-700")}, "…", True),
    "a hole of letters": ({"body": CLOCK, "change": lambda text: text.replace("t1700", "tattt")}, "…", True),
    "a hole with code": (
        {"body": CLOCK, "change": lambda text: text.replace("t1700000000", "ta[$(>x)]00")},
        "…",
        True,
    ),
    "an end with code": ({"change": lambda text: text.replace(f"{R}u", f"{R}ua[$(touch x)]")}, "…", True),
    "a width with code": ({"change": lambda text: text.replace(f"{R}u{U}0", f"{R}u{U}a[$(touch x)]")}, "…", True),
    "another login": ({"change": lambda text: text.replace(f"{U}0{U}", f"{U}0{U}/other", 1)}, "…", True),
    "nothing to show": ({"body": ()}, "", False),
    "long": ({"body": ("5h ", "42%", "é" * 12_000)}, "5h 42%" + "é" * 12_000, False),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES)
def test_prompt_file_shown_or_missing(bash, environ, tmp_path, program, case):
    options, shown, due = case
    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True)
    (folder / "bash.line").write_text(settled_file(int(time.time()), **options))
    refreshes = "_statusline_in_part 2 :\n_statusline_refresh() { due=due; }"
    script = f"{snippet(program)}\n{refreshes}\n{SHOW}\necho ${{due-}}"
    assert run(bash, script, environ, tmp_path) == [shown, "due" if due else ""]
    assert not (tmp_path / "x").exists()


def test_second_file_of_one_second(bash, environ, tmp_path, program):
    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True)
    now = int(time.time())
    (folder / "bash.line").write_text(settled_file(now, written=0))
    (tmp_path / "second").write_text(settled_file(now, written=0, body=("5h ", "43%")))
    script = (
        f'{snippet(program)}\n{SHOW}\nmv second "$_statusline_file"\n_statusline_prompt\necho "$STATUSLINE_SEGMENT"'
    )
    assert run(bash, script, environ, tmp_path) == ["5h 42%", "5h 43%"]


def test_an_edited_config_makes_a_refresh_due(bash, environ, tmp_path, program):
    folder = write(environ, claude(), now=int(time.time()))
    Path(environ["STATUSLINE_CONFIG"]).touch()
    os.utime(folder / "bash.line", (1, 1))
    script = f"{snippet(program)}\n_statusline_in_part 2 :\n_statusline_refresh() {{ echo due; }}\n_statusline_begin"
    assert run(bash, script, environ, tmp_path) == ["due"]


def test_an_older_bash_asks_the_program(bash, environ, tmp_path):
    program, notes = recorder(tmp_path, then="printf '\\001\\033[31m\\002C\\001\\033[0m\\002 5h 42%%\\n'")
    script = f"{older(snippet(program))}\n{SHOW}\nprintf '%q\\n' \"$STATUSLINE_PROMPT\""
    painted = r"$'\001\E[31m\002C\001\E[0m\002 5h 42%'"
    assert run(bash, script, {**environ, "TERM": "xterm"}, tmp_path) == ["C 5h 42%", painted]
    assert run(bash, script, {**environ, "NO_COLOR": "1", "COLUMNS": "80"}, tmp_path) == ["C 5h 42%", r"C\ 5h\ 42%"]
    assert notes.read_text() == "--format bash\n--format bash --width=40\n"
    assert run(bash, script, {**environ, "TERM": "dumb"}, tmp_path) == ["", "''"]
