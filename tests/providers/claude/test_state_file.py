"""The source claude_state_file over the vendor's own state file and odd ones."""

import os

import pytest

from statusline.config import Config
from statusline.errors import SourceError
from statusline.providers.base import Context
from statusline.providers.claude import state_file
from statusline.providers.claude.login import claude_login
from statusline.providers.http import Client
from support.credential_files import put, state
from support.vendor_documents import fixture

FETCHED = 1_795_235_879  # 2026-11-21 04:37:59 UTC
DOCUMENT = fixture("claude/claude.json-excerpt.json")
CACHED = DOCUMENT["cachedUsageUtilization"]
LOGIN = fixture("claude/credentials.json")
OTHER = "99999999-9999-4999-8999-999999999999"


def write(home, document, login=LOGIN, name=".claude.json"):
    put(home / ".claude/.credentials.json", login)
    path = put(home / name, document)
    os.utime(path, (FETCHED, FETCHED))
    return path


def fetch(home, now=FETCHED + 60, **environ):
    environ = {"HOME": str(home), **environ}
    context = Context(environ, now, Config(), Client("statusline/test"))
    return state_file.fetch(context, claude_login(environ, "linux"))


def test_known_as_of_when_claude_asked(tmp_path):
    write(tmp_path, DOCUMENT)
    usage = fetch(tmp_path)
    assert {one.window: one.used_percentage for one in usage.samples} == {
        "five_hour": 42.0,
        "seven_day": 19.0,
        "seven_day_opus": 0.0,
        "seven_day_sonnet": 7.0,
        "seven_day:fable": 7.0,
    }
    assert {(one.source, one.as_of, one.confidence) for one in usage.samples} == {
        ("claude_state_file", FETCHED, "official")
    }
    assert (usage.complete, usage.plan, usage.credits, usage.extra_usage) == (False, None, None, {"is_enabled": False})


def test_config_folder_has_its_state_file(tmp_path):
    write(tmp_path, DOCUMENT, name=".claude/.claude.json")
    assert fetch(tmp_path).samples == ()
    assert len(fetch(tmp_path, CLAUDE_CONFIG_DIR=str(tmp_path / ".claude")).samples) == 5


AGES = {"just now": (0, True), "an hour less a second": (3_599, True), "an hour": (3_600, False), "-1 s": (-1, False)}


@pytest.mark.parametrize(("age", "counts"), AGES.values(), ids=AGES)
def test_it_is_trusted_for_an_hour(tmp_path, age, counts):
    write(tmp_path, DOCUMENT)
    os.utime(tmp_path / ".claude.json", (FETCHED + 3_600, FETCHED + 3_600))
    assert bool(fetch(tmp_path, FETCHED + age).samples) is counts


def test_hour_old_file_is_not_read(tmp_path, monkeypatch):
    write(tmp_path, DOCUMENT)
    os.utime(tmp_path / ".claude.json", (FETCHED - 3_600, FETCHED - 3_600))
    monkeypatch.setattr(state_file, "claude_state", None)
    assert fetch(tmp_path).samples == ()


NOTHING = {
    "of another account": {**DOCUMENT, "cachedUsageUtilization": {**CACHED, "accountUuid": OTHER}},
    "of no account": {**DOCUMENT, "cachedUsageUtilization": {**CACHED, "accountUuid": None}},
    "without a time": {**DOCUMENT, "cachedUsageUtilization": {**CACHED, "fetchedAtMs": None}},
    "of a year with nobody in it": {**DOCUMENT, "cachedUsageUtilization": {**CACHED, "fetchedAtMs": 7}},
    "absent": {"oauthAccount": DOCUMENT["oauthAccount"]},
    "a list": {**DOCUMENT, "cachedUsageUtilization": [CACHED]},
    "beside nobody": {"cachedUsageUtilization": CACHED},
    "in a document that is none": b"{",
    "in another kind of document": b"[]",
}


@pytest.mark.parametrize("document", NOTHING.values(), ids=NOTHING)
def test_nothing_is_told_where_the_cache_is(tmp_path, document):
    write(tmp_path, document)
    assert fetch(tmp_path).samples == ()


def test_no_state_file_says_nothing(tmp_path):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    assert fetch(tmp_path).samples == ()


LOGINS = {
    "names the same account": ({"accountUuid": DOCUMENT["oauthAccount"]["accountUuid"]}, True),
    "names another account": ({"accountUuid": OTHER}, False),
    "names another organization": ({"organizationUuid": OTHER}, False),
    "names nobody": ({}, True),
}


@pytest.mark.parametrize(("named", "counts"), LOGINS.values(), ids=LOGINS)
def test_only_for_the_account_with_credential(tmp_path, named, counts):
    write(tmp_path, DOCUMENT, {"claudeAiOauth": {**LOGIN["claudeAiOauth"], **named}})
    assert bool(fetch(tmp_path).samples) is counts


def test_environment_token_is_another_login(tmp_path):
    write(tmp_path, DOCUMENT)
    assert fetch(tmp_path, CLAUDE_CODE_OAUTH_TOKEN="sk-ant-oat01-X").samples == ()


def test_shared_state_file_is_nobodys(tmp_path):
    write(tmp_path, DOCUMENT)
    put(tmp_path / "other/.credentials.json", LOGIN)
    assert fetch(tmp_path, CLAUDE_SECURESTORAGE_CONFIG_DIR=str(tmp_path / "other")).samples == ()


def test_a_cache_that_makes_no_sense_is_an_error(tmp_path):
    write(
        tmp_path, {**DOCUMENT, "cachedUsageUtilization": {**CACHED, "utilization": {"five_hour": {"utilization": -1}}}}
    )
    with pytest.raises(SourceError):
        fetch(tmp_path)


def test_the_file_is_left_as_it_was(tmp_path):
    path = write(tmp_path, DOCUMENT)
    before = state(path)
    fetch(tmp_path)
    assert state(path) == before


def test_a_file_of_megabytes_is_read(tmp_path):
    write(tmp_path, {"projects": {str(n): {"history": ["x" * 1_000] * 10} for n in range(500)}, **DOCUMENT})
    assert len(fetch(tmp_path).samples) == 5
