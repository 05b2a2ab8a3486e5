"""A login's folder from before its name had a checksum: what is in it is taken over, once."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot.paths import ACCOUNT_MARK

if TYPE_CHECKING:
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

_CHECKSUM = re.compile(r"-\d{1,10}(?=\+|$)")


def old_key(key: str) -> str:
    """Return what a login's folder was called before; the same name if nothing changed."""
    return _CHECKSUM.sub("", key)


def take_over(environment: Environment, shared: SharedState) -> None:
    """Move what sessions left, and who was signed in, if the old folder was last this very login's."""
    old = old_key(environment.key)
    state = shared.record.logins.get(old)
    if (
        environment.key[:1] == ACCOUNT_MARK
        or old == environment.key
        or state is None
        or state.values != environment.login
    ):
        return
    before = os.path.join(os.path.dirname(environment.folder), old)
    _move(f"{before}/spool", f"{environment.folder}/spool")
    with contextlib.suppress(OSError):  # prompt files and claims are created again
        for name in os.listdir(before):
            if name.endswith((".prompt", ".claim", ".line")):
                os.unlink(f"{before}/{name}")
        os.rmdir(before)
    logins = {key: value for key, value in shared.record.logins.items() if key != old}
    shared.record = replace(shared.record, logins={environment.key: state, **logins})


def _move(source: str, target: str) -> None:
    with contextlib.suppress(OSError):
        os.makedirs(target, 0o700, exist_ok=True)
        for name in os.listdir(source):
            if not os.path.exists(f"{target}/{name}"):
                os.replace(f"{source}/{name}", f"{target}/{name}")
        os.rmdir(source)
