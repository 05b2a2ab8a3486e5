"""`statusline doctor` as people run it: what it finds, what it says to do, and that it leaves everything as it is."""

import json
import os
import re
import time
from pathlib import Path

import pytest

from statusline.diagnostics import doctor
from statusline.errors import RateLimited
from statusline.providers import SOURCES
from statusline.refresh.job import prepare
from statusline.state import schedule, transaction
from statusline.state.environment import find_environment
from support import signed_in


@pytest.fixture
def well(environ, standin, statusline):
    """Sign in to both vendors and refresh; return the fake home."""
    signed_in.both(environ, standin)
    assert statusline("refresh").returncode == 0
    return Path(environ["HOME"])


def problems(done):
    """Return the problems, each with its remedy."""
    parts = re.findall(r"^✗ (.*)\n  → (.*)$", done.stdout, re.MULTILINE)
    return [" ".join(part) for part in parts]


def hosts(environ, now):
    """Return host -> its row."""
    return {row["host"]: row for row in doctor.examine(find_environment(environ), lambda: now).hosts}


def test_all_is_well(well, statusline):
    done = statusline("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nAll is well. Details: `statusline doctor -v`.\n")
    marks = [line[0] for line in done.stdout.splitlines() if line[:1] in ("✓", "!")]
    assert marks == ["!", *"✓✓✓✓"]  # nothing is installed, which comes first
    assert "✓ Signed in  claude (max), codex (pro)" in done.stdout
    assert "✓ Shows      C 5h 42%" in done.stdout
    assert "✗" not in done.stdout
    more = statusline("doctor", "-v").stdout
    assert "claude: yes, plan max, from ~/" in more
    assert "codex: yes, plan pro, from ~/" in more


def expired(environ, standin, statusline):
    signed_in.claude(environ, standin, valid_for=30)
    statusline("refresh")


def refused(environ, standin, statusline):
    signed_in.claude(environ, standin)
    standin.claude.refuse(401)
    statusline("refresh")


def never_asked(environ, standin, statusline):
    signed_in.claude(environ, standin)


def corrupt_record(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    Path(find_environment(environ).record).write_text("{")


def corrupt_schedule(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    Path(find_environment(environ).schedule).write_text('{"version": 99}')


def broken_config(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    Path(environ["STATUSLINE_CONFIG"]).write_text("separater = 1\n")


def open_cache(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    Path(environ["STATUSLINE_CACHE_DIR"]).chmod(0o755)


def unreadable_credential(environ, standin, statusline):
    path = signed_in.claude(environ, standin)
    path.write_text("{")


TROUBLES = {
    "an expired login": (expired, "has expired.", "Run `claude`"),
    "a refused login": (refused, "does not accept the sign-in (status 401).", "Run `claude`"),
    "a login not asked for yet": (never_asked, "There are no numbers of claude yet.", "Run `statusline refresh`."),
    "a corrupt record": (corrupt_record, "usage.json: ", "the next refresh rewrites it."),
    "a schedule of another version": (corrupt_schedule, "schedule.json: ", "the next refresh rewrites it."),
    "a broken config": (broken_config, "separater", "Correct it. Until then the last good config is used."),
    "a cache that others can read": (open_cache, "is open to other users.", "Run `chmod 700 '"),
    "a credential that is no JSON": (unreadable_credential, ".credentials.json does not hold", "Sign in again"),
    "nobody signed in": (lambda *_: None, "Nobody is signed in to Claude Code or Codex here.", "Run `claude` or"),
}  # fmt: skip


@pytest.mark.parametrize(("cause", "message", "remedy"), TROUBLES.values(), ids=TROUBLES)
def test_trouble_is_a_line_with_its_remedy(environ, standin, statusline, cause, message, remedy):
    cause(environ, standin, statusline)
    asked = len(standin.requests)
    done = statusline("doctor")
    assert done.returncode == 1
    (line,) = problems(done)
    assert message in line
    assert remedy in line
    assert "All is well." not in done.stdout
    assert done.stderr == ""
    (finding,) = json.loads(statusline("doctor", "-f", "json").stdout)["findings"]
    assert f"{finding['message']} {finding['remedy']}".replace(f"{environ['HOME']}/.", "~/.") == line
    assert len(standin.requests) == asked


def test_json_is_complete(well, environ, standin, statusline):
    document = json.loads(statusline("doctor", "-f", "json").stdout)
    assert document["ok"] is True
    assert set(document) == {"ok", *doctor.Report.__dataclass_fields__}
    assert document["findings"] == []
    assert [one["provider"] for one in document["sign_ins"]] == ["claude", "codex"]
    assert {one["source"] for one in document["sources"]} <= set(SOURCES)
    assert {"claude_oauth", "codex_oauth"} <= {one["source"] for one in document["sources"]}
    assert {one["window"] for one in document["windows"]} >= {"five_hour", "seven_day"}
    assert document["render"]["text"].startswith("C 5h 42%")
    assert document["paths"]["cache"] == environ["STATUSLINE_CACHE_DIR"]
    assert [one["host"] for one in document["hosts"]] == [f"127.0.0.1:{standin.port}"]


def test_it_changes_nothing_and_asks_nobody(well, environ, standin, statusline):
    def everything():
        roots = [Path(environ[name]) for name in ("HOME", "STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR")]
        paths = [Path(environ["STATUSLINE_CONFIG"]), *(path for root in roots for path in (root, *root.rglob("*")))]
        return {path: (os.lstat(path).st_mtime_ns, path.is_file() and path.read_bytes()) for path in paths}

    before, asked = everything(), len(standin.requests)
    statusline("doctor")
    statusline("doctor", "-f", "json")
    assert everything() == before
    assert len(standin.requests) == asked


def test_it_leaves_no_folder_where_there_was_none(environ, standin, statusline):
    signed_in.claude(environ, standin)
    statusline("doctor")
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
    assert not Path(environ["STATUSLINE_STATE_DIR"]).exists()


def test_servers_with_their_requests(well, environ, standin, statusline):
    now = int(time.time())
    (row,) = hosts(environ, now).values()
    assert (row["requests_last_hour"], row["deadline"]) == (2, None)
    assert 250 < row["next_request_at"] - now <= 330
    assert row["why"] in {"up to date, again in 4 min", "up to date, again in 5 min", "up to date, again in 6 min"}
    assert (
        f"  127.0.0.1:{standin.port}: 2 requests in the last hour; up to date, again in "
        in statusline("doctor", "-v").stdout
    )


def test_old_requests_are_not_counted(well, environ):
    (row,) = hosts(environ, int(time.time()) + 3_700).values()
    assert (row["requests_last_hour"], row["why"]) == (0, "up to date, due now")


def test_deadline_of_a_429_is_not_a_turn(well, environ, standin, statusline):
    now = int(time.time())
    here = find_environment(environ)
    with transaction.opened(here, now) as opened:
        key = next(key for key in opened.entries if key[1] == "codex_oauth")
        opened.entries[key] = schedule.failed(opened.entries[key], RateLimited("x", retry_after=600), now, "a", 0.0)
    (row,) = hosts(environ, now).values()
    assert row["deadline"] == now + 600 + 900
    assert row["next_request_at"] < row["deadline"]
    assert re.search("; rate limited for another (25m|24m)$", statusline("doctor", "-v").stdout, re.MULTILINE)


def test_requests_for_every_account_count(well, environ, standin, statusline):
    signed_in.claude(environ, standin, account="99999999-9999-4999-8999-999999999999")
    statusline("refresh")
    (row,) = hosts(environ, int(time.time())).values()
    assert row["requests_last_hour"] == 3


def test_server_stood_in_for_says_so(environ, standin, statusline):
    signed_in.codex(environ, standin)
    signed_in.configure(environ, '[codex]\nsources = ["codex_oauth", "codex_client"]\n')
    statusline("refresh")
    rows = hosts(environ, int(time.time()))
    client = next(row for host, row in rows.items() if "app-server" in host)
    assert (client["next_request_at"], client["why"]) == (None, "not needed while codex_oauth answers")


def test_offline_no_server_is_listed(well, environ, statusline):
    signed_in.configure(environ, "offline = true\n")
    assert hosts(environ, int(time.time())) == {}
    assert "Servers\n    none is asked\n" in statusline("doctor", "-v").stdout


def test_nobody_signed_in_at_the_server_too(environ):
    rows = hosts(environ, int(time.time()))
    assert rows["api.anthropic.com"]["why"] == "nobody is signed in"
    assert rows["api.anthropic.com"]["next_request_at"] is None
    assert prepare(find_environment(environ), lambda: 0).sign_ins["claude"].login is None


def test_dots_alone_are_no_good_sign(environ, standin, statusline):
    never_asked(environ, standin, statusline)
    assert "! Shows      …" in statusline("doctor").stdout
