"""Whether a login has a token that may be sent now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.errors import LoginExpired

if TYPE_CHECKING:
    from statusline.limits.model import Credential, Login

MARGIN = 60


def sendable(login: Login, now: int) -> Credential:
    """Return login's credential; raise LoginExpired if it has none or expires within MARGIN seconds of now."""
    credential = login.credential
    if credential is None:
        raise LoginExpired(
            "There is no usable token in {where}.", TABLE[login.provider].sign_in_remedy, where=login.where
        )
    if credential.expires_at is not None and credential.expires_at <= now + MARGIN:
        raise LoginExpired("The token in {where} has expired.", TABLE[login.provider].renewal_remedy, where=login.where)
    return credential
