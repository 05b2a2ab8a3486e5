"""The keychain reader against real programs in the place of `/usr/bin/security`."""

import re
import string
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from statusline.errors import SourceError
from statusline.providers.claude.login import keychain_service
from statusline.providers.credentials import keychain
from statusline.providers.credentials.keychain import account_name, generic_password

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for `security` is a shell script")

SERVICE = "Claude Code-credentials"


def program(tmp_path, script):
    path = tmp_path / "security"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_asked_by_argument_list_no_secret(tmp_path):
    asked = program(tmp_path, f'printf "%s\\n" "$@" > "{tmp_path}/args"; env > "{tmp_path}/env"; cat > "{tmp_path}/in"')
    environ = {"HOME": str(tmp_path), "USER": "ann", "LOGNAME": "ann", "SECRET": "hush"}
    generic_password(environ, SERVICE, asked)
    assert (tmp_path / "args").read_text().splitlines() == ["find-generic-password", "-a", "ann", "-w", "-s", SERVICE]
    assert (tmp_path / "in").read_bytes() == b""
    names = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert {"HOME", "USER", "LOGNAME"} <= names
    assert names <= {"HOME", "USER", "LOGNAME", "PWD", "OLDPWD", "SHLVL", "PATH", "_"}


VALUES = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(user=VALUES | some.sampled_from(["-w", "add-generic-password", "-i", "$(id)"]), folder=VALUES)
def test_asked_for_one_item_whatever_is_set(user, folder):
    environ = {"USER": user, "CLAUDE_CONFIG_DIR": folder}
    command = keychain.command(account_name(environ), keychain_service(environ))
    program, verb, account_option, account, print_it, service_option, service = command
    assert (program, verb) == ("/usr/bin/security", "find-generic-password")
    assert (account_option, print_it, service_option) == ("-a", "-w", "-s")
    assert set(account) <= {*string.ascii_letters, *string.digits, *"._-"}
    assert re.fullmatch(r"Claude Code-credentials(-[0-9a-f]{8})?", service)


def test_no_other_verb_of_security_anywhere():
    verb = re.compile(
        r"[a-z]+-(?:generic|internet)-password\b[a-z-]*|add-certificates|(?:create|delete|set|import|export)-key\w*"
    )
    sources = [path.read_text() for path in Path(keychain.__file__).parents[1].rglob("*.py")]
    assert {found for text in sources for found in verb.findall(text)} == {"find-generic-password"}
    assert [text.count("/usr/bin/security") for text in sources if '= "/usr/bin/security"' in text] == [2]


def test_the_program_is_started_in_one_place_only():
    starters = [path.name for path in Path(keychain.__file__).parent.glob("*.py") if "process.run(" in path.read_text()]
    assert starters == ["keychain.py"]
    assert Path(keychain.__file__).read_text().count("process.run(") == 1


OUTPUTS = {
    "plain": ("printf '{\"a\": 1}\\n'", b'{"a": 1}'),
    "hexadecimal, as it writes what is not ASCII": ("echo 7b2261223a2022c3a9227d", '{"a": "é"}'.encode()),
    "nothing": (":", b""),
}


@pytest.mark.parametrize(("script", "data"), OUTPUTS.values(), ids=OUTPUTS)
def test_the_item_is_what_it_prints(tmp_path, script, data):
    item = generic_password({"USER": "ann"}, SERVICE, program(tmp_path, script))
    assert item.data == data
    assert item.where == "keychain item `Claude Code-credentials`"
    assert repr(data) not in repr(item)


def test_the_stamp_follows_the_item(tmp_path):
    stamps = [generic_password({}, SERVICE, program(tmp_path, f"echo {text}")).stamp for text in ("one", "two", "one")]
    assert stamps[0] == stamps[2] != stamps[1]


def test_an_absent_item_is_none(tmp_path):
    assert generic_password({}, SERVICE, program(tmp_path, "exit 44")) is None


FAILURES = {
    "locked": ("echo sk-ant-oat01-X; exit 36", "The macOS keychain is locked. Run `security unlock-keychain`."),
    "refused": (
        "echo sk-ant-oat01-X >&2; exit 128",
        "The macOS keychain refused with code 128. Look at `Claude Code-credentials` in Keychain Access.",
    ),
}


@pytest.mark.parametrize(("script", "sentence"), FAILURES.values(), ids=FAILURES)
def test_a_refusal_is_one_sentence_with_a_remedy(tmp_path, script, sentence):
    with pytest.raises(SourceError) as caught:
        generic_password({}, SERVICE, program(tmp_path, script))
    assert str(caught.value) == sentence


def test_a_missing_program_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="cannot be run"):
        generic_password({}, SERVICE, str(tmp_path / "absent"))


def test_unanswered_dialogue_ends_in_time(tmp_path):
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"no answer in 0\.2 s"):
        generic_password({}, SERVICE, program(tmp_path, "exec sleep 30"), timeout=0.2)
    assert time.monotonic() - start < 10


ACCOUNTS = {
    "a plain name": ("ann.b-c_1", "ann.b-c_1"),
    "a space": ("ann b", "claude-code-user"),
    "a letter beyond ASCII": ("änn", "claude-code-user"),
    "a line break at its end": ("ann\n", "claude-code-user"),
}


@pytest.mark.parametrize(("user", "account"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_account_is_the_users_name(user, account):
    assert account_name({"USER": user}) == account


def test_system_names_the_user():
    import os
    import pwd

    assert account_name({}) == pwd.getpwuid(os.getuid()).pw_name
