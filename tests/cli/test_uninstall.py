import json
from pathlib import Path

import pytest

from statusline.install import SURFACES
from support import signed_in

FILES = {
    "claude": (".claude/settings.json", '{"model":"opus",\n "statusLine" : {"type":"command","command":"echo mine"}}'),
    "codex": (".codex/config.toml", 'model = "x" # mine\n\n\n[tui]\n# mine\ntheme="a"'),
    "tmux": (".tmux.conf", "set -g mouse on"),
    "zsh": (".zshrc", "alias a=b\n"),
    "bash": (".bashrc", "alias a=b # \udcff no UTF-8\n"),
    "fish": (".config/fish/config.fish", "\n\n\nalias a b\n\n"),
    "nu": (".config/nushell/autoload/statusline.nu", "# mine\n"),
    "xonsh": (".config/xonsh/rc.xsh", "$A = 1"),
    "sh": (".shrc", "alias a=b\n"),
    "starship": (".config/starship.toml", "add_newline = false\r\n"),
    "waybar": (".config/waybar/config", '{ // mine\n  "height": 30, "modules-right" : ["clock",],}'),
}


def test_every_surface_has_a_case():
    assert set(FILES) == set(SURFACES)


@pytest.mark.parametrize("name", FILES)
def test_untouched_file_is_byte_for_byte(home, statusline, name):
    file, text = home / FILES[name][0], FILES[name][1].encode(errors="surrogateescape")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    file.chmod(0o640)
    assert statusline("install", name).returncode == 0
    assert file.read_bytes() != text
    done = statusline("uninstall", name)
    assert (done.returncode, done.stdout) == (0, f"{name}: removed from {file}.\n")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (text, 0o640)


@pytest.mark.parametrize("name", [name for name in FILES if name != "waybar"])  # which needs a config of the user's
def test_made_file_goes_with_its_folders(home, statusline, name):
    file = home / FILES[name][0]
    assert statusline("install", name).returncode == 0
    assert file.exists()
    assert statusline("uninstall", name).returncode == 0
    assert not file.exists()
    assert file.parent == home or name == "fish" or not file.parent.exists()


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("claude", "waybar")])
def test_later_edits_of_the_user_stay(home, statusline, name):
    file, text = home / FILES[name][0], FILES[name][1].encode(errors="surrogateescape")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    statusline("install", name)
    file.write_bytes(b"# before\n" + file.read_bytes() + b"# after\n")
    assert statusline("uninstall", name).returncode == 0
    last = b"" if text.endswith(b"\n") else b"\n"
    assert file.read_bytes() == b"# before\n" + text + last + b"# after\n"


def test_later_edits_stay_old_command_returns(home, statusline):
    file = home / FILES["claude"][0]
    file.parent.mkdir()
    file.write_text(FILES["claude"][1])
    statusline("install", "claude")
    settings = json.loads(file.read_text())
    file.write_text(json.dumps({**settings, "theme": "dark"}))
    assert statusline("uninstall", "claude").returncode == 0
    assert json.loads(file.read_text()) == {
        "model": "opus",
        "statusLine": {"type": "command", "command": "echo mine"},
        "theme": "dark",
    }


def test_slot_taken_by_others_is_left(home, statusline):
    file = home / FILES["claude"][0]
    statusline("install", "claude")
    theirs = '{"statusLine": {"type": "command", "command": "theirs"}}'
    file.write_text(theirs)
    done = statusline("uninstall", "claude")
    assert (done.returncode, done.stdout) == (0, f"claude: {file} no longer has it.\n")
    assert file.read_text() == theirs
    assert "not installed" in statusline("uninstall", "claude").stdout


def test_a_file_that_is_gone_is_no_problem(home, statusline):
    statusline("install", "zsh")
    (home / ".zshrc").unlink()
    assert statusline("uninstall", "zsh").stdout == f"zsh: {home}/.zshrc is already gone.\n"


def test_update_in_between_changes_nothing(home, statusline):
    file = home / FILES["claude"][0]
    file.parent.mkdir()
    file.write_text(FILES["claude"][1])
    statusline("install", "claude")
    statusline("install", "claude", "--chain", "first", "--refresh-interval", "5")
    statusline("install", "claude", "--chain", "off")
    assert "mine" not in file.read_text()
    statusline("uninstall", "claude")
    assert file.read_text() == FILES["claude"][1]


def test_edits_before_an_update_come_back_too(home, statusline):
    file = home / ".zshrc"
    file.write_text("a\n")
    statusline("install", "zsh")
    file.write_text("before\n" + file.read_text().replace("eval", "eval  "))
    statusline("install", "zsh")
    statusline("uninstall", "zsh")
    assert file.read_text() == "before\na\n"


def test_without_manifest_ours_is_found(home, statusline, environ):
    (home / ".zshrc").write_text("a\n")
    for name in ("zsh", "claude"):
        statusline("install", name)
    environ["STATUSLINE_STATE_DIR"] += "/new"
    assert statusline("uninstall", "--all").returncode == 0
    assert (home / ".zshrc").read_text() == "a\n"
    assert (home / ".claude/settings.json").read_text() == "{\n}\n"


def test_all_twice_takes_nothing_more(home, statusline, environ):
    bar = home / FILES["waybar"][0]
    bar.parent.mkdir(parents=True)
    bar.write_text(FILES["waybar"][1])
    for name in SURFACES:
        assert statusline("install", name).returncode == 0
    done = statusline("uninstall", "--all")
    assert (done.returncode, done.stdout.count("removed")) == (0, len(SURFACES))
    done = statusline("uninstall", "--all")
    first, second = done.stdout.splitlines()
    assert first == "statusline is not installed anywhere; nothing changed."
    assert second.endswith("`statusline uninstall --all --purge` removes them.")
    assert [path for path in home.rglob("*") if path.is_file() and ".local" not in path.parts] == [bar]
    assert bar.read_text() == FILES["waybar"][1]


def test_all_goes_on_past_a_failure(home, statusline):
    (home / ".tmux.conf").write_text("# >>> statusline >>>\n")
    assert statusline("install", "zsh").returncode == 0
    done = statusline("uninstall", "--all")
    assert (done.returncode, done.stdout) == (1, f"zsh: removed {home}/.zshrc, which had nothing else in it.\n")
    assert f"{home}/.tmux.conf: The marks" in done.stderr
    assert not (home / ".zshrc").exists()


def test_wrong_usage_is_click_s(statusline):
    assert statusline("uninstall").returncode == 2
    assert statusline("uninstall", "nonsense").returncode == 2
    assert statusline("uninstall", "zsh", "--all").returncode == 2


def test_purge_takes_what_is_ours_and_no_more(environ, home, standin, statusline, tmp_path):
    signed_in.both(environ, standin)
    statusline("refresh")
    statusline("config", "set", "separator", " | ")
    cache, state = Path(environ["STATUSLINE_CACHE_DIR"]), Path(environ["STATUSLINE_STATE_DIR"])
    config = Path(environ["STATUSLINE_CONFIG"]).read_bytes()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept").touch()
    (cache / "logins/link").symlink_to(tmp_path / "elsewhere")
    (state / "mine.txt").touch()
    assert statusline("uninstall", "zsh", "--purge").returncode == 2
    done = statusline("uninstall", "--all", "--purge")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in state.rglob("*")] == ["mine.txt"]
    assert (tmp_path / "elsewhere/kept").exists()
    assert not any(path.is_file() and not path.is_symlink() for path in cache.rglob("*"))
    assert Path(environ["STATUSLINE_CONFIG"]).read_bytes() == config
