"""Passes that are killed, that run at once, that meet a full disk, and databases that are damaged or too new."""

import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from statusline.errors import StorageError
from statusline.index import keeping, reading
from statusline.state import sqlite as databases
from statusline.state import token_index
from support import index_rows
from support.usage_index import by_day, calls, read, state
from support.usage_logs import Logs

SMALL_BATCH = 30_000


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(tmp_path).make(sessions=8, threads=15)


def forked(work: Callable[[], object]) -> int:
    """Start work in a child of its own; return the child."""
    child = os.fork()
    if child:
        return child
    try:
        reading.BATCH = SMALL_BATCH
        work()
    except StorageError:
        os._exit(3)
    except BaseException:  # noqa: BLE001 - a child of a test must not become another pytest
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying_at(step: int) -> None:
    """Let this process be killed at a step of a pass: before a log is written, or before a batch is."""
    steps = iter(range(1, step + 1))

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **named: object) -> object:
            result = method(*arguments, **named)
            if next(steps, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return counting

    for name in ("keep", "keep_session", "finish"):
        setattr(keeping.Keeper, name, counted(getattr(keeping.Keeper, name)))


def test_killed_at_any_step_nothing_is_lost_or_doubled(tmp_path: Path, logs: Logs) -> None:
    def dies(step: int) -> None:
        dying_at(step)
        read(tmp_path)

    results = [ended(forked(lambda step=step: dies(step))) for step in (1, 2, 7, 20, 33, 47, 60, 90)]
    assert -signal.SIGKILL in results
    read(tmp_path)
    assert by_day(tmp_path) == logs.truth


def test_passes_at_once(tmp_path: Path, logs: Logs) -> None:
    assert [ended(child) for child in [forked(lambda: read(tmp_path)) for _ in range(3)]] == [0, 0, 0]
    assert by_day(tmp_path) == logs.truth


def test_a_disk_that_fills_up_in_a_pass(tmp_path: Path, logs: Logs) -> None:
    def without_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
        read(tmp_path)

    assert ended(forked(without_room)) == 3
    read(tmp_path)
    assert by_day(tmp_path) == logs.truth


def test_a_newer_index_is_refused_and_stays(tmp_path: Path, logs: Logs) -> None:
    read(tmp_path)
    file = Path(state(tmp_path), "tokens.sqlite3")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StorageError, match="version"):
        read(tmp_path)
    assert file.read_bytes() == before


def test_a_damaged_index_is_moved_aside(tmp_path: Path, logs: Logs) -> None:
    file = Path(state(tmp_path), "tokens.sqlite3")
    file.write_bytes(b"no database at all" * 400)
    assert "was damaged" in (read(tmp_path).note or "")
    assert by_day(tmp_path) == logs.truth
    assert file.with_name("tokens.sqlite3.corrupt-1").exists()


def test_a_state_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="Cannot"):
        reading.advance(str(tmp_path / "file/state"), [], 0, reading.Listeners(lambda _: False))


def test_doctor_names_a_damaged_and_a_newer_index(tmp_path: Path) -> None:
    file = Path(state(tmp_path), "tokens.sqlite3")
    file.with_name("tokens.sqlite3.corrupt-1").write_bytes(b"")
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    damaged, newer = (message for message, _ in token_index.problems(state(tmp_path)))
    assert damaged.endswith("tokens.sqlite3.corrupt-1 was damaged and moved aside; a fresh one was started.")
    assert "99" in newer


def test_an_index_of_an_earlier_version_has_its_calls(tmp_path: Path) -> None:
    folder = state(tmp_path)
    with databases.opened(token_index.path(folder), token_index.MIGRATIONS[:2]) as earlier:
        for at, session in ((1_000_000, "late"), (900_000, "early")):
            index_rows.Index(earlier.connection).add(at, (1, 2, 3), session=session, model="m")
    assert [(call.at, call.session, call.tokens[:3]) for call in calls(tmp_path)] == [
        (1_000_000, "late", (1, 2, 3)),
        (900_000, "early", (1, 2, 3)),
    ]
