"""Whether a login has a token that may be sent now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.errors import LoginExpired
from statusline.limits.model import CLAUDE, CODEX

if TYPE_CHECKING:
    from statusline.limits.model import Credential, Login

MARGIN = 60

_RENEW = {CLAUDE: "Run `claude`: it renews its login.", CODEX: "Run `codex`: it renews its login."}
_SIGN_IN = {CLAUDE: "Run `claude` and sign in.", CODEX: "Run `codex login`."}


def sendable(login: Login, now: int) -> Credential:
    """Return login's credential; raise LoginExpired if it has none or expires within MARGIN seconds of now."""
    credential = login.credential
    if credential is None:
        raise LoginExpired(f"There is no usable token in {login.where}.", _SIGN_IN[login.provider])
    if credential.expires_at is not None and credential.expires_at <= now + MARGIN:
        raise LoginExpired(f"The token in {login.where} has expired.", _RENEW[login.provider])
    return credential
