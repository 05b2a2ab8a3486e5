"""Keyboard and signals of a full-screen command as events; afterwards the terminal is restored."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Listen = Callable[[float], "list[str | int]"]
    """Waits at most so many seconds; returns the keys that were pressed and the numbers of the signals that came."""

UP, DOWN, LEFT, RIGHT, ENTER, ESCAPE = "up", "down", "left", "right", "enter", "escape"
HANG_UP = "\x04"  # Ctrl-D; also what a keyboard that is gone says
_SEQUENCE = re.compile(rb"\x1b[\[O]([ABCD])|\x1b[\[O].*|(\x1b)|([^\x1b])", re.DOTALL)
_ARROWS = {b"A": UP, b"B": DOWN, b"C": RIGHT, b"D": LEFT}
_CAUGHT = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGWINCH", "SIGTSTP", "SIGCONT")


def number(name: str) -> int:
    """Return the number of a signal, -1 if the system has no signal of that name."""
    return int(getattr(signal, name, -1))


@contextmanager
def listening(keyboard: int) -> Iterator[Listen]:
    """Read keys one by one, without echo, and catch signals, until the end of the block. keyboard: a descriptor.

    No signal interrupts the block: it decides itself when to leave, so the terminal is always restored.
    """
    with _caught() as signals, _unbuffered(keyboard) as has_keys:
        sources = [signals, *([keyboard] if has_keys else [])]

        def listen(seconds: float) -> list[str | int]:
            ready = select.select(sources, [], [], max(0.0, seconds))[0]
            events: list[str | int] = [event for fd in ready if fd == signals for event in _drain(fd)]
            return events + [key for fd in ready if fd != signals for key in _keys(fd)]

        yield listen


@contextmanager
def _unbuffered(keyboard: int) -> Iterator[bool]:
    """Switch off echo and line buffering, not Ctrl-C and Ctrl-Z; yield whether there is a keyboard."""
    if not os.isatty(keyboard):
        yield False
        return
    import termios
    import tty

    settings = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSANOW)
        yield True
    finally:
        with contextlib.suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(keyboard, termios.TCSANOW, settings)


@contextmanager
def _caught() -> Iterator[int]:
    """Turn signals into bytes; yield the descriptor to read them from."""
    numbers = [
        signal_number for name in _CAUGHT if (signal_number := number(name)) >= 0 and not _ignored(signal_number)
    ]
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    handlers = {signum: signal.signal(signum, _noted) for signum in numbers}
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakeup)
        for signum, handler in handlers.items():
            signal.signal(signum, handler)
        os.close(reader)
        os.close(writer)


def _ignored(signal_number: int) -> bool:
    """Tell whether the parent wants the signal ignored, as nohup does."""
    return signal.getsignal(signal_number) is signal.SIG_IGN


def _noted(_number: int, _frame: object) -> None:
    """Do nothing: the number is already in the pipe."""


def _drain(reader: int) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return os.read(reader, 4096)
    return b""


def _keys(keyboard: int) -> list[str]:
    """Return the typed keys: letters in lower case, names of arrows and of Enter; a mouse has no meaning here."""
    try:
        typed = os.read(keyboard, 4096)
    except OSError:
        typed = b""
    if not typed:
        return [HANG_UP]
    return [key for match in _SEQUENCE.finditer(typed) if (key := _key(match))]


def _key(match: re.Match[bytes]) -> str:
    arrow, escape, letter = match.groups()
    if letter in (b"\r", b"\n"):
        return ENTER
    if letter:
        return letter.decode("ascii", "ignore").lower()
    return ESCAPE if escape else _ARROWS.get(arrow, "")
