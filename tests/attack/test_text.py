"""Names and paths that are code, escape sequences or heaps of marks: text stays text, in every place it is shown."""

import json
import re
import subprocess
import time
import unicodedata

import pytest

from statusline import shell_init
from statusline.cli import COMMANDS
from support import prompt_files
from support.machine import at_a_terminal, run_statusline, shell_or_skip
from support.processes import COMMAND, FAST
from support.tmux_server import served

BAIT = "$(touch ~/P)`touch ~/P`"
EVIL = "repo\x1b]0;PWN\x07\x1b[2J\x9b31m\u202egnp\u2066"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


# tmux


SIGNS = ("\n", "\t", "\r", "\x1b", " ", "'", "#()")
OTHERS = ("CLAUDE_SECURESTORAGE_CONFIG_DIR", "CODEX_HOME")
VALUES = [
    *(("CLAUDE_CONFIG_DIR", sign) for sign in SIGNS),
    *((name, sign) for name in OTHERS for sign in ("\n", "#()")),
]


@pytest.mark.parametrize(("name", "sign"), VALUES)
def test_control_character_is_no_command(environ, home, require, statusline, name, sign):
    assert statusline("install", "tmux").returncode == 0
    value = f"/tmp/x{sign}touch{sign}{home}/PWNED{sign}" if sign != "#()" else f"/tmp/#(touch {home}/PWNED)"
    environ |= {name: value, "STATUSLINE_NO_REFRESH": "1"}
    with served(require("tmux"), environ) as server:
        server.start()
        with server.client() as client:
            client.wait("…")
            time.sleep(0.3)
    assert not (home / "PWNED").exists()


# bash


def bash(environ, script, *, program):
    done = subprocess.run(
        [program, "--norc", "--noprofile", "-i", "-c", script], env=environ, capture_output=True, text=True,
        timeout=30, check=True, stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    return done.stdout


TOGGLED = {
    "toggled in the same shell": "shopt -u promptvars; {load}; {draw}; shopt -s promptvars; {draw}; {draw}",
    "a child with an exported PS1": "shopt -u promptvars; {load}; {draw}; export PS1; {bash} --norc -c {show}",
    "on, off and on": "{load}; {draw}; shopt -u promptvars; {draw}; shopt -s promptvars; {draw}",
}


@pytest.mark.parametrize("script", TOGGLED.values(), ids=TOGGLED)
def test_bash_runs_no_text_with_promptvars(environ, home, tmp_path, script):
    program = shell_or_skip("bash")
    environ |= {"STATUSLINE_NO_REFRESH": "1", "TERM": "xterm"}
    prompt_files.write_ladder(environ, (40, BAIT + " 42"), formats=("bash",), now=int(time.time()))
    (tmp_path / "init").write_text(shell_init.snippet("bash"))
    parts = {
        "load": f"PS1='> '; . {tmp_path}/init",
        "draw": '_statusline_prompt; echo "${PS1@P}"',
        "bash": program,
        "show": "'echo \"${PS1@P}\"'",
    }
    shown = bash(environ, script.format(**parts), program=program)
    assert "42 > " in shown
    assert not (home / "P").exists()


# The one door


ARGUMENTS = {
    "install": ["claude", "--scope", "project"],
    "uninstall": ["claude"],
    "setup": ["--dry-run"],
    "watch": ["--once"],
    "dashboard": ["--port", "nonsense"],  # otherwise it serves until somebody ends it
    "support-bundle": ["--output", "-"],
    "export": ["--format", "csv"],
    "preset": ["list"],
    "config": ["show"],
    "cache": ["clear"],
    "init": ["zsh"],
    "completion": ["zsh"],
    "login": ["claude-web"],
    "logout": ["claude-web"],
}
JSON = (["doctor", "-f", "json"], ["privacy", "--format", "json"], ["accounts", "-f", "json"])


@pytest.fixture
def evil(environ, tmp_path):
    """Return an environment in which every name that we look at obeys a terminal, and a folder called so."""
    folder = tmp_path / EVIL
    (folder / ".claude").mkdir(parents=True)
    settings = {"statusLine": {"type": "command", "command": f"echo {EVIL}"}}
    (folder / ".claude/settings.json").write_text(json.dumps(settings))
    names = ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR", "ZDOTDIR")
    names += ("XDG_CONFIG_HOME", "REQUESTS_CA_BUNDLE")
    environ |= {name: f"{folder}/{name.lower()}" for name in names}
    return environ | {"STATUSLINE_CONFIG": f"{folder}/config.toml", "SHELL": f"{folder}/zsh", "USER": EVIL}, folder


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("init", "demo", "dashboard")])
def test_output_obeys_no_escape(evil, name):
    environ, folder = evil
    for words in ([name, *ARGUMENTS.get(name, ())], [name, EVIL]):
        done = run_statusline(words, environ, cwd=folder)
        assert OBEYED.search(done.stdout) is None
        assert OBEYED.search(done.stderr) is None
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", JSON, ids=lambda words: words[0])
def test_json_keeps_the_characters_as_escapes(evil, words):
    environ, folder = evil
    done = run_statusline(words, environ, cwd=folder)
    assert OBEYED.search(done.stdout) is None
    document = json.loads(done.stdout)
    if words[0] == "doctor":
        assert document["paths"]["cache"] == f"{folder}/statusline_cache_dir"


def test_terminal_gets_only_our_colours(evil):
    environ, folder = evil
    text = b""
    for words in (["setup", "--dry-run"], ["cache", "path"], ["config", "path"]):  # in a pipe a path is as it is
        text += at_a_terminal([*COMMAND, *words], {**environ, "TERM": "xterm-256color", "PWD": str(folder)})[1]
    rest = re.sub(rb"\x1b\[[\d;]*m|\r\n", b"", text)
    assert b"\x1b[1m" in text
    assert OBEYED.search(rest.decode("utf-8", "replace")) is None


# Claude Code's line


STRINGS = {
    "one letter and a heap of marks": "Z" + "\u0351\u036b\u0343\u036a" * 60,
    "marks alone": "\u0300" * 50,
    "joined marks": "\u034f" * 30 + "x",
    "Hebrew": "שלום",
    "Arabic": "ﷺ" * 20,
    "an Arabic number": "\u0664\u0662",
    "wide": "漢" * 100,
    "escape sequences": "\x1b]8;;http://evil\x1b\\x\x9b31m",
    "overrides": "a\u202eevil\u202c\u2066x\u2069",
    "tags": "\U000e0041x",
    "code": "%s%n{0}$model[x](red)$(touch ~/P)",
}
PLACES = {
    "model": lambda text, _: {"model": {"display_name": text}},
    "folder": lambda text, _: {"workspace": {"current_dir": f"/tmp/{text}"}},
    "session": lambda text, _: {"session_name": text},
    "branch": lambda _, folder: {"workspace": {"current_dir": str(folder)}},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_claude_line_bounds_combining_marks(environ, tmp_path, place, text):
    environ |= {"STATUSLINE_NO_REFRESH": "1", "COLUMNS": "150"}
    (tmp_path / "r/.git").mkdir(parents=True)
    (tmp_path / "r/.git/HEAD").write_text(f"ref: refs/heads/{text}\n")
    limits = {"five_hour": {"used_percentage": 42.4, "resets_at": int(time.time()) + 7_000}}
    document = {"session_id": "s1", "rate_limits": limits, **PLACES[place](text, tmp_path / "r")}
    done = subprocess.run(
        [*FAST, "--format", "claude"],
        env=environ,
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=True,
    )
    shown = re.sub(r"\x1b\[[\d;]*m", "", done.stdout.rstrip("\n"))
    assert re.search("[\u0300-\u036f]{3}", shown) is None
    marks = [character for character in shown if unicodedata.category(character)[0] == "C"]
    turned = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in shown)
    assert set(marks) == ({"\u200e"} if turned else set())
    if turned:  # each run of such letters is between two marks of the other direction
        assert re.search("[^\u200e]*\u200e[^\u200e]+\u200e", shown)
        assert not any(
            unicodedata.bidirectional(each) in ("R", "AL") for each in re.sub("\u200e[^\u200e]*\u200e", "", shown)
        )
