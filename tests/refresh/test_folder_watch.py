"""What wakes the process that stays."""

import sys
import time

import pytest

from statusline.refresh import folder_watch
from statusline.refresh.folder_watch import FolderWatch
from statusline.repository.watch import Watch


@pytest.fixture
def slept(monkeypatch):
    """Return the seconds of all sleeps, of which none is slept."""
    seconds = []
    monkeypatch.setattr(folder_watch.time, "sleep", seconds.append)
    return seconds


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_a_change_ends_the_wait(tmp_path, slept, monkeypatch):
    started, watch, later = time.monotonic(), FolderWatch(), tmp_path / "later"
    with monkeypatch.context() as patch:
        patch.setattr(folder_watch, "LOOK_EVERY", 0)
        watch.wait(0.01, [str(tmp_path), str(later)])
    for change in (later.mkdir, (later / "file").touch, (later / "file").unlink):
        watch.forget()
        change()
        watch.wait(60, [str(tmp_path), str(later)])
    assert time.monotonic() - started < 10
    assert slept[0] == 0.0
    assert min(slept[1:]) > 0.5  # what comes soon after is merged together


def test_where_nothing_tells_of_changes_it_looks(tmp_path, slept, monkeypatch):
    def full(*_):
        raise OSError(28, "no space for watches")

    monkeypatch.setattr(Watch, "add", full)
    watch = FolderWatch()
    watch.wait(60, [str(tmp_path)])
    watch.wait(60, [str(tmp_path)])
    watch.forget()
    assert [round(seconds) for seconds in slept] == [1, 1]
