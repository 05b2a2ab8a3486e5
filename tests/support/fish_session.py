"""fish with the snippet loaded: a script in one process, or an interactive shell on a terminal."""

import re
import subprocess
from pathlib import Path

from statusline import shell_init
from support.terminal import Terminal

PROMPT = "ready> "
KEYBOARD_MODE = re.compile(rb"\x1b\[[=<>?][0-9;]*u")


def snippet(program):
    """Return the snippet with program in place of the hot half's command."""
    return shell_init.source("fish").replace(shell_init.PLACEHOLDER, quoted(program))


def quoted(text):
    """Return text as one word of a fish script."""
    return shell_init.quoted(str(text), "fish")


def recorder(folder, then="exit 0"):
    """Return a program that notes its arguments in a file beside it, and that file."""
    program, notes = folder / 'it\'s a "program" \\', folder / "notes"
    program.write_text(f'#!/bin/sh\necho "$@" >>"${{0%/*}}/notes"\n{then}\n')
    program.chmod(0o700)
    return program, notes


def run(fish, script, environ, folder):
    """Return the output lines of a script; it must not complain."""
    path = folder / "script.fish"
    path.write_bytes(script if isinstance(script, bytes) else script.encode())
    done = subprocess.run(
        [fish, path], env=environ, cwd=folder, capture_output=True, timeout=60, check=True, stdin=subprocess.DEVNULL
    )
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode().splitlines()


def interactive(fish, environ, loaded, *, before="", after="", columns=100):
    """Return an interactive fish on a terminal whose config.fish has the lines before, loaded and after."""
    home = Path(environ["HOME"])
    # Without this folder the first interactive shell starts to write completions; fish 4 has it in the cache.
    for data in (home / ".local/share", Path(environ.get("XDG_CACHE_HOME", home / ".cache"))):
        (data / "fish/generated_completions").mkdir(parents=True, exist_ok=True)
    config = home / ".config/fish/config.fish"
    config.parent.mkdir(parents=True, exist_ok=True)
    own = f"set -g fish_greeting\nfunction fish_prompt\n    printf %s {quoted(PROMPT)}\nend\n"
    config.write_text(f"{own}{before}\n{loaded}\n{after}\n")
    terminal = Terminal([fish, "-i"], environ, folder=home, columns=columns)
    terminal._stream = _WithoutKeyboardModes(terminal._stream)
    return terminal


class _WithoutKeyboardModes:
    """What fish 4 says about keys, and pyte 0.8 prints."""

    def __init__(self, stream):
        self._stream = stream

    def feed(self, data):
        self._stream.feed(KEYBOARD_MODE.sub(b"", data))
