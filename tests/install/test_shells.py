import pytest

from statusline.errors import InstallError
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
    "nu": ("nu", "linux", {}, [], [".config/nushell/autoload/statusline.nu"]),
    "nu on macOS": ("nu", "darwin", {}, [], ["Library/Application Support/nushell/autoload/statusline.nu"]),
    "nu elsewhere": ("nu", "darwin", {"XDG_CONFIG_HOME": "/x"}, [], ["/x/nushell/autoload/statusline.nu"]),
    "xonsh": ("xonsh", "linux", {}, [".xonshrc"], [".config/xonsh/rc.xsh"]),
    "sh": ("sh", "linux", {"SHELL": "/bin/dash"}, [], [".shrc"]),
    "sh of mksh": ("sh", "linux", {"SHELL": "/bin/mksh"}, [], [".mkshrc"]),
    "sh of ksh": ("sh", "linux", {"SHELL": "/bin/ksh"}, [], [".kshrc"]),
    "sh elsewhere": ("sh", "linux", {"SHELL": "/bin/ksh", "ENV": "/e/rc"}, [], ["/e/rc"]),
    "sh below home": ("sh", "linux", {"ENV": "${HOME}/a b"}, [], ["a b"]),
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


def test_env_that_is_no_path_is_refused(home):
    with pytest.raises(InstallError, match="not the path of a file"):
        Shell("sh").files(find_environment({"HOME": str(home), "ENV": "$(echo x)"}), DEFAULTS)


def test_file_that_no_shell_reads_is_told(home):
    sh = Shell("sh")

    def warnings(**environ):
        return sh.warnings(find_environment({"HOME": str(home), **environ}), sh.put("", "", DEFAULTS))

    assert "ENV" in warnings(SHELL="/bin/dash")[0]
    assert warnings(SHELL="/bin/mksh") == warnings(ENV=f"{home}/.shrc") == []


@pytest.mark.parametrize(("name", "sign"), [("nu", ".config/nushell/config.nu"), ("xonsh", ".xonshrc")])
def test_other_files_are_signs_of_use(home, tmp_path, name, sign):
    (tmp_path / name).touch(mode=0o755)
    environment = find_environment({"HOME": str(home), "PATH": str(tmp_path)})
    assert Shell(name).detect(environment) == ""
    (home / sign).parent.mkdir(parents=True, exist_ok=True)
    (home / sign).touch()
    assert Shell(name).detect(environment) == f"{home}/{sign}"


@pytest.mark.parametrize("shell", ["dash", "mksh", "ash"])
def test_login_shell_of_the_posix_kind(home, shell):
    assert Shell("sh").detect(find_environment({"HOME": str(home), "SHELL": f"/bin/{shell}"})) == f"/bin/{shell}"
    assert not Shell("sh").detect(find_environment({"HOME": str(home), "SHELL": "/bin/bash"}))


def test_doctor_runs_the_same_command_in_xonsh():
    xonsh, bash = Shell("xonsh"), Shell("bash")
    (command,) = xonsh.commands(xonsh.put("", "", DEFAULTS))
    (other,) = bash.commands(bash.put("", "", DEFAULTS))
    assert (command.line, command.shell) == (other.line.removesuffix("bash") + "xonsh", "/bin/sh")
