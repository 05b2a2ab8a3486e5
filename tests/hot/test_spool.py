import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.hot import spool

NOW = 1_800_000_000
FIVE = (42.4, NOW + 7_860)
WEEK = (18.5, NOW + 345_600)


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "cache" / "logins" / "default")


def observe(folder, windows, now=NOW, transcript="", session="session-1"):
    return spool.observe(folder, session, transcript, windows, now)


def test_a_new_value_is_spooled_once(folder):
    assert observe(folder, {"five_hour": FIVE}) == ({"five_hour": NOW}, True)
    assert observe(folder, {"five_hour": FIVE}, NOW + 500) == ({"five_hour": NOW}, False)
    assert observe(folder, {"five_hour": (43.0, FIVE[1])}, NOW + 600) == ({"five_hour": NOW + 600}, True)


def test_vanished_window_is_no_news(folder):
    observe(folder, {"five_hour": FIVE, "seven_day": WEEK})
    assert observe(folder, {"seven_day": WEEK}, NOW + 500) == ({"seven_day": NOW}, False)


def test_changed_window_dates_the_answer(folder):
    observe(folder, {"five_hour": FIVE, "seven_day": WEEK})
    changed = {"five_hour": (43.0, FIVE[1]), "seven_day": WEEK}
    assert observe(folder, changed, NOW + 9) == ({"five_hour": NOW + 9, "seven_day": NOW + 9}, True)


def test_first_document_dates_from_transcript(folder, tmp_path):
    transcript = tmp_path / "t.jsonl"
    transcript.write_text("{}")
    os.utime(transcript, (NOW - 7_000, NOW - 7_000))
    assert observe(folder, {"five_hour": FIVE}, transcript=str(transcript)) == ({"five_hour": NOW - 7_000}, True)


def test_odd_transcript_time_means_now(folder, tmp_path):
    transcript = tmp_path / "t.jsonl"
    transcript.write_text("{}")
    os.utime(transcript, (NOW + 7_000, NOW + 7_000))
    assert observe(folder, {"five_hour": FIVE}, transcript=str(transcript))[0] == {"five_hour": NOW}
    assert observe(folder, {"five_hour": FIVE}, session="2", transcript="/nowhere/\0")[0] == {"five_hour": NOW}


def test_sessions_have_a_file_each(folder):
    observe(folder, {"five_hour": FIVE}, session="a")
    observe(folder, {"five_hour": FIVE}, session="../../b")
    assert sorted(os.listdir(folder + "/spool")) == [".._.._b", "a"]
    assert oct(os.stat(folder + "/spool").st_mode & 0o777) == "0o700"
    assert oct(os.stat(folder + "/spool/a").st_mode & 0o777) == "0o600"


def test_no_windows_nothing_written(folder):
    assert observe(folder, {}) == ({}, False)
    assert observe(folder, {"five_hour": FIVE}, session="") == ({}, False)
    assert not os.path.exists(folder)


def test_unwritable_place_is_not_written(tmp_path):
    (tmp_path / "file").write_text("")
    assert observe(str(tmp_path / "file" / "login"), {"five_hour": FIVE}) == ({"five_hour": NOW}, False)


def test_failed_write_leaves_nothing(folder):
    observe(folder, {"five_hour": FIVE}, session="a")
    os.mkdir(folder + "/spool/b")
    assert observe(folder, {"five_hour": FIVE}, session="b") == ({"five_hour": NOW}, False)
    assert sorted(os.listdir(folder + "/spool")) == ["a", "b"]


def test_the_last_line_of_a_session_is_kept(folder):
    spool.keep_line(folder, "a", "C 5h 42% ü")
    assert spool.last_line(folder, "a") == "C 5h 42% ü"
    assert spool.last_line(folder, "b") == ""
    assert spool.last_line(folder, "") == ""


@pytest.mark.parametrize("word", ["sk-ant-oat01-x", "eyJhbGciOi", "rt_abcdef", "Bearer x", "sessionKey=", "a@b"])
def test_line_with_a_secret_is_not_kept(folder, word):
    spool.keep_line(folder, "a", "C 5h 42%")
    spool.keep_line(folder, "a", f"C 5h 43% {word}")
    assert spool.last_line(folder, "a") == "C 5h 42%"


@given(st.binary(max_size=200))
def test_any_spool_file_reads(data):
    spool.load(data)
    spool.load(b"spool 1\x1f" + data)
