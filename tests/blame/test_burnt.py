"""`$burnt`: from logs, official numbers and what the session says of its cost, to Claude Code's line."""

import json
from pathlib import Path

from statusline.hot import claude_line, paths, spool
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment

ELSEWHERE = 10  # points, of the fixture `used`


def say(environ, clock, session, dollars):
    reset = clock.now + 7_860
    document = {
        "session_id": session,
        "cost": {"total_cost_usd": dollars},
        "rate_limits": {"five_hour": {"used_percentage": 42.0, "resets_at": reset}},
    }
    return claude_line.render(document, environ, clock.now)[0]


def ingest(environ, clock):
    refresh_run.publish_sessions(prepare(find_environment(environ), clock))


def test_share_of_a_session_is_in_its_line(used, environ, clock):
    say(environ, clock, "one", 20.0)
    say(environ, clock, "two", 12.0)
    ingest(environ, clock)
    assert say(environ, clock, "one", 20.0) == "this 20%"
    assert say(environ, clock, "two", 12.0) == "this 12%"
    assert "this" not in say(environ, clock, "three", 1.0)


def test_what_no_log_shows_comes_from_the_ledger(used, environ, clock):
    say(environ, clock, "two", 15.0)
    ingest(environ, clock)
    assert say(environ, clock, "two", 15.0) == "this 15%"


def test_more_than_the_official_number_is_nobodys(used, environ, clock):
    say(environ, clock, "two", 1_000.0)
    ingest(environ, clock)
    assert say(environ, clock, "two", 1_000.0) == f"this {12 + ELSEWHERE}%"


def test_nothing_is_shown_past_the_reset(used, environ, clock):
    say(environ, clock, "one", 20.0)
    ingest(environ, clock)
    folder = paths.login_dir(environ)
    assert spool.burnt(folder, "one", clock.now) == "20%"
    assert spool.burnt(folder, "one", clock.now + 5 * 3_600) == ""
    assert spool.burnt(folder, "", clock.now) == ""


def test_files_of_ended_sessions_go(used, environ, clock):
    say(environ, clock, "one", 20.0)
    ingest(environ, clock)
    folder = Path(paths.login_dir(environ))
    (folder / "spool/one").unlink()
    say(environ, clock, "two", 12.0)
    ingest(environ, clock)
    assert [path.name for path in (folder / "burnt").iterdir()] == ["two"]


def test_without_the_variable_nothing_is_left(used, environ, clock):
    Path(environ["STATUSLINE_CONFIG"]).write_text(
        Path(environ["STATUSLINE_CONFIG"]).read_text().replace("$burnt", "$cost"), encoding="utf-8"
    )
    say(environ, clock, "one", 20.0)
    ingest(environ, clock)
    assert not (Path(paths.login_dir(environ)) / "burnt").exists()


def test_same_percentage_is_spooled_with_its_cost(environ, clock):
    folder = paths.login_dir(environ)
    five = {"five_hour": (42.0, clock.now + 7_860)}
    assert spool.observe(folder, "s", "", five, clock.now, cost=1.5)[1]
    observed, is_new = spool.observe(folder, "s", "", five, clock.now + 60, cost=2.25)
    assert (observed, is_new) == ({"five_hour": clock.now}, False)
    entries = spool.load(Path(f"{folder}/spool/s").read_bytes())
    assert entries[spool.COST] == (2.25, 0, clock.now + 60)
    assert json.dumps(entries["five_hour"]) == json.dumps([42.0, clock.now + 7_860, clock.now])
