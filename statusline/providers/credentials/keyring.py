"""The keyring of the operating system, asked once and never for long.

The system's own backend is named, not searched for: `keyring` would load all it has, and its macOS half looks for
libraries with ldconfig, gcc and ld wherever PATH has them. Other backends write files, some in plain text.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from statusline.errors import SourceError

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

TIMEOUT = 10.0

_BACKENDS = {
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
}
_FREE_DESKTOP = (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring"))

_Answer = TypeVar("_Answer")


def secret(service: str, account: str, timeout: float = TIMEOUT) -> str | None:
    """Return the secret of service and account, None if there is none; raise SourceError if the keyring fails."""
    password: str | None = bounded(lambda: system().get_password(service, account), timeout)
    return password


def bounded(ask: Callable[[], _Answer], timeout: float = TIMEOUT) -> _Answer:
    """Return what ask says of the keyring; raise SourceError if it fails, with a reason that quotes nothing.

    timeout in seconds: a locked keyring may wait for a person, and a detached refresh has none.
    """
    import queue  # here: most logins lie in a file
    import threading

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


def system() -> Any:
    """Return the keyring of the operating system; raise SourceError if none runs.

    PYTHON_KEYRING_BACKEND may name one of them; one of another kind there is a wish for none.
    """
    wanted = os.environ.get("PYTHON_KEYRING_BACKEND")
    for module, name in _BACKENDS.get(sys.platform, _FREE_DESKTOP):
        if wanted and wanted != f"{module}.{name}":
            continue
        backend = getattr(import_module(module), name)
        if backend.viable:
            return backend()
    raise SourceError(
        "There is no keyring of the operating system here.", "Start its service (GNOME Keyring, KWallet)."
    )
