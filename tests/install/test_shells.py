import pytest

from statusline.install.base import DEFAULTS
from statusline.install.shells import Shell
from statusline.state.environment import find_environment

FILES = {
    "zsh": ("zsh", "linux", {}, [], [".zshrc"]),
    "zsh elsewhere": ("zsh", "linux", {"ZDOTDIR": "/z"}, [], ["/z/.zshrc"]),
    "bash": ("bash", "linux", {}, [".bash_profile"], [".bashrc"]),
    "bash on macOS": ("bash", "darwin", {}, [], [".bashrc", ".bash_profile"]),
    "bash on macOS, another login file": ("bash", "darwin", {}, [".bash_login"], [".bashrc", ".bash_login"]),
    "bash on macOS, a file of all shells": ("bash", "darwin", {}, [".profile"], [".bashrc"]),
    "fish": ("fish", "linux", {}, [], [".config/fish/config.fish"]),
    "fish elsewhere": ("fish", "linux", {"XDG_CONFIG_HOME": "/x"}, [], ["/x/fish/config.fish"]),
}


@pytest.mark.parametrize(("name", "platform", "changes", "present", "expected"), FILES.values(), ids=FILES)
def test_the_file_is_the_one_the_shell_reads(home, name, platform, changes, present, expected):
    for file in present:
        (home / file).touch()
    here = find_environment({"HOME": str(home), **changes})
    wanted = [file if file.startswith("/") else f"{home}/{file}" for file in expected]
    assert Shell(name, platform).files(here, DEFAULTS) == wanted


@pytest.mark.parametrize(
    "line",
    ['eval "$(statusline init zsh)"', "statusline init fish | source", '  eval "$(python /x/shell_init.py zsh)"'],
)
def test_a_line_by_hand_beside_the_block_is_told(line):
    zsh = Shell("zsh")
    here = find_environment({"HOME": "/h"})
    assert zsh.warnings(here, zsh.put("# statusline init zsh\n", "", DEFAULTS)) == []
    assert line.strip()[-3:] in zsh.warnings(here, zsh.put(f"a\n{line}\n", "", DEFAULTS))[0]


def test_login_shell_is_the_one_in_use(home, tmp_path):
    for name in ("zsh", "bash", "fish"):
        (tmp_path / name).touch(mode=0o755)

    def detected():
        here = find_environment({"HOME": str(home), "SHELL": "/usr/bin/bash", "PATH": str(tmp_path)})
        return [name for name in ("zsh", "bash", "fish") if Shell(name).detect(here)]

    assert detected() == ["bash"]
    (home / ".zshrc").touch()
    assert detected() == ["zsh", "bash"]
    (tmp_path / "zsh").unlink()
    assert detected() == ["bash"]
