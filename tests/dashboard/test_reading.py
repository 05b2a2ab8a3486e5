"""The pass over the logs beside the page: one at a time, and its trouble in a sentence."""

import time

import pytest

from statusline.dashboard.reading import Reading
from statusline.state.environment import find_environment
from support import transcript_files
from support.credential_files import put


@pytest.fixture
def reading(environ):
    return Reading(find_environment(environ))


def ended(reading):
    """Return the document once the pass is over."""
    end = time.monotonic() + 20
    while reading.document()["running"]:
        assert time.monotonic() < end
        time.sleep(0.02)
    return reading.document()


def test_what_is_new_is_read_once(environ, home, reading, statusline):
    put(home / ".claude/projects/-work/session.jsonl", transcript_files.response(1, time.time() - 600))
    reading.start()
    reading.start()
    assert ended(reading) == {"running": False, "passes": 1, "problem": "", "done_bytes": 0, "all_bytes": 0}
    assert "calls: 1 of claude" in statusline("index").stdout
    reading.start()
    assert not reading.document()["running"]  # it has just ended


def test_what_is_wrong_is_a_sentence(environ, tmp_path, reading):
    put(tmp_path / "state", b"a file where the folder was")
    reading.start()
    document = ended(reading)
    assert document["problem"].startswith("Cannot")
    assert document["passes"] == 1
