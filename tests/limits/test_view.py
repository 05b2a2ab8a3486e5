import json
import re
import time

import pytest

from statusline.demo.standin import Answer
from support import signed_in
from support.vendors import ODD_CLAUDE, ODD_CODEX

UNLIMITED = {"plan_type": "business", "rate_limit": None, "credits": {"has_credits": True, "unlimited": True}}
WITHOUT = {
    "an answer of nulls of Claude's": ("claude", "C ?", "unknown", ODD_CLAUDE["a work account without windows"]),
    "an answer of nulls of Codex's": ("codex", "X ?", "unknown", ODD_CODEX["no rate limit"]),
    "the vendor says unlimited": ("codex", "X no limits", "ok", lambda _: UNLIMITED),
}


@pytest.mark.parametrize("case", WITHOUT)
def test_no_limits_only_if_the_vendor_says_so(environ, standin, statusline, case):
    provider, text, status, answer = WITHOUT[case]
    getattr(signed_in, provider)(environ, standin)
    getattr(standin, provider).answer(Answer(body=answer(time.time())))
    statusline("refresh")
    assert statusline().stdout == text + "\n"
    assert text[2:] in statusline("-f", "claude", input="{}").stdout
    document = json.loads(statusline("-f", "json").stdout)
    assert "status" not in document
    account = next(one for one in document["accounts"] if one["provider"] == provider)
    assert (account["status"], account["windows"], document["stale"]) == (status, [], False)
    assert account.get("unlimited", False) == (status == "ok")
    assert account["age_seconds"] < 60
    assert "All is well." in statusline("doctor").stdout


def test_unanswered_account_is_pending(environ, standin, statusline):
    signed_in.claude(environ, standin)
    statusline("refresh", "--offline")
    assert statusline().stdout == "C …\n"
    assert json.loads(statusline("-f", "json").stdout)["accounts"][0]["status"] == "pending"


def test_no_sign_in_hint_with_both_vendors_off(environ, statusline):
    signed_in.configure(environ, "[claude]\nenabled = false\n[codex]\nenabled = false\n")
    statusline("refresh")
    assert statusline().stdout == ""
    assert "All is well." in statusline("doctor").stdout


def test_setup_token_has_its_own_word(environ, standin, statusline):
    signed_in.claude(environ, standin, scopes=("user:inference",))
    statusline("refresh")
    assert statusline().stdout == "C setup token\n"
    assert standin.requests == ()


def test_first_429_says_when_it_is_tried_again(environ, standin, statusline):
    signed_in.claude(environ, standin)
    standin.claude.refuse(429, 900)
    statusline("refresh")
    assert re.fullmatch(r"C \? \(next try in (29|30)m\)\n", statusline().stdout)
