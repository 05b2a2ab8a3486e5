"""The limits that Codex hands to its footer, from the spool into the record."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusline.demo.standin.logins import CODEX_ACCOUNT
from statusline.hot import codex_line, paths
from statusline.providers.codex import rollout_files
from statusline.refresh import run as refresh_run
from statusline.refresh import sessions
from statusline.refresh.job import prepare
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in
from support.mcp_server import state

OTHER = "99999999-9999-4999-8999-999999999999"
MODEL = {"display_name": "M", "provider": "openai"}


def hear(environ, clock, handed):
    codex_line._heard.clear()
    codex_line.heard(handed, paths.login_dir(environ), clock.now)


def ingest(environ, clock):
    """Return window -> (used, as_of, source) of the Codex account after an ingest, empty if nobody is signed in."""
    job = prepare(find_environment(environ), clock, alone=True)
    refresh_run.publish_sessions(job)
    shared = transaction.read(job.environment, clock.now)
    entry = shared.record.logins[job.environment.key].signed_in.get("codex")
    samples = shared.record.accounts[entry.account].samples if entry and entry.account else ()
    return {one.window: (one.used_percentage, one.as_of, one.source) for one in samples}


def session_id(at):
    return f"{int(at * 1000):012x}"[:8] + "-" + f"{int(at * 1000):012x}"[8:] + "-7000-8000-000000000000"


def roll_out(environ, session, at, **meta):
    folder = Path(environ["HOME"], ".codex/sessions", datetime.fromtimestamp(at, UTC).strftime("%Y/%m/%d"))
    folder.mkdir(parents=True)
    path = folder / f"rollout-2026-11-21T00-00-00-{session}.jsonl"
    path.write_text(json.dumps({"timestamp": "2026-11-21T00:00:00Z", "type": "session_meta", "payload": meta}) + "\n")
    return str(path)


def test_they_are_merged_without_a_server(environ, standin, clock):
    signed_in.codex(environ, standin)
    hear(environ, clock, state(clock.now, used=12.0, resets_in=9_000))
    as_of = clock.now
    clock.now += 60
    source = "codex_statusline"
    found = ingest(environ, clock)
    assert found == {"five_hour": (12.0, as_of, source), "seven_day": (47.0, as_of, source)}
    assert standin.requests == ()


def test_limits_of_single_models_have_their_own_windows(environ, standin, clock):
    signed_in.codex(environ, standin)
    handed = state(clock.now)
    window = {"used_percent": 3, "window_minutes": 300, "resets_at": clock.now + 900}
    limit = {"limit_id": "codex_bengalfox", "limit_name": "GPT-5.3-Codex-Spark"}
    handed["account"]["rate_limits"].append({**limit, "primary_limit": window, "secondary_limit": None})
    hear(environ, clock, handed)
    assert ingest(environ, clock)["five_hour:codex_bengalfox"][0] == 3.0


SILENT = {
    "another provider": ({"model": {**MODEL, "provider": "ollama"}}, {}),
    "another account": ({"model": MODEL}, {"creator_account_id": OTHER}),
}


@pytest.mark.parametrize(("thread", "meta"), SILENT.values(), ids=SILENT)
def test_who_may_not_speak_for_this_login_is_not_heard(environ, standin, clock, thread, meta):
    signed_in.codex(environ, standin)
    session = session_id(clock.now - 60)
    roll_out(environ, session, clock.now - 60, **meta)
    hear(environ, clock, state(clock.now, id=session, **thread))
    assert ingest(environ, clock) == {}


def test_the_sessions_own_account_is_heard(environ, standin, clock):
    signed_in.codex(environ, standin)
    session = session_id(clock.now - 60)
    roll_out(environ, session, clock.now - 60, creator_account_id=CODEX_ACCOUNT)
    hear(environ, clock, state(clock.now, id=session))
    assert set(ingest(environ, clock)) == {"five_hour", "seven_day"}


def test_a_source_that_is_not_named_is_off(environ, standin, clock):
    signed_in.codex(environ, standin)
    Path(environ["STATUSLINE_CONFIG"]).write_text('[codex]\nsources = ["codex_oauth"]\n')
    hear(environ, clock, state(clock.now))
    assert ingest(environ, clock) == {}


def test_what_was_said_before_the_sign_in_is_anothers(environ, standin, clock):
    signed_in.codex(environ, standin)
    hear(environ, clock, state(clock.now))
    ingest(environ, clock)
    login = Path(environ["HOME"], ".codex/auth.json")
    login.write_text(login.read_text().replace(CODEX_ACCOUNT, OTHER))
    clock.now += 60
    assert ingest(environ, clock) == {}
    clock.now += 60
    hear(environ, clock, state(clock.now, used=55, id="after"))
    assert ingest(environ, clock)["five_hour"][0] == 55.0


def test_the_ingest_sees_and_sweeps_its_spool(environ, clock):
    context = prepare(find_environment(environ), clock, alone=True).context()
    before = sessions.changed(context)
    hear(environ, clock, state(clock.now))
    assert sessions.changed(context) != before
    assert sessions.newest(context) > 0
    path = next(Path(paths.login_dir(environ), "spool-codex").iterdir())
    os.utime(path, (clock.now - 9 * 86_400, clock.now - 9 * 86_400))
    sessions.sweep(context)
    assert not path.exists()


def test_a_session_is_found_by_its_id(environ):
    began = 1_795_836_000.0
    session = session_id(began)
    path = roll_out(environ, session, began - 80_000)
    home = environ["HOME"] + "/.codex"
    assert rollout_files.of_session(home, session) == path
    archived = Path(home, "archived_sessions", Path(path).name + ".zst")
    archived.parent.mkdir()
    os.rename(path, archived)
    assert rollout_files.of_session(home, session) == str(archived)
    assert rollout_files.of_session(home, session_id(began + 1)) is None
    for odd in ("", "../../../etc/passwd", "ffffffff-ffff-7000-8000-000000000000", "g" * 36):
        assert rollout_files.of_session(home, odd) is None
