"""The finished snippet in the state folder: read at a shell's start, renewed by a refresh, gone with an uninstall."""

import subprocess
from pathlib import Path

import pytest

from statusline.state import snippets
from support.bash_session import older, run, snippet

MARK = "echo from the file\n"
ALL = "for part in 1 2 3; do _statusline_in_part $part :; done"


def ready(environ, shell):
    return Path(environ["STATUSLINE_STATE_DIR"], f"init.{shell}")


def start(shell, environ):
    """Return what an interactive shell prints whose rc file has our block."""
    defined = "functions -q _statusline_read" if shell == "fish" else "typeset -f"
    done = subprocess.run(
        [shell, "-i", "-c", f"{defined}; true"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
        timeout=30,
    )
    return done.stdout


@pytest.mark.parametrize("shell", ["zsh", "bash", "fish"])
def test_a_shell_reads_the_file_and_else_asks(environ, statusline, require, shell):
    require(shell)
    assert statusline("install", shell).returncode == 0
    file = ready(environ, shell)
    text = file.read_text()
    file.write_text(MARK + text)
    assert "from the file" in start(shell, environ)
    assert "__statusline" not in text
    file.unlink()
    by_command = start(shell, environ)
    assert "from the file" not in by_command
    assert shell == "fish" or "_statusline" in by_command


@pytest.mark.parametrize("age", [str, older], ids=["bash 5", "an older bash"])
def test_bash_parses_what_few_need_later(environ, require, tmp_path, age):
    snippets.write(str(tmp_path), "bash")
    file = tmp_path / "init.bash"
    file.write_text(age(file.read_text()))
    rare, *functions = run(
        require("bash"),
        f"set -eu\nsource '{file}'\ndeclare -F _statusline_settle || echo -\n{ALL}\ndeclare -F",
        environ,
        tmp_path,
    )
    in_one_piece = run(require("bash"), f"{snippet()}\n{ALL}\ndeclare -F", environ, tmp_path)
    assert (rare, functions) == ("-", in_one_piece)
    assert "declare -f _statusline_settle" in functions


def test_a_refresh_renews_what_is_ours(environ, statusline):
    statusline("install", "bash")
    file = ready(environ, "bash")
    text = file.read_text()
    file.write_text(text + MARK)
    statusline("refresh", "--offline")
    assert file.read_text() == text
    file.write_text(f"# '/another/installation'\n{MARK}")
    statusline("refresh", "--offline")
    assert MARK in file.read_text()
    assert not ready(environ, "zsh").exists()


def test_uninstall_takes_it_along(environ, statusline):
    statusline("install", "bash")
    assert ready(environ, "bash").exists()
    statusline("uninstall", "bash")
    assert not ready(environ, "bash").exists()


def test_only_shells_that_source_have_one(tmp_path):
    snippets.write(str(tmp_path), "nu")
    assert list(tmp_path.iterdir()) == []
