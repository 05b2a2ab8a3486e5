import json
import time

import pytest

from statusline.demo.standin import Answer
from support import signed_in
from support.vendors import ODD_CLAUDE, ODD_CODEX

WITHOUT = {
    "claude": ("C no limits", ODD_CLAUDE["a work account without windows"]),
    "codex": ("X no limits", ODD_CODEX["no rate limit"]),
}


@pytest.mark.parametrize(("provider", "text", "answer"), [(name, *rest) for name, rest in WITHOUT.items()], ids=WITHOUT)
def test_an_account_on_which_no_limits_are_in_force_is_not_waited_for(
    environ, standin, statusline, provider, text, answer
):
    getattr(signed_in, provider)(environ, standin)
    getattr(standin, provider).answer(Answer(body=answer(time.time())))
    statusline("refresh")
    assert statusline().stdout == text + "\n"
    assert text[2:] in statusline("-f", "claude", input="{}").stdout
    document = json.loads(statusline("-f", "json").stdout)
    assert "status" not in document
    account = next(one for one in document["accounts"] if one["provider"] == provider)
    assert (account["status"], account["windows"], document["stale"]) == ("ok", [], False)
    assert account["age_seconds"] < 60
    assert "All is well." in statusline("doctor").stdout


def test_an_account_that_was_never_answered_is_pending(environ, standin, statusline):
    signed_in.claude(environ, standin)
    statusline("refresh", "--offline")
    assert statusline().stdout == "C …\n"
    assert json.loads(statusline("-f", "json").stdout)["accounts"][0]["status"] == "pending"


def test_with_both_vendors_switched_off_nobody_is_told_to_sign_in(environ, statusline):
    signed_in.configure(environ, "[claude]\nenabled = false\n[codex]\nenabled = false\n")
    statusline("refresh")
    assert statusline().stdout == ""
    assert "All is well." in statusline("doctor").stdout
