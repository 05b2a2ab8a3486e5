import json
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.errors import StorageError
from statusline.limits.model import ESTIMATE, Account, Record, Sample
from statusline.state import samples as state_samples
from statusline.state import sqlite
from support.machine import python_path

NOW = 1_795_235_413
HOUR, DAY = 3600, 86_400
RESET = NOW + 2 * HOUR
ME = "claude:00112233445566ff"


def sample(used, ago=0, resets_at=RESET, source="claude_oauth", window="five_hour", **more):
    return Sample(window, "5h", used, resets_at, NOW - ago, source, 18_000, **more)


def estimate(used, ago=0, resets_at=RESET):
    return sample(used, ago, resets_at, "claude_transcripts", confidence=ESTIMATE)


def record_of(*samples, key=ME):
    return Record({key: Account(key, "claude", samples=samples)})


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "state")


def told(folder, *samples):
    with state_samples.opened(folder) as past:
        return [past.record(ME, [one]) for one in samples]


def series(folder, **where):
    with state_samples.opened(folder) as past:
        points = past.series(ME, where.pop("window", "five_hour"), **where)
    return [(NOW - point.as_of, point.used) for point in points]


def test_a_point_is_what_the_source_said(folder):
    told(folder, sample(42.5, ago=60))
    with state_samples.opened(folder) as past:
        assert past.series(ME, "five_hour") == [
            (ME, "five_hour", NOW - 60, "claude_oauth", 42.5, RESET, "official"),
        ]
        assert past.windows() == [(ME, "five_hour")]


CHANGES = {
    "another number": (sample(43), 1),
    "a lower number": (sample(41), 1),
    "the same number": (sample(42), 0),
    "the same number with a reset that jitters": (sample(42, resets_at=RESET + 60), 0),
    "the same number in the next cycle": (sample(42, resets_at=RESET + 61), 1),
    "the same number with no reset any more": (sample(42, resets_at=None), 1),
    "the same number from another source": (sample(42, source="claude_statusline"), 1),
    "the same number of another window": (sample(42, window="seven_day"), 1),
    "the very same observation": (sample(42, ago=300), 0),
    "an estimate": (estimate(57), 0),
    "no number": (sample(None), 0),
    "an observation from before": (sample(40, ago=600), 1),
}


@pytest.mark.parametrize(("then", "kept"), CHANGES.values(), ids=CHANGES)
def test_only_what_changed_is_kept(folder, then, kept):
    assert told(folder, sample(42, ago=300), then) == [1, kept]


def test_clock_set_back_keeps_it_once(folder):
    assert told(folder, sample(50, ago=-DAY), sample(40, ago=600), sample(40, ago=300), sample(40)) == [1, 1, 0, 0]
    assert series(folder) == [(600, 40), (-DAY, 50)]


def test_series_from_a_time_oldest_first(folder):
    told(folder, sample(44), sample(42, ago=600), sample(43, ago=300), sample(7, window="seven_day"))
    with state_samples.opened(folder) as past:
        past.record("claude:other", [sample(99)])

    assert series(folder) == [(600, 42), (300, 43), (0, 44)]
    assert series(folder, since=NOW - 300) == [(300, 43), (0, 44)]
    assert series(folder, window="seven_day") == [(0, 7)]


def test_what_is_older_than_the_days_to_keep_goes(folder):
    told(folder, sample(1, ago=400 * DAY + 1), sample(2, ago=400 * DAY), sample(3))
    with state_samples.opened(folder) as past:
        assert past.prune(NOW) == 1
        assert past.prune(NOW, keep_days=1) == 1
    assert series(folder) == [(0, 3)]


def test_keeping_writes_all_and_prunes(folder):
    two = {**record_of(sample(42)).accounts, **record_of(sample(12, window="seven_day"), key="codex:1").accounts}
    told(folder, sample(1, ago=400 * DAY + 1))

    assert state_samples.keep(folder, Record(two), NOW) is None
    with state_samples.opened(folder) as past:
        assert past.windows() == [(ME, "five_hour"), ("codex:1", "seven_day")]
    assert series(folder) == [(0, 42)]


def test_zero_days_mean_no_history_at_all(folder):
    assert state_samples.keep(folder, record_of(sample(42)), NOW, 0) is None
    assert not os.path.exists(folder)


def test_estimate_error_is_kept_once(folder):
    guess = estimate(57, ago=300)
    state_samples.keep(folder, record_of(sample(42, ago=HOUR), guess), NOW - 300)
    with state_samples.opened(folder) as past:
        assert past.misses(ME, "five_hour") == []
    for used in (60, 61):
        state_samples.keep(folder, record_of(sample(used), guess), NOW)
    with state_samples.opened(folder) as past:
        (miss,) = past.misses(ME, "five_hour")
    assert miss == (ME, "five_hour", NOW - 300, 57, NOW, 60)
    assert miss.error == -3


MISSES = {
    "the next of several": ([sample(60, ago=200, source="z"), sample(66)], 60),
    "an unchanged official value": ([sample(42)], 42),
    "a reset that was guessed wrong": ([sample(58, resets_at=RESET - 2 * HOUR + 60)], 58),
    "the same moment": ([sample(59, ago=300)], 59),
    "another window": ([sample(60, window="seven_day")], None),
    "without a number": ([sample(None)], None),
    "the cycle after": ([sample(2, resets_at=RESET + 4 * HOUR)], None),
    "without a reset": ([sample(0, resets_at=None)], None),
    "another estimate": ([estimate(59)], None),
    "from before": ([sample(55, ago=301)], None),
}


@pytest.mark.parametrize(("samples", "official"), MISSES.values(), ids=MISSES)
def test_an_estimate_is_checked_against(samples, official):
    guess = estimate(57, ago=300)
    found = state_samples.missed(Account(ME, "claude", samples=(guess, *samples)), guess)
    assert (found.official if found else None) == official


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([RESET, RESET + 5 * HOUR])), max_size=30))
def test_neighbours_differ_nothing_is_lost(tmp_path_factory, values):
    folder = str(tmp_path_factory.mktemp("state"))
    samples = [sample(used, ago=30_000 - i, resets_at=resets_at) for i, (used, resets_at) in enumerate(values)]
    told(folder, *samples)
    with state_samples.opened(folder) as past:
        kept = [(point.used, point.resets_at) for point in past.series(ME, "five_hour")]

    assert all(one != other for one, other in pairwise(kept))
    assert kept == [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]


def test_private_with_an_open_umask(folder):
    before = os.umask(0)
    try:
        with state_samples.opened(folder) as past:
            past.record(ME, [sample(42)])
            modes = {name: stat.S_IMODE(os.stat(f"{folder}/{name}").st_mode) for name in os.listdir(folder)}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"), 0o600)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_open_history_is_closed(folder):
    told(folder, sample(42))
    os.chmod(f"{folder}/history.sqlite3", 0o644)
    told(folder, sample(43))
    assert stat.S_IMODE(os.stat(f"{folder}/history.sqlite3").st_mode) == 0o600


def rubbish(path):
    path.write_bytes(b"not a database at all " * 400)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:5000])


def overwritten_within(path):
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [rubbish, cut_short, overwritten_within])
def test_damaged_history_is_moved_aside(folder, tmp_path, damage):
    path = tmp_path / "state" / "history.sqlite3"
    told(folder, *(sample(i % 100, ago=i) for i in range(2000, 0, -1)))
    damage(path)
    damaged = path.read_bytes()

    note = state_samples.keep(folder, record_of(sample(42)), NOW)

    assert note == f"{path} was damaged; it is now {path}.corrupt-1, and a fresh one was started."
    assert series(folder) == [(0, 42)]
    assert sqlite.moved_aside(str(path)) == [f"{path}.corrupt-1"]
    assert (tmp_path / "state" / "history.sqlite3.corrupt-1").read_bytes()[:4000] == damaged[:4000]
    assert state_samples.keep(folder, record_of(sample(43, ago=-1)), NOW) is None
    assert list(state_samples.problems(folder)) == [
        (
            f"{path}.corrupt-1 was damaged and moved aside; a fresh one was started.",
            "Delete it once you need nothing from it.",
        )
    ]


def test_second_damage_keeps_the_first(folder, tmp_path):
    path = tmp_path / "state" / "history.sqlite3"
    for _ in range(2):
        told(folder, sample(42))
        rubbish(path)
        state_samples.keep(folder, record_of(sample(42)), NOW)
    assert sqlite.moved_aside(str(path)) == [f"{path}.corrupt-1", f"{path}.corrupt-2"]


def test_reader_names_the_damage(folder, tmp_path):
    told(folder, *(sample(i % 100, ago=i) for i in range(2000, 0, -1)))
    overwritten_within(tmp_path / "state" / "history.sqlite3")
    with pytest.raises(StorageError, match=r"was damaged; it is now .*corrupt-1"):
        series(folder)
    assert series(folder) == []


def test_newer_history_is_refused(folder, tmp_path):
    path = tmp_path / "state" / "history.sqlite3"
    told(folder, sample(42))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    before = path.read_bytes()

    ((message, remedy),) = state_samples.problems(folder)
    assert message == f"{path} was written by a newer statusline (file version 7, this one reads 2)."
    assert remedy == "Update statusline, or move the file away."
    with pytest.raises(StorageError, match=r"newer statusline \(file version 7, this one reads 2\)\. Update"):
        told(folder, sample(43))
    assert "newer statusline" in state_samples.keep(folder, record_of(sample(43)), NOW)
    assert path.read_bytes() == before
    assert sqlite.moved_aside(str(path)) == []


def test_migrations_keep_what_is_there(tmp_path):
    path = str(tmp_path / "some.sqlite3")
    first, second = ("CREATE TABLE one (value TEXT)",), ("ALTER TABLE one ADD COLUMN more TEXT DEFAULT 'new'",)
    with sqlite.opened(path, (first,)) as found:
        found.connection.execute("INSERT INTO one VALUES ('old')")
    with sqlite.opened(path, (first, second)) as found:
        assert found.connection.execute("SELECT * FROM one").fetchall() == [("old", "new")]
        assert found.connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert found.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_migration_that_fails_changes_nothing(tmp_path):
    path = str(tmp_path / "some.sqlite3")
    with pytest.raises(StorageError, match="syntax error"), sqlite.opened(path, (("CREATE TABLE one (a)", "ODD"),)):
        pytest.fail("a half-made database was opened")
    with sqlite.opened(path, (("CREATE TABLE one (a)",),)) as found:
        assert found.connection.execute("SELECT * FROM one").fetchall() == []


def folder_in_its_place(path):
    path.mkdir(parents=True)


def pipe_in_its_place(path):
    path.parent.mkdir()
    os.mkfifo(path)


def file_as_its_folder(path):
    path.parent.write_text("")


@pytest.mark.parametrize("obstacle", [folder_in_its_place, pipe_in_its_place, file_as_its_folder])
def test_unwritable_history_is_a_sentence(folder, tmp_path, obstacle):
    obstacle(tmp_path / "state" / "history.sqlite3")
    assert state_samples.keep(folder, record_of(sample(42)), NOW).startswith("The history was not written. ")
    assert len(list(state_samples.problems(folder))) == 1


def test_good_or_missing_is_no_problem(folder):
    assert list(state_samples.problems(folder)) == []
    told(folder, sample(42))
    assert list(state_samples.problems(folder)) == []


def test_held_history_is_skipped(folder, monkeypatch):
    told(folder, sample(42))
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with state_samples.opened(folder) as past, sqlite.transaction(past.connection):
        note = state_samples.keep(folder, record_of(sample(43)), NOW)
    assert note.startswith("The history was not written. Cannot use ")
    assert "another process keeps it busy" in note


WRITER = """
import json, sys
from statusline.state import samples
from statusline.limits.model import Sample
folder, source, now, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print(flush=True)
sys.stdin.readline()
for i in range(count):
    with samples.opened(folder) as past:
        past.record("me", [Sample("five_hour", "5h", i % 100, now, now + i, source)])
        past.record("me", [Sample("five_hour", "5h", i % 100, now, now + i, "both")])
"""


def test_two_processes_write_from_the_start(folder):
    count = 60
    children = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, folder, source, str(NOW), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **python_path()},
        )
        for source in ("a", "b")
    ]
    for child in children:
        child.stdout.readline()
    for child in children:
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    with state_samples.opened(folder) as past:
        points = past.series("me", "five_hour")
    assert {name: sum(point.source == name for point in points) for name in "ab"} == {"a": count, "b": count}
    assert [point.used for point in points if point.source == "both"] == [i % 100 for i in range(count)]


def test_year_of_points_is_listed_fast(folder):
    with state_samples.opened(folder) as past, sqlite.transaction(past.connection):
        rows = (
            (ME, window, NOW - 300 * i, "claude_oauth", i % 100, NOW, "official")
            for window in ("five_hour", "seven_day")
            for i in range(50_000)
        )
        past.connection.executemany("INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    began = time.perf_counter()
    with state_samples.opened(folder) as past:
        listed = [point for account, window in past.windows() for point in past.series(account, window)]
    listing = time.perf_counter() - began
    began = time.perf_counter()
    plain = json.loads(json.dumps(listed))
    yardstick = time.perf_counter() - began

    assert len(listed) == len(plain) == 100_000
    assert listing < max(1.0, 3 * yardstick)


def test_refresh_cost_with_a_year(folder):
    many = [replace(sample(i % 100), as_of=NOW - 300 * (100_000 - i)) for i in range(100_000)]
    with state_samples.opened(folder) as past:
        past.record(ME, many)
        began = time.perf_counter()
        for i in range(100):
            past.record(ME, [sample(i % 100, ago=-i)])
        spent = time.perf_counter() - began
    assert spent < 2


def test_reader_makes_nothing(folder):
    with state_samples.reading(folder) as past:
        assert past is None
    assert not os.path.exists(folder)


def test_reader_sees_and_cannot_write(folder):
    told(folder, sample(42))
    with state_samples.reading(folder) as past:
        assert [point.used for point in past.series(ME, "five_hour")] == [42]
    with pytest.raises(StorageError, match="it cannot be written"), state_samples.reading(folder) as past:
        past.record(ME, [sample(43)])
    assert os.listdir(folder) == ["history.sqlite3"]


def test_glance_never_makes_or_moves(folder):
    with state_samples.glanced_at(folder, 0.05) as nothing:
        assert nothing is None
    with state_samples.opened(folder) as past:
        past.record("claude:1", [sample(42)])
    with state_samples.glanced_at(folder, 0.05) as past:
        assert len(past.series("claude:1", "five_hour")) == 1
        with pytest.raises(sqlite3.OperationalError):
            past.record("claude:1", [sample(42)])
    with open(f"{folder}/{state_samples.FILE}", "wb") as damaged:
        damaged.write(b"not a database" * 100)
    with state_samples.glanced_at(folder, 0.05) as past, pytest.raises(sqlite3.DatabaseError):
        past.windows()
    assert [problem for problem, _ in state_samples.problems(folder)] == [f"{folder}/{state_samples.FILE} is damaged."]
    assert os.listdir(folder) == [state_samples.FILE]


def test_reader_refuses_a_newer_history(folder, tmp_path):
    told(folder, sample(42))
    path = tmp_path / "state" / "history.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    with (
        pytest.raises(StorageError, match=r"newer statusline \(file version 7, this one reads 2\)\. Update"),
        state_samples.reading(folder),
    ):
        pytest.fail("a newer history was read")
    assert sqlite.moved_aside(str(path)) == []


def test_reader_migrates_an_older_one(tmp_path):
    path = str(tmp_path / "some.sqlite3")
    first, second = ("CREATE TABLE one (value TEXT)",), ("ALTER TABLE one ADD COLUMN more TEXT DEFAULT 'new'",)
    with sqlite.opened(path, (first,)) as found:
        found.connection.execute("INSERT INTO one VALUES ('old')")
    with sqlite.reading(path, (first, second)) as found:
        assert found.connection.execute("SELECT * FROM one").fetchall() == [("old", "new")]


def test_reader_beside_a_writer(folder, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    told(folder, sample(42))
    with state_samples.opened(folder) as writer, sqlite.transaction(writer.connection):
        writer.connection.execute("DELETE FROM samples")
        with state_samples.reading(folder) as past:
            assert [point.used for point in past.series(ME, "five_hour")] == [42]


def test_windows_are_found_in_order_and_once(folder):
    keys = [("a", "w"), ("a", "x"), ("b", "a"), ("b", "w"), ("c", "a")]
    with state_samples.opened(folder) as past:
        for account, window in reversed(keys):
            past.record(account, [sample(1, ago=60, window=window), sample(2, window=window)])
        assert past.windows() == keys


RUNNING = {
    "nothing before": ([sample(1, ago=10)], 100),
    "the cycle that was running": ([sample(1, ago=HOUR), sample(2, ago=200, resets_at=RESET + 30)], HOUR),
    "a cycle that was over": ([sample(1, ago=HOUR, resets_at=NOW - 200)], 100),
    "not the cycle before it": ([sample(1, ago=DAY, resets_at=NOW - HOUR), sample(2, ago=200)], 200),
    "not before it was in use": ([sample(0, ago=DAY, resets_at=None), sample(2, ago=200)], 200),
    "another window": ([sample(1, ago=HOUR, window="seven_day")], 100),
}


@pytest.mark.parametrize(("samples", "ago"), RUNNING.values(), ids=RUNNING)
def test_the_cycle_of_a_moment_was_first_seen(folder, samples, ago):
    told(folder, *samples)
    with state_samples.reading(folder) as past:
        assert past.running_since(ME, "five_hour", NOW - 100) == NOW - ago


LOCKED = """
import os, sys, urllib.parse  # the last one now: root's library may be closed to others
from statusline.state import samples
from statusline.errors import StorageError
folder = sys.argv[1]
if os.geteuid() == 0:
    os.setuid(65534)
with samples.opened(folder) as past:
    pass
os.chmod(f"{folder}/history.sqlite3", int(sys.argv[3], 8))
os.chmod(folder, int(sys.argv[2], 8))
try:
    with samples.reading(folder) as past:
        print(past.windows())
except StorageError as error:
    print(error)
"""
RIGHTS = {
    "a folder that cannot be written": ("555", "444", "[]"),
    "a folder that cannot be entered": ("000", "444", "there is no permission. Give the file and its folder back"),
    "a file that cannot be read": ("555", "000", "it cannot be opened. Give the file and its folder back"),
}


@pytest.mark.parametrize(("folder_mode", "file_mode", "said"), RIGHTS.values(), ids=RIGHTS)
def test_reader_without_rights(folder_mode, file_mode, said):
    with tempfile.TemporaryDirectory() as outer:  # not tmp_path: only its owner may enter that
        os.chmod(outer, 0o777)
        done = subprocess.run(
            [sys.executable, "-c", LOCKED, f"{outer}/state", folder_mode, file_mode],
            env={**os.environ, **python_path()},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        os.chmod(f"{outer}/state", 0o700)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    assert done.stdout.count("\n") == 1
