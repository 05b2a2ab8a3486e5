import dataclasses
import hashlib
import itertools
import json
import os
import re
import ssl
import time
from pathlib import Path

import pytest
import trustme

from statusline.demo.standin import Answer, claude_body
from statusline.hot import claude_line, codex_line, paths, prompt_file, show, spool
from statusline.hot.text import without_colour
from statusline.refresh import publish
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.refresh.outcome import NOTHING_NEW
from statusline.state import transaction
from statusline.state.environment import find_environment
from statusline.state.files import StorageError
from support import signed_in
from support.moments import timeless
from support.vendors import StandIn


def run(environ, clock, **options):
    return list(refresh_run.refresh(prepare(find_environment(environ), clock, **options)))


def said_by(outcomes, source):
    return next(one for one in outcomes if one.source == source)


def rendered(environ, now, format_="plain"):
    found = prompt_file.read(f"{paths.login_dir(environ)}/{format_}.prompt", paths.login(environ))
    return prompt_file.fill(found[1], now)


def document(environ, now):
    return json.loads(rendered(environ, now, "json"))


def account(environ, now, provider="claude"):
    return next(one for one in document(environ, now)["accounts"] if one["provider"] == provider)


def requests(standin, path="/api/oauth/usage"):
    return [request for request in standin.requests if request.path == path]


def test_refresh_that_asks_nobody_compiles_once(environ, standin, clock, monkeypatch):
    signed_in.both(environ, standin)
    run(environ, clock)
    compiled = []
    write = publish.write
    monkeypatch.setattr(publish, "write", lambda *given: (compiled.append(given), write(*given)))
    before = {path: path.stat().st_ino for path in Path(paths.login_dir(environ)).glob("*.prompt")}
    run(environ, clock)
    assert len(compiled) == 1
    assert {path: path.stat().st_ino for path in before} == before  # what says the same is not written
    run(environ, clock, force=True)
    assert len(compiled) == 2  # nor twice where servers answer and nothing on this machine is new


def test_each_vendor_asked_once_all_compiled(environ, standin, clock):
    signed_in.both(environ, standin)
    outcomes = run(environ, clock)
    assert [one.source for one in outcomes] == [
        *("claude_statusline", "codex_statusline", "claude_state_file", "claude_transcripts", "codex_rollouts"),
        *("claude_oauth", "codex_oauth"),
    ]
    shown = re.sub(r"% \d\w+", "%", timeless(rendered(environ, clock.now)))
    assert shown == "C 5h 42% · 7d 18% Day Time · X 5h 12% · 7d 47% Day Time → full in 2d"
    assert len(standin.requests) == 2
    assert {p.name for p in Path(paths.login_dir(environ)).glob("*.prompt")} == {
        f"{name}.prompt" for name in (*show.FORMATS, claude_line.ELSEWHERE) if name != "codex"
    }


def test_codex_footer_is_compiled_once_wanted(environ, standin, clock):
    signed_in.both(environ, standin)
    file = Path(paths.login_dir(environ), "codex.prompt")
    run(environ, clock)
    assert codex_line.render({}, environ, clock.now)[0] == prompt_file.PENDING
    assert file.read_bytes() == b""
    run(environ, clock, force=True)
    assert "42%" in codex_line.render({}, environ, clock.now)[0]


def test_not_asked_before_its_time(environ, standin, clock):
    signed_in.both(environ, standin)
    run(environ, clock)
    clock.now += 100
    outcomes = run(environ, clock)
    assert len(standin.requests) == 2
    assert [one.answer.partition(":")[0] for one in outcomes[-2:]] == ["not asked", "not asked"]
    clock.now += 240
    run(environ, clock)
    assert len(standin.requests) == 4


def test_force_stops_at_a_429(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock)
    run(environ, clock, force=True)
    assert len(standin.requests) == 2
    standin.claude.refuse(429, 100)
    run(environ, clock, force=True)
    clock.now += 15 * 60 + 90
    run(environ, clock, force=True)
    assert len(standin.requests) == 3
    clock.now += 20
    run(environ, clock, force=True)
    assert len(standin.requests) == 4


FAILURES = {
    "rate limited": (429, "rate_limited"),
    "unauthorized": (401, "unauthorized"),
    "forbidden": (403, "unauthorized"),
    "server failed": (500, "error"),
    "nothing known in the answer": (200, "error"),
}


@pytest.mark.parametrize(("status", "expected"), FAILURES.values(), ids=FAILURES)
def test_an_error_never_blanks_a_good_value(environ, standin, clock, status, expected):
    signed_in.claude(environ, standin)
    run(environ, clock)
    before = rendered(environ, clock.now)
    standin.claude.answer(Answer(200, {"unknown": 1})) if status == 200 else standin.claude.refuse(status)
    clock.now += 340
    run(environ, clock)
    now = account(environ, clock.now)
    assert now["status"] == expected
    assert now["error"]["message"]
    assert [one["used_percentage"] for one in now["windows"]] == [42.4, 18.5, 7.0]
    assert rendered(environ, clock.now).split()[:3] == before.split()[:3]
    assert "ago" in rendered(environ, clock.now + 600)
    standin.claude.answer(Answer(200, claude_body(clock.now, five_hour=50.0)))
    clock.now += 4_000
    Path(environ["HOME"], ".claude/.credentials.json").touch()
    run(environ, clock)
    assert account(environ, clock.now)["status"] == "ok"
    assert "error" not in account(environ, clock.now)


def test_refused_login_waits_for_a_change(environ, standin, clock):
    path = signed_in.claude(environ, standin)
    standin.claude.refuse(401)
    run(environ, clock)
    for _ in range(5):
        clock.now += 4_000
        run(environ, clock)
    assert len(standin.requests) == 1
    standin.claude.answer(Answer(200, claude_body(clock.now)))
    os.utime(path, (clock.now, clock.now))
    run(environ, clock)
    assert len(standin.requests) == 2
    assert account(environ, clock.now)["status"] == "ok"


def test_expired_token_is_never_sent(environ, standin, clock):
    signed_in.claude(environ, standin, valid_for=30)
    outcome = said_by(run(environ, clock), "claude_oauth")
    assert standin.requests == ()
    assert "claude" in outcome.error.remedy
    assert account(environ, clock.now)["status"] == "expired"
    assert account(environ, clock.now)["windows"] == []
    assert rendered(environ, clock.now) == "C run claude once"


def test_past_reset_listed_without_number(environ, standin, clock):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(clock.now, five_hour_in=600)))
    run(environ, clock)
    later = clock.now + 700
    window = account(environ, later)["windows"][0]
    assert (window["window"], window["expired"]) == ("five_hour", True)
    assert not {"used_percentage", "remaining_percentage", "resets_in_seconds"} & set(window)
    assert rendered(environ, later).startswith("C 5h – · 7d 18%")


def test_offline_asks_nobody_and_harvests(environ, standin, clock):
    signed_in.both(environ, standin)
    signed_in.configure(environ, "offline = true\n")
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (77.0, clock.now + 5_000)}, clock.now)
    run(environ, clock)
    assert standin.requests == ()
    assert rendered(environ, clock.now) == "C 5h 77% 1h23m → full in 1h04m · X …"


def test_what_a_session_said_is_in_every_target(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock)
    clock.now += 30
    reset = account(environ, clock.now)["windows"][0]["resets_at"]
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (43.5, reset)}, clock.now)
    refresh_run.publish_sessions(prepare(find_environment(environ), clock))
    for format_ in ("plain", "ansi", "tmux"):
        assert "43%" in rendered(environ, clock.now, format_)
    window = account(environ, clock.now)["windows"][0]
    assert (window["source"], window["used_percentage"]) == ("claude_statusline", 43.5)
    assert len(standin.requests) == 1


def test_sessions_count_without_credential(environ, clock):
    spool.observe(paths.login_dir(environ), "s", "", {"seven_day": (20.0, clock.now + 500_000)}, clock.now)
    run(environ, clock)
    moment = time.strftime("%a %H:%M", time.localtime(clock.now + 500_000))
    assert rendered(environ, clock.now) == f"C 7d 20% {moment} → full in 4d"
    assert account(environ, clock.now)["status"] == "ok"


def test_resent_numbers_change_nothing(environ, standin, clock, tmp_path):
    signed_in.claude(environ, standin)
    run(environ, clock)
    reset = account(environ, clock.now)["windows"][0]["resets_at"]
    transcript = tmp_path / "old.jsonl"
    transcript.write_text("{}")
    os.utime(transcript, (clock.now - 3_600, clock.now - 3_600))
    folder = paths.login_dir(environ)
    for _ in range(3):
        spool.observe(folder, "frozen", str(transcript), {"five_hour": (12.0, reset)}, clock.now)
        outcome, _ = refresh_run.publish_sessions(prepare(find_environment(environ), clock))
        clock.now += 60
    assert outcome.answer == NOTHING_NEW
    assert account(environ, clock.now)["windows"][0]["used_percentage"] == 42.4


def test_switched_login_is_not_mixed(environ, standin, clock):
    signed_in.claude(environ, standin)
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (77.0, clock.now + 5_000)}, clock.now - 10)
    run(environ, clock)
    first = account(environ, clock.now)["account"]
    clock.now += 400
    standin.claude.answer(Answer(200, claude_body(clock.now, five_hour=3.0)))
    signed_in.claude(environ, standin, account="99999999-9999-4999-8999-999999999999")
    run(environ, clock)
    now = account(environ, clock.now)
    assert now["account"] != first
    assert [one["used_percentage"] for one in now["windows"]] == [3.0, 18.5, 7.0]


def test_two_folders_share_one_account(environ, standin, clock):
    signed_in.claude(environ, standin)
    other = {**environ, "CLAUDE_CONFIG_DIR": environ["HOME"] + "/.claude"}
    Path(other["CLAUDE_CONFIG_DIR"], ".claude.json").write_bytes(Path(environ["HOME"], ".claude.json").read_bytes())
    run(environ, clock)
    run(other, clock)
    assert len(standin.requests) == 1
    assert rendered(other, clock.now) == rendered(environ, clock.now)
    standin.claude.answer(Answer(200, claude_body(clock.now, five_hour=60.0)))
    clock.now += 400
    run(environ, clock)
    assert "60%" in rendered(other, clock.now)


def test_environment_token_needs_its_scope(environ, standin, clock):
    signed_in.claude(environ, standin)
    token = {**environ, "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-SETUP"}
    run(token, clock)
    assert standin.requests == ()
    spool.observe(paths.login_dir(token), "s", "", {"five_hour": (90.0, clock.now + 5_000)}, clock.now)
    run(token, clock)
    run(environ, clock)
    assert "90%" in rendered(token, clock.now)
    assert "90%" not in rendered(environ, clock.now)
    run({**token, "CLAUDE_CODE_OAUTH_SCOPES": "user:inference user:profile"}, clock)
    assert len(standin.requests) == 2


def test_broken_config_keeps_the_last_good(environ, standin, clock):
    signed_in.claude(environ, standin)
    signed_in.configure(environ, 'separator = " | "\n')
    run(environ, clock)
    Path(environ["STATUSLINE_CONFIG"]).write_text("separator = [")
    ready = prepare(find_environment(environ), clock)
    assert ready.config_error is not None
    list(refresh_run.refresh(ready))
    assert " | 7d" in rendered(environ, clock.now)
    header = prompt_file.read(f"{paths.login_dir(environ)}/plain.prompt", paths.login(environ))[0]
    assert not show.stale(header, clock.now)


def test_the_vendors_files_are_never_written(environ, standin, clock):
    signed_in.both(environ, standin)

    def vendor_files():
        found = [p for name in (".claude", ".codex", ".claude.json") for p in [Path(environ["HOME"], name)]]
        files = itertools.chain.from_iterable([p] if p.is_file() else sorted(p.rglob("*")) for p in found)
        return {str(p): (p.stat().st_mode, p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in files}

    before = vendor_files()
    for status in (200, 401, 403, 429, 500):
        standin.claude.refuse(status) if status != 200 else None
        standin.codex.refuse(status) if status != 200 else None
        run(environ, clock, force=True)
        clock.now += 5_000
    assert vendor_files() == before


def test_no_secret_in_files_or_output(environ, standin, clock, statusline):
    signed_in.both(environ, standin)
    said = statusline("refresh").stdout + statusline("doctor").stdout + statusline("-f", "json").stdout
    run(environ, clock)
    folders = (environ["STATUSLINE_CACHE_DIR"], environ["STATUSLINE_STATE_DIR"])
    content = b"".join(p.read_bytes() for folder in folders for p in Path(folder).rglob("*") if p.is_file())
    for secret in (signed_in.TOKEN, "eyJ", r"(?<![a-z])rt_", "sk-ant", "example[.]com"):  # not i3bar's short_text
        assert not re.search(secret.encode(), content)
        assert not re.search(secret, said)
    assert "@" not in said
    assert not re.search(rb"\w@\w+\.\w\w", content)  # an `@` alone is part of any SQLite file


def test_our_files_are_private(environ, standin, clock):
    signed_in.both(environ, standin)
    run(environ, clock)
    for folder in (environ["STATUSLINE_CACHE_DIR"], environ["STATUSLINE_STATE_DIR"]):
        for path in (Path(folder), *Path(folder).rglob("*")):
            assert path.stat().st_mode & 0o077 == 0, path


def test_unwritable_cache_is_a_sentence(environ, standin, clock, statusline):
    signed_in.claude(environ, standin)
    Path(environ["STATUSLINE_CACHE_DIR"]).write_text("in the way")
    with pytest.raises(StorageError):
        run(environ, clock)
    done = statusline("refresh")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert standin.requests == ()


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 99}', b"\xff" * 100, b"[" * 10_000])
def test_corrupt_files_start_again(environ, standin, clock, content):
    signed_in.claude(environ, standin)
    here = find_environment(environ)
    for path in (here.record, here.schedule):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    run(environ, clock)
    assert account(environ, clock.now)["status"] == "ok"


def test_bad_clock_stops_no_requests(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock)
    here = find_environment(environ)
    with transaction.opened(here, clock.now) as opened:
        opened.entries = {
            key: dataclasses.replace(entry, next_at=clock.now + 10**9, deadline_429=clock.now + 10**9)
            for key, entry in opened.entries.items()
        }
    clock.now += 76 * 60
    run(environ, clock)
    assert len(standin.requests) == 2
    clock.now -= 30 * 86_400
    standin.claude.answer(Answer(200, claude_body(clock.now)))
    run(environ, clock)
    clock.now += 400
    run(environ, clock)
    assert len(standin.requests) == 3


def test_cache_and_state_may_be_the_same_folder(environ, standin, clock):
    environ["STATUSLINE_STATE_DIR"] = environ["STATUSLINE_CACHE_DIR"]
    signed_in.claude(environ, standin)
    run(environ, clock)
    assert account(environ, clock.now)["status"] == "ok"


def test_claim_is_given_back(environ, standin, clock):
    signed_in.claude(environ, standin)
    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True)
    (folder / "refresh.claim").write_text(f"{clock.now}\n")
    run(environ, clock)
    assert (folder / "refresh.claim").read_text() == "0000000000\n"


def test_an_account_key_holds_no_account_id(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock)
    key = account(environ, clock.now)["account"]
    assert key.startswith("claude:")
    assert "1111" not in key
    assert len(key) == len("claude:") + 16
    assert key != "claude:" + hashlib.sha256(b"").hexdigest()[:16]


def test_claude_line_from_the_same_record(environ, standin, clock):
    signed_in.claude(environ, standin)
    run(environ, clock)
    found = prompt_file.variants(f"{paths.login_dir(environ)}/claude.prompt", paths.login(environ))
    line = without_colour(claude_line.compose(found, {}, {}, clock.now))
    assert line == rendered(environ, clock.now)


def test_tls_with_an_own_authority(environ, clock, tmp_path, monkeypatch):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with StandIn(time.time, context) as server:
        signed_in.both(environ, server)
        assert server.url.startswith("https://")
        failed = run(environ, clock)
        for name in ("claude_oauth", "codex_oauth"):
            assert said_by(failed, name).error.code == "unreachable"
            assert "REQUESTS_CA_BUNDLE" in said_by(failed, name).error.remedy
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        run(environ, clock, force=True)
        assert account(environ, clock.now)["status"] == account(environ, clock.now, "codex")["status"] == "ok"


def test_session_numbers_put_requests_off(environ, standin, clock):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(clock.now, scoped={})))
    run(environ, clock)
    windows = account(environ, clock.now)["windows"]
    limits = {one["window"]: (one["used_percentage"] + 1, one["resets_at"]) for one in windows}
    clock.now += 250
    spool.observe(paths.login_dir(environ), "s", "", limits, clock.now)
    clock.now += 150
    assert "Claude Code" in said_by(run(environ, clock), "claude_oauth").answer
    assert len(standin.requests) == 1
    clock.now += 160
    run(environ, clock)
    assert len(standin.requests) == 2
