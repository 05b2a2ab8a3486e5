import dataclasses
import tomllib
from pathlib import Path

import pytest

from statusline.errors import InstallError
from statusline.install import codex, trial
from statusline.install.base import DEFAULTS
from statusline.state.environment import find_environment

CODEX = codex.Codex()
PROVIDER = {"server": "statusline", "tool": "statusline"}
FEATURES = "features.tui_extensions_statusline = true\n"


def put(text):
    return CODEX.put(text, text, DEFAULTS)


KEPT = {
    "nothing": "",
    "comments and odd spaces": "# a\n[tui]\n# b\ntheme = 'a'   # c\n\n[projects.'/a']\ntrust_level='trusted'\n",
    "dotted keys": "tui.theme = 'a'\nmodel='b'\n[x]\na=1\n",
    "an inline table": "tui = { theme = 'a' }\n[x]\na = 1\n",
    "a table of its own below": "[tui.nux]\na = 1\n",
    "other servers": "[mcp_servers.a]\ncommand='a'\n\n# end\n",
    "another provider": "[tui]\nstatus_line_provider = { server = 'x', tool = 'y' } # mine\n",
    "lines of Windows": "model = 'x'\r\n[tui]\r\ntheme='a'\r\n",
}


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT)
def test_the_edit_is_two_keys_and_goes_again(before):
    after = put(before)
    document, old = tomllib.loads(after), tomllib.loads(before)
    assert CODEX.holds(after)
    assert document["tui"]["status_line_provider"] == PROVIDER
    assert document["mcp_servers"]["statusline"]["args"][-2:] == ["mcp", "--footer"]
    assert set(document) == {*old, "tui", "mcp_servers"}
    assert put(after) == after
    stripped = CODEX.strip(after, CODEX.keep(before))
    assert stripped.replace("[tui]\n\n[tui.nux]", "[tui.nux]") == before


def test_what_codex_writes_beside_it_stays():
    after = put("").replace("\n\n[mcp", "\nscreen_reader_detection_done = true\n\n[tui.nux]\na = 1\n\n[mcp")
    after += '\n[projects."/a"]\ntrust_level = "trusted"\n'
    left = tomllib.loads(CODEX.strip(after, ""))
    assert left == {
        "tui": {"screen_reader_detection_done": True, "nux": {"a": 1}},
        "projects": {"/a": {"trust_level": "trusted"}},
    }


def test_settings_of_our_server_stay():
    after = put("").replace("command =", "startup_timeout_sec = 5\ncommand =")
    moved = after.replace("fast.py", "old/fast.py")
    assert put(moved) == after


REFUSED = {
    "no TOML": ("model = ", "not TOML"),
    "our server, by hand": ('[mcp_servers.statusline]\ncommand = "x"\n', "by hand"),
    "servers in one line": ("mcp_servers = { a = { command = 'a' } }\n", "cannot be edited safely"),
    "a tui that is no table": ("tui = 1\n", "cannot be edited safely"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_hold_it_is_refused(text, words):
    with pytest.raises(InstallError, match=words):
        put(text)


@pytest.fixture
def there(environ, home):
    """Return the environment of a user who has Codex's folder, with no program of that name."""
    (home / ".codex").mkdir()
    return find_environment({**environ, "PATH": "/nowhere"})


def test_it_is_offered_where_its_footer_can_be_ours(there, home):
    config = home / ".codex/config.toml"
    assert CODEX.detect(there) == ""
    config.write_text(FEATURES)
    assert CODEX.detect(there) == str(config)
    elsewhere = dataclasses.replace(there, environ={**there.environ, "CODEX_HOME": "/else"})
    assert CODEX.files(elsewhere, DEFAULTS) == ["/else/config.toml"]


def test_it_says_what_is_left_to_do(there, home):
    assert "/experimental" in CODEX.warnings(there, put(""))[0]
    assert CODEX.notes(there) == []
    (home / ".codex/config.toml").write_text(FEATURES)
    assert CODEX.warnings(there, put("")) == []
    assert "next start" in CODEX.notes(there)[0]
    chosen = put("").replace('server = "statusline"', 'server = "another"')
    assert "/statusline" in CODEX.warnings(there, chosen)[0]


STATES = {
    "on": ("tui_extensions_statusline  experimental  true", 0, ""),
    "off": ("tui_extensions_statusline  experimental  false", 0, "/experimental"),
    "always on": ("tui_extensions_statusline  stable  true", 0, ""),
    "an older one": ("shell_tool  stable  true", 0, "older than 0.170"),
    "it fails": ("", 1, "/experimental"),
}


@pytest.mark.parametrize(("line", "status", "words"), STATES.values(), ids=STATES)
def test_codex_itself_says_whether_it_can(there, tmp_path, line, status, words):
    program = tmp_path / "codex"
    program.write_text(f"#!/bin/sh\n[ \"$*\" = 'features list' ] && echo '{line}'\nexit {status}\n")
    program.chmod(0o755)
    found = dataclasses.replace(there, environ={**there.environ, "PATH": str(tmp_path)})
    sentences = CODEX.warnings(found, put(""))
    assert len(sentences) == bool(words)
    assert words in "".join(sentences)


def test_the_trial_is_an_ask_for_the_footer(environ):
    (command,) = trial.ours(CODEX, put(""))
    done = trial.run(command, environ)
    assert done.good
    assert trial.seen(CODEX, done) == "…"
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
    assert codex.drawn("nonsense") == codex.drawn("{}") == codex.drawn("") == ""
