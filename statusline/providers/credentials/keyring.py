"""The OS keyring, asked once and never for long."""

from __future__ import annotations

import queue
import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from statusline.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT = 10.0

_Answer = TypeVar("_Answer")


def secret(service: str, account: str, timeout: float = TIMEOUT) -> str | None:
    """Return the secret of service and account, None if there is none; raise SourceError if the keyring fails."""
    return bounded(partial(_password, service, account), timeout)


def bounded(ask: Callable[[], _Answer], timeout: float = TIMEOUT) -> _Answer:
    """Return what ask says of the keyring; raise SourceError if it fails, with a reason that quotes nothing.

    timeout in seconds: a locked keyring may wait for a person, and a detached refresh has none.
    """
    answers: queue.SimpleQueue[tuple[_Answer] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=(ask, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise SourceError(f"The keyring gave no answer in {timeout:g} s.", "Unlock it.") from None
    if isinstance(answer, SourceError):
        raise answer
    if isinstance(answer, Exception):
        raise SourceError(f"The keyring cannot be read ({type(answer).__name__}).", "Unlock it, or start its service.")
    return answer[0]


def _ask(ask: Callable[[], _Answer], answers: queue.SimpleQueue[tuple[_Answer] | Exception]) -> None:
    try:
        answers.put((ask(),))
    except Exception as error:  # noqa: BLE001 - each backend has its own errors: D-Bus, OS, keyring's
        answers.put(error)


def _password(service: str, account: str) -> str | None:
    import keyring

    return keyring.get_password(service, account)
