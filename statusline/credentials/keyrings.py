"""The OS keyring, asked once and never for long."""

from __future__ import annotations

import queue
import threading

from statusline.errors import SourceError

TIMEOUT = 10.0


def secret(service: str, account: str, timeout: float = TIMEOUT) -> str | None:
    """Return the secret of service and account, None if there is none; raise SourceError if the keyring fails.

    timeout in seconds: a locked keyring may wait for a person, and a detached refresh has none.
    """
    answers: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=(service, account, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise SourceError(f"The keyring gave no answer in {timeout:g} s.", "Unlock it.") from None
    if isinstance(answer, Exception):
        raise SourceError(f"The keyring cannot be read ({type(answer).__name__}).", "Unlock it, or start its service.")
    return answer


def _ask(service: str, account: str, answers: queue.SimpleQueue[str | Exception | None]) -> None:
    try:
        import keyring

        answers.put(keyring.get_password(service, account))
    except Exception as error:  # noqa: BLE001 - each backend has its own errors: D-Bus, OS, keyring's
        answers.put(error)
