"""The macOS keychain through `/usr/bin/security`: any other reader makes the system ask the user."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from statusline.errors import SourceError
from statusline.providers.credentials.fields import digest
from statusline.providers.credentials.files import Stored
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Mapping

SECURITY = "/usr/bin/security"
TIMEOUT = 10.0

_ABSENT = 44
_LOCKED = 36
_ACCOUNT = re.compile(r"[a-zA-Z0-9._-]+")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})+")


def generic_password(
    environ: Mapping[str, str], service: str, security: str = SECURITY, timeout: float = TIMEOUT
) -> Stored | None:
    """Return the item of service, None if there is none; raise SourceError if the keychain does not give it."""
    needed = {name: environ[name] for name in ("HOME", "USER", "LOGNAME") if name in environ}  # no token
    try:
        answer = process.run(command(account_name(environ), service, security), needed, timeout)
    except TimeoutError:
        raise SourceError(
            f"The keychain gave no answer in {timeout:g} s.", "Answer its dialogue, if one is open."
        ) from None
    except OSError as error:
        raise SourceError(
            "{path} cannot be run ({reason}).", "Repair it, it is part of macOS.", path=security, reason=error.strerror
        ) from None
    return _item(answer.status, answer.output, service)


def command(account: str, service: str, security: str = SECURITY) -> list[str]:
    """Return the command that prints one item, the only use we make of `security`."""
    return [security, "find-generic-password", "-a", account, "-w", "-s", service]


def account_name(environ: Mapping[str, str]) -> str:
    name = environ.get("USER", "") or _system_name()
    return name if _ACCOUNT.fullmatch(name) else "claude-code-user"


def _item(code: int, output: bytes, service: str) -> Stored | None:
    if code == _ABSENT:
        return None
    if code == _LOCKED:
        raise SourceError("The macOS keychain is locked.", "Run `security unlock-keychain`.")
    if code != 0:
        raise SourceError(f"The macOS keychain refused with code {code}.", f"Look at `{service}` in Keychain Access.")
    data = output.strip()
    if _HEX.fullmatch(data):  # how `security` prints what is not plain ASCII
        data = bytes.fromhex(data.decode("ascii"))
    return Stored(data, f"keychain item `{service}`", digest(data))


def _system_name() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""
