"""Nushell's snippet: its texts and files against Python's, and the prompt on a terminal."""

import random
import subprocess
import time

import pytest

from statusline import shell_init
from statusline.hot import paths
from support.bash_session import recorder
from support.processes import wait_for_content
from support.prompt_cases import LOGINS, decoded, expected, random_file
from support.prompt_files import claude, sample, write
from support.terminal import Terminal

ODD = ("5h ", "42%", "%s%n", "\\n$(x)", "$HOME", "é–", "", "\x1b[1;31m", "\x1b[0m", "* ?", "&", "(1 + 1)", "'")
# nu's variables are text
NO_UNICODE = {"bytes that are no text", "a token of any bytes", "a token of Codex", "control characters"}
READY = "ready>"


@pytest.fixture
def nu(require):
    return require("nu")


@pytest.fixture
def snippet(tmp_path):
    """Return the snippet in a file, with a recorder in place of the hot half, and what the recorder notes."""
    program, notes = recorder(tmp_path)
    file = tmp_path / "statusline.nu"
    file.write_text(shell_init.source("nu").replace(shell_init.PLACEHOLDER, shell_init.quoted(str(program), "nu")))
    return file, notes


@pytest.fixture
def run(nu, environ, tmp_path, snippet):
    """Return a function that gives the output of a script with the snippet loaded."""

    def script(text):
        (tmp_path / "script.nu").write_text(f"source {shell_init.quoted(str(snippet[0]), 'nu')}\n{text}\n")
        done = subprocess.run(
            [nu, "--no-config-file", tmp_path / "script.nu"],
            env={"TERM": "xterm", **environ},
            cwd=tmp_path,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return script


@pytest.fixture
def terminal(nu, environ, tmp_path, snippet):
    """Return a function that opens nu on a terminal, as somebody who has the snippet in the autoload folder."""

    def open_(**variables):
        folder = tmp_path / "home" / "nushell"
        (folder / "autoload").mkdir(parents=True)
        (folder / "config.nu").write_text("$env.config.show_banner = false\n$env.PROMPT_COMMAND = {|| 'ready'}\n")
        (folder / "env.nu").touch()
        (folder / "autoload/statusline.nu").write_text(snippet[0].read_text())
        variables = {"XDG_CONFIG_HOME": str(folder.parent), "TERM": "xterm-256color", **variables}
        return Terminal([nu, "--no-history"], environ | variables, folder=tmp_path, columns=120)

    return open_


def test_random_files_equal_python(run, tmp_path):
    chance = random.Random(11)
    cases = [random_file(chance, ODD) for _ in range(60)]
    for number, (text, _, _) in enumerate(cases):
        (tmp_path / f"case{number}").write_text(text)
    asked = [f"ask case{number} {now} '{width or 9_999}'" for number, (_, now, width) in enumerate(cases)]
    output = run(
        "def ask [file, now: int, width: string] {"
        "with-env {STATUSLINE_WIDTH: $width} { print (_statusline-read ($file | path expand) ['' '' '' ''] $now).text }"
        "}\n" + "\n".join(asked)
    )
    assert output.removesuffix("\n").split("\n") == [expected(*case)[1] for case in cases]


def test_it_finds_the_files_of_each_login(run, environ, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    logins = {name: variables for name, variables in LOGINS.items() if name not in NO_UNICODE}
    lines, wanted = [], []
    for variables in logins.values():
        record = " ".join(f"{name}: {shell_init.quoted(value.decode(), 'nu')}" for name, value in variables.items())
        folder = "_statusline-folder STATUSLINE_CACHE_DIR XDG_CACHE_HOME .cache Library/Caches"
        lines.append(f"with-env {{{record}}} {{ print $'({folder})/logins/((_statusline-login).key)' }}")
        wanted.append(paths.login_dir(environ | decoded(variables)))
    assert dict(zip(logins, run("\n".join(lines)).splitlines(), strict=True)) == dict(zip(logins, wanted, strict=True))


def test_segment_in_front_of_the_right_prompt(terminal, environ, snippet):
    folder = write(environ, claude(sample(used=93, resets_at=None)), now=int(time.time()), refresh_after=1)
    with terminal() as screen:
        screen.wait_for("C 5h 93% ")
        row = next(number for number, line in enumerate(screen.lines()) if "93%" in line)
        line = screen.lines()[row]
        assert line.startswith(READY)
        assert screen.cell(row, line.index("93%")).fg == "red"
        wait_for_content(snippet[1], "--format plain\n")
        (folder / "refresh.claim").write_text(f"{int(time.time()):010}\n")
        screen.enter("^sh -c 'exit 7'")
        screen.enter("$'status ($env.LAST_EXIT_CODE)'")
        screen.wait_for_line("status 7")
        screen.enter("$env.CODEX_HOME = '/elsewhere'")
        screen.wait_until(lambda lines: " … " in lines[-1], "no other login's prompt")
        assert snippet[1].read_text() == "--format plain\n" * 2


def test_segment_at_the_left_plain(terminal, environ):
    write(environ, claude(sample(used=93, resets_at=None)), now=int(time.time()))
    with terminal(STATUSLINE_POSITION="left", NO_COLOR="1", STATUSLINE_WIDTH="8") as screen:
        screen.wait_for(f"C 5h 93% {READY}")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"STATUSLINE_POSITION": "none"}], ids=str)
def test_prompt_without_a_text(terminal, environ, variables):
    write(environ, claude(sample(used=93, resets_at=None)), now=int(time.time()))
    with terminal(**variables) as screen:
        screen.wait_until(lambda lines: any(line.startswith(READY) for line in lines), "no prompt")
        screen.settle()
        assert "5h" not in screen.text()


def test_file_of_nobody_and_of_others(run, environ):
    folder = write(environ, claude(), now=int(time.time()))
    (folder / "fish.prompt").unlink()
    assert run("$env.STATUSLINE_NO_REFRESH = '1'\nprint (prompt-statusline)") == "…\n"
    (folder / "fish.prompt").symlink_to("/etc/passwd")
    assert run("$env.STATUSLINE_NO_REFRESH = '1'\nprint (prompt-statusline)") == "!\n"
