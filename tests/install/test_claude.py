import json
import sys

import pytest

from statusline.errors import InstallError
from statusline.install import renderer
from statusline.install.base import DEFAULTS, Options
from statusline.install.claude import Claude
from statusline.shell_init import fast_command
from statusline.state.environment import find_environment

OURS = f"{fast_command()} --format claude"
CLAUDE = Claude(managed="", works=lambda: False)
MINE = {"type": "command", "command": 'echo "it\'s mine"', "padding": 1}
QUOTED = "'echo \"it'\\''s mine\"'"


def put(settings, options=DEFAULTS, original=None):
    text = json.dumps(settings, indent=2)
    return json.loads(CLAUDE.put(text, text if original is None else json.dumps(original), options))


SLOTS = {
    "none": ({}, DEFAULTS, {"type": "command", "command": OURS, "refreshInterval": 60}),
    "another's is chained, and what is beside it stays": (
        {"statusLine": MINE},
        DEFAULTS,
        {**MINE, "command": f"{OURS} --chain last {QUOTED}", "refreshInterval": 60},
    ),
    "chained first": (
        {"statusLine": MINE},
        Options(chain="first", refresh_interval=0),
        {**MINE, "command": f"{OURS} --chain first {QUOTED}"},
    ),
    "replaced": (
        {"statusLine": MINE},
        Options(chain="off", refresh_interval=5),
        {**MINE, "command": OURS, "refreshInterval": 5},
    ),
    "its interval stays": (
        {"statusLine": {**MINE, "refreshInterval": 3}},
        Options(chain="off"),
        {**MINE, "command": OURS, "refreshInterval": 3},
    ),
    "our own, typed by hand": (
        {"statusLine": {"type": "command", "command": "~/.local/bin/statusline -f claude"}},
        DEFAULTS,
        {"type": "command", "command": OURS, "refreshInterval": 60},
    ),
    "null": ({"statusLine": None}, DEFAULTS, {"type": "command", "command": OURS, "refreshInterval": 60}),
    "not a command": (
        {"statusLine": {"type": "static", "text": "x"}},
        DEFAULTS,
        {"type": "command", "text": "x", "command": OURS, "refreshInterval": 60},
    ),
    "a command that no shell can read": (
        {"statusLine": {"type": "command", "command": "echo 'x"}},
        DEFAULTS,
        {"type": "command", "command": f"{OURS} --chain last 'echo '\\''x'", "refreshInterval": 60},
    ),
}


@pytest.mark.parametrize(("settings", "options", "slot"), SLOTS.values(), ids=SLOTS)
def test_what_is_in_the_slot_afterwards(settings, options, slot):
    assert put({"model": "opus", **settings}, options) == {"model": "opus", "statusLine": slot}


def test_installing_again_keeps_what_was_chosen():
    first = put({"statusLine": MINE}, Options(chain="first", refresh_interval=0))
    assert put(first, original={"statusLine": MINE}) == first
    off = put({"statusLine": MINE}, Options(chain="off"))
    assert put(off, original={"statusLine": MINE}) == off
    assert (
        put(off, Options(chain="last"), {"statusLine": MINE})["statusLine"]["command"]
        == f"{OURS} --chain last {QUOTED}"
    )
    assert "--chain" not in put(first, Options(chain="off"), {"statusLine": MINE})["statusLine"]["command"]


def test_every_byte_around_the_command_stays():
    before = '{ "model":"opus" ,\n   "statusLine": { "command":"x","type" : "command" },\n\t"env": {"A":"\\u00e9"}}\n'
    after = CLAUDE.put(before, before, Options(refresh_interval=0))
    command = json.dumps(f"{OURS} --chain last 'x'")
    assert after == before.replace('"x"', command)


def test_an_empty_file_is_one_without_settings():
    assert json.loads(CLAUDE.put("", "", DEFAULTS))["statusLine"]["command"] == OURS


def test_taking_out_restores_the_old_value():
    before = '{"statusLine": { "command":"x","type" : "command" }, "a": 1}'
    after = CLAUDE.put(before, before, DEFAULTS)
    assert CLAUDE.strip(after, CLAUDE.keep(before)) == before
    assert CLAUDE.strip(CLAUDE.put('{"a": 1}', '{"a": 1}', DEFAULTS), "") == '{"a": 1}'


def test_lost_manifest_keeps_the_chain():
    after = put({"statusLine": MINE}, Options(refresh_interval=0))
    assert json.loads(CLAUDE.strip(json.dumps(after), "")) == {"statusLine": MINE}


@pytest.mark.parametrize(
    "text",
    [
        '{\n// mine\n"a": 1}',
        "[]",
        '{"statusLine": 1, "statusLine": 2}',
        '{"statusLine": {"command": "a", "command": "b"}}',
    ],
)
def test_no_plain_json_says_what_to_paste(text):
    with pytest.raises(InstallError, match="plain JSON") as caught:
        CLAUDE.put(text, text, DEFAULTS)
    assert json.loads("{" + caught.value.remedy.partition(": ")[2] + "}") == {
        "statusLine": {"type": "command", "command": OURS}
    }
    assert not CLAUDE.holds(text)


def test_a_path_that_json_cannot_hold_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/opt/\udcff/python")
    with pytest.raises(InstallError, match="UTF-8"):
        CLAUDE.put("{}", "{}", DEFAULTS)


@pytest.mark.parametrize("command", ["echo \\u0000x", "echo \\ud800"], ids=["NUL", "half a surrogate pair"])
def test_command_beyond_passing_is_refused(command):
    text = f'{{"statusLine": {{"type": "command", "command": "{command}"}}}}'
    with pytest.raises(InstallError, match="no shell can run") as caught:
        CLAUDE.put(text, text, DEFAULTS)
    assert "--chain off" in caught.value.remedy
    assert json.loads(CLAUDE.put(text, text, Options(chain="off")))["statusLine"]["command"] == OURS


def test_file_depends_on_scope_and_login(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = find_environment({"HOME": str(home)})
    other = find_environment({"HOME": str(home), "CLAUDE_CONFIG_DIR": "/srv/claude"})
    assert CLAUDE.files(here, DEFAULTS) == [f"{home}/.claude/settings.json"]
    assert CLAUDE.files(other, DEFAULTS) == ["/srv/claude/settings.json"]
    assert CLAUDE.files(other, Options("project")) == [f"{tmp_path}/.claude/settings.json"]
    assert CLAUDE.files(other, Options("local")) == [f"{tmp_path}/.claude/settings.local.json"]


def warnings(home, text="{}", managed=""):
    return Claude(managed).warnings(find_environment({"HOME": str(home)}), text)


def test_obstacles_to_running_are_named(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert warnings(home) == []
    assert "disableAllHooks" in warnings(home, '{"disableAllHooks": true}')[0]
    managed = tmp_path / "managed-settings.json"
    managed.write_text('{"statusLine": {"type": "command", "command": "x"}}')
    assert str(managed) in warnings(home, managed=str(managed))[0]
    managed.write_text('{"permissions": {}}')
    assert warnings(home, managed=str(managed)) == []
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/settings.local.json").write_text('{"statusLine": {"type": "command", "command": "x"}}')
    assert "settings.local.json" in warnings(home)[0]


def test_sign_is_its_folder_or_program(home, tmp_path):
    def detect():
        return CLAUDE.detect(find_environment({"HOME": str(home), "PATH": str(tmp_path)}))

    assert detect() == ""
    (tmp_path / "claude").touch(mode=0o755)
    assert detect() == f"{tmp_path}/claude"
    (home / ".claude").mkdir()
    assert detect() == f"{home}/.claude"


def test_the_shell_renders_where_it_can():
    able = Claude(managed="", works=lambda: True)
    text = able.put("{}", "", DEFAULTS)
    slot = json.loads(text)["statusLine"]
    assert slot["command"] == renderer.command(OURS, renderer.CLAUDE)
    assert able.holds(text)
    assert not able.chained(text)
    assert able.put(text, "", DEFAULTS) == text
    assert CLAUDE.put(text, "", DEFAULTS) == text  # what is there stays
    python = able.put(text, "", Options(renderer="python"))
    assert json.loads(python)["statusLine"]["command"] == OURS
    assert able.put(python, "", DEFAULTS) == python
    assert able.put(python, "", Options(renderer="auto")) == text
    theirs = json.dumps({"statusLine": MINE})
    chained = json.loads(able.put(theirs, theirs, DEFAULTS))["statusLine"]["command"]
    assert chained == f"{OURS} --chain last {QUOTED}"


def test_a_shell_that_cannot_is_not_chosen():
    with pytest.raises(InstallError, match="cannot tell here when a line ends"):
        Claude(managed="", works=lambda: False).put("{}", "", Options(renderer="sh"))
    theirs = json.dumps({"statusLine": MINE})
    with pytest.raises(InstallError, match="a chained command runs each time"):
        CLAUDE.put(theirs, theirs, Options(renderer="sh"))
