"""All three shells: the variant that fits, also when the terminal changes; colours only where they are wanted."""

import re
import subprocess
import time

import pytest

from statusline.hot import prompt_file
from support import bash_session, fish_session, zsh_session
from support.prompt_files import write_ladder

NAMES = ("bash", "zsh", "fish")
LONG, SHORT, TINY = "a" * 60, "b" * 30, "c" * 10
LADDER = (60, LONG), (30, SHORT), (10, TINY)
SHOW = {
    "bash": '_statusline_prompt; printf \'%s\\n\' "$STATUSLINE_SEGMENT" "$STATUSLINE_PROMPT"',
    "zsh": '_statusline_precmd; print -r -- "$STATUSLINE_SEGMENT"; print -r -- "$STATUSLINE_PROMPT"',
    "fish": "_statusline_update; echo $STATUSLINE_SEGMENT; prompt_statusline; echo",
}


def ladder(environ, name, *variants):
    now = int(time.time())
    return write_ladder(environ, *variants, formats=(name,), now=now, refresh_after=now + 3_600)


def loaded(name, folder):
    """Return the snippet with a program that does nothing in place of the hot half's."""
    if name == "zsh":
        return zsh_session.snippet(folder).read_text()
    if name == "bash":
        return bash_session.snippet("/bin/true") + "\n_statusline_begin"
    return fish_session.snippet("/bin/true")


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def texts(name, require, environ, tmp_path):
    """Return a function that gives the shell's texts, plain and painted, at a first prompt and after each change."""
    flags = {"bash": [], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    assign = "set -g {} {}" if name == "fish" else "{}={}"

    def run(*changes, **variables):
        script = tmp_path / "script"
        lines = (f"{assign.format(*change)}\n{SHOW[name]}" for change in changes)
        script.write_text("\n".join([loaded(name, tmp_path), SHOW[name], *lines, ""]))
        done = subprocess.run(
            [require(name), *flags, script],
            env={**environ, "TERM": "xterm", **variables},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout.decode().splitlines()

    return run


@pytest.fixture
def screen(request, name, require, environ, tmp_path):
    """Return a terminal of 100 columns or more with an interactive shell."""
    if name == "zsh":
        yield from (start() for start in zsh_session.terminal(require, environ, tmp_path))
        return
    program = tmp_path / "program"
    program.symlink_to("/bin/true")
    if name == "bash":
        opened = bash_session.interactive(require(name), environ, bash_session.snippet(program), tmp_path, columns=130)
    else:
        opened = fish_session.interactive(require(name), environ, fish_session.snippet(program))
    with opened:
        yield opened


def test_text_follows_the_terminal_width(name, environ, request):
    ladder(environ, name, *LADDER)
    terminal = request.getfixturevalue("screen")
    terminal.wait_until(lambda rows: rows and LONG in rows[-1], "not the long text")
    for columns, text in ((70, SHORT), (40, TINY), (130, LONG)):
        terminal.resize(columns)
        terminal.settle()
        terminal.send("\r")
        terminal.wait_until(lambda rows, text=text: rows and text in rows[-1], f"not {text!r}")


TOLD = {
    "enough": ("60", LONG),
    "one too few": ("59", SHORT),
    "the least that fits": ("10", TINY),
    "less than the last needs": ("3", TINY),
    "the most": ("9999", LONG),
    "empty": ("", LONG),
    "nothing": ("0", LONG),
    "negative": ("-5", LONG),
    "not a number": ("12x", LONG),
    "octal": ("012", LONG),
    "more than the most": ("10000", LONG),
    "two lines": ("12\n13", LONG),
    "an expression": ("x[1+1]", LONG),
}


@pytest.mark.parametrize(("width", "text"), TOLD.values(), ids=TOLD)
def test_the_columns_that_it_is_told_count(name, environ, texts, width, text):
    ladder(environ, name, *LADDER)
    assert texts(STATUSLINE_WIDTH=width) == [text, text]


def test_a_change_counts_from_the_next_prompt_on(name, environ, texts):
    ladder(environ, name, *LADDER)
    shown = texts(("STATUSLINE_WIDTH", 30), ("STATUSLINE_WIDTH", 5), ("COLUMNS", 200), ("STATUSLINE_WIDTH", "0"))
    assert shown[::2] == shown[1::2] == [LONG, SHORT, TINY, TINY, LONG]


BROKEN_STATES = {  # of bash and fish; zsh has an index
    "no width": lambda text: text.replace("\x1f50,", "\x1f,"),
    "a width that is no number": lambda text: text.replace("\x1f50,", "\x1f5x,"),
    "a length that is no number": lambda text: text.replace(",2\x1f\n", ",x\x1f\n"),
    "no end": lambda text: text.replace("\x1eu", "\x1e"),
    "an end that is no number": lambda text: text.replace("\x1eu", "\x1eux"),
    "no variants": lambda text: re.sub("\x1eu[^\n]*\n", "\x1eu\x1f\n", text),
}
BROKEN = {
    "an empty line": lambda text: text.replace("\n\x1f", "\n\n\x1f"),
    "a hole that nobody knows": lambda text: text.replace("\x1ft1", "\x1fq1"),
    "a hole without its time": lambda text: text.replace("\x1ft1800000000", "\x1ft"),
    "a text too few": lambda text: text.replace("\x1fb\x1fb", "\x1fb=b"),
}


@pytest.mark.parametrize("name", ["bash", "fish"])
@pytest.mark.parametrize("change", BROKEN_STATES.values(), ids=BROKEN_STATES)
def test_broken_state_counts_as_missing(name, environ, texts, change):
    test_broken_variant_counts_as_missing(name, environ, texts, change)


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_broken_variant_counts_as_missing(name, environ, texts, change):
    path = ladder(environ, name, (50, "a"), (1, "b", "\x1et1800000000")) / f"{name}.line"
    whole = path.read_text()
    path.write_text(change(whole))
    assert path.read_text() != whole
    assert texts(STATUSLINE_WIDTH="20") == ["…", "…"]


def test_unchosen_variant_does_no_harm(name, environ, texts):
    ladder(environ, name, (50, "a", "\x1eq"), (10, "b", "\x1ew,5", "c", "\x1ew", "d"), (1, "\x1eq"))
    assert texts(STATUSLINE_WIDTH="20") == ["bd", "bd"]


@pytest.mark.parametrize("width", ["", "1"])
def test_an_empty_variant_is_an_empty_text(name, environ, texts, width):
    ladder(environ, name, (0,), (0,))
    assert texts(STATUSLINE_WIDTH=width) == ["", ""]


RED = {
    "bash": ("\x01\x1b[31m\x02", "\x01\x1b[0m\x02"),
    "zsh": ("%F{red}%{\x1b[2m%}", "%{\x1b[22m%}%f"),
    "fish": ("\x1b[31m", "\x1b[0m"),
}
COLOURS = {
    "by default": ({}, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "NO_COLOR, but empty": ({"NO_COLOR": ""}, True),
}


@pytest.mark.parametrize(("variables", "coloured"), COLOURS.values(), ids=COLOURS)
def test_colours_only_where_wanted(name, environ, texts, variables, coloured):
    on, off = RED[name]
    percent = "%%" if name == "zsh" else "%"
    ladder(environ, name, (20, "5h ", on, f"42{percent}", off, " ", f"{prompt_file.MARK}t0"))
    painted = f"5h {on}42{percent}{off} <1m" if coloured else f"5h 42{percent} <1m"
    assert texts(**variables) == ["5h 42% <1m", painted]


def test_colours_go_with_the_next_prompt(name, environ, texts):
    on, off = RED[name]
    ladder(environ, name, (20, on, "42", off))
    assert texts(("NO_COLOR", 1), ("NO_COLOR", "''"), ("TERM", "dumb"))[1::2] == [
        f"{on}42{off}",
        "42",
        f"{on}42{off}",
        "",
    ]


def test_a_dumb_terminal_gets_no_text(name, environ, texts):
    ladder(environ, name, (20, "42"))
    assert texts(TERM="dumb") == ["", ""]
