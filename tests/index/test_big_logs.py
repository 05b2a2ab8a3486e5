"""Lines without end, logs larger than a pass may read, and thousands of logs that have not changed."""

import os
import time
from pathlib import Path

import pytest

from statusline.index import log_lines, queries
from statusline.state import token_index
from support.usage_index import by_day, calls, read, state
from support.usage_logs import NOW, Logs

LONGEST = 100_000
LOOK_EVERY = 10_000


def transcripts(home: Path) -> list[Path]:
    return sorted(home.glob(".claude/projects/*/*.jsonl"))


def test_an_image_of_megabytes_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than any line may be is never held in memory, also where a pass ends within it."""
    monkeypatch.setattr(log_lines, "LONGEST_LINE", LONGEST)
    logs = Logs(tmp_path).make(sessions=1, threads=0)
    file = max(transcripts(tmp_path), key=lambda path: path.stat().st_size)
    whole = file.read_bytes()
    cut = whole.index(b"\n", len(whole) // 2) + 1
    image = b'{"type":"user","message":{"content":"' + b"QUJD" * LONGEST + b'"}}\n'
    for until in (cut, cut + 2 * LONGEST, cut + 3 * LONGEST, len(whole) + len(image)):
        file.write_bytes((whole[:cut] + image + whole[cut:])[:until])
        os.utime(file, (until, until))
        read(tmp_path)
    assert by_day(tmp_path) == logs.truth
    assert unreadable(tmp_path) == 1


def unreadable(home: Path) -> int:
    with token_index.reading(state(home)) as index:
        assert index is not None
        return int(index.connection.execute("SELECT sum(unreadable) FROM files").fetchone()[0])


def test_a_log_is_read_on_within_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pass reads what it may, goes on where the last one ended, and begins with the log that changed last."""
    monkeypatch.setattr(log_lines, "LOOK_EVERY", LOOK_EVERY)
    logs = Logs(tmp_path).make(sessions=3, threads=0)
    old, new = transcripts(tmp_path)[0], transcripts(tmp_path)[-1]
    os.utime(old, (NOW - 50 * 86_400, NOW - 50 * 86_400))
    os.utime(new, (NOW, NOW))
    seen, read_bytes = [read(tmp_path, most=1)], []
    assert {call.session for call in calls(tmp_path)} <= {new.stem}
    while seen[-1].unread:
        read_bytes.append(seen[-1].read)
        seen.append(read(tmp_path, most=1))
        assert coverage(tmp_path) <= (NOW + 1 if seen[-1].unread else 0)
    assert max(read_bytes) < 4 * LOOK_EVERY
    assert len(read_bytes) > len(transcripts(tmp_path))
    assert by_day(tmp_path) == logs.truth


def coverage(home: Path) -> int:
    with token_index.reading(state(home)) as index:
        assert index is not None
        return max(entry.known_from for entry in queries.coverage(index.connection))


@pytest.mark.slow
def test_thousands_of_unchanged_logs_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Logs(tmp_path).make(sessions=1_700, threads=1_500)
    began = time.process_time()
    first = read(tmp_path)
    between = time.process_time()
    assert first.logs >= 5_000

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(log_lines, "opened", refuse)
    assert read(tmp_path).read_logs == 0
    assert time.process_time() - between < (between - began) / 10
