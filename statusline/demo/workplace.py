"""The demo's temporary folder, removed with every file and process, whoever ends the demo and when."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from statusline.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Handler = Callable[[int, object], None]

PREFIX = "statusline-demo-"
SETTLE = 5.0

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a signal to end raise SystemExit(128 + its number), once; one that is ignored (nohup) stays ignored."""

    def leave(number: int, _: object) -> None:
        for ending in _ENDING:
            signal.signal(ending, _ignore)
        raise SystemExit(128 + number)

    with _handled(leave):
        yield


@contextmanager
def temporary_folder(parent: str | None) -> Iterator[Path]:
    """Yield a new folder in parent (None: the system's choice), removed afterwards. Raises StorageError."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    except OSError as error:
        where = f"{parent} does not take" if parent else "no place takes"
        raise StorageError(
            f"The demo needs a temporary folder, and {where} one: {error.strerror or 'the system refused'}.",
            "Set TMPDIR to a folder that you may write to.",
        ) from None
    others = set(threading.enumerate())
    try:
        yield folder
    finally:
        with _handled(_ignore):
            _settle(folder, others)
            shutil.rmtree(folder, ignore_errors=True)


def refreshing(folder: Path) -> bool:
    """Return whether a detached refresh is at work on a machine below folder: its claim holds a time until it ends."""
    return any(claim.read_bytes().strip(b"0\n") for claim in folder.glob("*/cache/logins/*/refresh.claim"))


def _ignore(_number: int, _frame: object) -> None:
    """Do nothing. With SIG_IGN Python complains about a signal that came just before."""


@contextmanager
def _handled(handler: Handler) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in _ENDING}
    signals = [number for number, handler_before in before.items() if handler_before != signal.SIG_IGN]
    for number in signals:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in signals:
            if signal.getsignal(number) == handler:  # else a signal has come, and the process ends undisturbed
                signal.signal(number, before[number])


def _settle(folder: Path, others: set[threading.Thread]) -> None:
    """Wait for every process that may still write to folder: it would create the folder again."""
    until = time.monotonic() + SETTLE
    while refreshing(folder) and time.monotonic() < until:
        time.sleep(0.02)
    for thread in set(threading.enumerate()) - others:
        thread.join(max(0.0, until - time.monotonic()))
