import stat

import pytest

from statusline.config import Config, load
from statusline.errors import ConfigError
from statusline.state.last_good_config import load_or_last_good


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config.toml"


def test_broken_config_uses_the_last_good(file, state):
    path = write(file, "stale_after = 60")
    assert load_or_last_good(path, str(state)) == (Config(stale_after=60), None)
    write(file, "stale_after = 70\nofline = 1")
    config, error = load_or_last_good(path, str(state))
    assert config == Config(stale_after=60)
    assert str(error) == f'{path} line 2: unknown key "ofline"; did you mean "offline"?'


def test_never_good_config_uses_defaults(file, state):
    config, error = load_or_last_good(write(file, "stale_after ="), str(state))
    assert config == Config()
    assert isinstance(error, ConfigError)
    assert not state.exists()


@pytest.mark.parametrize(
    ("text", "offline"),
    [
        ("ofline = 1\noffline = true", True),
        ("  offline=true # no network\n[", True),
        ("# offline = true\n[", False),
        ("offline = false\n[", False),
    ],
    ids=["beside an unknown key", "beside a syntax error", "in a comment", "false"],
)
def test_broken_offline_config_is_obeyed(file, state, text, offline):
    config, error = load_or_last_good(write(file, text), str(state))
    assert error
    assert config == Config(offline=offline)


def test_copy_has_no_comments_and_is_private(file, state):
    text = "\ufeff# mine\r\nstale_after = 60 # mine\r\n[claude]\r\nlabel = '#1'\r\n"
    text += '[[accounts]]\r\nprovider = "codex"\r\nlabel = "b"\r\nfolder = "~/b"\r\n'
    path = write(file, text)
    load_or_last_good(path, str(state))
    copy = state / "config.good.toml"
    assert b"mine" not in copy.read_bytes()
    assert load(str(copy)) == load(path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_an_unchanged_config_is_not_copied_again(file, state):
    path = write(file, "stale_after = 60")
    load_or_last_good(path, str(state))
    before = (state / "config.good.toml").stat()
    load_or_last_good(path, str(state))
    after = (state / "config.good.toml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_broken_config_is_not_remembered(file, state):
    load_or_last_good(write(file, "stale_after = 60"), str(state))
    load_or_last_good(write(file, "stale_after = x"), str(state))
    assert (state / "config.good.toml").read_text().endswith("\nstale_after = 60\n")


def test_removed_config_means_defaults(file, state):
    load_or_last_good(write(file, "stale_after = 60"), str(state))
    file.unlink()
    load_or_last_good(str(file), str(state))
    config, _ = load_or_last_good(write(file, "["), str(state))
    assert config == Config()


def test_no_config_leaves_no_copy(file, state):
    assert load_or_last_good(str(file), str(state)) == (Config(), None)
    assert not state.exists()


def test_impossible_state_folder_is_no_error(file, tmp_path):
    (tmp_path / "a file").touch()
    path, state = write(file, "stale_after = 60"), str(tmp_path / "a file" / "state")
    load_or_last_good(path, state)
    assert load_or_last_good(path, state) == (Config(stale_after=60), None)


@pytest.mark.parametrize(
    "content", [b"newer_key = 1", b"\xff", b"["], ids=["another version's", "garbage", "cut short"]
)
def test_a_copy_that_does_not_hold_is_passed_over(file, state, content):
    state.mkdir()
    (state / "config.good.toml").write_bytes(content)
    config, error = load_or_last_good(write(file, "ofline = 1"), str(state))
    assert config == Config()
    assert "ofline" in str(error)


@pytest.mark.parametrize(
    ("good", "text", "privacy"),
    [
        ("", "ofline = 1\nprivacy = 'strict'", "strict"),
        ("", 'privacy="redacted" # for now\n[', "redacted"),
        ("privacy = 'strict'", "privacy = 'redacted'\n[", "strict"),
        ("privacy = 'strict'", "privacy = 'normal'\n[", "strict"),
        ("privacy = 'redacted'", "[", "redacted"),
        ("", "# privacy = 'strict'\n[", "normal"),
    ],
    ids=["beside an unknown key", "beside a syntax error", "less than before", "none", "as before", "in a comment"],
)
def test_broken_privacy_config_is_obeyed(file, state, good, text, privacy):
    load_or_last_good(write(file, good), str(state))
    config, error = load_or_last_good(write(file, text), str(state))
    assert error
    assert config == Config(privacy=privacy)
