import sys
import time

import pytest

from statusline.state import process
from support.fake_clients import left

ENVIRON = {"PATH": "/usr/bin:/bin"}


def python(program, seconds=20.0, **options):
    return process.run([sys.executable, "-I", "-c", program], ENVIRON, seconds, **options)


def test_status_and_both_streams_are_returned():
    program = "import sys; print(sys.stdin.read().upper(), end=''); sys.stderr.write('x'); sys.exit(3)"
    assert python(program, data=b"word", stderr=process.PIPE) == (3, b"WORD", b"x")


def test_stdin_empty_folder_root():
    assert python("import os, sys; print(repr(sys.stdin.read()), os.getcwd())").output == b"'' /\n"


def test_the_environment_is_the_given_one():
    assert python("import os; print(os.environ.get('HOME'))").output == b"None\n"


def test_time_limit_kills_the_group(tmp_path):
    started, file = time.monotonic(), tmp_path / "group"
    script = f"sleep 60 & echo $$ >{file}; wait"
    with pytest.raises(TimeoutError, match=r"^not finished after 2 s$"):
        process.run(["sh", "-c", script], ENVIRON, 2.0)
    assert time.monotonic() - started < 10
    assert left(int(file.read_text())) == []


def test_a_program_that_is_missing_is_an_os_error():
    with pytest.raises(FileNotFoundError):
        process.run(["/nonexistent/program"], ENVIRON, 1.0)


def test_without_group_in_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert python("import os; print(os.getcwd())", group=False).output.decode() == f"{tmp_path}\n"


def test_only_absolute_path_folders(tmp_path, monkeypatch):
    program = tmp_path / "claude"
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert process.find("claude", {"PATH": f"/nowhere:{tmp_path}"}) == str(program)
    assert process.find("claude", {"PATH": ".::bin:"}) is None
    assert process.find("claude", {}) is None
