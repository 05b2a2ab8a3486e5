"""Our own items in the keyring of the operating system."""

from __future__ import annotations

from functools import partial

from statusline.errors import SourceError
from statusline.providers.credentials.keyring import TIMEOUT, bounded, system

SERVICE = "statusline"


def read(name: str, timeout: float = TIMEOUT) -> str | None:
    """Return the secret called name, None if there is none. Raises SourceError, as the others do."""
    secret: str | None = bounded(lambda: system().get_password(SERVICE, name), timeout)
    return secret


def write(name: str, secret: str, timeout: float = TIMEOUT) -> None:
    """Keep secret under name, in place of what was there, and make sure that it is kept."""
    bounded(partial(_write, name, secret), timeout)


def remove(name: str, timeout: float = TIMEOUT) -> bool:
    """Remove the secret called name; return whether there was one."""
    return bounded(partial(_remove, name), timeout)


def _write(name: str, secret: str) -> None:
    backend = system()
    backend.set_password(SERVICE, name, secret)
    if backend.get_password(SERVICE, name) != secret:
        raise SourceError("The keyring did not keep the secret.", "Look at its settings.")


def _remove(name: str) -> bool:
    backend = system()
    if backend.get_password(SERVICE, name) is None:
        return False
    backend.delete_password(SERVICE, name)
    return True
