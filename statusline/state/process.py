"""Programs that are run to their end: nothing of ours on their stdin, a time limit, and no process left after it."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import signal
    import subprocess
    from collections.abc import Mapping, Sequence

PIPE, NOWHERE = -1, -3  # those of `subprocess`, which is loaded where something is started
# All that a program of the user's gets of the environment: any other variable may be a secret.
_GIVEN = (
    *("HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TMUX", "TMUX_TMPDIR"),
    *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"),
)
_GIVEN_PREFIXES = ("LC_", "XDG_")


class Finished(NamedTuple):
    """The exit status of a program and what it wrote to the streams that were pipes."""

    status: int
    output: bytes
    errors: bytes


def harmless_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a program of the user's gets: those that are known to hold no secret."""
    return {name: value for name, value in environ.items() if name in _GIVEN or name.startswith(_GIVEN_PREFIXES)}


def find(program: str, environ: Mapping[str, str]) -> str | None:
    """Return the path of a program in the absolute folders of PATH, None if it is in none of them."""
    folders = [folder for folder in environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    import shutil

    return shutil.which(program, path=os.pathsep.join(folders))


def run(  # noqa: PLR0913 - what a child is given, and where its streams lead
    command: Sequence[str],
    environ: Mapping[str, str],
    seconds: float,
    *,
    data: bytes = b"",
    stdin: int = NOWHERE,
    stdout: int = PIPE,
    stderr: int = NOWHERE,
    group: bool = True,
) -> Finished:
    """Run command with data on its stdin, in the root folder and in a process group of its own.

    One that takes longer than seconds is killed with all that it started. Without a group only the program itself is,
    it works in the current folder, and Python starts it by posix_spawn, the fastest way. Raises TimeoutError, OSError
    or ValueError where it cannot be started.
    """
    import subprocess

    process = subprocess.Popen(
        command,
        stdin=PIPE if data else stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=os.sep if group else None,
        env=dict(environ),
        start_new_session=group,
        close_fds=group,
    )
    try:
        output, errors = process.communicate(data or None, seconds)
    except subprocess.TimeoutExpired:
        _kill(process, group=group)
        raise TimeoutError(f"not finished after {seconds:g} s") from None
    except BaseException:
        _kill(process, group=group)
        raise
    return Finished(process.returncode, output or b"", errors or b"")


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the group that process leads. It must not be reaped yet, or the number may be another's."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(process.pid, number)


def close(stream: Any) -> None:
    """Close a pipe, or nothing, whatever became of its other end."""
    with contextlib.suppress(OSError):
        if stream:
            stream.close()


def reap(process: subprocess.Popen[bytes]) -> None:
    from subprocess import TimeoutExpired

    with contextlib.suppress(TimeoutExpired):  # only a process stuck in the kernel outlives KILL
        process.wait(1)


def _kill(process: subprocess.Popen[bytes], *, group: bool) -> None:
    if group and sys.platform != "win32":
        import signal

        signal_group(process, signal.SIGKILL)
    else:
        process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        close(stream)
    reap(process)
