"""zsh with the snippet loaded: a piece of code in one process, or an interactive shell on a terminal."""

import shlex
import subprocess
import time

from statusline import shell_init
from statusline.hot import prompt_file
from support import prompt_files
from support.terminal import Terminal

DEFAULT_LOGIN = ("", "", "", "")
FORMATS = ("plain", "zsh")
MINUTE = 60
HALF_A_MINUTE = 30
PROMPT = "ready>"


def snippet(folder, command=("/bin/true",)):
    """Write the snippet with a stand-in for the program; return its path."""
    path = folder / "statusline.zsh"
    words = " ".join(shell_init.quoted(str(word)) for word in command)
    path.write_text(shell_init.source("zsh").replace(shell_init.PLACEHOLDER, words))
    return path


def counting(folder):
    """Return a stand-in program that notes its arguments, one run a line, and where it notes them."""
    program, log = folder / "it's a program", folder / "runs"
    program.write_text(f'#!/bin/sh\necho "$*" >>{shlex.quote(str(log))}\necho "$2 text"\n')
    program.chmod(0o755)
    log.touch()
    return program, log


def live(environ, *accounts, now=None, **options):
    """Write zsh's prompt files, fresh by the real clock; return their folder."""
    at = int(time.time()) if now is None else now
    return prompt_files.write(environ, *accounts, now=at, **{"formats": FORMATS, **options})


def by_the_clock():
    """Return a Claude account with 42 %, and 2h11m left by the real clock for the next half minute."""
    now = int(time.time())
    return prompt_files.claude(prompt_files.sample(resets_at=now + 131 * MINUTE + HALF_A_MINUTE, as_of=now))


def timeless(used, **changes):
    """Return a Claude account with a percentage and no reset."""
    return prompt_files.claude(prompt_files.sample(used=used, resets_at=None, as_of=int(time.time()), **changes))


def python_text(folder, target, now, width=None):
    """Return what Python makes of target's prompt file at now, with so many columns."""
    return prompt_file.fill(prompt_file.read(f"{folder}/{target}.prompt", DEFAULT_LOGIN, width)[1], now)


def zsh(require, environ, tmp_path):
    """Fixture: return a function that runs zsh code without a terminal and gives its lines; it must not complain.

    The word SNIPPET in the code is the snippet's path. A variable that is None is unset.
    """
    program = require("zsh")

    def run(code, **variables):
        code = code.replace("SNIPPET", shlex.quote(str(snippet(tmp_path))))
        everything = {**environ, **variables}
        done = subprocess.run(
            [program, "-f", "-c", code],
            env={name: value for name, value in everything.items() if value is not None},
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.stderr.decode() == ""
        return done.stdout.decode().splitlines()

    return run


def terminal(require, environ, tmp_path):
    """Fixture: return a function that opens an interactive zsh; its .zshrc loads the snippet between two codes."""
    program = require("zsh")
    opened = []

    def start(before="", after="", *, loaded=None, wrapper=(), **variables):
        dots = tmp_path / "dots"
        dots.mkdir(exist_ok=True)
        path = shlex.quote(str(loaded or snippet(tmp_path)))
        (dots / ".zshrc").write_text(f"PROMPT='{PROMPT} '\n{before}\nsource {path}\n{after}\n")
        child = {**environ, "ZDOTDIR": str(dots), **variables}
        opened.append(Terminal([*wrapper, program, "-d", "-i"], child, folder=tmp_path))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def prompts(screen):
    """Return the rows that begin with the prompt."""
    return [line for line in screen.lines() if line.startswith(PROMPT)]


def segments(screen):
    """Return what stands behind each prompt on an empty line."""
    return [line.removeprefix(PROMPT).strip() for line in prompts(screen)]


def wait_for_segments(screen, texts):
    """Wait until these stand behind the prompts; zsh draws the right side of a prompt after the left one."""
    screen.wait_until(lambda _: segments(screen) == texts, f"not {texts}")


def at_the_right(text):
    """Return the row of an empty line whose right prompt is text."""
    return f"{PROMPT} {text:>92}"


def press_enter(screen, times=1):
    """Press Enter on an empty line and wait for the prompt that follows."""
    for _ in range(times):
        wanted = len(prompts(screen)) + 1
        screen.send("\r")
        screen.wait_until(lambda _, wanted=wanted: len(prompts(screen)) >= wanted, "no further prompt")
