import sys
from pathlib import Path

import pytest

from statusline.config import load, presets

MINE = '# mine\nwindows = ["five_hour"]\n'


@pytest.fixture
def config(environ):
    return Path(environ["STATUSLINE_CONFIG"])


@pytest.fixture
def preset(statusline):
    return lambda *arguments: statusline("preset", *arguments)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_list_names_presets_with_samples(preset):
    done = preset("list")
    rows = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert [row.partition(":")[0] for row in rows if row[0] != " "] == list(presets.NAMES)
    assert rows[:6] == [
        "default: the default: each limit, how much is used, when it resets.",
        "  C 5h 42% 2h11m · 7d 71% Sun 08:00 · X 5h 12% 3h40m",
        "  Claude Code, Codex: Opus 5.5 · ctx 31% · $0.42 · widgets",
        "compact: only numbers and their names, in as few columns as they need.",
        "  C 5h 42% 7d 71% X 5h 12%",
        "  Claude Code, Codex: Opus 5.5 31% widgets",
    ]


@pytest.mark.parametrize(("variables", "coloured"), [({}, False), ({"CLICOLOR_FORCE": "1"}, True)])
def test_list_colours_only_where_wanted(preset, environ, variables, coloured):
    environ.update(variables)
    assert ("\x1b[33m71%" in preset("list").stdout) == coloured


def test_list_survives_a_poor_locale(statusline, environ):
    environ["PYTHONIOENCODING"] = "latin-1"
    done = statusline("preset", "list", encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  C 5h ???????? 42% 2h11m · 7d ???????? 71% Sun 08:00" in done.stdout


@pytest.mark.parametrize("name", presets.NAMES)
def test_show_prints_toml_that_can_be_a_config(preset, statusline, config, name):
    write(config, preset("show", name).stdout)
    assert statusline("config", "check").stdout == f"{config} is fine.\n"


def test_use_makes_a_missing_config(preset, config):
    done = preset("use", "compact")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f'--- /dev/null\n+++ {config}\n@@ -0,0 +1,8 @@\n+separator = " "\n')
    assert load(str(config)) == presets.config("compact")


def test_use_keeps_a_copy(preset, config, environ):
    write(config, MINE)
    config.chmod(0o640)
    done = preset("use", "bars")
    kept = Path(environ["STATUSLINE_STATE_DIR"], "config.before-preset.toml")
    assert done.stderr == f"The old config is in {kept}.\n"
    assert kept.read_text() == MINE
    assert MINE in config.read_text()
    assert config.stat().st_mode & 0o777 == 0o640
    assert load(str(config)).gauge_width == 8


def test_use_edits_what_a_link_leads_to(preset, config, tmp_path):
    write(tmp_path / "dotfiles" / "c.toml", MINE)
    config.parent.mkdir(parents=True, exist_ok=True)
    config.symlink_to(tmp_path / "dotfiles" / "c.toml")
    preset("use", "bars")
    assert config.is_symlink()
    assert "gauge_width = 8" in (tmp_path / "dotfiles" / "c.toml").read_text()


def test_dry_run_writes_nothing(preset, config):
    write(config, MINE)
    done = preset("use", "bars", "--dry-run")
    assert config.read_text() == MINE
    assert done.stdout == preset("use", "bars").stdout


def test_using_a_preset_twice_changes_nothing(preset, config):
    preset("use", "full")
    before = config.read_bytes()
    done = preset("use", "full")
    assert (done.returncode, done.stdout) == (0, f"{config} already has it; nothing changed.\n")
    assert config.read_bytes() == before


def test_broken_config_stays_with_its_error(preset, config):
    write(config, "ofline = true\n")
    done = preset("use", "full")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f'statusline: {config} line 1: unknown key "ofline"; did you mean "offline"?\n'
    assert config.read_text() == "ofline = true\n"


def test_unreadable_config_is_a_sentence(preset, environ):
    environ["STATUSLINE_CONFIG"] = "/dev/null/config.toml"
    done = preset("use", "full")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "statusline: /dev/null/config.toml cannot be read: Not a directory. Make it a file that you can read.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder in which not even root can write")
def test_unwritable_folder_is_a_sentence(preset, environ):
    environ["STATUSLINE_CONFIG"] = "/proc/none/config.toml"
    done = preset("use", "full")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "statusline: Cannot write /proc/none/config.toml: no such file or directory."
        " Paste the output of `statusline preset show full` into it.\n"
    )


def test_unknown_preset_names_the_known(preset):
    done = preset("use", "pretty")
    assert done.returncode == 2
    assert "'default', 'compact', 'full', 'bars', 'powerline', 'nerd', 'emoji', 'ascii', 'remaining'" in done.stderr
