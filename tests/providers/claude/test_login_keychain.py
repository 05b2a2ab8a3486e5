"""Claude Code's login on macOS: the keychain item before the file, through real programs in the place of `security`."""

import sys
import unicodedata

import pytest

from statusline.errors import SourceError
from statusline.providers.claude.login import claude_identity, claude_login, keychain_service
from support.credential_files import put
from support.vendor_documents import FIXTURES, fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for `security` is a shell script")

WHO = fixture("claude/claude.json-excerpt.json")["oauthAccount"]
LOGIN = (FIXTURES / "claude/credentials.json").read_bytes()

SERVICES = {
    "the default": ({}, "Claude Code-credentials"),
    "a config folder": ({"CLAUDE_CONFIG_DIR": "/x"}, "Claude Code-credentials-b3d1db31"),
    "a storage folder goes before": (
        {"CLAUDE_CONFIG_DIR": "/y", "CLAUDE_SECURESTORAGE_CONFIG_DIR": "/x"},
        "Claude Code-credentials-b3d1db31",
    ),
    "an empty storage folder is the default": (
        {"CLAUDE_CONFIG_DIR": "/x", "CLAUDE_SECURESTORAGE_CONFIG_DIR": ""},
        "Claude Code-credentials",
    ),
    "a decomposed letter is composed first": (
        {"CLAUDE_CONFIG_DIR": unicodedata.normalize("NFD", "/home/ann/Büro")},
        "Claude Code-credentials-38810fcd",
    ),
}


@pytest.mark.parametrize(("environ", "service"), SERVICES.values(), ids=SERVICES)
def test_keychain_item_has_claudes_name(environ, service):
    assert keychain_service(environ) == service


def security(tmp_path, code, output=b""):
    """Return a program in the place of `security` that exits with code."""
    (tmp_path / "answer").write_bytes(output)
    program = tmp_path / "security"
    program.write_text(f'#!/bin/sh\ncat "{tmp_path}/answer"\nexit {code}\n')
    program.chmod(0o700)
    return str(program)


def on_a_mac(tmp_path, program):
    return claude_login({"HOME": str(tmp_path), "USER": "ann"}, platform="darwin", security=program)


def test_the_keychain_goes_before_the_file(tmp_path):
    put(tmp_path / ".claude/.credentials.json", {"claudeAiOauth": {"accessToken": "from-the-file"}})
    found = on_a_mac(tmp_path, security(tmp_path, 0, LOGIN + b"\n"))
    assert found.credential.token == "sk-ant-oat01-MOCK"
    assert found.where == "keychain item `Claude Code-credentials`"


FALLBACKS = {
    "absent": (44, b""),
    "locked": (36, b""),
    "refused": (128, b""),
    "without a login": (0, b'{"mcpOAuth": {}}'),
    "broken": (0, b"{"),
}


@pytest.mark.parametrize(("code", "output"), FALLBACKS.values(), ids=FALLBACKS)
def test_file_stands_in_for_the_keychain(tmp_path, code, output):
    put(tmp_path / ".claude/.credentials.json", LOGIN)
    assert on_a_mac(tmp_path, security(tmp_path, code, output)).credential.token == "sk-ant-oat01-MOCK"


def test_neither_item_nor_file_is_nobody(tmp_path):
    assert on_a_mac(tmp_path, security(tmp_path, 44)) is None


@pytest.mark.parametrize("code", [36, 1, 51, 128])
def test_failing_keychain_has_a_remedy(tmp_path, code):
    put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    with pytest.raises(SourceError) as caught:
        on_a_mac(tmp_path, security(tmp_path, code))
    assert caught.value.remedy
    assert claude_identity({"HOME": str(tmp_path)}).account == "claude:888fed6b1d281137"


def test_elsewhere_the_keychain_is_not_asked(tmp_path):
    program = security(tmp_path, 0, LOGIN)
    assert claude_login({"HOME": str(tmp_path)}, platform="linux", security=program) is None
