"""Right prompts of the user's: found in the files, joined on a side, and what hides ours is named."""

import pytest

from statusline.install.base import DEFAULTS, Options
from statusline.install.shells import Shell
from statusline.state.environment import find_environment

OWN = {
    "zsh": ("zsh", {".zshrc": "RPROMPT='%T'\n"}, ".zshrc"),
    "zsh, RPS1": ("zsh", {".zshrc": "export RPS1='%T'\n"}, ".zshrc"),
    "zsh, in a comment": ("zsh", {".zshrc": "# RPROMPT='%T'\n"}, ""),
    "a theme of oh-my-zsh": (
        "zsh",
        {".zshrc": 'ZSH_THEME="bira"\n', ".oh-my-zsh/themes/bira.zsh-theme": 'RPROMPT="%(?..%? ↵)"'},
        ".oh-my-zsh/themes/bira.zsh-theme",
    ),
    "a theme without": (
        "zsh",
        {".zshrc": 'ZSH_THEME="robbyrussell"\n', ".oh-my-zsh/themes/robbyrussell.zsh-theme": "PROMPT=x"},
        "",
    ),
    "fish": (
        "fish",
        {".config/fish/config.fish": "function fish_right_prompt; date; end\n"},
        ".config/fish/config.fish",
    ),
    "fish, a file of its own": (
        "fish",
        {".config/fish/functions/fish_right_prompt.fish": "function fish_right_prompt\nend\n"},
        ".config/fish/functions/fish_right_prompt.fish",
    ),
    "bash has none": ("bash", {".bashrc": "RPROMPT=x\n"}, ""),
}


@pytest.fixture
def here(home):
    return find_environment({"HOME": str(home)})


def put(home, contents):
    for name, text in contents.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)


@pytest.mark.parametrize(("shell", "contents", "expected"), OWN.values(), ids=OWN)
def test_own_right_prompts_are_found(home, here, shell, contents, expected):
    put(home, contents)
    assert Shell(shell).right_prompt(here) == (f"{home}/{expected}" if expected else "")


@pytest.mark.parametrize(("shell", "line"), [("zsh", "STATUSLINE_JOIN=off"), ("fish", "set -g STATUSLINE_JOIN off")])
def test_a_side_stays_until_another_is_chosen(shell, line):
    surface = Shell(shell)
    text = surface.put("", "", Options(join="off"))
    assert line in text.splitlines()
    assert surface.put(text, "", DEFAULTS) == text
    assert surface.put(text, "", Options(join="left")) == surface.put("", "", DEFAULTS)


UNSEEN = {
    "nothing": ("zsh", {".zshrc": "RPROMPT=x\n"}, ""),
    "off": ("zsh", {".zshrc": "RPROMPT=x\nSTATUSLINE_JOIN=off\n"}, "STATUSLINE_JOIN is off"),
    "off, but alone": ("zsh", {".zshrc": "STATUSLINE_JOIN=off\n"}, ""),
    "none": ("bash", {".bashrc": "STATUSLINE_POSITION=none\n"}, "STATUSLINE_POSITION is none"),
    "none, but used": ("bash", {".bashrc": "STATUSLINE_POSITION=none\nPS1='$STATUSLINE_PROMPT'\n"}, ""),
    "powerlevel10k": ("zsh", {".zshrc": "source ~/.p10k.zsh\n"}, "POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS"),
    "powerlevel10k with ours": (
        "zsh",
        {
            ".zshrc": "source ~/.p10k.zsh\n",
            ".p10k.zsh": "typeset -g POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS=(\n  statusline\n)\n",
        },
        "",
    ),
    "starship": ("fish", {".config/fish/config.fish": "starship init fish | source\n"}, "install starship"),
    "starship with ours": (
        "fish",
        {
            ".config/fish/config.fish": "starship init fish | source\n",
            ".config/starship.toml": "[env_var.STATUSLINE_SEGMENT]\n",
        },
        "",
    ),
}


@pytest.mark.parametrize(("shell", "contents", "expected"), UNSEEN.values(), ids=UNSEEN)
def test_what_hides_the_segment_is_named(home, here, shell, contents, expected):
    put(home, contents)
    surface = Shell(shell)
    rc_file = home / next(iter(contents))
    sentences = surface.warnings(here, surface.put(rc_file.read_text(), "", DEFAULTS))
    assert [expected in sentence for sentence in sentences] == ([True] if expected else [])
