import os
import sys

import platformdirs
import platformdirs.macos
import platformdirs.unix
import pytest

from statusline.hot import paths
from statusline.state import folders
from statusline.state.environment import find_environment

FOLDERS = {
    "empty environment but HOME": {},
    "xdg everywhere": {"XDG_CACHE_HOME": "/x/cache", "XDG_STATE_HOME": "/x/state", "XDG_CONFIG_HOME": "/x/config"},
    "xdg with a slash at the end": {"XDG_CACHE_HOME": "/x/cache/"},
    "a relative xdg folder is ignored": {"XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": ".", "XDG_CONFIG_HOME": ""},
    "HOME with a slash at the end": {"HOME": "/home/dev/"},
    "a relative HOME is ignored": {"HOME": "dev"},
    "an empty HOME is ignored": {"HOME": ""},
}


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("variables", FOLDERS.values(), ids=FOLDERS)
def test_paths_equal_those_of_platformdirs(monkeypatch, platform, variables):
    environ = {"HOME": "/home/dev", **variables}
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    module = platformdirs.unix.Unix if platform == "linux" else platformdirs.macos.MacOS
    monkeypatch.setattr(sys, "platform", platform)
    expected = module("statusline", appauthor=False)
    assert paths.cache_dir(environ) == expected.user_cache_dir
    assert paths.state_dir(environ) == expected.user_state_dir
    assert paths.config_file(environ) == expected.user_config_dir + "/config.toml"


@pytest.mark.parametrize("variables", FOLDERS.values(), ids=FOLDERS)
def test_both_halves_have_the_same_folders(variables):
    environ, before = {"HOME": "/home/dev", **variables}, dict(os.environ)
    assert folders.cache(environ) == paths.cache_dir(environ)
    assert folders.state(environ) == paths.state_dir(environ)
    assert folders.config_file(environ) == paths.config_file(environ)
    assert dict(os.environ) == before


def test_own_variables_win(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    environ = {
        "HOME": "/home/dev",
        "STATUSLINE_CACHE_DIR": "/c",
        "STATUSLINE_STATE_DIR": "s",
        "STATUSLINE_CONFIG": "my.toml",
    }
    assert paths.cache_dir(environ) == "/c"
    assert paths.state_dir(environ) == f"{tmp_path}/s"
    assert paths.config_file(environ) == f"{tmp_path}/my.toml"


KEYS = {
    "nothing set": ({}, "default"),
    "empty values": ({"CLAUDE_CONFIG_DIR": "", "CODEX_HOME": ""}, "default"),
    "claude": ({"CLAUDE_CONFIG_DIR": "/home/dev/.claude-work"}, "c_home_dev_.claude-work-3268858762"),
    "codex": ({"CODEX_HOME": "/srv/codex"}, "x_srv_codex-133944841"),
    "both": ({"CLAUDE_CONFIG_DIR": "/a", "CODEX_HOME": "/b"}, "c_a-951876443+x_b-951876444"),
    "spaces, quotes and letters of more than one byte": ({"CODEX_HOME": "/a b/'ü"}, "x_a_b____-486929630"),
    "only the end of a long one": ({"CODEX_HOME": "/" + "a" * 100}, "x" + "a" * 60 + "-437714502"),
    "an empty storage folder is the default one": (
        {"CLAUDE_SECURESTORAGE_CONFIG_DIR": "", "HOME": "/home/dev"},
        "s_home_dev_.claude-2047464648",
    ),
    "dots cannot climb": ({"CLAUDE_CONFIG_DIR": "/.."}, "c_..-2825685926"),
}


@pytest.mark.parametrize(("environ", "key"), KEYS.values(), ids=KEYS)
def test_login_folder_is_nameable_by_shells(environ, key):
    assert paths.login_key(paths.login(environ)) == key


PAIRS = {
    "letters of one length": ("/home/仕事", "/home/個人"),
    "a space and a low line": ("/home/a b", "/home/a_b"),
    "a slash and a low line": ("/home/a/b", "/home/a_b"),
    "the same last 60 bytes": ("/x/" + "a" * 80, "/y/" + "a" * 80),
    "bytes whose differences are small": ("/亥", "/仄"),
}


@pytest.mark.parametrize("folders", PAIRS.values(), ids=PAIRS)
def test_two_folders_are_two_logins(folders):
    assert len({paths.login_key(paths.login({"CLAUDE_CONFIG_DIR": folder})) for folder in folders}) == 2


def test_relative_folder_is_another_login(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert paths.login({"CODEX_HOME": "here"})[3] == f"{tmp_path}/here"


def test_token_becomes_a_checksum():
    token = "sk-ant-oat01-abcdefgh"
    one = paths.login({"CLAUDE_CODE_OAUTH_TOKEN": token})
    other = paths.login({"CLAUDE_CODE_OAUTH_TOKEN": token + "i"})
    assert one == ("", "", "4024912256", "")
    assert other != one
    assert paths.login_key(one) == "t4024912256"


TOKENS = {
    "Codex's alone": ({"CODEX_ACCESS_TOKEN": "at-1"}, ".1231334556"),
    "of both": (
        {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-abcdefgh", "CODEX_ACCESS_TOKEN": "at-1"},
        "4024912256.1231334556",
    ),
    "empty": ({"CODEX_ACCESS_TOKEN": ""}, ""),
    "a workload's": ({"CODEX_ACCESS_TOKEN": "", "OPENAI_FEDERATION_RULE_ID": "at-1"}, ".1231334556"),
    "before a workload's": ({"CODEX_ACCESS_TOKEN": "at-1", "OPENAI_FEDERATION_RULE_ID": "idpm_1"}, ".1231334556"),
}


@pytest.mark.parametrize(("environ", "field"), TOKENS.values(), ids=TOKENS)
def test_codex_token_makes_another_login(environ, field):
    assert paths.login(environ) == ("", "", field, "")
    assert paths.login_key(paths.login(environ)) == ("t" + field if field else "default")


def test_same_token_of_either_is_two_logins():
    one, other = (paths.login({name: "t"}) for name in ("CLAUDE_CODE_OAUTH_TOKEN", "CODEX_ACCESS_TOKEN"))
    assert paths.login_key(one) != paths.login_key(other)


def test_file_name_stays_in_its_folder():
    assert paths.file_name("../../etc/pass wd\n") == ".._.._etc_pass_wd_"
    assert os.sep not in paths.file_name("a/b\\c")


FOLDERS_AS_WRITTEN = ["/srv/codex/", "/srv//codex", "/srv/x/../codex", "codex/"]


@pytest.mark.parametrize("folder", FOLDERS_AS_WRITTEN)
def test_both_halves_name_login_folders_alike(folder):
    environ = {"HOME": "/home/dev", "CODEX_HOME": folder}
    assert find_environment(environ).key == paths.login_key(paths.login(environ))
