"""A Claude token in the environment: an account of its own, never mixed with the login of the folder."""

import pytest

from statusline.providers.claude.login import claude_identity, claude_login
from support.credential_files import put
from support.vendor_documents import FIXTURES, fixture

WHO = fixture("claude/claude.json-excerpt.json")["oauthAccount"]
LOGIN = (FIXTURES / "claude/credentials.json").read_bytes()


def login(tmp_path, **environ):
    return claude_login({"HOME": str(tmp_path), **environ}, platform="linux")


def test_environment_token_is_an_account(tmp_path):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    found = login(tmp_path, CLAUDE_CODE_OAUTH_TOKEN="sk-ant-oat01-ENV")
    assert found.account == "claude:7575dff578680e4f"
    assert (found.where, found.plan) == ("CLAUDE_CODE_OAUTH_TOKEN", None)
    assert (found.credential.token, found.credential.expires_at) == ("sk-ant-oat01-ENV", None)


ENVIRONMENT_SCOPES = {
    "unset": ({}, {"user:inference"}),
    "empty": ({"CLAUDE_CODE_OAUTH_SCOPES": " "}, {"user:inference"}),
    "by spaces": ({"CLAUDE_CODE_OAUTH_SCOPES": "user:profile user:inference"}, {"user:profile", "user:inference"}),
    "by commas": ({"CLAUDE_CODE_OAUTH_SCOPES": "user:profile, x"}, {"user:profile", "x"}),
}


@pytest.mark.parametrize(("environ", "scopes"), ENVIRONMENT_SCOPES.values(), ids=ENVIRONMENT_SCOPES)
def test_environment_token_has_named_scopes(tmp_path, environ, scopes):
    assert login(tmp_path, CLAUDE_CODE_OAUTH_TOKEN="t", **environ).credential.scopes == scopes


def test_unusable_environment_token_stays(tmp_path):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    found = login(tmp_path, CLAUDE_CODE_OAUTH_TOKEN="two words")
    assert (found.where, found.credential) == ("CLAUDE_CODE_OAUTH_TOKEN", None)


def test_environment_token_has_its_identity(tmp_path):
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    environ = {"HOME": str(tmp_path), "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-ENV"}
    found = claude_identity(environ)
    assert (found.account, found.credential) == ("claude:7575dff578680e4f", None)
