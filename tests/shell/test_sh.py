"""The snippet for POSIX shells, in each of them: its texts and files against Python's, and the prompt on a terminal."""

import os
import random
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from statusline import shell_init
from statusline.hot import paths
from support.bash_session import recorder
from support.processes import wait_for_content
from support.prompt_cases import LOGINS, decoded, expected, random_file
from support.prompt_files import claude, sample, write
from support.terminal import Terminal

SHELLS = {"dash": (), "ksh": (), "mksh": (), "busybox": ("ash",), "bash": ("--posix",)}
ODD = ("5h ", "42%", "%s%n", "\\n\\$(x)", "$HOME", "é–", "", "\x01\x1b[1;31m\x02", "\x01\x1b[0m\x02", "* ?", "&", "!")
AS_IN_THE_FILE = "_statusline_special= _statusline_opening=$_statusline_start _statusline_closing=$(printf '\\002')"
READY = "ready>"
FORMATS = ("plain", "bash")


@dataclass(frozen=True)
class Shell:
    """A shell in an environment and a folder."""

    command: list[str]
    environ: dict[str, str]
    folder: object
    notes: object  # where the stand-in for the hot half writes its arguments
    text: str  # the snippet

    def run(self, script):
        """Return the output of a script with the snippet loaded; it must end well and not complain."""
        (self.folder / "script").write_text(f"{self.text}\n_statusline_begin\n{script}\n")
        done = subprocess.run(
            [*self.command, self.folder / "script"],
            env={"TERM": "xterm", **self.environ},
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
        return done.stdout.decode(errors="surrogateescape")

    def open(self, **variables):
        """Return the shell on a terminal, with the snippet in the file that ENV names."""
        (self.folder / "rc").write_text(f"PS1='{READY} '\n{self.text}\n")
        environ = {**self.environ, "ENV": str(self.folder / "rc"), "TERM": "xterm-256color", **variables}
        return Terminal([*self.command, "-i"], environ, folder=self.folder, columns=100)


@pytest.fixture(params=SHELLS)
def shell(request, require, environ, tmp_path):
    """Return one shell after the other, with a recorder in place of the hot half."""
    program, notes = recorder(tmp_path)
    text = shell_init.source("sh").replace(shell_init.PLACEHOLDER, shlex.quote(str(program)))
    return Shell([require(request.param), *SHELLS[request.param]], environ, tmp_path, notes, text)


@pytest.fixture
def shown(environ):
    """Return a function that writes Claude's window as it is now."""

    def show(used=42, **options) -> Callable:
        return write(
            environ, claude(sample(used=used, resets_at=None)), now=int(time.time()), formats=FORMATS, **options
        )

    return show


def test_random_files_equal_python(shell):
    chance = random.Random(11)
    cases = [random_file(chance, ODD) for _ in range(40)]
    for number, (text, _, _) in enumerate(cases):
        (shell.folder / f"case{number}").write_text(text)
    asked = "".join(f"ask case{number} {now} {width or 9_999}\n" for number, (_, now, width) in enumerate(cases))
    output = shell.run(f"""{AS_IN_THE_FILE}
        _statusline_locate() {{
            _sl_file=$PWD/$case _sl_folder=$PWD _sl_config=/none _sl_claude='' _sl_storage='' _sl_token='' _sl_codex=''
        }}
        _statusline_tell_time() {{ _sl_now=$now; }}
        ask() {{
            case=$1 now=$2 STATUSLINE_WIDTH=$3
            (prompt_statusline)
            echo
        }}
        {asked}""")
    assert output.removesuffix("\n").split("\n") == [expected(*case)[1] for case in cases]


def octal(value):
    return "".join(f"\\{byte:03o}" for byte in value)


def test_it_finds_the_numbers_of_each_login(shell, monkeypatch):
    monkeypatch.chdir(shell.folder)
    lines, wanted, texts = [], [], {}
    for number, (name, variables) in enumerate(LOGINS.items()):
        environ = shell.environ | decoded(variables)
        if not {"HOME", "XDG_CACHE_HOME"} & set(variables):  # they name folders of the machine
            write(environ, claude(sample(used=10 + number, resets_at=None)), now=int(time.time()), formats=FORMATS)
            texts[paths.login_dir(environ)] = f"C 5h {10 + number}%"
        exports = [f"{each}=$(printf '{octal(value)}'); export {each}" for each, value in variables.items()]
        lines += ["(", *exports, "_statusline_locate", 'echo "$_sl_folder $_sl_config"', ")"]
        lines += ["(", *exports, "unset TERM; NO_COLOR=1", "prompt_statusline; echo", ")"]
        wanted.append((name, paths.login_dir(environ), paths.config_file(environ)))
    output = shell.run("\n".join(lines)).split("\n")
    assert output[:-1:2] == [f"{folder} {config}" for _, folder, config in wanted]
    for (name, folder, _), text in zip(wanted, output[1::2], strict=True):
        assert (name, text) == (name, texts[folder] if os.path.exists(folder) else "…")


def test_unexported_variable_is_nothing(shell, shown):
    shown()
    assert shell.run("CODEX_HOME=/elsewhere NO_COLOR=1\nprompt_statusline") == "C 5h 42%"


def enter(terminal, line):
    """Type a line at a prompt and wait for the next: dash would mix what is typed early with its output."""
    terminal.wait_until(lambda lines: lines and lines[-1].endswith(READY), "no prompt")
    before = terminal.text().count(READY)
    terminal.enter(line)
    terminal.wait_until(lambda lines: "".join(lines).count(READY) > before and lines[-1].endswith(READY), "no prompt")


def test_prompt_in_colours_keeps_the_status(shell, shown):
    shown(used=93)
    with shell.open() as terminal:
        terminal.wait_for(f"C 5h 93% {READY}")
        row = next(number for number, line in enumerate(terminal.lines()) if READY in line)
        assert terminal.cell(row, terminal.lines()[row].index("93%")).fg == "red"
        enter(terminal, "set -eu; true & first=$!; wait")
        enter(terminal, '(exit 7) || echo "status $? and $((first - $!))"')
        terminal.wait_for_line("status 7 and 0")
        enter(terminal, "set +e; (exit 7)")
        enter(terminal, "echo status $?")
        terminal.wait_for_line("status 7")
        shown(used=94)
        enter(terminal, "CODEX_HOME=/elsewhere")
        terminal.wait_for(f"C 5h 94% {READY}")
        enter(terminal, "export CODEX_HOME")
        terminal.wait_for(f"… {READY}")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"STATUSLINE_POSITION": "none"}], ids=str)
def test_prompt_without_a_text(shell, shown, variables):
    shown()
    with shell.open(**variables) as terminal:
        terminal.wait_until(lambda lines: lines and lines[-1].startswith(READY), "no prompt")
        assert "5h" not in terminal.text()
        terminal.enter("exit")
        terminal.wait_for_end()


def test_one_refresh_behind_a_stale_file(shell, shown):
    folder = shown(refresh_after=1)
    with shell.open() as terminal:
        terminal.wait_for(f"C 5h 42% {READY}")
        wait_for_content(shell.notes, "--format plain\n")
        (folder / "refresh.claim").write_text(f"{int(time.time()):010}\n")
        enter(terminal, "echo again")
        enter(terminal, "echo last")
        terminal.wait_for_line("last")
    assert shell.notes.read_text() == "--format plain\n"


def test_file_of_nobody_and_of_others(shell, shown):
    folder = shown()
    (folder / "bash.prompt").unlink()
    assert shell.run("STATUSLINE_NO_REFRESH=1\nprompt_statusline ' '") == "… "
    (folder / "bash.prompt").symlink_to("/etc/passwd")
    assert shell.run("STATUSLINE_NO_REFRESH=1\n_statusline_special=\nprompt_statusline") == "!"


def test_damaged_file_makes_no_noise(shell, shown):
    folder, chance = shown(), random.Random(3)
    whole = (folder / "bash.prompt").read_bytes()
    for number in range(24):
        damaged = bytearray(whole[: chance.randrange(len(whole))] if number % 3 == 0 else whole)
        for _ in range(number):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 10, 30, 31, 33, 36, 45, 48, 92, 96, 255))
        (shell.folder / f"damaged{number}").write_bytes(damaged)
    output = shell.run(f"""
        STATUSLINE_NO_REFRESH=1
        for file in damaged*; do
            cp "$file" {shlex.quote(str(folder / "bash.prompt"))}
            prompt_statusline
            echo
        done""")
    assert output.split("\n").count("…") > 8
