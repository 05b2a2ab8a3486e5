"""The status line command that Claude Code ran before us: same document, its lines beside ours. HOT where chained.

It runs while we do our own work, as Claude Code would run it (`/bin/sh -c`, our environment and folder), for a second
at most. What it does can only add lines: if it fails, is slow or prints nothing, ours stand alone.
"""

import _signal  # type: ignore[import-not-found]  # the built-in behind signal, which costs an enum
import select
import time

from statusline.hot import claude_line, prompt_file, session_document, system

TYPE_CHECKING = False
if TYPE_CHECKING:
    Rendered = tuple[str, prompt_file.Prompt | None, str, bool]

SECONDS = 1.0
SIZE_LIMIT = 65_536
LOOK_EVERY = 0.05
LINGER = 0.001
_RESET = "\x1b[0m"
_LINK = "\x1b]8;"
_LINK_END = "\x1b]8;;\x1b\\"


class Chain:
    """One chained command; position says whether its lines come `first` or `last`."""

    def __init__(self, position: str, command: str) -> None:
        self.first = position == "first"
        self.command = command

    def segment(
        self,
        format_: str,
        environ: "system.Environ",
        now: int,
        account: "str | None" = None,
        width: "int | None" = None,
    ) -> "Rendered":
        """Return what claude_line.segment does, with the chained command's lines before or after it."""
        child = start(self.command, environ)
        document, data = session_document.receive()
        if child:
            child.send(data)
        try:
            text, *rest = claude_line.render(document, environ, now, account, width)
        except Exception:  # noqa: BLE001 - the other command's lines are shown whatever happens to ours
            text, rest = prompt_file.pending(format_, now), [None, "", False]
        theirs = closed(child.lines()) if child else ""
        lines = [theirs, text] if self.first else [text, theirs]
        return "\n".join(line for line in lines if line), *rest  # type: ignore[return-value]  # the rest of the same tuple


class Child:
    """A running command in a process group of its own, killed as a whole after SECONDS."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.unsent = b""
        self.deadline = time.monotonic() + SECONDS
        self.out = b""
        for end in (stdin, stdout):
            system.set_blocking(end, False)
        _signal.signal(_signal.SIGTERM, self._aborted)

    def send(self, data: bytes) -> None:
        """Hand over the document: at once what the pipe takes, the rest while waiting for lines."""
        self.unsent = data
        self._write()

    def lines(self) -> str:
        """Return what the command printed, empty unless it succeeded in time; it is gone afterwards."""
        status = self._settle()
        if status is None:
            self._kill()
            self._status(0)
        _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
        return self.out.decode("utf-8", "replace").strip("\r\n") if status == 0 else ""

    def _settle(self) -> "int | None":
        """Wait for the end of the command, not of what it leaves running; return its wait status, None if too late."""
        poll = select.poll()
        poll.register(self.stdout, select.POLLIN)
        if self.stdin >= 0:
            poll.register(self.stdin, select.POLLOUT)
        reading = True
        while (left := self.deadline - time.monotonic()) > 0:
            status = self._status(system.WNOHANG)
            wait = 0.0 if status is not None else min(left, LOOK_EVERY if reading else LINGER)
            for descriptor, _ in poll.poll(wait * 1_000):
                going = self._write() if descriptor == self.stdin else self._read()
                if not going:
                    poll.unregister(descriptor)
                    reading = reading and descriptor != self.stdout
            if status is not None:
                return status
        return None

    def _status(self, options: int) -> "int | None":
        """Return the wait status, None while the command runs."""
        try:
            ended, status = system.waitpid(self.pid, options)
        except ChildProcessError:  # whoever started us ignores SIGCHLD, so the system keeps no status
            return 0
        return status if ended else None

    def _read(self) -> bool:
        try:
            chunk = system.read(self.stdout, SIZE_LIMIT)
        except OSError:
            return False
        self.out = (self.out + chunk)[:SIZE_LIMIT]
        return bool(chunk)

    def _write(self) -> bool:
        """Write what the pipe takes; return whether there is more. A command that reads nothing is fine."""
        try:
            self.unsent = self.unsent[system.write(self.stdin, self.unsent) :]
        except BlockingIOError:
            return True
        except OSError:
            self.unsent = b""
        if not self.unsent:
            system.close(self.stdin)
            self.stdin = -1
        return bool(self.unsent)

    def _kill(self) -> None:
        try:  # noqa: SIM105 - contextlib is not for the hot half
            system.killpg(self.pid, _signal.SIGKILL)
        except OSError:
            pass

    def _aborted(self, *_: object) -> None:
        """Claude Code ends a run that a newer one overtakes: the command must not outlive it."""
        self._kill()
        system.leave(0)


def start(command: str, environ: "system.Environ") -> "Child | None":
    """Start command; None where the system cannot."""
    try:
        stdin, to_stdin = system.pipe()
        stdout, to_stdout = system.pipe()
        # Whoever reads our stderr would otherwise wait for what the command leaves running.
        mute = (system.POSIX_SPAWN_OPEN, 2, system.devnull, system.O_WRONLY, 0)
        actions = [(system.POSIX_SPAWN_DUP2, stdin, 0), (system.POSIX_SPAWN_DUP2, to_stdout, 1), mute]
        pid = system.posix_spawn(
            "/bin/sh",
            ["sh", "-c", command],
            environ,
            file_actions=actions,
            setpgroup=0,
            setsigdef=[_signal.SIGPIPE, _signal.SIGXFSZ],  # Python ignores these, and a child would inherit that
        )
    except (OSError, AttributeError, ValueError):
        return None
    system.close(stdin)
    system.close(to_stdout)
    return Child(pid, to_stdin, stdout)


def closed(text: str) -> str:
    """Return text so that neither its colours nor an open link run on into the lines after it."""
    link = _LINK_END if _LINK in text else ""
    return text + link + (_RESET if "\x1b[" in text else "")
