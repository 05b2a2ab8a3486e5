import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.config.providers import TABLE
from statusline.hot import spawn

NOW = 1_800_000_000


def test_claim_once_until_its_life_ends(tmp_path):
    path = str(tmp_path / "logins" / "default" / "refresh.claim")
    assert spawn.claim(path, NOW, 60)
    assert not spawn.claim(path, NOW, 60)
    assert not spawn.claim(path, NOW + 59, 60)
    assert spawn.claim(path, NOW + 60, 60)


def test_a_claim_creates_private_folders(tmp_path):
    path = tmp_path / "cache" / "logins" / "default" / "refresh.claim"
    spawn.claim(str(path), NOW, 60)
    assert [oct(folder.stat().st_mode & 0o777) for folder in path.parents[:3]] == ["0o700"] * 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_claim_from_the_future_is_forgotten(tmp_path):
    path = str(tmp_path / "c")
    assert spawn.claim(path, NOW + 3_600, 60)
    assert spawn.claim(path, NOW, 60)


def test_clock_step_back_keeps_a_claim(tmp_path):
    path = str(tmp_path / "c")
    assert spawn.claim(path, NOW, 60)
    assert not spawn.claim(path, NOW - 3, 60)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xff", b"9" * 40])
def test_a_corrupt_claim_file_is_taken_over(tmp_path, content):
    path = tmp_path / "c"
    path.write_bytes(content)
    assert spawn.claim(str(path), NOW, 60)
    assert not spawn.claim(str(path), NOW + 1, 60)


def test_a_released_claim_can_be_taken_at_once(tmp_path):
    path = str(tmp_path / "c")
    assert spawn.claim(path, NOW, 60)
    spawn.release(path)
    assert spawn.claim(path, NOW, 60)


def test_no_claim_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    assert not spawn.claim(str(tmp_path / "file" / "default" / "refresh.claim"), NOW, 60)
    spawn.release(str(tmp_path / "nowhere" / "c"))


def _try(path, results):
    results.put(spawn.claim(path, NOW, 60))


def test_one_of_many_gets_the_claim(tmp_path):
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    path = str(tmp_path / "a" / "b" / "c")
    children = [context.Process(target=_try, args=(path, results)) for _ in range(20)]
    for child in children:
        child.start()
    granted = [results.get() for _ in children]
    for child in children:
        child.join()
    assert granted.count(True) == 1


CHILD = """
import os, sys
from statusline.hot import spawn
sys.executable = sys.argv[1]
spawn.start(["a b", "c"], os.environ)
"""
WITNESS = """#!{python}
import os, sys, time
fds = {{fd: os.readlink(f"/proc/self/fd/{{fd}}") for fd in (0, 1, 2)}}
open({out!r} + ".new", "w").write(repr({{"argv": sys.argv[1:], "sid": os.getsid(0) == os.getpid(), "fds": fds,
    "folder": os.getcwd(), "secret": "CLAUDE_CODE_MESSAGING_TOKEN" in os.environ}}))
os.rename({out!r} + ".new", {out!r})
time.sleep(30)
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks at /proc")
def test_child_has_its_own_session(tmp_path, environ):
    out, witness = tmp_path / "out", tmp_path / "python"
    witness.write_text(WITNESS.format(python=sys.executable, out=str(out)))
    witness.chmod(0o755)
    environ["CLAUDE_CODE_MESSAGING_TOKEN"] = "secret"
    started = time.monotonic()
    subprocess.run([sys.executable, "-P", "-c", CHILD, str(witness)], env=environ, check=True, stdout=subprocess.PIPE)
    assert time.monotonic() - started < 20  # neither waits for the child nor leaves it our pipe
    while not out.exists():
        time.sleep(0.02)
    assert eval(out.read_text()) == {
        "argv": ["-E", "-P", f"{Path(spawn.__file__).parents[1]}/__main__.py", "a b", "c"],
        "folder": "/",
        "sid": True,
        "fds": dict.fromkeys((0, 1, 2), "/dev/null"),
        "secret": False,
    }
    subprocess.run(["pkill", "-f", str(witness)], check=False)


def test_vendor_folders_are_made_absolute():
    known = {name for row in TABLE.values() for name in (row.folder_variable, *row.path_variables)}
    assert known <= set(spawn.PATH_VARIABLES)
