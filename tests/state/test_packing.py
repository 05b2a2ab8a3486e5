import os
import py_compile
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import statusline as package
from statusline.state import packing
from support.prompt_files import claude, codex, write

ROOT = Path(package.__file__).parent
DOCUMENT = Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json"
CLOCKS = re.compile(r'"(?:generated_at|age_seconds|resets_in_seconds)":-?\d+')  # of JSON: a second may pass
SPY = """
import posix, sys
leave = posix._exit
def spy(status):
    ours = {name: module for name, module in sys.modules.items() if name.startswith("statusline.hot.")}
    posix.write(2, " ".join(name.rpartition(".")[2] for name in ours if ours[name].__spec__).encode())
    leave(status)
posix._exit = spy
__file__ = sys.argv[0] = sys.argv.pop(1)
exec(compile(open(__file__).read(), __file__, "exec"))
"""


@pytest.fixture
def hot(tmp_path, monkeypatch):
    """Return the hot half's folder in a copy of the package, with its byte code packed."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    copy = tmp_path / "copy/statusline"
    shutil.copytree(ROOT / "hot", copy / "hot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "fast.py", copy)
    packing.renew(str(copy / "hot"))
    return copy / "hot"


@pytest.fixture
def quiet(environ):
    write(environ, claude(), codex())
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def render(hot, environ, format_="plain"):
    """Return what a render prints, and which modules it has loaded from files of their own."""
    spy = hot.parent / "spy.py"
    spy.write_text(SPY)
    command = [sys.executable, "-IS", spy, hot.parent / "fast.py", "--format", format_]
    with DOCUMENT.open() as document:
        done = subprocess.run(command, env=environ, stdin=document, capture_output=True, check=True)
    return done.stdout.decode(), done.stderr.decode().split()


def byte_code(hot):
    (path,) = hot.glob("__pycache__/launch.*.pyc")
    return path


@pytest.mark.parametrize("format_", ["plain", "json", "claude"])
def test_a_render_opens_one_file_of_ours(hot, quiet, format_):
    text, loaded = render(hot, quiet, format_)
    assert set(loaded) - {"spawn"} == {"launch"}  # the first words of a session have to be written
    packing.remove(str(hot))
    again, loaded = render(hot, quiet, format_)
    assert CLOCKS.sub("", again) == CLOCKS.sub("", text)
    assert "show" in loaded


def a_later_time(path, status):
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def another_file_of_the_same_time(path, status):
    other = path.with_name("other")
    shutil.copy(path, other)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def the_same_time_again(path, status):
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", [a_later_time, another_file_of_the_same_time, the_same_time_again])
def test_an_edit_is_run_at_once(hot, quiet, change):
    path = hot / "show.py"
    status, source = path.stat(), path.read_text()
    path.write_text(source.replace('"tmux"', '"tmuX"'))
    change(path, status)
    assert path.stat().st_size == status.st_size
    assert "|tmuX|" in refusal(hot, quiet)
    assert not packing.is_current(str(hot))
    packing.renew(str(hot))
    assert packing.is_current(str(hot))
    assert "|tmuX|" in refusal(hot, quiet)


def test_no_module_is_loaded_twice(hot, quiet, monkeypatch):
    """An earlier version may have packed them in an order in which one needs another that comes after it."""
    monkeypatch.setattr(packing, "GROUPS", tuple(group[::-1] for group in packing.GROUPS))
    packing.remove(str(hot))
    packing.renew(str(hot))
    assert {"text", "paths", "prompt_file"} <= set(render(hot, quiet, "claude")[1])  # once, by their own files


def refusal(hot, environ):
    command = [sys.executable, "-IS", hot.parent / "fast.py", "x"]
    return subprocess.run(command, env=environ, capture_output=True, check=True).stderr.decode()


def test_a_launcher_of_another_time_is_compiled_anew(hot, quiet):
    os.utime(hot / "launch.py", (1, 1))
    assert not packing.is_current(str(hot))
    assert "show" in render(hot, quiet)[1]


def test_a_module_that_is_gone_is_not_run(hot, quiet):
    (hot / "show.py").unlink()
    with pytest.raises(subprocess.CalledProcessError):
        render(hot, quiet)
    assert not packing.is_current(str(hot))
    packing.renew(str(hot))


BROKEN = {
    "of another Python": lambda data: b"\0" + data[1:],
    "cut short": lambda data: data[: len(data) // 2],
    "a header alone": lambda data: data[:16],
    "empty": lambda _: b"",
    "Python's own": lambda data: data,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_run_is_written_anew(hot, quiet, broken):
    path = byte_code(hot)
    if broken is BROKEN["Python's own"]:
        py_compile.compile(str(hot / "launch.py"), doraise=True)
    path.write_bytes(broken(path.read_bytes()))
    assert not packing.is_current(str(hot))
    broken_bytes = path.read_bytes()
    assert "show" in render(hot, quiet)[1]
    path.write_bytes(broken_bytes)
    packing.renew(str(hot))
    assert packing.is_current(str(hot))


def test_byte_code_that_a_distribution_pins_stays(hot):
    py_compile.compile(str(hot / "launch.py"), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    pinned = byte_code(hot).read_bytes()
    packing.renew(str(hot))
    packing.remove(str(hot))
    assert byte_code(hot).read_bytes() == pinned


def test_nothing_is_written_where_nobody_may_or_wants(hot, monkeypatch):
    shutil.rmtree(hot / "__pycache__")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    packing.renew(str(hot))
    assert not (hot / "__pycache__").exists()
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
    (hot / "__pycache__").write_text("in the way")
    packing.renew(str(hot))
    assert (hot / "__pycache__").read_text() == "in the way"


def test_nobody_else_may_write_it(hot):
    (hot / "launch.py").chmod(0o666)
    byte_code(hot).unlink()
    packing.renew(str(hot))
    assert stat.S_IMODE(byte_code(hot).stat().st_mode) == 0o644
    assert [path.name for path in byte_code(hot).parent.iterdir()] == [byte_code(hot).name]


def test_a_traceback_names_the_source(hot, quiet):
    source = (hot / "show.py").read_text()
    (hot / "show.py").write_text(source.replace("def run(", "raise_here = 1 / 0\n\n\ndef run(", 1))
    packing.renew(str(hot))
    assert packing.is_current(str(hot))
    command = [sys.executable, "-IS", hot.parent / "fast.py"]
    error = subprocess.run(command, env=quiet, capture_output=True, check=False).stderr.decode()
    assert f'File "{hot}/show.py", line' in error
    assert "raise_here = 1 / 0" in error


def test_a_refresh_packs_and_doctor_says_so(environ, tmp_path):
    """In a copy of the package: other tests run renders of ours, which write the same file."""
    copy = tmp_path / "copy/statusline"
    shutil.copytree(ROOT, copy)
    packing.remove(str(copy / "hot"))

    def run(*arguments):
        command = [sys.executable, "-P", "-m", "statusline", *arguments]
        own = {**environ, "PYTHONPATH": str(copy.parent)}
        return subprocess.run(command, env=own, capture_output=True, text=True, check=False).stdout

    run("refresh", "--if-stale")
    assert packing.is_current(str(copy / "hot"))
    assert "ms, its modules in one file" in run("doctor", "-v")
    run("uninstall", "--all")
    assert not packing.is_current(str(copy / "hot"))
