"""Files as the first version with installers and a history wrote them are taken over."""

import sqlite3
from pathlib import Path

from statusline.install import manifest
from statusline.state import record, samples, schedule

EARLIER = Path(__file__).parents[1] / "fixtures/earlier"
CLAUDE, CODEX = "claude:888fed6b1d281137", "codex:eed5db28aa92c98d"
ASKED = 1_795_839_083


def test_the_record_is_read_whole():
    read, problem = record.load_checked((EARLIER / "usage.json").read_bytes())
    used = {(key, s.window): s.used_percentage for key, one in read.accounts.items() for s in one.samples}
    assert problem is None
    assert used == {
        (CLAUDE, "five_hour"): 42.4,
        (CLAUDE, "seven_day"): 18.5,
        (CLAUDE, "seven_day:fable"): 7,
        (CODEX, "five_hour"): 12,
        (CODEX, "seven_day"): 47,
        (CODEX, "five_hour:codex_bengalfox"): 3,
        (CODEX, "seven_day:codex_bengalfox"): 1,
    }
    assert read.logins["default"].signed_in["claude"].account == CLAUDE


def test_the_schedule_lets_nobody_ask_earlier():
    entries, problem = schedule.load((EARLIER / "schedule.json").read_bytes(), ASKED + 10)
    assert problem is None
    assert schedule.next_allowed(entries[CLAUDE, "claude_oauth"], ASKED + 10, "a") == 1_795_839_300


def test_the_history_goes_on(tmp_path):
    connection = sqlite3.connect(tmp_path / samples.FILE)
    connection.executescript((EARLIER / "history.sql").read_text())
    connection.close()
    with samples.opened(str(tmp_path)) as history:
        assert [point.used for point in history.series(CLAUDE, "five_hour", 0)] == [42.4]
        assert history.note is None


def test_what_was_installed_is_known(tmp_path):
    (tmp_path / "installed.json").write_bytes((EARLIER / "installed.json").read_bytes())
    assert [surface for surface, _ in manifest.load(str(tmp_path))] == ["claude", "zsh"]
