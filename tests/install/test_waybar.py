"""waybar's config, with comments, before and after."""

import json

import pytest

from statusline.errors import InstallError
from statusline.install import jsonc, renderer
from statusline.install.base import DEFAULTS, Options
from statusline.install.waybar import Waybar, renderer_of
from statusline.shell_init import fast_command
from statusline.state.environment import find_environment

PYTHON = f"{fast_command()} --format waybar"
ABLE, UNABLE = Waybar(works=lambda: True), Waybar(works=lambda: False)
CONFIGS = {
    "comments and last commas": """{
    // "layer": "top", /* not yet */
    "height": 30, // "modules-right": []
    "modules-right": ["clock", /* , */ "tray",], // { these
    "clock": {"format": "{:%H:%M} // \\" /* "},
    /* the
       end */
}
""",
    "no comment": '{"modules-right": ["clock"], "height": 30}',
    "an empty list": '{\n\t"modules-right": [ ]\n}\n',
    "no list": '{ // mine\n  "height": 30\n}\n',
    "nothing": "{}\n",
}


@pytest.mark.parametrize("before", CONFIGS.values(), ids=CONFIGS)
def test_a_module_comes_and_goes(before):
    text = UNABLE.put(before, before, DEFAULTS)
    written, was = json.loads(jsonc.strict(text)), json.loads(jsonc.strict(before))
    module = {"exec": PYTHON, "return-type": "json", "interval": 30}
    names = ["custom/statusline", *was.get("modules-right", [])]
    assert written == {**was, "custom/statusline": module, "modules-right": names}
    assert (UNABLE.holds(before), UNABLE.holds(text)) == (False, True)
    assert UNABLE.put(text, before, DEFAULTS) == text
    assert UNABLE.strip(text, UNABLE.keep(before)) == before
    assert UNABLE.warnings(find_environment({"HOME": "/h"}), text) == []


def test_the_shell_prints_where_it_can():
    text = ABLE.put("", "", DEFAULTS)
    assert json.loads(text)["custom/statusline"]["exec"] == renderer.command(PYTHON, renderer.BAR)
    assert renderer_of(text) == "sh"
    assert [command.line for command in ABLE.commands(text)] == [PYTHON]
    assert UNABLE.put(text, "", DEFAULTS) == text  # what is there stays
    python = ABLE.put(text, "", Options(renderer="python"))
    assert renderer_of(python) == "python"
    assert ABLE.put(python, "", DEFAULTS) == python
    assert ABLE.put(python, "", Options(renderer="auto")) == text
    with pytest.raises(InstallError, match="cannot tell here when a line ends"):
        UNABLE.put("", "", Options(renderer="sh"))


def test_what_the_user_has_changed_of_it_stays():
    text = UNABLE.put(CONFIGS["no comment"], "", DEFAULTS).replace('"interval": 30', '"interval": 5 /* often */')
    text = text.replace('["custom/statusline", "clock"]', '["clock", "custom/statusline"]')
    changed = ABLE.put(text, "", Options(renderer="sh"))
    assert '"interval": 5 /* often */' in changed
    assert json.loads(jsonc.strict(changed))["modules-right"] == ["clock", "custom/statusline"]


def test_a_comment_in_front_of_the_comma_goes_with_it():
    before = CONFIGS["no comment"]
    text = UNABLE.put(before, "", DEFAULTS).replace('"interval": 30},', '"interval": 30} /* often */ ,')
    assert UNABLE.strip(text, "") == before


def test_a_module_that_no_list_names_is_told():
    text = UNABLE.put("", "", DEFAULTS).replace('["custom/statusline"]', "[]")
    (warning,) = UNABLE.warnings(find_environment({"HOME": "/h"}), text)
    assert warning == 'No list of modules names "custom/statusline": put it into one.'


REFUSED = {
    "by hand": ('{"custom/statusline": {"exec": "statusline -f waybar"}}', "by hand"),
    "several bars": ('[{"height": 30}]', "not one JSON object"),
    "no JSON": ("{height: 30}", "not one JSON object"),
    "no list": ('{"modules-right": "clock"}', "is not a list"),
    "twice": ('{"height": 30, "height": 31}', "twice"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_hold_it_is_refused(text, words):
    with pytest.raises(InstallError, match=words):
        UNABLE.put(text, text, DEFAULTS)


def test_the_config_is_where_waybar_looks(tmp_path):
    environment = find_environment({"HOME": str(tmp_path)})
    assert UNABLE.detect(environment) == ""
    with pytest.raises(InstallError, match="no config of yours"):
        UNABLE.files(environment, DEFAULTS)
    for name in ("config.jsonc", "config"):
        file = tmp_path / ".config/waybar" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
        assert UNABLE.files(environment, DEFAULTS) == [str(file)] == [UNABLE.detect(environment)]
