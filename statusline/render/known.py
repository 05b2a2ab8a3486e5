"""Texts that this process has written before: of an account that is as it was, by the same config.

A process that stays compiles after each answer of a session, which says something new of one account alone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.format.evaluate import Located
    from statusline.limits.view import AccountView

    Texts = dict[tuple[object, ...], list[Located]]

MOST = 16  # accounts, the newest ones


class _Known(NamedTuple):
    view: AccountView
    texts: Texts


_of_config: list[tuple[Config, str | None]] = []
_known: list[_Known] = []


def texts_of(view: AccountView, config: Config) -> Texts:
    """Return the texts of an account, by what else they depend on; whoever writes another one adds it."""
    setting = config, os.environ.get("TZ")  # moments of a day are written in the zone
    if not _of_config or _of_config[0] != setting:
        _known.clear()
    _of_config[:] = [setting]
    for entry in reversed(_known):
        if entry.view == view:
            return entry.texts
    del _known[: -MOST + 1]
    _known.append(_Known(view, {}))
    return _known[-1].texts
