"""Arguments of every command, at random: an exit code of the list, a sentence where it failed, never a traceback."""

import functools
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import strategies as st

import statusline as package
from statusline import cli
from statusline.hot import show
from support import fuzz_commands as commands
from support import own_files as kept

FAST = str(Path(package.__file__).parent / "fast.py")
# What serves until somebody ends it, does something that has no place in a test of arguments, or leaves this process.
ELSEWHERE = {"dashboard", "demo", "mcp", "show"}
WORDS = [
    "",
    "-",
    "--",
    "--help",
    "-h",
    "--nonsense",
    "-9",
    "0",
    "101",
    "9" * 5_000,
    "1e999",
    "nan",
    "24h",
    "5h",
    "2026-11-01",
    "claude",
    "codex",
    "work",
    "json",
    "csv",
    "tmux",
    "zsh",
    "claude:0123456789abcdef",
    "five_hour",
    "/nowhere/x",
    "\udcff",
    "a\nb",
    "\x1b[31m",
    "$(touch x)",
    "世",
]
# What a process can be given: no NUL, and of the surrogates those that stand for bytes.
TEXT = st.text(max_size=8).filter(lambda text: "\0" not in text) | st.sampled_from(["\udc80", "a\udcfe"])
# Options that wait, run or write what follows them, or leave the terminal and all that is open.
NOT_HERE = {"--wait", "--chain", "--output", "-o", "--if-stale", "--ingest"}


@pytest.fixture
def environ(environ):
    """Return an environment in which something is known."""
    kept.put(environ, {"usage.json": kept.USAGE})
    return environ


@functools.cache
def options(name):
    """Return the words that begin a command's own options and sub-commands."""
    command = cli.command.get_command(None, name)
    found = [option for one in command.params for option in one.opts if option.startswith("-")]
    return (*found, *(command.commands if isinstance(command, click.Group) else ()))


def test_random_arguments_of_each_command(fuzz, environ, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    offline = tmp_path / "config.toml"
    names = sorted(cli.COMMANDS.keys() - ELSEWHERE)
    for name in names:
        options(name)  # what a command loads may draw numbers, which a strategy must not

    def arguments(name):
        own = st.sampled_from([word for word in options(name) if word not in NOT_HERE] or [""])
        return st.lists(own | own | st.sampled_from(WORDS) | TEXT, max_size=5).map(lambda rest: [name, *rest])

    def holds(words):
        offline.write_text("offline = true\n")
        code, out, err = commands.assert_runs(words, environ)
        assert "\x1b[31m" not in out + err
        assert code != 2 or "Error: " in err or "Usage: " in err or err.startswith("statusline: "), words

    fuzz(holds, st.sampled_from(names).flatmap(arguments))


@pytest.mark.parametrize("name", sorted(cli.COMMANDS.keys() - ELSEWHERE))
def test_commands_without_arguments_end(environ, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    commands.assert_runs([name], environ)


def test_what_is_not_for_show_is_left_to_the_rest(fuzz):
    words = st.sampled_from(
        [*WORDS, "show", "--format", "-f", "--format=json", "--width", "--width=3", "--chain", "-a"]
    )

    def holds(arguments):
        asked = show.request(arguments)
        assert asked is None or (asked[0] in ("auto", *show.FORMATS) and (asked[3] is None or asked[3] >= 1))

    fuzz(holds, st.lists(words | st.text(max_size=6), max_size=7))


def test_hot_half_exits_0_on_any_input(fuzz, environ):
    value = st.sampled_from(["", "0", "-1", "9" * 5_000, "٣", "a\nb", "\udcff", "/" * 5_000, "/nowhere", "..", "$(x)"])
    names = ["COLUMNS", "STATUSLINE_WIDTH", "TERM", "NO_COLOR", "CLICOLOR_FORCE", "HOME", "CLAUDE_CONFIG_DIR"]
    names += ["CODEX_HOME", "XDG_CACHE_HOME", "STATUSLINE_CACHE_DIR", "STATUSLINE_CONFIG", "TZ", "LANG", "PATH"]
    asked = st.sampled_from([[], *(["--format", name] for name in show.FORMATS), ["--account", "\udcff"]])

    def holds(arguments, more, variables):
        everything = {**environ, **variables, "STATUSLINE_NO_REFRESH": "1"}
        done = subprocess.run(
            [sys.executable, "-IS", FAST, *arguments, *more],
            check=False,
            env=everything,
            capture_output=True,
            input=b"{}",
            timeout=60,
        )
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
        assert done.stdout.decode().strip() or done.stderr

    odd = st.dictionaries(st.sampled_from(names), value, max_size=4)
    fuzz(holds, asked, st.lists(st.sampled_from(WORDS), max_size=2), odd, weight=4)


def test_odd_environments_give_no_traceback(fuzz, environ, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    value = st.sampled_from(["", "0", "9" * 5_000, "a\nb", "\udcff", "/dev/null", "/dev/null/x", "..", "$(x)", "~"])
    names = [
        "COLUMNS",
        "LINES",
        "TERM",
        "NO_COLOR",
        "STATUSLINE_CONFIG",
        "STATUSLINE_CACHE_DIR",
        "STATUSLINE_STATE_DIR",
    ]
    names += ["CLAUDE_CONFIG_DIR", "CODEX_HOME", "CLAUDE_CODE_OAUTH_TOKEN", "XDG_CONFIG_HOME", "HTTPS_PROXY", "TZ"]
    readers = [["history"], ["explain"], ["accounts"], ["config", "check"], ["config", "path"], ["privacy"], ["guard"]]
    readers += [["refresh", "--offline"], ["watch", "--once"], ["cache"], ["alerts"], ["preset", "list"]]

    def holds(arguments, variables):
        commands.assert_runs(arguments, {**environ, **variables})

    fuzz(holds, st.sampled_from(readers), st.dictionaries(st.sampled_from(names), value, max_size=3), weight=3)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("arguments", [["privacy"], ["explain"], ["config", "path"], ["watch", "--once"]])
def test_poor_locale_and_path_are_no_errors(statusline, environ, encoding, arguments):
    environ.update(PYTHONIOENCODING=encoding, STATUSLINE_CONFIG=environ["STATUSLINE_CONFIG"] + "\udcff")
    done = statusline(*arguments, encoding=None)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
    assert done.stdout
