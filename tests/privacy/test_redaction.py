"""What each mode says of names, paths, keys and sentences; and the salt behind the hashes."""

import copy
import hashlib
import hmac
import os
import re
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as some

from statusline.config import Config, parse
from statusline.errors import StatuslineError, StorageError
from statusline.hot import paths
from statusline.limits.model import Account, Problem, Record
from statusline.limits.view import redacted_account
from statusline.redaction import MODES, NO_REDACTION, Redactor, distinctive, masked, stricter
from statusline.render.redactor import PUBLIC_HOSTS, PUBLIC_NAMES, redacted_errors, redactor_for
from statusline.state import salt
from statusline.state.environment import find_environment
from statusline.state.record import dump, load

SALT = bytes(range(32))
FOLDERS = ("/home/anna", "/home/anna/My Acme Work", "/srv/acme")
WORDS = (("host", "gw.acme.com"), ("host", "gw.acme.com/teams/red"), ("label", "acme"), ("name", "annasbox"))
KNOWN = {"salt": SALT, "home": "/home/anna", "folders": FOLDERS, "labels": frozenset({"work"}), "identifiers": WORDS,
         "hosts": PUBLIC_HOSTS, "names": PUBLIC_NAMES}  # fmt: skip
REDACTED = Redactor("redacted", **KNOWN, vocabulary=frozenset({"offline"}))
STRICT = Redactor("strict", **KNOWN, vocabulary=frozenset({"offline"}))


def shape(text):
    """Return text with every hash as #."""
    return re.sub(r"(?<=:)(?:[0-9a-f]{16}|[0-9a-f]{6})(?![0-9a-f])", "#", text)


PATHS = {
    "well-known ones at home": ("/home/anna/.claude/.credentials.json", "~/.claude/.credentials.json"),
    "the home itself": ("/home/anna", "~"),
    "as a person writes it": ("~/.codex", "~/.codex"),
    "of the system": ("/etc/ssl/certs/ca.pem", "/etc/ssl/certs/ca.pem"),
    "a device": ("/dev/tty", "/dev/tty"),
    "a file in memory": ("/dev/shm/acme/config.toml", "path:#/config.toml"),
    "a folder at home": ("/home/anna/.claude-acme/.credentials.json", "~/path:#/.credentials.json"),
    "the same folder, another file": ("/home/anna/.claude-acme/settings.json", "~/path:#/settings.json"),
    "the same as a person writes it": ("~/.claude-acme/settings.json", "~/path:#/settings.json"),
    "spaces": ("/home/anna/My Acme Work/settings.json", "~/path:#/settings.json"),
    "a login's folder": ("/home/anna/.cache/statusline/logins/c_srv_acme/plain.prompt",
                         "~/.cache/statusline/logins/path:#/plain.prompt"),
    "somewhere else": ("/srv/acme/.claude/.credentials.json", "path:#/.claude/.credentials.json"),
    "well-known names somewhere else": ("/state/statusline", "path:#"),
    "another's home that begins the same": ("/home/annabel/.claude", "path:#/.claude"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "shown"), PATHS.values(), ids=PATHS)
def test_a_path_keeps_its_shape(path, shown):
    assert shape(REDACTED.path(path)) == shown
    assert NO_REDACTION.path(path) == path


def test_hash_is_of_the_folder_with_salt():
    digest = hmac.new(SALT, b"path\0~/.claude-acme", hashlib.sha256).hexdigest()
    folder = REDACTED.path("~/.claude-acme")
    assert folder == f"~/path:{digest[:6]}"
    assert REDACTED.path("/home/anna/.claude-acme/settings.json") == f"{folder}/settings.json"
    assert REDACTED.path("/home/anna/.claude-other") != folder


def test_strict_has_no_hash_of_a_path():
    assert STRICT.path("/home/anna/.claude-acme/settings.json") == "~/…/settings.json"
    assert STRICT.path("/srv/acme/x") == "…"


SENTENCES = {
    "a path": ("/srv/acme: it is not JSON.", "path:#: it is not JSON.", "…: it is not JSON."),
    "a path with spaces, quoted": (
        "Run `chmod 600 '/home/anna/My Acme Work/auth.json'`.",
        "Run `chmod 600 '~/path:#/auth.json'`.",
        "Run `chmod 600 '~/…/auth.json'`.",
    ),
    "a path at the end": ("Look at /opt/acme/x.", "Look at path:#.", "Look at …."),
    "a server of one's own": ("GET gw.acme.com/api", "GET host:#/api", "GET host:#/api"),
    "with a path that tells": ("GET gw.acme.com/teams/red/api", "GET host:#/api", "GET host:#/api"),
    "a vendor's server": ("GET api.anthropic.com/api", "GET api.anthropic.com/api", "GET api.anthropic.com/api"),
    "an address": ("https://evil.com:8443/a, which", "https://host:#, which", "https://host:#, which"),
    "an address of a vendor": ("https://claude.ai/new.", "https://claude.ai/new.", "https://claude.ai/new."),
    "a label": ("acme: expired", "label:#: expired", "label:#: expired"),
    "a longer word": ("acmeville and acme-2", "acmeville and acme-2", "acmeville and acme-2"),
    "the machine": ("on annasbox", "on name:#", "on …"),
    "another user": ("a link of another user (uid 1001) and", "a link of another user (uid 1001) and",
                     "a link of another user and"),
    "an id": ("org 22222222-2222-4222-8222-222222222222", "org id:#", "org …"),
    "an account": ("claude:0123456789abcdef", "claude:#", "claude:#"),
    "a word of a config": ('unknown key "ofline"; did you mean "offline"?',
                           'unknown key "value:#"; did you mean "offline"?',
                           'unknown key "value:#"; did you mean "offline"?'),
    "no path": ("a/b, 5h/7d, and/or ~, not /", "a/b, 5h/7d, and/or ~, not /", "a/b, 5h/7d, and/or ~, not /"),
    "of Windows": (r"C:\Users\anna\x is", "path:# is", "… is"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "redacted", "strict"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_is_told_without_names(text, redacted, strict):
    assert NO_REDACTION.text(text) == text
    assert shape(REDACTED.text(text)) == redacted
    assert shape(STRICT.text(text)) == strict


SECRETS = {
    "a token": "sk-ant-oat01-AbCd_efGh-ijkl",
    "a JWT": "eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6ImEifQ.c2ln",
    "a piece of one": "eyJhbGciOiJSUzI1",
    "a refresh token": "rt_ABCDEFGHIJ",
    "a header": "Bearer abcdefghijklmnop",
    "a cookie": "sessionKey=sk-ant-sid01-abc",
    "an e-mail address": "some.one+x@mail.example.com",
    "one with other letters": "jürgen@müller.de",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("mode", MODES)
def test_no_mode_tells_a_secret(mode, secret):
    said = Redactor(mode, **KNOWN).text(f"It says ({secret}), and more.")
    assert secret not in said
    assert said in {"It says ([secret]), and more.", "It says ([mail]), and more."}


ORDINARY = (
    "ask-me-anything",
    "a report_of_things",
    "risk-averse",
    "claude@work",
    "eye",
    "14:00 @ home",
    "task-12345678",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_secrets(text):
    assert masked(text) == text


def test_only_the_users_own_label_stays():
    assert [one and shape(one) for one in map(REDACTED.label, ("work", "acme", "", None))] == [
        "work",
        "label:#",
        "",
        None,
    ]
    assert NO_REDACTION.label("acme") == "acme"


HOSTS = {
    "api.anthropic.com": "api.anthropic.com",
    "chatgpt.com": "chatgpt.com",
    "127.0.0.1:8080": "127.0.0.1:8080",
    "[::1]:80": "[::1]:80",
    "localhost:1": "localhost:1",
    "gw.acme.com": "host:#",
    "api.anthropic.com.evil.com": "host:#",
}


@pytest.mark.parametrize(("host", "shown"), HOSTS.items(), ids=HOSTS)
def test_only_vendor_servers_are_named(host, shown):
    assert shape(REDACTED.host(host)) == shown


def test_an_account_keeps_the_form_of_its_key():
    problem = Problem("error", "error", "/srv/acme broke.", "Look at /srv/acme.", "codex_oauth")
    told = redacted_account(Account("codex:0123456789abcdef", "codex", label="acme", problem=problem), REDACTED)
    assert told.account == REDACTED.key("codex:0123456789abcdef") != "codex:0123456789abcdef"
    assert told.account.startswith("codex:")
    assert len(told.account) == len("codex:0123456789abcdef")
    assert shape(told.label) == "label:#"
    assert shape(told.problem.message) == "path:# broke."
    assert shape(told.problem.remedy) == "Look at path:#."
    assert redacted_account(Account("", "claude"), REDACTED) == Account("", "claude")


def test_another_salt_gives_another_hash():
    other = Redactor("redacted", salt=bytes(32))
    assert other.label("acme") != REDACTED.label("acme")
    assert other.path("/srv/acme") != Redactor("redacted", salt=SALT).path("/srv/acme")


@pytest.mark.parametrize("word", ["root", "user", "ab", "1000", "max"])
def test_a_name_that_says_nothing_is_not_sought(word):
    assert not distinctive(word)


def test_stricter_of_two_modes_counts():
    assert stricter("normal", "redacted") == stricter("redacted", "normal") == "redacted"
    assert stricter("strict", "redacted") == "strict"


NAMES = some.text(
    some.characters(exclude_categories=["C", "Z"], exclude_characters="/'\"`,;()<>"), min_size=4, max_size=20
)
GAPPED = some.lists(NAMES, min_size=1, max_size=4).map(" ".join).filter(lambda name: name.strip(".") == name)
TEMPLATES = ("{} is open to others.", "Run `chmod 600 '{}'`.", "{}: bad", "in {}, then", "{}/auth.json", "{}/x/{}")


@given(name=GAPPED, template=some.sampled_from(TEMPLATES), mode=some.sampled_from(["redacted", "strict"]))
def test_no_sentence_tells_a_folder_that_is_known(name, template, mode):
    folder = f"/srv/Ж{name}"
    said = Redactor(mode, salt=SALT, home="/home/anna", folders=(folder,)).text(template.replace("{}", folder))
    assert f"Ж{name}" not in said
    assert "/srv" not in said


@given(name=NAMES.filter(lambda name: name[-1] not in ".:!?"), template=some.sampled_from(TEMPLATES))
def test_no_sentence_has_an_unknown_path(name, template):
    said = Redactor("redacted", salt=SALT, home="/home/anna").text(template.replace("{}", f"/srv/Ж{name}"))
    assert f"Ж{name}" not in said


@given(some.text())
def test_any_text_can_be_told(text):
    for redactor in (NO_REDACTION, REDACTED, STRICT):
        assert isinstance(redactor.text(text), str)
        assert isinstance(redactor.path(text), str)


UNKNOWN = "/mnt/Big Disk/secret plan.json"  # no folder that this process knows, and a search would stop at the blank


def test_a_sentence_is_hidden_by_its_values():
    error = StorageError(
        "Cannot read {path} ({reason}).", "Ask {host}.", path=UNKNOWN, reason="/srv/acme", host="a.b:1"
    )
    assert str(error) == "Cannot read /mnt/Big Disk/secret plan.json (/srv/acme). Ask a.b:1."
    assert shape(REDACTED.text(error.message)) == "Cannot read path:# (path:#)."
    assert STRICT.text(error.message) == "Cannot read … (…)."
    assert shape(REDACTED.text(error.remedy)) == "Ask host:#."


def test_values_outlive_the_record_and_a_copy():
    error = StorageError("{path} broke.", "Move {path} away.", path=UNKNOWN)
    problem = Problem("error", "error", error.message, error.remedy, "codex_oauth")
    account = Account("codex:0123456789abcdef", "codex", problem=problem)
    data = dump(Record({account.account: account}))
    read = load(data).accounts[account.account].problem
    assert read == problem
    for text in (read.message, copy.deepcopy(read).message):
        assert shape(REDACTED.text(text)) == "path:# broke."


def test_values_are_no_templates():
    error = StorageError("{path}: {reason}.", "See {reason}, {{x}} and {other}.", path="/{reason}", reason="{path}")
    assert error.message == "/{reason}: {path}."
    assert error.remedy == "See {path}, {{x}} and {other}."


# The redactor of a process.


def config_of(text):
    return parse(text, "config.toml")


def test_no_search_where_nothing_is_hidden(environ):
    assert redactor_for(find_environment(environ), Config()) is NO_REDACTION
    assert not os.path.exists(environ["STATUSLINE_STATE_DIR"])


def test_the_option_goes_before_the_config(environ):
    here = find_environment(environ)
    assert redactor_for(here, Config(privacy="redacted")).mode == "redacted"
    assert redactor_for(here, Config(privacy="redacted"), mode="strict").mode == "strict"
    assert redactor_for(here, Config(privacy="redacted"), mode="normal") is NO_REDACTION


def test_what_this_process_knows_is_hidden(environ, tmp_path, monkeypatch):
    project = tmp_path / "Acme Project"
    project.mkdir()
    monkeypatch.chdir(project)
    environ |= {
        "CLAUDE_CONFIG_DIR": f"{tmp_path}/Acme Claude",
        "USER": "annamaria",
        "XDG_DATA_DIRS": f"/usr/share:{tmp_path}/Acme Data",
    }
    config = config_of(
        'privacy = "redacted"\n[claude]\nlabel = "mine"\nbase_url = "https://gw.acme.com/redteam"\n'
        '[[accounts]]\nprovider = "codex"\nlabel = "second"\nfolder = "~/Acme Codex"\n'
    )
    record = Record({"claude:0123456789abcdef": Account("claude:0123456789abcdef", "claude", label="Acme Inc")})
    redactor = redactor_for(find_environment(environ), config, record, files=[f"{tmp_path}/Acme Files/rc"])
    for text in (
        f"{project}/.claude/settings.json is gone.",
        f"{tmp_path}/Acme Claude/.credentials.json is gone.",
        f"{tmp_path}/Acme Data/x is gone.",
        f"{environ['HOME']}/Acme Codex/auth.json is gone.",
        f"{tmp_path}/Acme Files/rc is gone.",
        "gw.acme.com/redteam/x is gone.",
        "Acme Inc is gone.",
        "annamaria is gone.",
    ):
        said = redactor.text(text)
        assert "cme" not in said, said
        assert "annamaria" not in said
        assert str(tmp_path) not in said
        assert said.endswith(" is gone.")
    assert [redactor.label(label) for label in ("mine", "second")] == ["mine", "second"]


def test_a_failure_says_no_more_than_its_mode():
    with pytest.raises(StatuslineError) as raised, redacted_errors(REDACTED):
        raise StorageError("Cannot read /srv/acme.", "Move /srv/acme away.")
    assert shape(str(raised.value)) == "Cannot read path:#. Move path:# away."
    assert raised.value.__cause__ is None


# The salt.


def test_salt_is_made_once_and_private(tmp_path):
    state = tmp_path / "new" / "state"
    first = salt.of(str(state))
    assert len(first) == 32
    assert salt.of(str(state)) == first == (state / "salt").read_bytes()
    assert stat.S_IMODE((state / "salt").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert os.listdir(state) == ["salt"]
    assert salt.of(str(tmp_path / "other")) != first


def test_all_who_come_at_once_get_the_same_salt(tmp_path):
    found, start = [], threading.Barrier(16)

    def come():
        start.wait()
        found.append(salt.of(str(tmp_path / "state")))

    threads = [threading.Thread(target=come) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert set(found) == {(tmp_path / "state" / "salt").read_bytes()}


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)], ids=["empty", "short", "long"])
def test_a_salt_that_is_none_is_replaced(tmp_path, content):
    (tmp_path / "salt").write_bytes(content)
    first = salt.of(str(tmp_path))
    assert len(first) == 32
    assert salt.of(str(tmp_path)) == first


def test_salt_for_this_run_where_none_stays(tmp_path):
    (tmp_path / "state").write_text("a file where the folder would be")
    first, second = (salt.of(str(tmp_path / "state")) for _ in range(2))
    assert len(first) == len(second) == 32
    assert first != second


def test_the_salt_is_nowhere_in_what_is_said(environ):
    redactor = redactor_for(find_environment(environ), Config(privacy="redacted"))
    assert redactor.salt == salt.of(paths.state_dir(environ))
    assert redactor.salt.hex()[:12] not in redactor.text(f"{environ['HOME']}/x")
