from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

import statusline
from statusline.errors import StorageError
from statusline.state import files, whole_file

TMPFS_REQUIRED = "tmpfs" in os.environ.get("STATUSLINE_REQUIRE", "").split(",")
CODE = str(Path(statusline.__file__).parents[1])
LATER = 3601
WATCH = 20


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def leftovers(folder):
    return sorted(folder.glob(".statusline-*.tmp"))


def child(code, *arguments, before=(), **options):
    """Start Python on code that may use `files`, `sys` and `time`."""
    script = "import os, sys, time\nfrom statusline.state import files\n" + textwrap.dedent(code)
    return subprocess.Popen(
        [*before, sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": CODE},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        **options,
    )


def told_by(process):
    with process:
        told, _ = process.communicate(timeout=WATCH)
    return told


TELL = """
    try:
        files.write_atomic(sys.argv[1], b"n" * int(sys.argv[2]))
    except files.StorageError as error:
        print(error.message, error.remedy, sep="|")
    else:
        print("written")
"""


@pytest.mark.parametrize("mask", [0o022, 0o000, 0o077], ids=oct)
def test_file_and_new_folders_are_private(tmp_path, mask):
    path = tmp_path / "cache" / "logins" / "default" / "zsh.prompt"
    before = os.umask(mask)
    try:
        files.write_atomic(path, b"one")
    finally:
        os.umask(before)

    assert path.read_bytes() == b"one"
    assert mode(path) == 0o600
    assert [mode(folder) for folder in list(path.parents)[:3]] == [0o700] * 3


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / "usage.json"
    path.write_bytes(b"an older and longer text")
    path.chmod(0o644)
    files.write_atomic(str(path), b"new")

    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600
    assert names(tmp_path) == ["usage.json"]


def test_open_reader_keeps_the_old_file(tmp_path):
    path = tmp_path / "usage.json"
    files.write_atomic(path, b"old")
    with path.open("rb") as reader:
        files.write_atomic(path, b"new")
        assert reader.read() == b"old"


@pytest.mark.parametrize(
    ("found", "left"),
    [
        pytest.param(0o755, 0o700, id="open to all"),
        pytest.param(0o777, 0o700, id="writable by all"),
        pytest.param(0o1777, 0o1777, id="shared like /tmp"),
    ],
)
@pytest.mark.parametrize("use", ["write", "lock"])
def test_own_folder_closed_shared_one_not(tmp_path, use, found, left):
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(found)
    if use == "write":
        files.write_atomic(folder / "usage.json", b"x")
    else:
        with files.exclusive(folder):
            pass

    assert mode(folder) == left


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_foreign_folder_is_refused(tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(0o755)
    os.chown(folder, 65_534, 65_534)
    with pytest.raises(StorageError, match="belongs to another user"):
        files.write_atomic(folder / "usage.json", b"x")

    assert (mode(folder), list(folder.iterdir())) == (0o755, [])


def test_what_is_missing_is_read_as_nothing(tmp_path):
    assert files.read_bytes(tmp_path / "usage.json", 10) is None
    assert files.read_bytes(tmp_path / "no" / "such" / "folder", 10) is None


def test_limit_is_read_one_more_refused(tmp_path):
    path = tmp_path / "usage.json"
    path.write_bytes(b"0123456789")

    assert files.read_bytes(str(path), 10) == b"0123456789"
    with pytest.raises(StorageError) as refusal:
        files.read_bytes(path, 9)
    assert refusal.value.message == f"{path} is larger than 9 bytes, so it is not ours."


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        pytest.param("folder", "it is a folder, not a file.", id="a folder"),
        pytest.param("file/usage.json", "a part of the path is a file, not a folder.", id="below a file"),
        pytest.param("loop", "it is a link.", id="a link to itself"),
    ],
)
def test_unreadable_has_a_remedy(tmp_path, place, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(StorageError) as refusal:
        files.read_bytes(tmp_path / place, 10)

    assert refusal.value.message == f"Cannot read {tmp_path / place}: {reason}"
    assert refusal.value.remedy
    assert refusal.value.__cause__ is None


@pytest.mark.timeout(WATCH)
def test_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "usage.json")
    with pytest.raises(StorageError, match="not a regular file"):
        files.read_bytes(tmp_path / "usage.json", 10)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        pytest.param("file/usage.json", "a part of the path is a file, not a folder", id="folder is a file"),
        pytest.param("file/logins/x.prompt", "a part of the path is a file, not a folder", id="file further up"),
        pytest.param("folder", "it is a folder, not a file", id="target is a folder"),
        pytest.param("loop/usage.json", "a part of the path is a file, not a folder", id="folder is a dead link"),
        pytest.param("n" * 300, os.strerror(errno.ENAMETOOLONG), id="a name too long"),
    ],
)
def test_unwritable_leaves_no_temporary(tmp_path, place, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "loop").symlink_to("nowhere/else")
    with pytest.raises(StorageError) as refusal:
        files.write_atomic(tmp_path / place, b"new")

    assert refusal.value.message == f"Cannot write {tmp_path / place}: {reason}."
    assert "STATUSLINE_CACHE_DIR" in refusal.value.remedy or refusal.value.remedy == "Move that folder away."
    assert names(tmp_path) == ["file", "folder", "loop"]
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_no_permission_keeps_the_old_file(tmp_path):
    folder = tmp_path / "cache"
    files.write_atomic(folder / "usage.json", b"old")
    if os.geteuid() == 0:  # root may do anything, so the child becomes nobody
        become_somebody_else = "os.seteuid(65_534)\n"
    else:
        become_somebody_else = ""
        folder.chmod(0o500)
    told = told_by(child(become_somebody_else + textwrap.dedent(TELL), folder / "usage.json", 10))
    folder.chmod(0o700)

    assert told.startswith(f"Cannot write {folder / 'usage.json'}: there is no permission.|Give the file")
    assert (folder / "usage.json").read_bytes() == b"old"
    assert leftovers(folder) == []


def test_size_limit_keeps_the_old_file(tmp_path):
    files.write_atomic(tmp_path / "usage.json", b"old")
    limit = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    """
    told = told_by(child(textwrap.dedent(limit) + textwrap.dedent(TELL), tmp_path / "usage.json", 5000))

    assert told == (
        f"Cannot write {tmp_path / 'usage.json'}: it would pass the limit for file sizes.|"
        "Raise the limit (`ulimit -f`).\n"
    )
    assert (tmp_path / "usage.json").read_bytes() == b"old"
    assert names(tmp_path) == ["usage.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_that_is_full_is_noticed(tmp_path, monkeypatch):
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(whole_file, "_temporary", lambda _: (full, str(tmp_path / "x")))
    with pytest.raises(StorageError, match=r"usage\.json: the disk is full"):
        files.write_atomic(tmp_path / "usage.json", b"x")
    assert names(tmp_path) == []


def on_tmpfs(folder, commands, *arguments):
    """Run TELL with a file system of 64 KB on `folder` that only the child sees, after the shell's `commands`."""
    mount = f'mount -t tmpfs -o size=64k none "$0" && {commands} && exec "$@"'
    script = "import sys\nfrom statusline.state import files\n" + textwrap.dedent(TELL)
    script += 'print(open(sys.argv[1], "rb").read()[:9].decode(), os.listdir(os.path.dirname(sys.argv[1])))\n'
    process = subprocess.run(
        ["unshare", "-m", "sh", "-c", mount, folder, sys.executable, "-c", f"import os\n{script}", *arguments],
        env={**os.environ, "PYTHONPATH": CODE},
        capture_output=True,
        encoding="utf-8",
        timeout=WATCH,
        check=True,
    )
    return process.stdout.splitlines()


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """Return a folder on which a small file system can be mounted."""
    folder = tmp_path_factory.mktemp("disk")
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "none", folder]
    refused = shutil.which("unshare") is None or subprocess.run(probe, check=False, capture_output=True).returncode != 0
    if refused and TMPFS_REQUIRED:
        pytest.fail("A tmpfs cannot be mounted, and STATUSLINE_REQUIRE lists it.", pytrace=False)
    if refused:
        pytest.skip("a tmpfs cannot be mounted here")
    return folder


def test_full_disk_keeps_the_old_file(small_disk):
    path = str(small_disk / "usage.json")
    told, left = on_tmpfs(small_disk, 'printf old >"$0"/usage.json', path, "100000")

    assert told.startswith(f"Cannot write {path}: the disk is full.|Free some space there, or set STATUSLINE_CACHE_DIR")
    assert left == "old ['usage.json']"


def test_a_read_only_disk_keeps_the_old_file(small_disk):
    path = str(small_disk / "usage.json")
    told, left = on_tmpfs(small_disk, 'printf old >"$0"/usage.json && mount -o remount,ro "$0"', path, "10")

    assert told.startswith(f"Cannot write {path}: the file system is read-only.|Make it writable, or set STATUSLINE_")
    assert left == "old ['usage.json']"


def test_small_disk_takes_the_file(small_disk):
    path = str(small_disk / "usage.json")

    assert on_tmpfs(small_disk, "true", path, "10") == ["written", "nnnnnnnnn ['usage.json']"]


WRITE_FOR_EVER = """
    size = 1 << 20
    while True:
        for letter in sys.argv[2]:
            files.write_atomic(sys.argv[1], letter.encode() * size)
            print("written", flush=True)
"""


def test_killed_writer_leaves_a_whole_file(tmp_path):
    path, torn = tmp_path / "usage.json", 0
    wholes = {letter * (1 << 20) for letter in (b"a", b"b")}
    for _ in range(20):
        with child(WRITE_FOR_EVER, path, "ab") as writer:
            assert writer.stdout.readline() == "written\n"
            time.sleep(random.uniform(0, 0.02))
            writer.send_signal(signal.SIGKILL)
        assert path.read_bytes() in wholes
        torn = max(torn, len(leftovers(tmp_path)))

    assert torn > 0, "no kill fell into the middle of a write, so nothing was tried"
    assert {mode(file) for file in leftovers(tmp_path)} == {0o600}


def test_two_writers_at_once_never_show_a_mixture(tmp_path):
    path = tmp_path / "usage.json"
    wholes = {letter * (1 << 20) for letter in (b"a", b"b")}
    seen = set()
    with child(WRITE_FOR_EVER, path, "a") as one, child(WRITE_FOR_EVER, path, "b") as other:
        for writer in (one, other):
            assert writer.stdout.readline() == "written\n"
        until = time.monotonic() + WATCH
        while seen != wholes and time.monotonic() < until:
            seen.add(files.read_bytes(path, 1 << 21))
        for writer in (one, other):
            writer.kill()

    assert seen == wholes


COUNT_UP = """
    path = sys.argv[1] + "/count"
    for _ in range(25):
        with files.exclusive(sys.argv[1]):
            count = int(files.read_bytes(path, 99) or b"0")
            time.sleep(0.001)
            files.write_atomic(path, str(count + 1).encode())
"""


def test_lock_loses_no_update(tmp_path):
    folder = tmp_path / "cache"
    processes = [child(COUNT_UP, folder) for _ in range(3)]

    assert [told_by(process) for process in processes] == ["", "", ""]
    assert (folder / "count").read_bytes() == b"75"


def test_lock_and_folder_are_private(tmp_path):
    with files.exclusive(tmp_path / "cache"):
        assert mode(tmp_path / "cache") == 0o700
        assert mode(tmp_path / "cache" / "lock") == 0o600


def test_held_lock_is_named_at_the_time_out(tmp_path):
    hold = """
        with files.exclusive(sys.argv[1]):
            print("held", flush=True)
            sys.stdin.read()
    """
    with child(hold, tmp_path, stdin=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StorageError) as refusal, files.exclusive(tmp_path, timeout=0.2):
            pytest.fail("two had the lock")
        holder.stdin.close()
        assert holder.wait(WATCH) == 0

    assert refusal.value.message == f"Another statusline is writing in {tmp_path}."
    assert refusal.value.remedy.startswith("Try again")


def test_lock_of_a_killed_process_is_free(tmp_path):
    hold = """
        with files.exclusive(sys.argv[1]):
            print("held", flush=True)
            time.sleep(60)
    """
    with child(hold, tmp_path) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    with files.exclusive(tmp_path, timeout=5):
        pass


def test_threads_exclude_each_other(tmp_path):
    inside, overlaps = [], []

    def enter():
        with files.exclusive(tmp_path):
            overlaps.extend(inside)
            inside.append(1)
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert overlaps == []


def test_error_under_the_lock_frees_it(tmp_path):
    with pytest.raises(PermissionError, match="ours"), files.exclusive(tmp_path):
        raise PermissionError(errno.EACCES, "ours")
    with files.exclusive(tmp_path, timeout=1):
        pass


def test_impossible_lock_has_a_remedy(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as refusal, files.exclusive(tmp_path / "file"):
        pytest.fail("there is nothing to lock")

    assert refusal.value.message == f"Cannot lock {tmp_path / 'file'}: a part of the path is a file, not a folder."
    assert refusal.value.remedy


def test_sweep_takes_only_old_leftovers(tmp_path):
    now = time.time()
    ages = {
        ".statusline-old.tmp": LATER,
        ".statusline-dated-ahead.tmp": -LATER,
        ".statusline-young.tmp": 3000,
        "usage.json": LATER,
        "lock": LATER,
        "mine.tmp": LATER,
    }
    for name, age in ages.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (now - age, now - age))

    assert files.sweep(tmp_path) == 2
    assert names(tmp_path) == [".statusline-young.tmp", "lock", "mine.tmp", "usage.json"]


def test_sweep_takes_a_killed_writers_file(tmp_path):
    stopped = """
        os.fsync = lambda handle: (print("writing", flush=True), time.sleep(60))
        files.write_atomic(sys.argv[1], b"x")
    """
    with child(stopped, tmp_path / "usage.json") as writer:
        assert writer.stdout.readline() == "writing\n"
        writer.kill()
    (leftover,) = leftovers(tmp_path)
    assert files.sweep(tmp_path) == 0
    os.utime(leftover, (0, 0))

    assert files.sweep(tmp_path) == 1
    assert names(tmp_path) == []


def test_interrupted_write_leaves_nothing(tmp_path):
    interrupted = """
        import signal
        os.fsync = lambda handle: signal.raise_signal(signal.SIGINT)
        try:
            files.write_atomic(sys.argv[1], b"x")
        except KeyboardInterrupt:
            print("interrupted", os.listdir(os.path.dirname(sys.argv[1])))
    """

    assert told_by(child(interrupted, tmp_path / "usage.json")) == "interrupted []\n"


def test_sweep_of_a_missing_folder(tmp_path):
    assert files.sweep(tmp_path / "cache") == 0
