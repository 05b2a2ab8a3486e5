import json
import tomllib
from pathlib import Path

import pytest

from statusline.errors import InstallError
from statusline.install import TOOLS, codex, mcp, trial
from statusline.install.base import DEFAULTS, Options
from statusline.state.environment import find_environment

CLAUDE, CODEX = TOOLS["mcp-claude"], TOOLS["mcp-codex"]
FILES = {
    "mcp-claude": {
        "other servers": '{\n  "a": 1,\n  "mcpServers": {"x": {"command": "y"}},\n  "theme":"dark"}',
        "none": '{"theme": "dark"}\n',
        "an empty object": '{\n  "mcpServers": {}, "a": 1\n}\n',
    },
    "mcp-codex": {
        "other servers": "[mcp_servers.a]\ncommand='a'\n\n# end\n",
        "none": "model = 'x' # mine\n",
        "our footer": codex.Codex().put("", "", DEFAULTS),
    },
}
CASES = [(name, case) for name, cases in FILES.items() for case in cases]


def put(surface, text, names=None):
    return surface.put(text, text, Options(names=names))


def server(surface, text):
    if surface is CLAUDE:
        return json.loads(text)["mcpServers"]["statusline"]
    return tomllib.loads(text)["mcp_servers"]["statusline_tools"]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_edit_is_one_server_and_goes_again(name, case):
    surface, before = TOOLS[name], FILES[name][case]
    after = put(surface, before)
    assert surface.holds(after)
    assert server(surface, after)["args"][-1] == "mcp"
    assert put(surface, after) == after
    assert surface.strip(after, "") == before.replace('"mcpServers": {}, ', "")


@pytest.mark.parametrize("surface", TOOLS.values(), ids=TOOLS)
def test_names_stay_as_they_were_asked_for(surface):
    named = put(surface, "", names=True)
    assert server(surface, named)["args"][-2:] == ["mcp", "--names"]
    assert put(surface, named) == named
    assert server(surface, put(surface, named, names=False))["args"][-1] == "mcp"


REFUSED = {
    "no JSON": ("mcp-claude", "{nonsense", "not plain JSON"),
    "servers that are none": ("mcp-claude", '{"mcpServers": 7}', "not plain JSON"),
    "a server of ours by hand, in JSON": ("mcp-claude", '{"mcpServers": {"statusline": {"command": "x"}}}', "by hand"),
    "no TOML": ("mcp-codex", "a = ", "not TOML"),
    "a server of ours by hand, in TOML": ("mcp-codex", '[mcp_servers.statusline_tools]\ncommand="x"\n', "by hand"),
}


@pytest.mark.parametrize(("name", "text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_hold_it_is_refused(name, text, words):
    assert not TOOLS[name].holds(text)
    with pytest.raises(InstallError, match=words):
        put(TOOLS[name], text)


def test_it_is_in_the_file_that_the_client_reads(environ, home):
    here = find_environment(environ)
    assert CLAUDE.files(here, DEFAULTS) == [f"{home}/.claude.json"]
    elsewhere = find_environment({**environ, "CLAUDE_CONFIG_DIR": "/c", "CODEX_HOME": "/x"})
    assert [*CLAUDE.files(elsewhere, DEFAULTS), *CODEX.files(elsewhere, DEFAULTS)] == [
        "/c/.claude.json",
        "/x/config.toml",
    ]


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("surface", TOOLS.values(), ids=TOOLS)
def test_the_trial_lists_the_tools(environ, surface, names):
    (command,) = trial.ours(surface, put(surface, "", names=names))
    done = trial.run(command, environ)
    assert trial.seen(surface, done) == "limits, room_for, usage, who_used"
    assert mcp.listed("nonsense") == mcp.listed("{}") == ""


def test_both_of_codex_go_in_any_order(home, statusline):
    file = home / ".codex/config.toml"
    file.parent.mkdir()
    for order in (("codex", "mcp codex"), ("mcp codex", "codex")):
        file.write_text("model = 'x' # mine\n")
        for name in ("codex", "mcp codex"):
            assert statusline("install", *name.split()).returncode == 0
        for name in order:
            assert statusline("uninstall", *name.split()).returncode == 0
        assert file.read_text() == "model = 'x' # mine\n"


def test_untouched_file_of_claude_is_byte_for_byte(home, statusline):
    file, text = Path(home, ".claude.json"), FILES["mcp-claude"]["other servers"]
    file.write_text(text)
    done = statusline("install", "mcp", "claude")
    assert done.stdout.startswith("mcp claude: written to ")
    assert "It offers" in done.stdout
    assert statusline("uninstall", "--all").returncode == 0
    assert file.read_text() == text


def test_a_client_is_named_after_mcp_only(statusline):
    for words in (["mcp"], ["codex", "claude"]):
        done = statusline("uninstall", *words)
        assert (done.returncode, "Name a client after mcp" in done.stderr) == (2, True)
