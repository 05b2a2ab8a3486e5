"""What the dashboard shows, read from our own files and only when they have changed. Asks no server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from statusline.config import Config
from statusline.errors import StatuslineError
from statusline.limits import view
from statusline.redaction import OPEN
from statusline.render import names, redactor
from statusline.state import recent_pace, transaction
from statusline.state.last_good_config import load_or_last_good
from statusline.watch import points as watch_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statusline.limits.model import Record
    from statusline.limits.view import AccountView
    from statusline.redaction import Veil
    from statusline.state.environment import Place
    from statusline.state.samples import Point

LOOK_AGAIN = 60

Window = tuple[str, str]
"""Account and window."""


@dataclass(frozen=True, slots=True)
class State:
    """`points` are those of the last hours by account and window, `troubles` what is wrong on this machine.

    `labels` are what people call the accounts, by key. `started`: whether a refresh has got to this login yet. All
    texts are such as the veil lets through.
    """

    config: Config = field(default_factory=Config)
    views: tuple[AccountView, ...] = ()
    points: Mapping[Window, Sequence[Point]] = field(default_factory=dict)
    labels: Mapping[str, str | None] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()
    started: bool = False
    veil: Veil = OPEN


class Reader:
    """Keeps what it has read until usage.json or the config changes, a reset passes, or a minute is over."""

    def __init__(self, here: Place, privacy: str | None = None) -> None:
        self._here, self._privacy = here, privacy
        self._state = State()
        self._stamp: tuple[object, ...] = ()
        self._read_at = self._good_until = 0

    def state(self, now: int) -> State:
        """Return what is known at now (epoch seconds); what cannot be read is one of the troubles."""
        stamp = (_stamp(self._here.record), _stamp(self._here.config))
        if stamp != self._stamp or not self._read_at <= now < self._good_until:
            self._stamp, self._read_at = stamp, now
            self._state = self._read(now)
            self._good_until = min([now + LOOK_AGAIN, *_resets(self._state, now)])
        return self._state

    def _read(self, now: int) -> State:
        here = self._here
        config, error = load_or_last_good(here.config, here.state, remember=False)
        troubles = [f"{error} The last good config is used."] if error else []
        try:
            record = transaction.read(here, now).record
        except StatuslineError as unreadable:  # what was known stays, with its age
            veil = redactor.of(here, config, None, self._privacy)
            told = _veiled([*troubles, str(unreadable)], veil)
            return replace(self._state, config=config, troubles=told, started=True, veil=veil)
        veil = redactor.of(here, config, record, self._privacy)
        return replace(_known(record, here, config, veil, now), troubles=_veiled(troubles, veil))


def _known(record: Record, here: Place, config: Config, veil: Veil, now: int) -> State:
    """Return what the record and the history say, by the names that may be told."""
    views = recent_pace.attach(view.everywhere(record, here.key, config, now), here, config, now)
    since = {(one.account.account, s.window): now - 2 * watch_points.span(s) for one in views for s in one.windows}
    points = {(veil.key(key), window): found for (key, window), found in watch_points.read(here.state, since).items()}
    named = names.accounts(record, here.key, config, now, veil)
    keys = [one.account.account for one in views if one.account.account]
    labels = {veil.key(key): named(key).label for key in keys}
    return State(config, view.redacted(views, veil), points, labels, started=here.key in record.logins, veil=veil)


def _veiled(troubles: list[str], veil: Veil) -> tuple[str, ...]:
    return tuple(map(veil.text, troubles))


def _resets(state: State, now: int) -> list[int]:
    return [
        sample.resets_at for one in state.views for sample in one.windows if sample.resets_at and sample.resets_at > now
    ]


def _stamp(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
