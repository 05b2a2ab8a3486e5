"""The user's own commands of [command.NAME], run for what renders ask for. Nothing waits for them.

No shell, the root folder as the current one, nothing on stdin, and of the environment what is known to hold no secret:
the commands are those of the user's own config, and no repository is asked for any.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.hot import command_output, prompt_file
from statusline.hot.session_document import clean
from statusline.refresh.asked import Asked
from statusline.state import files, process
from statusline.state.environment import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

    from statusline.config import Config
    from statusline.config.commands import Command
    from statusline.state.environment import Environment

MOST_AT_ONCE = 4
MOST_OUTPUT = 65_536
_MOST_READS = 16  # at one look
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


@dataclass(slots=True)
class _Run:
    """A command at work. deadline: time.monotonic()."""

    key: str
    settings: Command
    child: Popen[bytes]
    deadline: float
    output: bytes = b""


class Commands:
    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.folder = f"{environment.cache}/{command_output.FOLDER}"
        self._asked = Asked(self.folder)
        self._waiting: list[str] = []
        self._runs: list[_Run] = []

    def look(self, config: Config) -> bool:
        """Go on with the commands; return whether a render has asked for one."""
        keys = self._asked.new()
        settings_of = {settings.key(name): settings for name, settings in config.command.named}
        busy = {run.key for run in self._runs}
        self._waiting += [key for key in keys if key in settings_of and key not in busy and key not in self._waiting]
        self._runs = [run for run in self._runs if not self._ended(run)]
        while self._waiting and len(self._runs) < MOST_AT_ONCE:
            key = self._waiting.pop(0)
            if key in settings_of:
                self._start(key, settings_of[key])
        return bool(keys)

    @property
    def idle(self) -> bool:
        return not self._runs and not self._waiting

    def close(self) -> None:
        """End what is still at work, and forget what nobody has asked for in a long time."""
        for run in self._runs:
            _end(run)
        self._asked.sweep()

    def _start(self, key: str, settings: Command) -> None:
        program, *arguments = settings.run
        environ = process.harmless_variables(self._environment.environ)
        path = expanded(program, self._environment.environ) if program.startswith("~/") else program
        path = path if os.path.isabs(path) else process.find(path, environ) or ""
        if not path:
            self._keep(key, settings, note="names a program that is not in PATH")
            return
        import subprocess  # here: few configs have commands

        try:
            child = subprocess.Popen(
                [path, *arguments],
                cwd=os.sep,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self._keep(key, settings, note=f"cannot be started ({reason})")
            return
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        os.set_blocking(child.stdout.fileno(), False)
        self._runs.append(_Run(key, settings, child, time.monotonic() + settings.seconds))

    def _ended(self, run: _Run) -> bool:
        """Read on; keep the text and return True once the command is over, or its time is."""
        status, late = run.child.poll(), time.monotonic() > run.deadline
        _read(run)  # after the look at its status: what it wrote last would be lost otherwise
        if status is None and not late:
            return False
        _end(run)
        if status is None:
            self._keep(run.key, run.settings, note=f"did not end in {run.settings.seconds} s and was stopped")
        elif status:
            self._keep(run.key, run.settings, note=f"failed with status {status}")
        else:
            self._keep(run.key, run.settings, text=shown(run.output))
        return True

    def _keep(self, key: str, settings: Command, *, text: str = "", note: str = "") -> None:
        now = int(time.time())
        fields = (command_output.VERSION, b"%d" % now, b"%d" % (now + settings.every), note.encode(), text.encode())
        data = b"\0".join(field.replace(b"\0", b"") for field in (*fields, command_output.END))
        with contextlib.suppress(StatuslineError):
            files.write_atomic(command_output.file(self._environment.cache, key) + ".state", data, durable=False)


def shown(output: bytes) -> str:
    """Return the first line of an output that is not blank, without control characters, and cut."""
    lines = _SEQUENCE.sub("", output.decode("utf-8", "replace")).splitlines()
    line = next((stripped for line in lines if (stripped := line.strip())), "")
    return clean(line, command_output.LONGEST).strip()


def failures(cache: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield (name, reason) of each command whose last run failed."""
    for name, settings in config.command.named:
        state = command_output.load(prompt_file.read_own(command_output.file(cache, settings.key(name)) + ".state"))
        if state and state[2]:
            yield name, state[2]


def _read(run: _Run) -> None:
    """Read what is there, up to a bound: some commands never stop writing."""
    for _ in range(_MOST_READS):
        try:
            chunk = os.read(run.child.stdout.fileno(), MOST_OUTPUT) if run.child.stdout else b""
        except OSError:
            return
        if not chunk:
            return
        run.output = (run.output + chunk)[:MOST_OUTPUT]


def _end(run: _Run) -> None:
    """End a command that is still at work, with all that it has started."""
    if run.child.poll() is None:
        import signal

        process.signal_group(run.child, signal.SIGKILL)
    process.close(run.child.stdout)
    process.reap(run.child)
