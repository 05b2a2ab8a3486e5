"""Which session files are looked into, in real folders."""

import os
import time
from pathlib import Path

import pytest

from statusline.providers.codex import rollout_files

NOW = 1_795_236_300


def touch(home, path, changed_at=NOW):
    file = Path(home, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    os.utime(file, (changed_at, changed_at))


def names(home, since=NOW - 9_500):
    return [one.path.removeprefix(f"{home}/") for one in rollout_files.newest(str(home), since)]


def test_newest_names_then_last_changed(tmp_path):
    for day in range(1, 21):
        touch(
            tmp_path, f"sessions/2026/11/{day:02}/rollout-2026-11-{day:02}T10-00-00-a.jsonl", NOW - 1_000 * (20 - day)
        )
    resumed = "sessions/2025/12/31/rollout-2025-12-31T10-00-00-a.jsonl"
    touch(tmp_path, resumed, NOW + 5)
    restored = "archived_sessions/rollout-2026-11-21T10-00-00-b.jsonl"
    touch(tmp_path, restored, 1)
    found = names(tmp_path)
    assert found[:4] == [
        restored,
        "sessions/2026/11/20/rollout-2026-11-20T10-00-00-a.jsonl",
        resumed,
        "sessions/2026/11/19/rollout-2026-11-19T10-00-00-a.jsonl",
    ]
    assert len(found) == len(set(found)) == 12


def test_unchanged_file_is_left_out(tmp_path):
    for day, age in enumerate((9_000, 10_000, 9_400, 9_600), 1):
        touch(tmp_path, f"sessions/2026/11/0{day}/rollout-2026-11-0{day}.jsonl", NOW - age)
    assert [name[-7] for name in names(tmp_path)] == ["4", "3", "1"]


def test_changed_at_once_the_later_name(tmp_path):
    for letter in "cab":
        touch(tmp_path, f"archived_sessions/rollout-2026-11-21T10-00-00-{letter}.jsonl")
    assert [name[-7] for name in names(tmp_path)] == ["c", "b", "a"]


def test_a_plain_file_goes_before_its_packed_copy(tmp_path):
    touch(tmp_path, "archived_sessions/rollout-1.jsonl")
    touch(tmp_path, "archived_sessions/rollout-1.jsonl.zst")
    touch(tmp_path, "sessions/2026/11/21/rollout-2.jsonl.zst")
    assert names(tmp_path) == ["sessions/2026/11/21/rollout-2.jsonl.zst", "archived_sessions/rollout-1.jsonl"]


def test_whatever_else_is_there_is_passed_over(tmp_path):
    touch(tmp_path, "sessions/2026/11/21/rollout-1.jsonl")
    touch(tmp_path, "sessions/2026/11/21/notes.jsonl")
    touch(tmp_path, "sessions/2026/11/21/rollout-1.jsonl.bak")
    touch(tmp_path, "sessions/2026/11/rollout-stray.jsonl")
    touch(tmp_path, "sessions/2026/11/22")
    touch(tmp_path, "sessions/.DS_Store")
    Path(tmp_path, "sessions/2026/11/21/rollout-folder.jsonl").mkdir()
    Path(tmp_path, "sessions/2026/11/21/rollout-broken.jsonl").symlink_to("nowhere")
    os.mkfifo(tmp_path / "sessions/2026/11/21/rollout-pipe.jsonl")
    assert names(tmp_path) == ["sessions/2026/11/21/rollout-1.jsonl"]


def test_no_folder_is_no_files(tmp_path):
    assert names(tmp_path / "missing") == []
    (tmp_path / "sessions").write_text("a file")
    assert names(tmp_path) == []


def test_archives_do_not_hide_sessions(tmp_path, monkeypatch):
    monkeypatch.setattr(rollout_files, "MOST_LISTED", 3)
    for number in range(4):
        touch(tmp_path, f"archived_sessions/rollout-2026-01-0{number}.jsonl", NOW - 9_000)
    for day in range(10, 20):
        touch(tmp_path, f"sessions/2026/11/{day}/rollout-2026-11-{day}.jsonl")
    assert [name[-16:-6] for name in names(tmp_path)][:3] == ["2026-11-19", "2026-11-18", "2026-11-17"]
    assert len(names(tmp_path)) == 7


def test_ten_thousand_sessions_are_listed_fast(tmp_path):
    folder = tmp_path / "archived_sessions"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"rollout-{number:05}.jsonl").touch()
    started = time.perf_counter()
    found = names(tmp_path)
    assert time.perf_counter() - started < 2
    assert found[:2] == ["archived_sessions/rollout-09999.jsonl", "archived_sessions/rollout-09998.jsonl"]


def test_unreadable_folder_is_an_os_error(tmp_path):
    (tmp_path / "sessions").symlink_to("sessions")
    with pytest.raises(OSError, match="symbolic links"):
        names(tmp_path)
