"""Who is signed in to Claude Code. Expected account keys are SHA-256 of `account|organization`, computed by hand."""

import json
import os

import pytest

from statusline.errors import BadDocument
from statusline.providers.claude.login import claude_identity, claude_login
from support.credential_files import put, state
from support.vendor_documents import FIXTURES, fixture

BOTH = "claude:888fed6b1d281137"
ACCOUNT_ALONE = "claude:b17b5b36f1a0a9fa"
WHO = fixture("claude/claude.json-excerpt.json")["oauthAccount"]
LOGIN = (FIXTURES / "claude/credentials.json").read_bytes()


def oauth(**fields):
    return {"claudeAiOauth": {**json.loads(LOGIN)["claudeAiOauth"], **fields}}


def login(tmp_path, **environ):
    return claude_login({"HOME": str(tmp_path), **environ}, platform="linux")


def test_real_file_gives_token_and_plan(tmp_path):
    file = put(tmp_path / ".claude/.credentials.json", LOGIN)
    put(tmp_path / ".claude.json", (FIXTURES / "claude/claude.json-excerpt.json").read_bytes())
    found = login(tmp_path)
    assert (found.provider, found.account, found.where, found.plan) == ("claude", BOTH, str(file), "max")
    assert found.credential.token == "sk-ant-oat01-MOCK"
    assert found.credential.expires_at == 1_795_264_157
    assert found.credential.scopes == {
        "user:inference",
        "user:profile",
        "user:sessions:claude_code",
        "user:mcp_servers",
        "user:file_upload",
    }


def test_nobody_is_signed_in_in_an_empty_home(tmp_path):
    assert login(tmp_path) is None


def test_login_shows_no_token_or_mail(tmp_path):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    shown = repr(login(tmp_path))
    assert "sk-ant" not in shown
    assert "@" not in shown


FOLDERS = {
    "the home": ({}, ".claude/.credentials.json"),
    "a config folder": ({"CLAUDE_CONFIG_DIR": "{0}/work"}, "work/.credentials.json"),
    "a storage folder before it": (
        {"CLAUDE_CONFIG_DIR": "{0}/work", "CLAUDE_SECURESTORAGE_CONFIG_DIR": "{0}/safe"},
        "safe/.credentials.json",
    ),
    "an empty storage folder means the home": (
        {"CLAUDE_CONFIG_DIR": "{0}/work", "CLAUDE_SECURESTORAGE_CONFIG_DIR": ""},
        ".claude/.credentials.json",
    ),
    "an empty config folder counts as unset": ({"CLAUDE_CONFIG_DIR": ""}, ".claude/.credentials.json"),
}


@pytest.mark.parametrize(("environ", "path"), FOLDERS.values(), ids=FOLDERS)
def test_the_environment_says_where_the_file_is(tmp_path, environ, path):
    decoy = oauth(accessToken="decoy")
    for folder in (".claude", "work", "safe"):
        put(tmp_path / folder / ".credentials.json", decoy)
    put(tmp_path / path, LOGIN)
    found = login(tmp_path, **{name: value.format(tmp_path) for name, value in environ.items()})
    assert found.credential.token == "sk-ant-oat01-MOCK"
    assert found.where == str(tmp_path / path)


OWNERS = {
    "the state file names both": ({}, WHO, BOTH),
    "the state file names no organization": ({}, {"accountUuid": WHO["accountUuid"]}, ACCOUNT_ALONE),
    "the credential names both itself": (
        {"accountUuid": WHO["accountUuid"], "organizationUuid": WHO["organizationUuid"]},
        None,
        BOTH,
    ),
    "the credential names the account and the state file its organization": (
        {"accountUuid": WHO["accountUuid"]},
        WHO,
        BOTH,
    ),
    "another account's organization is not taken over": (
        {"accountUuid": WHO["accountUuid"]},
        {"accountUuid": "someone-else", "organizationUuid": WHO["organizationUuid"]},
        ACCOUNT_ALONE,
    ),
    "wrong types in the credential count as missing": ({"accountUuid": 7, "organizationUuid": ["x"]}, WHO, BOTH),
}


@pytest.mark.parametrize(("fields", "who", "account"), OWNERS.values(), ids=OWNERS)
def test_the_account_is_the_owner_of_the_login(tmp_path, fields, who, account):
    put(tmp_path / ".claude/.credentials.json", oauth(**fields))
    if who:
        put(tmp_path / ".claude.json", {"oauthAccount": who})
    assert login(tmp_path).account == account


def test_organization_beside_it_counts(tmp_path):
    document = {**oauth(accountUuid=WHO["accountUuid"]), "organizationUuid": WHO["organizationUuid"]}
    put(tmp_path / ".claude/.credentials.json", document)
    assert login(tmp_path).account == BOTH


STATE_FILES = {
    "the home's, without a config folder": ({}, ".claude.json"),
    "the config folder's": ({"CLAUDE_CONFIG_DIR": "{0}/work"}, "work/.claude.json"),
    "the old one in the config folder": ({}, ".claude/.config.json"),
}


@pytest.mark.parametrize(("environ", "path"), STATE_FILES.values(), ids=STATE_FILES)
def test_account_without_credential_is_known(tmp_path, environ, path):
    state = put(tmp_path / path, {"oauthAccount": WHO})
    environ = {name: value.format(tmp_path) for name, value in environ.items()}
    found = login(tmp_path, **environ)
    assert (found.account, found.where, found.credential, found.plan) == (BOTH, str(state), None, None)
    assert claude_identity({"HOME": str(tmp_path), **environ}) == found


ODD_STATES = {
    "not JSON": b"{",
    "a list": b"[]",
    "deeper than a parser goes": b"[" * 200_000,
    "an account that is a list": b'{"oauthAccount": []}',
    "an id that is a number": b'{"oauthAccount": {"accountUuid": 7}}',
    "an id with a line break": b'{"oauthAccount": {"accountUuid": "a\\nb"}}',
    "no text": b"\xff\xfe\xff",
    "empty": b"",
}


@pytest.mark.parametrize("content", ODD_STATES.values(), ids=ODD_STATES)
def test_unreadable_state_uses_the_folder(tmp_path, content):
    put(tmp_path / "a/.credentials.json", LOGIN)
    put(tmp_path / "b/.credentials.json", LOGIN)
    put(tmp_path / "a/.claude.json", content)
    first, second = (login(tmp_path, CLAUDE_CONFIG_DIR=str(tmp_path / name)) for name in "ab")
    assert first.credential.token == second.credential.token == "sk-ant-oat01-MOCK"
    assert first.account != second.account
    assert claude_identity({"HOME": str(tmp_path), "CLAUDE_CONFIG_DIR": str(tmp_path / "a")}) is None


def test_a_state_file_of_megabytes_is_read(tmp_path):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    put(tmp_path / ".claude.json", {"projects": {str(n): "x" * 1000 for n in range(5000)}, "oauthAccount": WHO})
    assert login(tmp_path).account == BOTH


def test_two_storage_folders_two_accounts(tmp_path):
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    for folder in (".claude", "one", "two"):
        put(tmp_path / folder / ".credentials.json", LOGIN)
    stores = [{}, *({"CLAUDE_SECURESTORAGE_CONFIG_DIR": str(tmp_path / name)} for name in ("one", "two"))]
    assert len({login(tmp_path, **store).account for store in stores}) == 3


def test_storage_owner_is_the_account(tmp_path):
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    put(tmp_path / "one/.credentials.json", oauth(accountUuid=WHO["accountUuid"]))
    assert login(tmp_path, CLAUDE_SECURESTORAGE_CONFIG_DIR=str(tmp_path / "one")).account == BOTH


def test_dead_login_has_no_credential(tmp_path):
    put(tmp_path / ".claude/.credentials.json", oauth(accessToken="", refreshToken="", expiresAt=0))
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    found = login(tmp_path)
    assert (found.account, found.credential) == (BOTH, None)


NO_LOGIN = {
    "only the tokens of MCP servers": {"mcpOAuth": {"server": {"accessToken": "x"}}},
    "null": {"claudeAiOauth": None},
    "a list": {"claudeAiOauth": ["sk-ant-oat01-MOCK"]},
    "an empty object": {"claudeAiOauth": {}},
}


@pytest.mark.parametrize("document", NO_LOGIN.values(), ids=NO_LOGIN)
def test_a_file_without_a_login_is_nobody(tmp_path, document):
    put(tmp_path / ".claude/.credentials.json", document)
    assert login(tmp_path) is None


EXPIRIES = {
    "milliseconds": (1_795_264_157_999, 1_795_264_157),
    "seconds": (1_795_264_157, 1_795_264_157),
    "a fraction": (1_795_264_157_000.5, 1_795_264_157),
    "zero": (0, 0),
    "null": (None, None),
    "text": ("tomorrow", None),
    "a boolean": (True, None),
    "negative": (-1, None),
    "endless": (float("inf"), None),
    "no number": (float("nan"), None),
    "longer than a float": (10**400, None),
}


@pytest.mark.parametrize(("written", "read"), EXPIRIES.values(), ids=EXPIRIES)
def test_expiry_is_seconds_or_unknown(tmp_path, written, read):
    put(tmp_path / ".claude/.credentials.json", oauth(expiresAt=written))
    assert login(tmp_path).credential.expires_at == read


SCOPES = {
    "a list": (["user:profile", 7], {"user:profile"}),
    "text": ("user:inference user:profile", {"user:inference", "user:profile"}),
    "none": ([], set()),
    "null": (None, None),
    "a number": (7, None),
}


@pytest.mark.parametrize(("written", "read"), SCOPES.values(), ids=SCOPES)
def test_scopes_are_a_set_or_unknown(tmp_path, written, read):
    put(tmp_path / ".claude/.credentials.json", oauth(scopes=written))
    assert login(tmp_path).credential.scopes == read


@pytest.mark.parametrize("token", ["a b", "a\r\nX-Evil: 1", "tökén", 7, None, ["a"]])
def test_unsendable_token_is_no_credential(tmp_path, token):
    put(tmp_path / ".claude/.credentials.json", oauth(accessToken=token))
    assert login(tmp_path).credential is None


@pytest.mark.parametrize("plan", ["Max 20x <b>", "", "x" * 41, 7, None, "\x1b[31mpro"])
def test_a_plan_that_is_no_name_is_left_out(tmp_path, plan):
    put(tmp_path / ".claude/.credentials.json", oauth(subscriptionType=plan))
    assert login(tmp_path).plan is None


def test_stamp_follows_content_and_time(tmp_path):
    file = put(tmp_path / ".claude/.credentials.json", LOGIN)
    os.utime(file, ns=(10**18, 10**18))
    first = login(tmp_path).credential.stamp
    os.utime(file, ns=(10**18, 10**18 + 1))
    second = login(tmp_path).credential.stamp
    file.write_bytes((FIXTURES / "claude/credentials-after-refresh.json").read_bytes())
    os.utime(file, ns=(10**18, 10**18 + 1))
    third = login(tmp_path).credential.stamp
    os.utime(file, ns=(10**18 + 5, 10**18 + 1))
    assert len({first, second, third}) == 3
    assert login(tmp_path).credential.stamp == third
    assert len(first) == 16


def test_reading_changes_no_file(tmp_path):
    files = [
        put(tmp_path / ".claude/.credentials.json", LOGIN),
        put(tmp_path / ".claude.json", {"oauthAccount": WHO}),
    ]
    files[0].chmod(0o400)
    before = state(*files)
    tree = sorted(tmp_path.rglob("*"))
    login(tmp_path)
    assert state(*files) == before
    assert sorted(tmp_path.rglob("*")) == tree


def test_a_link_to_the_file_is_followed(tmp_path):
    put(tmp_path / "vault/login", LOGIN)
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/.credentials.json").symlink_to(tmp_path / "vault/login")
    assert login(tmp_path).credential.token == "sk-ant-oat01-MOCK"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"sk-ant-oat01-SECRET"', b'{"a": sk-ant-oat01-X'])
def test_a_broken_file_is_named_and_not_quoted(tmp_path, content):
    file = put(tmp_path / ".claude/.credentials.json", content)
    with pytest.raises(BadDocument) as caught:
        login(tmp_path)
    assert str(file) in caught.value.message
    assert "sk-ant" not in str(caught.value)
    assert caught.value.remedy
