"""bash with the snippet loaded: a script in one process, or an interactive shell on a terminal."""

import contextlib
import shlex
import subprocess
import time

from statusline import shell_init
from support.prompt_files import COUNTDOWN, claude, write
from support.terminal import Terminal

PARTS = [shell_init.shipped_file(f"{part}.bash") for part in ("statusline", *shell_init.PARTS)]
PROMPT = "ready> "
READY = PROMPT.strip()
SHOW = "_statusline_begin\n_statusline_prompt\nprintf '%s\\n' \"$STATUSLINE_SEGMENT\""


def snippet(*command):
    """Return the snippet with command in place of the hot half's; the real one if there is none."""
    if not command:
        return shell_init.snippet("bash")
    return shell_init.source("bash").replace(shell_init.PLACEHOLDER, shlex.join(map(str, command)))


def older(text):
    """Return the snippet as a bash before 5 takes it."""
    assert (text.count("BASH_VERSINFO[0] < 5)"), text.count(">= 501)")) == (6 + (shell_init.READ_PARTS in text), 1)
    text = text.replace("BASH_VERSINFO[0] < 5)", "BASH_VERSINFO[0] < 99)").replace(">= 501)", ">= 9999)")
    return text.replace("@P}", "@Z}")  # which no bash knows, as one before 4.4 does not know @P


def recorder(folder, then="exit 0"):
    """Return a program that notes its arguments, and the file it notes them in, a line a run."""
    program, notes = folder / 'it\'s a "program" \\', folder / "notes"
    program.write_text(f'#!/bin/sh\necho "$@" >>{shlex.quote(str(notes))}\n{then}\n')
    program.chmod(0o700)
    notes.touch()
    return program, notes


def run(bash, script, environ, folder, *options):
    """Return the output lines of a script; it must end well and not complain."""
    path = folder / "script.bash"
    path.write_bytes(script if isinstance(script, bytes) else script.encode())
    done = subprocess.run(
        [bash, *options, path],
        env={"TERM": "xterm-256color", **environ},
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode(errors="surrogateescape").splitlines()


def interactive(bash, environ, loaded, folder, *, before=f"PS1='{PROMPT}'", after="", around=(), columns=200):
    """Return an interactive bash on a terminal whose .bashrc has the lines before, loaded and after."""
    (folder / "snippet.bash").write_text(loaded)
    block = f'eval "$(cat {shlex.quote(str(folder / "snippet.bash"))})"'  # as `install` and the README have it
    (folder / "bashrc").write_text(f"{before}\n{block}\n{after}\n")
    return Terminal([*around, bash, "--rcfile", folder / "bashrc", "-i"], environ, folder=folder, columns=columns)


def opener(bash, environ, folder):
    """Return a function that opens an interactive bash in which command (a recorder) stands in for the hot half."""

    def opened(*command, **options):
        return interactive(bash, environ, snippet(*(command or (recorder(folder)[0],))), folder, **options)

    return opened


def show(environ, *samples, **options):
    """Write bash's prompt files with Claude's windows as they are now."""
    usual = {"config": COUNTDOWN, "formats": ("plain", "bash")}
    return write(environ, claude(*samples), now=int(time.time()), **{**usual, **options})


def wait_for_prompt(terminal, text, prompt=READY):
    """Wait until the last row of the screen is text and the prompt."""
    row = f"{text} {prompt}" if text else prompt
    terminal.wait_until(lambda lines: lines[-1:] == [row], f"no {row!r} at the end of the screen")


def interrupt(terminal):
    """Press Ctrl-C until a prompt follows: what is typed before it would be thrown away.

    A bash that has just drawn its prompt, and is about to read, may miss it (one time in ten, without the snippet too).
    """
    rows = len(terminal.lines())

    def seen(lines):
        return len(lines) > rows and lines[-1].endswith(READY)

    for _ in range(5):
        terminal.send("\x03")
        with contextlib.suppress(AssertionError):
            return terminal.wait_until(seen, "", timeout=1)
    return terminal.wait_until(seen, "no prompt after Ctrl-C")


def next_prompt(terminal, line=""):
    """Enter a line on a clean screen."""
    terminal.send("\x0c")
    terminal.wait_until(lambda lines: len(lines) == 1, "the screen is not clean")
    terminal.enter(line)
    terminal.wait_until(lambda lines: len(lines) > 1, "nothing came after the line")
