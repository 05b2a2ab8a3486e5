import json
import sys
from pathlib import Path

import pytest

from statusline.diagnostics import installed as diagnostics_installed
from statusline.install import SURFACES, renderer
from statusline.state.environment import find_environment


@pytest.fixture
def problems(environ):
    """Return a function that gives what doctor would complain about, and the remedies."""

    def examine():
        return diagnostics_installed.examine(find_environment(environ))[1]

    return examine


@pytest.fixture
def installed(statusline, home, environ):
    """Install everything."""
    environ["ENV"] = f"{home}/.shrc"
    (home / ".codex").mkdir()
    (home / ".codex/config.toml").write_text("features.tui_extensions_statusline = true\n")
    (home / ".config/waybar").mkdir(parents=True)
    (home / ".config/waybar/config").write_text("{}")
    for name in SURFACES:
        assert statusline("install", name).returncode == 0
    return home


@pytest.fixture
def some(statusline, home):
    """Install what is broken below."""
    for name in ("claude", "tmux", "zsh", "bash"):
        assert statusline("install", name).returncode == 0
    return home


def test_installed_commands_run_as_written(installed, environ):
    environ["NO_COLOR"] = "1"
    rows, found = diagnostics_installed.examine(find_environment(environ))
    assert found == []
    assert [row["surface"] for row in rows] == list(SURFACES)
    shown = {row["surface"]: row["text"] for row in rows}
    assert "5h 42%" in str(shown["claude"])
    assert (shown["codex"], shown["tmux"]) == ("…", "…")
    assert shown["starship"] is None
    assert all(isinstance(row["milliseconds"], int) for row in rows if row["surface"] not in {"nu", "starship"})


def test_it_counts_who_renders_claudes_line(statusline, home, environ):
    assert statusline("install", "claude", "--renderer", "python").returncode == 0
    (row,), _ = diagnostics_installed.examine(find_environment(environ))
    assert (row["renderer"], "hits" in row) == ("python", False)
    settings = home / ".claude/settings.json"
    command = json.loads(settings.read_text())["statusLine"]["command"]
    settings.write_text(
        settings.read_text().replace(json.dumps(command), json.dumps(renderer.command(command, renderer.CLAUDE)))
    )
    folder = Path(find_environment(environ).folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "render.hits").write_text("...")
    (row,), problems = diagnostics_installed.examine(find_environment(environ))
    assert (row["renderer"], row["hits"], row["misses"], problems) == ("sh", 3, 0, [])
    (line,) = diagnostics_installed.lines([row])
    assert line.endswith(", rendered by sh (3 lines without Python, 0 with it)")
    (line,) = diagnostics_installed.lines([row | {"misses": 999}])
    assert line.endswith("999 with it; `statusline install claude --renderer python` takes less)")


def test_it_counts_who_renders_bars(statusline, home, environ):
    (home / ".config/waybar").mkdir(parents=True)
    (home / ".config/waybar/config").write_text("{}")
    for name in ("tmux", "waybar"):
        assert statusline("install", name, "--renderer", "sh").returncode == 0
    folder = Path(find_environment(environ).folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "waybar.misses").write_text("..")
    rows, problems = diagnostics_installed.examine(find_environment(environ))
    tmux, waybar = diagnostics_installed.lines(rows)
    assert tmux.endswith(", rendered by sh before tmux 3.2 (0 lines without Python, 0 with it)")
    assert waybar.endswith(", rendered by sh (0 lines without Python, 2 with it)")
    assert problems == []


def test_nothing_installed_is_no_problem(problems, environ):
    assert diagnostics_installed.examine(find_environment(environ)) == ([], [])


BROKEN = {
    "a moved interpreter": (
        ".zshrc",
        sys.executable,
        "/opt/old/bin/python",
        "runs /opt/old/bin/python, which does not exist any more",
    ),
    "a moved package": (
        ".claude/settings.json",
        "/statusline/fast.py",
        "/old/statusline/fast.py",
        "fast.py, which does not exist any more",
    ),
    "a bar whose program moved": (".tmux.conf", sys.executable, "/opt/old/bin/python", "which does not exist any more"),
    "an older block": (".bashrc", "2>/dev/null", "--old 2>/dev/null", "written by another version"),
    "an overwritten slot": (".claude/settings.json", "fast.py", "other.py", "another program has overwritten it"),
    "half a block": (".zshrc", "# <<< statusline <<<", "", "one pair"),
    "a second one by hand": (".zshrc", "# >>>", 'eval "$(statusline init zsh)"\n# >>>', "a second time"),
    "a second bar by hand": (
        ".tmux.conf",
        "# >>>",
        "set -ga status-left '#(statusline -f tmux)'\n# >>>",
        "a second time",
    ),
    "a switch of claude's": (".claude/settings.json", "{", '{"disableAllHooks": true,', "disableAllHooks"),
}


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN.values(), ids=BROKEN)
def test_changed_install_is_one_problem(some, problems, file, old, new, sentence):
    text = (some / file).read_text()
    assert old in text
    (some / file).write_text(text.replace(old, new, 1) if old in ("{", "# >>>") else text.replace(old, new))
    found = problems()
    assert len(found) == 1
    assert sentence in found[0][0]
    assert str(some / file) in found[0][0]


def test_a_file_that_is_gone_is_told(some, problems):
    (some / ".zshrc").unlink()
    assert problems() == [
        (
            f"{some}/.zshrc does not exist any more, but zsh was installed there.",
            "Run `statusline install zsh`, or `statusline uninstall zsh`.",
        )
    ]


def test_two_claude_settings_are_named(some, problems, statusline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    statusline("install", "claude", "--scope", "local")
    assert "in 2 settings files" in problems()[0][0]


def test_settings_of_two_logins_are_fine(some, problems, statusline, environ, tmp_path):
    environ["CLAUDE_CONFIG_DIR"] = str(tmp_path / "work")
    assert statusline("install", "claude").returncode == 0
    assert problems() == []


def test_doctor_shows_what_is_installed(installed, statusline):
    done = statusline("doctor", "-v")
    assert "  ✓ zsh: ~/.zshrc in " in done.stdout
    rows = json.loads(statusline("doctor", "-f", "json").stdout)["surfaces"]
    assert [row["surface"] for row in rows] == list(SURFACES)
