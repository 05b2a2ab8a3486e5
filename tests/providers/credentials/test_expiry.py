"""Which tokens may be sent."""

import pytest

from statusline.errors import LoginExpired
from statusline.limits.model import Credential, Login
from statusline.providers.credentials.expiry import sendable

NOW = 1_795_236_000


def login(provider, expires_at):
    return Login(provider, f"{provider}:0", "/home/ann/file", Credential("hush", expires_at, "stamp"))


@pytest.mark.parametrize("expires_at", [None, NOW + 61, NOW + 86_400])
def test_token_of_over_a_minute_is_sent(expires_at):
    assert sendable(login("claude", expires_at), NOW).token == "hush"


REMEDIES = {"claude": "Run `claude`: it renews its login.", "codex": "Run `codex`: it renews its login."}


@pytest.mark.parametrize("expires_at", [NOW + 60, NOW, NOW - 1, 0])
@pytest.mark.parametrize(("provider", "remedy"), REMEDIES.items(), ids=REMEDIES)
def test_a_token_at_its_end_is_not_sent(provider, remedy, expires_at):
    with pytest.raises(LoginExpired) as caught:
        sendable(login(provider, expires_at), NOW)
    assert str(caught.value) == f"The token in /home/ann/file has expired. {remedy}"


SIGN_INS = {"claude": "Run `claude` and sign in.", "codex": "Run `codex login`."}


@pytest.mark.parametrize(("provider", "remedy"), SIGN_INS.items(), ids=SIGN_INS)
def test_login_without_a_token_has_a_remedy(provider, remedy):
    with pytest.raises(LoginExpired) as caught:
        sendable(Login(provider, "x", "/home/ann/file"), NOW)
    assert str(caught.value) == f"There is no usable token in /home/ann/file. {remedy}"
