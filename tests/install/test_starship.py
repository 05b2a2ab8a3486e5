import tomllib

import pytest

from statusline.errors import InstallError
from statusline.install import blocks, renderer
from statusline.install.base import DEFAULTS, Options
from statusline.install.starship import Starship, renderer_of
from statusline.shell_init import fast_command
from statusline.state.environment import find_environment

STARSHIP = Starship()
HERE = find_environment({"HOME": "/h"})


def put(text):
    return STARSHIP.put(text, text, DEFAULTS)


def test_the_block_is_a_module_at_the_end():
    before = 'format = "$all"\n[directory]\nstyle = "blue"'
    after = put(before)
    assert after.startswith(before + "\n# >>>")
    module = tomllib.loads(after)["env_var"]["STATUSLINE_SEGMENT"]
    assert "$env_value" in module["format"]
    assert tomllib.loads(after)["directory"] == {"style": "blue"}


REFUSED = {
    "no TOML": ("format = ", "not TOML"),
    "our module, by hand": ('[env_var.STATUSLINE_SEGMENT]\nstyle = "x"\n', "by hand"),
    "a table that is closed": ("env_var = { disabled = true }\n", "not TOML"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_hold_the_block_is_refused(text, words):
    with pytest.raises(InstallError, match=words):
        put(text)


WARNED = {
    "the default format": ("", False),
    "all": ('format = "$all"', False),
    "named": ('format = "$directory$env_var"', False),
    "named by itself": ('format = "$directory${env_var.STATUSLINE_SEGMENT}"', False),
    "on the right": ('format = "$directory"\nright_format = "$env_var"', False),
    "left out": ('format = "$directory"', True),
}


@pytest.mark.parametrize(("text", "warned"), WARNED.values(), ids=WARNED)
def test_a_format_that_leaves_it_out_is_told(text, warned):
    assert bool(STARSHIP.warnings(HERE, put(text))) is warned


def test_the_config_is_where_starship_looks():
    assert STARSHIP.files(HERE, DEFAULTS) == ["/h/.config/starship.toml"]
    assert STARSHIP.files(find_environment({"HOME": "/h", "STARSHIP_CONFIG": "/s.toml"}), DEFAULTS) == ["/s.toml"]
    assert STARSHIP.files(find_environment({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}), DEFAULTS) == ["/x/starship.toml"]


FORMATS = {
    "before the character": (
        'format = "$directory$character"\n',
        'format = "$directory${env_var.STATUSLINE_SEGMENT}$character"\n',
    ),
    "at the end": (
        "format = '''\n$directory\n'''\n[a]\n",
        "format = '''\n$directory\n${env_var.STATUSLINE_SEGMENT}'''\n[a]\n",
    ),
    "a table's own": ('[a]\nformat = "$x"\n', '[a]\nformat = "$x"\n'),
    "there already": ('format = "${env_var.STATUSLINE_SEGMENT}"\n', 'format = "${env_var.STATUSLINE_SEGMENT}"\n'),
}


@pytest.mark.parametrize(("text", "expected"), FORMATS.values(), ids=FORMATS)
def test_ours_goes_into_a_format_and_out_again(text, expected):
    installed = STARSHIP.put(text, "", Options(in_format=True))
    assert blocks.without(installed) == expected
    assert STARSHIP.put(installed, "", DEFAULTS) == installed
    assert STARSHIP.strip(installed, STARSHIP.keep(text)) == text


def test_without_a_snippet_a_command_prints():
    able, before = Starship(works=lambda: True), 'format = "$directory$character"\n'
    text = able.put(before, before, Options(renderer="sh", in_format=True))
    module = tomllib.loads(text)["custom"]["statusline"]
    assert module["command"] == renderer.command(f"{fast_command()} --format starship", renderer.BAR)
    assert (module["shell"], module["use_stdin"], renderer_of(text)) == (["/bin/sh", "-c"], False, "sh")
    assert 'format = "$directory${custom.statusline}$character"\n' in text
    assert able.put(text, "", DEFAULTS) == text
    python = able.put(text, "", Options(renderer="python"))
    assert able.commands(python) == able.commands(text)
    assert (renderer_of(python), able.put(python, "", DEFAULTS)) == ("python", python)
    variable = able.put(python, "", Options(renderer="auto"))
    assert variable == able.put(before, before, Options(in_format=True))
    assert not able.warnings(HERE, text)
    assert [able.strip(each, able.keep(before)) for each in (text, variable)] == [before, before]
    with pytest.raises(InstallError, match="cannot tell here when a line ends"):
        Starship(works=lambda: False).put("", "", Options(renderer="sh"))
    with pytest.raises(InstallError, match="by hand"):
        able.put('[custom.statusline]\ncommand = "x"\n', "", Options(renderer="python"))
