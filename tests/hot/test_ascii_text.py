"""A terminal whose locale knows no UTF-8 gets ASCII; without a named locale nobody knows."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from statusline.hot import ascii_text
from support.prompt_files import claude, write

FAST = Path(ascii_text.__file__).parents[1] / "fast.py"
LOCALES = {
    "C": ({"LANG": "C"}, True),
    "POSIX by all": ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
    "latin": ({"LANG": "de_DE.ISO-8859-1"}, True),
    "UTF-8": ({"LANG": "en_US.UTF-8"}, False),
    "UTF-8 for characters": ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
    "none": ({}, False),
}


def on_a_terminal(environ, columns=100):
    """Return what the launcher prints on a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    command = [sys.executable, "-IS", FAST, "--format", "plain"]
    subprocess.run(command, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 10_000)
    os.close(ours)
    return said.decode()


@pytest.mark.parametrize(("locale", "plain"), LOCALES.values(), ids=LOCALES)
def test_terminal_gets_the_characters_of_its_locale(environ, locale, plain):
    folder = write(environ, claude())
    environ = {name: value for name, value in environ.items() if not name.startswith(("LC_", "LANG"))}
    environ |= {**locale, "STATUSLINE_NO_REFRESH": "1", "STATUSLINE_WIDTH": "60"}
    said = on_a_terminal(environ)
    assert folder.exists()
    assert ("C 5h 42%" in said, said.isascii()) == (True, plain)
    assert (" | 7d 18%" in said) is plain


def test_why_there_is_nothing_is_read_word_by_word(environ):
    said = on_a_terminal({**environ, "STATUSLINE_NO_REFRESH": "1"}, columns=50)
    assert said.splitlines()[1:3] == [
        "statusline: first refresh started; run",
        "`statusline` again in a moment, or `statusline",
    ]


def test_gauges_have_likenesses():
    assert ascii_text.in_ascii("███▍│░░░ ⣿⣆⣀ → 5 ≈ é") == "###-|--- #-- -> 5 ~ ?"
