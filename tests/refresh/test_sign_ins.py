import json
import time
from pathlib import Path

import pytest

from statusline.config import load
from statusline.hot import claude_line
from statusline.limits import view
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in
from support.fake_clients import install
from support.rollouts import roll_out


def status(environ, now=None):
    """Return the status and the error's code of Claude's account, as the record has them."""
    here = find_environment(environ)
    now = now or int(time.time())
    claude = view.accounts(transaction.read(here, now).record, here.key, load(here.config), now)[0]
    return claude.status, claude.account.problem and claude.account.problem.code


A_DAY = 86_400
SPOILT = {"broken": b"{", "a list": b"[]"}


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_readable_again_is_no_problem(environ, standin, statusline, content):
    file = signed_in.claude(environ, standin)
    good = file.read_bytes()
    statusline("refresh")
    assert status(environ) == ("ok", None)
    file.write_bytes(content)
    statusline("refresh")
    assert status(environ) == ("error", "format")
    file.write_bytes(good)
    statusline("refresh")
    assert status(environ) == ("ok", None)
    assert len(standin.requests) == 1


def test_refused_login_returns_when_old(environ, standin):
    now = int(time.time())
    signed_in.claude(environ, standin, valid_for=86_400)
    standin.claude.refuse(401)
    limits = {"five_hour": {"used_percentage": 33, "resets_at": now + 9_000}}

    def refreshed(at):
        outcomes = list(run.refresh(prepare(find_environment(environ), lambda: at)))
        return status(environ, at), next(one.next_at - now for one in outcomes if one.source == "claude_oauth")

    assert refreshed(now) == (("unauthorized", "unauthorized"), A_DAY)
    claude_line.render({"session_id": "a", "rate_limits": limits}, environ, now + 5)
    assert refreshed(now + 10) == (("ok", None), A_DAY)
    assert refreshed(now + 900) == (("ok", None), A_DAY)
    assert refreshed(now + 910) == (("unauthorized", "unauthorized"), A_DAY)
    assert len(standin.requests) == 1


UNREADABLE = "Codex is signed in in a way that statusline cannot read (an access token in CODEX_ACCESS_TOKEN)"
ANSWERING = """
for line in sys.stdin:
    question = json.loads(line)
    if "id" in question:
        window = {"usedPercent": 61, "windowDurationMins": 10080, "resetsAt": int(time.time()) + 9000}
        say(json.dumps({"id": question["id"], "result": {"rateLimits": {"limitId": "codex", "primary": window}}}))
"""


@pytest.fixture
def access_token(environ, standin):
    """Sign in to Codex with a token in the environment, over a login in its file that the token goes before."""
    signed_in.codex(environ, standin)
    environ["CODEX_ACCESS_TOKEN"] = "at-PLANTED"
    return Path(environ["STATUSLINE_CONFIG"])


def test_unreadable_login_reads_sessions(environ, standin, statusline, access_token):
    roll_out(environ, int(time.time()) - 30, used=37)
    done = statusline("refresh", "-v")
    assert UNREADABLE in done.stdout + done.stderr
    assert statusline("--format", "plain").stdout == "X 5h 37% 59m\n"
    (account,) = [
        one for one in json.loads(statusline("--format", "json").stdout)["accounts"] if one["provider"] == "codex"
    ]
    assert (account["status"], account["error"]["code"], account["error"]["message"]) == (
        "error",
        "unreadable_login",
        UNREADABLE + ".",
    )
    doctor = statusline("doctor")
    assert UNREADABLE in doctor.stdout
    for words in (done.stdout, done.stderr, doctor.stdout):
        assert "codex login" not in words
        assert "PLANTED" not in words
    assert standin.requests == ()


def test_codex_client_for_unreadable_login(environ, standin, statusline, access_token, tmp_path):
    install(tmp_path / "bin", "codex", ANSWERING)
    environ["PATH"] = f"{tmp_path}/bin:{environ['PATH']}"
    access_token.write_text('[codex]\nsources = ["codex_oauth", "codex_client"]\n')
    statusline("refresh")
    assert statusline("--format", "plain").stdout.startswith("X 7d 61%")
    assert UNREADABLE + "." not in statusline("doctor").stdout
    assert standin.requests == ()


def test_api_key_is_not_told_to_sign_in(environ, statusline):
    file = Path(environ["HOME"], ".codex/auth.json")
    file.parent.mkdir()
    file.write_text('{"OPENAI_API_KEY": "sk-PLANTED", "tokens": {"access_token": "x"}}')
    file.chmod(0o600)
    sentence = "Codex uses an API key, which has no subscription limits."
    done = [
        statusline(*words) for words in (["refresh", "-v"], ["guard", "--provider", "codex"], ["doctor"], ["explain"])
    ]
    for one in done[:3]:
        assert sentence in one.stdout + one.stderr
    for one in (*done, statusline("watch", "--once"), statusline("--format", "claude", input="{}")):
        assert "codex login" not in one.stdout + one.stderr
        assert "PLANTED" not in one.stdout + one.stderr
    assert done[1].returncode == 69
    assert statusline("--format", "plain").stdout.strip() == ""
