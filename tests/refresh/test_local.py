"""What lies on this machine, and the official clients, in a whole refresh."""

import json
import os
from pathlib import Path

import pytest

from statusline.demo.standin import Answer
from statusline.demo.standin.logins import ACCOUNT, CODEX_ACCOUNT, write_codex_login
from statusline.hot import spool as hot_spool
from statusline.limits import merge
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.refresh.outcome import NOTHING_NEW
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in
from support.fake_clients import install, left
from support.rollouts import iso, roll_out

OTHER = "99999999-9999-4999-8999-999999999999"


def run(environ, clock, **options):
    done = refresh_run.refresh(prepare(find_environment(environ), clock, **options))
    return {outcome.source: outcome for outcome in done}


def account(environ, clock, provider):
    here = find_environment(environ)
    found = transaction.read(here, clock.now).record
    return found.accounts[found.logins[here.key].signed_in[provider].account]


def values(environ, clock, provider, source):
    found = account(environ, clock, provider).samples
    return {one.window: (one.used_percentage, one.as_of) for one in found if one.source == source}


def cache_usage(environ, at, used=42, account=ACCOUNT):
    path = Path(environ["HOME"], ".claude.json")
    usage = {
        "five_hour": {"utilization": used, "resets_at": iso(at + 3_600)},
        "extra_usage": {"is_enabled": True, "utilization": used},
    }
    cached = {"fetchedAtMs": at * 1_000, "accountUuid": account, "utilization": usage}
    path.write_text(json.dumps({**json.loads(path.read_text()), "cachedUsageUtilization": cached}))


def test_local_files_without_a_server(environ, standin, clock):
    signed_in.both(environ, standin)
    cache_usage(environ, clock.now - 60)
    roll_out(environ, clock.now - 30, creator_account_id=CODEX_ACCOUNT)
    outcomes = run(environ, clock, offline=True)
    assert standin.requests == ()
    sessions = ["claude_statusline", "codex_statusline"]
    assert list(outcomes) == [*sessions, "claude_state_file", "claude_transcripts", "codex_rollouts"]
    assert (outcomes["claude_state_file"].answer, outcomes["codex_rollouts"].answer) == ("5h 42%", "5h 30%")
    assert values(environ, clock, "claude", "claude_state_file") == {"five_hour": (42.0, clock.now - 60)}
    assert values(environ, clock, "codex", "codex_rollouts") == {"five_hour": (30.0, clock.now - 30)}
    assert account(environ, clock, "claude").extra_usage == {"is_enabled": True, "used_percentage": 42.0}
    found = account(environ, clock, "codex")
    assert (found.credits, found.problem) == ({"has_credits": True}, None)


def test_what_was_read_before_is_nothing_new(environ, standin, clock):
    signed_in.both(environ, standin)
    roll_out(environ, clock.now - 30)
    run(environ, clock, offline=True)
    clock.now += 60
    assert run(environ, clock, offline=True)["codex_rollouts"].answer == NOTHING_NEW
    roll_out(environ, clock.now - 5, used=31)
    assert run(environ, clock, offline=True)["codex_rollouts"].answer == "5h 31%"


def test_unnamed_local_source_is_not_read(environ, standin, clock):
    signed_in.both(environ, standin)
    roll_out(environ, clock.now - 30)
    Path(environ["STATUSLINE_CONFIG"]).write_text('[claude]\nsources = []\n[codex]\nsources = ["codex_oauth"]\n')
    assert list(run(environ, clock, offline=True)) == ["claude_statusline"]


def test_older_file_changes_nothing(environ, standin, clock):
    signed_in.both(environ, standin)
    run(environ, clock)
    before = account(environ, clock, "codex")
    extra_usage = account(environ, clock, "claude").extra_usage
    cache_usage(environ, clock.now - 600, used=3)
    roll_out(environ, clock.now - 600, used=3)
    clock.now += 30
    run(environ, clock)
    after = account(environ, clock, "codex")
    assert (after.plan, after.credits, after.extra_usage) == (before.plan, before.credits, before.extra_usage)
    assert account(environ, clock, "claude").extra_usage == extra_usage == {"is_enabled": False, "currency": "USD"}
    assert {one.source for one in merge.believe(after.samples, clock.now).values()} == {"codex_oauth"}
    assert "codex_rollouts" in {one.source for one in after.samples}


def test_observed_before_login_is_anothers(environ, standin, clock):
    signed_in.both(environ, standin)
    run(environ, clock, offline=True)
    clock.now += 400
    signed_in.claude(environ, standin, account=OTHER)
    cache_usage(environ, clock.now - 60, account=OTHER)
    auth = Path(environ["HOME"], ".codex/auth.json")
    auth.write_text(auth.read_text().replace(CODEX_ACCOUNT, OTHER))
    roll_out(environ, clock.now - 60)
    run(environ, clock, offline=True)
    assert account(environ, clock, "claude").samples == ()
    assert account(environ, clock, "codex").samples == ()
    clock.now += 60
    cache_usage(environ, clock.now - 10, account=OTHER)
    roll_out(environ, clock.now - 10)
    run(environ, clock, offline=True)
    assert len(account(environ, clock, "claude").samples) == 1
    assert len(account(environ, clock, "codex").samples) == 1


def test_observed_before_logout_is_nobodys(environ, standin, clock):
    signed_in.codex(environ, standin)
    roll_out(environ, clock.now - 60, used=77)
    run(environ, clock, offline=True)
    assert len(account(environ, clock, "codex").samples) == 1
    auth = Path(environ["HOME"], ".codex/auth.json")
    other = auth.read_text().replace(CODEX_ACCOUNT, OTHER)
    auth.unlink()
    for _ in range(2):
        clock.now += 60
        run(environ, clock, offline=True)
    auth.write_text(other)
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").samples == ()
    roll_out(environ, clock.now, used=5)
    run(environ, clock, offline=True)
    assert [one.used_percentage for one in account(environ, clock, "codex").samples] == [5]


def test_said_before_logout_is_not_anothers(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock, offline=True)
    files = [Path(environ["HOME"], name) for name in (".claude.json", ".claude/.credentials.json")]
    kept = [file.read_text() for file in files]
    [file.unlink() for file in files]
    clock.now += 60
    run(environ, clock, offline=True)
    spool = find_environment(environ).folder + "/spool"
    hot_spool.observe(os.path.dirname(spool), "s", "", {"five_hour": (97.0, clock.now + 3_600)}, clock.now - 30)
    [file.write_text(text.replace(ACCOUNT, OTHER)) for file, text in zip(files, kept, strict=True)]
    run(environ, clock, offline=True)
    assert account(environ, clock, "claude").samples == ()


def test_earlier_account_hides_nothing(environ, standin, clock):
    signed_in.claude(environ, standin)
    folder = find_environment(environ).folder
    hot_spool.observe(folder, "before", "", {"five_hour": (97.0, clock.now + 14_400)}, clock.now)
    assert run(environ, clock, offline=True)["claude_statusline"].answer == "5h 97%"
    clock.now += 60
    signed_in.claude(environ, standin, account=OTHER)
    run(environ, clock, offline=True)
    clock.now += 60
    hot_spool.observe(folder, "now", "", {"five_hour": (12.0, clock.now + 3_600)}, clock.now)
    assert run(environ, clock, offline=True)["claude_statusline"].answer == "5h 12%"
    assert values(environ, clock, "claude", "claude_statusline") == {"five_hour": (12.0, clock.now)}


def test_servers_plan_beats_the_tokens(environ, standin, clock):
    signed_in.codex(environ, standin)
    home = Path(environ["HOME"], ".codex")
    write_codex_login(home, f"{standin.url}/backend-api/", clock.now + 9_999, plan="plus")
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").plan == "plus"
    run(environ, clock)
    assert account(environ, clock, "codex").plan == "pro"
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").plan == "pro"


def test_servers_plan_holds_without_windows(environ, standin, clock):
    signed_in.codex(environ, standin)
    standin.codex.answer(Answer(body={"plan_type": "business", "rate_limit": None}))
    run(environ, clock)
    assert account(environ, clock, "codex").plan == "business"
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").plan == "business"


def test_sessions_plan_beats_the_tokens(environ, standin, clock):
    signed_in.codex(environ, standin)
    roll_out(environ, clock.now - 30)
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").plan == "old"


def test_refused_session_blocks_the_account(environ, standin, clock):
    signed_in.codex(environ, standin)
    roll_out(environ, clock.now - 60, used=99)
    run(environ, clock, offline=True)
    refused = {"primary": None, "credits": None, "rate_limit_reached_type": "workspace_member_credits_depleted"}
    roll_out(environ, clock.now - 30, name="b", limits=refused)
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").block.reason == "workspace_member_credits_depleted"
    clock.now += 60
    roll_out(environ, clock.now - 30, used=5, name="c")
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").block is None


def unreadable(environ):
    folder = Path(environ["HOME"], ".codex/sessions")
    folder.symlink_to("sessions")
    return folder


def test_unreadable_file_takes_nothing(environ, standin, clock):
    signed_in.codex(environ, standin)
    unreadable(environ)
    outcomes = run(environ, clock)
    assert outcomes["codex_rollouts"].error is not None
    assert "cannot be read" in outcomes["codex_rollouts"].answer
    found = account(environ, clock, "codex")
    assert (found.problem, len(found.samples)) == (None, 4)


def test_only_problem_stays_until_gone(environ, standin, clock):
    signed_in.codex(environ, standin)
    folder = unreadable(environ)
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").problem.source == "codex_rollouts"
    folder.unlink()
    run(environ, clock, offline=True)
    assert account(environ, clock, "codex").problem is None


def test_fresh_local_numbers_end_a_problem(environ, standin, clock):
    signed_in.codex(environ, standin)
    standin.codex.refuse(503)
    run(environ, clock)
    assert account(environ, clock, "codex").problem.source == "codex_oauth"
    roll_out(environ, clock.now - 1_000)
    run(environ, clock)
    assert account(environ, clock, "codex").problem.source == "codex_oauth"
    roll_out(environ, clock.now - 1)
    run(environ, clock)
    assert account(environ, clock, "codex").problem is None


def test_the_ingest_reads_no_session_files(environ, standin, clock):
    signed_in.codex(environ, standin)
    roll_out(environ, clock.now - 30)
    refresh_run.publish_sessions(prepare(find_environment(environ), clock))
    assert account(environ, clock, "codex").samples == ()


def client(environ, tmp_path, name, body):
    path = install(tmp_path / "bin", name, f'open({str(tmp_path / "runs")!r}, "a").write("x")\n' + body)
    environ["PATH"] = os.path.dirname(path)


def runs(tmp_path):
    path = tmp_path / "runs"
    return len(path.read_text()) if path.exists() else 0


def claude_says(limits):
    answer = {"subscription_type": "max", "rate_limits_available": True, "rate_limits": limits}
    response = {"subtype": "success", "request_id": "statusline", "response": answer}
    return f"say({json.dumps({'type': 'control_response', 'response': response})!r})"


@pytest.fixture
def chain(environ, standin):
    signed_in.claude(environ, standin)
    path = Path(environ["STATUSLINE_CONFIG"])
    path.write_text(path.read_text() + 'sources = ["claude_client", "claude_oauth"]\n')


def test_official_client_only_where_named(environ, standin, clock, tmp_path):
    signed_in.both(environ, standin)
    client(environ, tmp_path, "claude", "")
    client(environ, tmp_path, "codex", "")
    run(environ, clock)
    assert runs(tmp_path) == 0


def test_official_client_ends_the_chain(environ, standin, clock, tmp_path, chain):
    client(environ, tmp_path, "claude", claude_says({"five_hour": {"utilization": 61, "resets_at": None}}))
    assert run(environ, clock)["claude_client"].answer == "5h 61%"
    assert standin.requests == ()
    assert left(int((tmp_path / "bin/group").read_text())) == []
    run(environ, clock)
    assert runs(tmp_path) == 1
    clock.now += 400
    run(environ, clock)
    assert runs(tmp_path) == 2


def test_offline_starts_no_official_client(environ, standin, clock, tmp_path, chain):
    client(environ, tmp_path, "claude", claude_says({}))
    run(environ, clock, offline=True)
    assert runs(tmp_path) == 0


def test_own_429_goes_to_the_next_source(environ, standin, clock, tmp_path, chain):
    client(environ, tmp_path, "claude", claude_says(None))
    outcomes = run(environ, clock)
    assert outcomes["claude_client"].error.code == "rate_limited"
    assert outcomes["claude_client"].next_at >= clock.now + 300
    assert len(standin.requests) == 1
    clock.now += 200
    run(environ, clock, force=True)
    assert runs(tmp_path) == 1


def test_failing_client_with_a_next_source(environ, standin, clock, tmp_path, chain):
    client(environ, tmp_path, "claude", "raise SystemExit(1)")
    run(environ, clock)
    clock.now += 40
    outcomes = run(environ, clock)
    assert runs(tmp_path) == 2
    assert outcomes["claude_client"].error is not None
    assert outcomes["claude_oauth"].answer.startswith("not asked")
    assert account(environ, clock, "claude").problem is None
