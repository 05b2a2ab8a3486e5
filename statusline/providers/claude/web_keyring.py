"""Our own items in the keyring of the operating system, and in no other place that `keyring` knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from statusline.errors import SourceError
from statusline.providers.credentials.keyring import TIMEOUT, bounded

if TYPE_CHECKING:
    from collections.abc import Iterable

SERVICE = "statusline"

# Others write files, some in plain text (keyrings.alt), or forget what they are told (null).
_SYSTEMS = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)


def read(name: str, timeout: float = TIMEOUT) -> str | None:
    """Return the secret called name, None if there is none. Raises SourceError, as the others do."""
    found: str | None = bounded(lambda: _backend().get_password(SERVICE, name), timeout)
    return found


def write(name: str, secret: str, timeout: float = TIMEOUT) -> None:
    """Keep secret under name, in place of what was there, and make sure that it is kept."""
    bounded(partial(_write, name, secret), timeout)


def remove(name: str, timeout: float = TIMEOUT) -> bool:
    """Remove the secret called name; return whether there was one."""
    return bounded(partial(_remove, name), timeout)


def _write(name: str, secret: str) -> None:
    backend = _backend()
    backend.set_password(SERVICE, name, secret)
    if backend.get_password(SERVICE, name) != secret:
        raise SourceError("The keyring did not keep the secret.", "Look at its settings.")


def _remove(name: str) -> bool:
    backend = _backend()
    if backend.get_password(SERVICE, name) is None:
        return False
    backend.delete_password(SERVICE, name)
    return True


def _backend() -> Any:
    import keyring

    active = keyring.get_keyring()
    chain: Iterable[Any] = getattr(active, "backends", None) or [active]
    for backend in chain:
        if type(backend).__module__ in _SYSTEMS:
            return backend
    raise SourceError(
        "There is no keyring of the operating system here.", "Start its service (GNOME Keyring, KWallet)."
    )
