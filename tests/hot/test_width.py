"""How many columns `show` is told, by its arguments and its environment; and whether it may use colours."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.hot import paths, show
from support import machine
from support.prompt_files import write_ladder
from support.terminal import Terminal

FAST = str(Path(package.__file__).parent / "fast.py")
LONG, SHORT, TINY = "a" * 60, "b" * 30, "c" * 10
LADDER = (60, LONG), (30, SHORT), (10, TINY)
NOT_FOR_US = None

ASKED = {
    "nothing": ([], ("auto", [], None, None)),
    "a width": (["--width", "60"], ("auto", [], None, 60)),
    "a width with =": (["--width=60"], ("auto", [], None, 60)),
    "show and a width": (["show", "--width", "1"], ("auto", [], None, 1)),
    "before the format": (["--width", "60", "--format", "tmux"], ("tmux", [], None, 60)),
    "after the format": (["-f", "tmux", "--width=9999"], ("tmux", [], None, 9_999)),
    "with an account": (["-a", "x", "--width", "60", "-f", "tmux"], ("tmux", [], "x", 60)),
    "with an account called so": (["--account", "--width", "-f", "tmux"], ("tmux", [], "--width", None)),
    "before a chain": (
        ["--format", "claude", "--width", "60", "--chain", "first", "x"],
        ("claude", ["first", "x"], None, 60),
    ),
    "after a chain": (
        ["--format", "claude", "--chain", "last", "x", "--width", "60"],
        ("claude", ["last", "x"], None, 60),
    ),
    "after a chain with =": (
        ["--format", "claude", "--chain", "last", "x", "--width=60"],
        ("claude", ["last", "x"], None, 60),
    ),
    "a chained command called so": (
        ["--format", "claude", "--chain", "first", "--width=5"],
        ("claude", ["first", "--width=5"], None, None),
    ),
    "nothing after it": (["--width"], NOT_FOR_US),
    "empty": (["--width="], NOT_FOR_US),
    "zero": (["--width", "0"], NOT_FOR_US),
    "negative": (["--width", "-3"], NOT_FOR_US),
    "no number": (["--width", "wide"], NOT_FOR_US),
    "too many": (["--width", "10000"], NOT_FOR_US),
    "digits of another script": (["--width", "٣"], NOT_FOR_US),
    "twice": (["--width", "3", "--width", "4"], NOT_FOR_US),
    "with a command": (["refresh", "--width", "4"], NOT_FOR_US),
}


@pytest.mark.parametrize(("arguments", "asked"), ASKED.values(), ids=ASKED)
def test_a_width_may_stand_wherever_an_option_may(arguments, asked):
    assert show.request(arguments) == asked


@pytest.fixture
def environ(environ):
    """Return an environment in which a render starts nothing and finds a prompt file with three variants."""
    now = int(time.time())
    formats = ("plain", "ansi", "tmux", "json", "zsh")
    write_ladder(environ, *LADDER, formats=formats, now=now, refresh_after=now + 3_600)
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def fast(environ, *arguments):
    command = [sys.executable, "-IS", FAST, *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().removesuffix("\n")


PRINTED = {
    "told nothing": ([], {}, LONG),
    "an argument": (["--width", "59"], {}, SHORT),
    "less than the last needs": (["--width", "1"], {}, TINY),
    "the environment": ([], {"STATUSLINE_WIDTH": "59"}, SHORT),
    "an argument beats the environment": (["--width", "12"], {"STATUSLINE_WIDTH": "59"}, TINY),
    "the environment says nothing": ([], {"STATUSLINE_WIDTH": ""}, LONG),
    "the environment says nonsense": ([], {"STATUSLINE_WIDTH": "wide"}, LONG),
    "the environment says zero": ([], {"STATUSLINE_WIDTH": "0"}, LONG),
    "COLUMNS in a pipe": ([], {"COLUMNS": "20"}, LONG),
}


@pytest.mark.parametrize("format_", ["plain", "tmux", "zsh"])
@pytest.mark.parametrize(("arguments", "variables", "text"), PRINTED.values(), ids=PRINTED)
def test_variant_for_the_given_width(environ, format_, arguments, variables, text):
    assert fast({**environ, **variables}, "--format", format_, *arguments) == text


@pytest.mark.parametrize("format_", ["json", "waybar", "i3bar", "swiftbar", "prometheus"])
def test_a_format_without_variants_is_never_cut(environ, format_):
    whole = f'{{"schema":\n"{LONG}"}}'
    folder = Path(paths.login_dir(environ))
    head = (folder / "plain.prompt").read_text().partition("\n")[0]
    (folder / f"{format_}.prompt").write_text(f"{head}\n{whole}\x1f\x1e.")
    assert fast({**environ, "STATUSLINE_WIDTH": "3"}, "--format", format_, "--width", "2") == whole


AT_A_TERMINAL = {
    "COLUMNS": ([], {"COLUMNS": "35"}, SHORT),
    "COLUMNS that say nothing": ([], {"COLUMNS": ""}, LONG),
    "no COLUMNS": ([], {}, LONG),
    "STATUSLINE_WIDTH beats COLUMNS": ([], {"COLUMNS": "35", "STATUSLINE_WIDTH": "15"}, TINY),
    "a useless STATUSLINE_WIDTH does not": ([], {"COLUMNS": "35", "STATUSLINE_WIDTH": "x"}, SHORT),
    "an argument beats both": (["--width", "80"], {"COLUMNS": "35", "STATUSLINE_WIDTH": "15"}, LONG),
    "another format": (["-f", "tmux"], {"COLUMNS": "35"}, LONG),
    "plain": (["-f", "plain"], {"COLUMNS": "35"}, SHORT),
    "ansi": (["-f", "ansi"], {"COLUMNS": "35"}, SHORT),
}


@pytest.mark.parametrize(("arguments", "variables", "text"), AT_A_TERMINAL.values(), ids=AT_A_TERMINAL)
def test_at_a_terminal_its_columns_count(environ, arguments, variables, text):
    status, said = machine.at_a_terminal([sys.executable, "-IS", FAST, *arguments], {**environ, **variables})
    assert (status, said.decode().strip()) == (0, text)


def test_by_hand_it_asks_the_terminal(environ, tmp_path):
    with Terminal([sys.executable, "-IS", FAST], environ, folder=tmp_path, columns=35) as terminal:
        terminal.wait_for_line(SHORT)


WRONG = {"zero": "0", "no number": "wide", "too many": "10000", "negative": "-5"}


@pytest.mark.parametrize("width", WRONG.values(), ids=WRONG)
def test_click_says_what_is_wrong_with_a_width(statusline, width):
    done = statusline("--format", "plain", "--width", width)
    assert done.returncode == 2
    assert f"Invalid value for '--width': '{width}' is not a whole number from 1 to 9,999." in done.stderr


def test_width_in_clicks_form_counts(environ, statusline):
    assert statusline("--width", "0059", "-f", "plain").stdout == SHORT + "\n"


# Colours

AUTOMATIC = {  # in a pipe, at a terminal
    "nothing said": ({}, "plain", "ansi"),
    "NO_COLOR": ({"NO_COLOR": "1"}, "plain", "plain"),
    "NO_COLOR, but empty": ({"NO_COLOR": ""}, "plain", "ansi"),
    "NO_COLOR=0": ({"NO_COLOR": "0"}, "plain", "plain"),
    "a dumb terminal": ({"TERM": "dumb"}, "plain", "plain"),
    "another terminal": ({"TERM": "xterm"}, "plain", "ansi"),
    "CLICOLOR_FORCE": ({"CLICOLOR_FORCE": "1"}, "ansi", "ansi"),
    "CLICOLOR_FORCE=0": ({"CLICOLOR_FORCE": "0"}, "plain", "ansi"),
    "CLICOLOR_FORCE, but empty": ({"CLICOLOR_FORCE": ""}, "plain", "ansi"),
    "CLICOLOR_FORCE and a dumb terminal": ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, "ansi", "ansi"),
    "CLICOLOR_FORCE and NO_COLOR": ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, "plain", "plain"),
}


@pytest.fixture
def painted(environ):
    """Return the environment; the two prompt files say which of them it is."""
    for name in ("plain", "ansi"):
        write_ladder(environ, (5, name), formats=(name,), now=int(time.time()))
    return environ


@pytest.mark.parametrize(("variables", "piped", "_"), AUTOMATIC.values(), ids=AUTOMATIC)
def test_piped_colours_only_when_forced(painted, variables, piped, _):
    assert fast({**painted, **variables}) == piped


@pytest.mark.parametrize(("variables", "_", "seen"), AUTOMATIC.values(), ids=AUTOMATIC)
def test_terminal_colours_unless_refused(painted, variables, _, seen):
    status, said = machine.at_a_terminal([sys.executable, "-IS", FAST], {**painted, **variables})
    assert (status, said.decode().strip()) == (0, seen)


def test_named_format_is_what_comes(painted):
    assert fast({**painted, "NO_COLOR": "1", "TERM": "dumb"}, "--format", "ansi") == "ansi"
    assert fast({**painted, "CLICOLOR_FORCE": "1"}, "--format", "plain") == "plain"


# An account's own files


def test_labelled_account_chooses_variants(environ):
    folder = Path(paths.account_dir(environ, "work"))
    folder.mkdir(parents=True)
    text = (Path(paths.login_dir(environ)) / "plain.prompt").read_text()
    (folder / "plain.prompt").write_text(text.replace("b", "B"))
    assert fast(environ, "--account", "work", "-f", "plain", "--width", "35") == "B" * 30
    assert fast({**environ, "STATUSLINE_WIDTH": "35"}, "-a", "work", "-f", "plain") == "B" * 30
    assert fast(environ, "--account", "work", "-f", "plain") == LONG
