"""The index equals the truth of generated logs, however they come to be read."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from statusline.index import known_logs, queries
from statusline.state import token_index
from support import usage_index
from support.usage_index import by_day, read
from support.usage_logs import Logs


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Logs:
    return Logs(tmp_path_factory.mktemp("home")).make(sessions=25, threads=40)


@pytest.fixture
def home(logs: Logs, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(logs.home, copy)
    return copy


def files(home: Path) -> list[Path]:
    return sorted(home.rglob("*.jsonl"))


def test_every_group_equals_the_truth(home: Path, logs: Logs) -> None:
    read(home)
    assert by_day(home) == logs.truth


def test_a_second_pass_reads_nothing(home: Path) -> None:
    first = read(home)
    assert (first.read_logs, first.unread) == (len(files(home)), 0)
    assert (read(home).read_logs, read(home).read) == (0, 0)


def test_another_order_of_files(home: Path, logs: Logs) -> None:
    """Threads may be read before their parents, copies before what they are copies of."""
    names = files(home)
    random.Random(5).shuffle(names)
    for number, file in enumerate(names):
        os.utime(file, (number, number))
    read(home)
    assert by_day(home) == logs.truth


def test_pass_by_pass_within_a_budget(home: Path, logs: Logs) -> None:
    passes = 0
    while read(home, most=100_000).unread:
        passes += 1
    assert passes > 3
    assert by_day(home) == logs.truth


def test_logs_that_grow_between_passes(home: Path, logs: Logs) -> None:
    """What is cut anywhere, within a line too, is read on."""
    chance = random.Random(7)
    whole = {file: file.read_bytes() for file in files(home)}
    for share in (0.3, 0.7, 1):
        for file, data in whole.items():
            file.write_bytes(data[: len(data) if share == 1 else int(len(data) * share * chance.random())])
        read(home)
    assert by_day(home) == logs.truth


def archived(home: Path) -> None:
    for file in (home / ".codex/sessions").rglob("*.jsonl"):
        (home / ".codex/archived_sessions").mkdir(exist_ok=True)
        file.rename(home / ".codex/archived_sessions" / file.name)


def rewritten(home: Path) -> None:
    """As `codex migrate-rollouts` does: another inode and size, the same time of change, fewer lines."""
    for file in (home / ".codex").rglob("*.jsonl"):
        changed = file.stat().st_mtime_ns
        lines = [line for line in file.read_bytes().splitlines(keepends=True) if b'"token_usage_record"' not in line]
        file.with_suffix(".new").write_bytes(b"".join(lines))
        file.with_suffix(".new").replace(file)
        os.utime(file, ns=(changed, changed))


def truncated(home: Path) -> None:
    for file in files(home):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def deleted(home: Path) -> None:
    for file in files(home):
        file.unlink()


def copied(home: Path) -> None:
    for file in files(home):
        shutil.copy(file, file.with_name(f"copy-{file.name}"))


@pytest.mark.parametrize("change", [archived, rewritten, truncated, deleted, copied])
def test_counts_stay_when_logs(home: Path, logs: Logs, change: Callable[[Path], None]) -> None:
    read(home)
    change(home)
    read(home)
    assert by_day(home) == logs.truth


def test_packed_rollouts(home: Path, logs: Logs) -> None:
    zstandard = pytest.importorskip("zstandard")
    for file in (home / ".codex").rglob("*.jsonl"):
        file.with_name(file.name + ".zst").write_bytes(zstandard.compress(file.read_bytes()))
        file.unlink()
    read(home)
    assert by_day(home) == logs.truth


def test_another_version_reads_all_again(home: Path, logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    read(home)
    monkeypatch.setattr(known_logs, "PARSER", known_logs.PARSER + 1)
    assert read(home).read_logs == len(files(home))
    assert by_day(home) == logs.truth


def test_a_line_cut_anywhere_is_read_once_whole(tmp_path: Path) -> None:
    """The reader begins again at the beginning of the line that was not whole, wherever it was cut."""
    logs = Logs(tmp_path).make(sessions=1, threads=0)
    file = max(files(tmp_path), key=lambda path: path.stat().st_size)
    data = file.read_bytes()
    last = data.rindex(b"\n", 0, len(data) - 1) + 1
    for cut in range(last, len(data) + 1):
        file.write_bytes(data[:cut])
        os.utime(file, (cut, cut))
        read(tmp_path)
    assert by_day(tmp_path) == logs.truth


def test_unfinished_passes_say_what_is_missing(home: Path) -> None:
    progress = read(home, most=1)
    assert progress.unread
    with token_index.reading(usage_index.state(home)) as index:
        assert index is not None
        assert max(entry.known_from for entry in queries.coverage(index.connection)) > 0
