"""`fast.py wait SHELL [PID]`: start what is due behind a prompt, and say when the new text is there. HOT.

A line on stdout for each new text; with a process id SIGURG to it, which who does not wait for it ignores.
"""

import time

from statusline.hot import paths, prompt_file, show, spawn, system

LONGEST = 60.0
LOOK_EVERY = 0.05
LESS_OFTEN = 0.25
OFTEN_FOR = 2.0
CLAIMS = ("refresh.claim", "recompile.claim")


def run(arguments: "list[str]", environ: "system.Environ") -> None:
    """Wait for the end of what somebody has just started; leave the process with status 0, whatever happens."""
    try:
        shell, *pid = arguments
        if shell in show.FORMATS:
            tell_of_changes(shell, int(pid[0]) if pid else 0, environ)
    except (OSError, ValueError):
        pass
    finally:
        system.leave(0)


def tell_of_changes(shell: str, pid: int, environ: "system.Environ") -> None:
    """Start what is due, and tell each time that the shell's prompt file is another, until nobody writes it."""
    folder = paths.login_dir(environ)
    path = f"{folder}/{shell}.prompt"
    before = written(path)
    show.follow_up(
        prompt_file.read(path, paths.login(environ)), folder, spooled=False, environ=environ, now=int(time.time())
    )
    started = time.monotonic()
    busy = True
    while busy and time.monotonic() - started < LONGEST:
        time.sleep(LOOK_EVERY if time.monotonic() - started < OFTEN_FOR else LESS_OFTEN)
        busy = any(claimed(f"{folder}/{name}") for name in CLAIMS)
        now_written = written(path)
        if now_written != before:
            before = now_written
            tell(pid)


def claimed(path: str) -> bool:
    """Return whether a claim is held: not released, and not older than it may get."""
    text = prompt_file.read_own(path, 16)
    return text[:10].isdigit() and 0 <= time.time() + spawn.CLOCK_SLACK - int(text[:10]) < spawn.CLAIM_LIFE


def written(path: str) -> "tuple[int, int]":
    try:
        status = system.stat(path)
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


def tell(pid: int) -> None:
    if pid:
        import _signal  # type: ignore[import-not-found]  # built-in, as the signal module is not

        system.kill(pid, _signal.SIGURG)
    else:
        system.write(1, b"\n")
