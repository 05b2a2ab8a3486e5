"""Our own files after a crash, a full disk, another version or a stranger's hand: read as far as they go."""

import json
import sqlite3
import time
from contextlib import closing

import pytest
from hypothesis import strategies as st

from statusline.alerts import store
from statusline.config import Config
from statusline.errors import EXIT_PROBLEM, EXIT_UNKNOWN
from statusline.limits import view
from statusline.state import recent_pace, record, samples, schedule
from statusline.state.environment import find_environment
from support import fuzz_commands as commands
from support import pipeline, prompt_files
from support.mutation import encoded, misshapen, mutated
from support.own_files import RECORD, USAGE, forget, put
from support.prompt_files import NOW

SCHEDULE = schedule.dump(
    {("claude:0123456789abcdef", "claude_oauth"): schedule.claimed(None, NOW), ("c", "s"): schedule.claimed(None, NOW)},
    NOW,
)
WORDS = [b"NaN", b"1e999", b'"\\ud800"', b'"\\u001f\\u001e.\\n"', b"null", b"true", b"[]", b"{}", b"9" * 30]


def test_damaged_record_is_read_and_shown(fuzz):
    def holds(data):
        found, reason = record.load_checked(data)
        assert reason is None or reason.isprintable()
        pipeline.assert_shown(found)

    fuzz(holds, mutated(USAGE, words=WORDS) | misshapen(json.loads(USAGE)).map(encoded), weight=6)


def test_damaged_schedule_waits_no_longer(fuzz):
    def holds(data):
        entries, reason = schedule.load(data, NOW)
        assert reason is None or reason.isprintable()
        for entry in entries.values():
            assert schedule.next_allowed(entry, NOW, None) <= NOW + schedule.LONGEST
            assert schedule.why(entry, NOW, None)
        assert schedule.load(schedule.dump(entries, NOW), NOW)[1] is None

    fuzz(holds, mutated(SCHEDULE, words=WORDS) | misshapen(json.loads(SCHEDULE)).map(encoded))


def book():
    event = store.Event("threshold", "claude", "claude:0", NOW, NOW + 60, used=80.5, as_of=NOW, threshold=75)
    return store.AlertFile(
        store.AlertState(
            {("claude:0", "five_hour"): store.WindowState(NOW, 80.5, 80.5, NOW + 9)}, {"claude:0": ("a",)}
        ),
        store.Outbox(
            (store.Pending(event, (store.Attempt("desktop", 1, NOW),)),),
            (store.Sent(event, NOW, ("bell",)),),
        ),
        {"desktop": store.ChannelError("It failed.", NOW)},
    )


BOOK = store.dump(book())


def test_alert_file_reads_back():
    assert store.load(BOOK) == book()


def test_damaged_alert_file_is_read_in_part(fuzz):
    def holds(data):
        found = store.load(data)
        assert store.load(store.dump(found)) == found

    fuzz(holds, mutated(BOOK, words=WORDS) | misshapen(json.loads(BOOK)).map(encoded))


@pytest.fixture(scope="module")
def database(homes):
    folder = next(homes)
    folder.mkdir()
    with samples.opened(str(folder)) as found:
        for at in range(300):
            sample = prompt_files.sample(used=at % 90, as_of=NOW - 60 * at, resets_at=NOW + 7_860)
            found.record("claude:0123456789abcdef", [sample])
    with closing(sqlite3.connect(folder / samples.FILE)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return (folder / samples.FILE).read_bytes()


READERS = [
    ["history"],
    ["history", "--format", "plot", "--since", "2w"],
    ["export", "--format", "csv"],
    ["explain"],
    ["guard"],
    ["alerts"],
    ["accounts"],
    ["watch", "--once"],
    ["show", "--format", "json", "--privacy", "strict"],
    ["refresh", "--offline"],
    ["privacy"],
]


def test_commands_end_on_damaged_files(fuzz, environ, database, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: NOW)
    files = {"usage.json": USAGE, "schedule.json": SCHEDULE, "alerts.json": BOOK, samples.FILE: database}
    damaged = st.fixed_dictionaries(
        {name: st.just(data) | mutated(data, words=[b"\0" * 40, *WORDS]) for name, data in files.items()}
    )

    def holds(contents, arguments):
        forget(environ)
        put(environ, contents)
        commands.assert_runs(arguments, environ)

    fuzz(holds, damaged, st.sampled_from(READERS), weight=3)


def test_odd_history_values_listed_or_refused(fuzz, environ, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: NOW)
    value = st.sampled_from([None, "", "x", "\x1b[31m", b"\xff", -1, 2**62, 1e300, -0.5, NOW, 150.0])
    row = st.tuples(
        st.just("claude:0123456789abcdef") | value,
        st.just("five_hour") | value,
        *[value] * 4,
        st.just("official") | value,
    )

    def holds(rows, arguments):
        forget(environ)
        here = find_environment(environ)
        with samples.opened(here.state):
            pass
        put(environ, {"usage.json": USAGE})
        with closing(sqlite3.connect(f"{here.state}/{samples.FILE}")) as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        _, out, _ = commands.assert_runs(arguments, environ)
        assert "\x1b" not in out
        views = view.everywhere(RECORD, pipeline.KEY, Config(), NOW)
        assert len(recent_pace.attach(views, here, Config(), NOW)) == len(views)

    fuzz(holds, st.lists(row, max_size=6), st.sampled_from(READERS[:3]), weight=3)


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_undecodable_folders_work(any_names, environ, database, monkeypatch, arguments):
    monkeypatch.setattr(time, "time", lambda: NOW)
    for name in ("STATUSLINE_STATE_DIR", "STATUSLINE_CACHE_DIR"):
        environ[name] += "/\udcff%3f#?"
    put(environ, {"usage.json": USAGE, "schedule.json": SCHEDULE, "alerts.json": BOOK, samples.FILE: database})
    code, *_ = commands.assert_runs(arguments, environ)
    nobody = arguments[0] == "refresh"  # it finds nobody signed in
    assert code in ((EXIT_PROBLEM,) if nobody else (0, EXIT_UNKNOWN))
