"""What the dashboard shows, read from our own files and only when they have changed. Asks no server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from statusline.config import Config
from statusline.limits import view
from statusline.redaction import NO_REDACTION
from statusline.render import names, overview
from statusline.watch import points as watch_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statusline.limits.view import AccountView
    from statusline.redaction import Redactor
    from statusline.render.overview import Overview
    from statusline.state.environment import Environment
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
    redactor: Redactor = NO_REDACTION


class Reader:
    """Keeps what it has read until usage.json or the config changes, a reset passes, or a minute is over."""

    def __init__(self, environment: Environment, privacy: str | None = None) -> None:
        self._here, self._privacy = environment, privacy
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
        known = overview.attempt(self._here, now, self._privacy)
        troubles = [known.complaint] if known.complaint else []
        if known.unreadable:  # what was known stays, with its age
            told = (*troubles, str(known.unreadable))
            return replace(self._state, config=known.config, troubles=told, started=True, redactor=known.redactor)
        return replace(_known(known), troubles=tuple(troubles))


def _known(known: Overview) -> State:
    """Return what the record and the history say, by the names that may be told."""
    environment, redactor, views, now = known.environment, known.redactor, known.views(), known.now
    since = {(one.account.account, s.window): now - 2 * watch_points.span(s) for one in views for s in one.windows}
    points = {
        (redactor.key(key), window): found
        for (key, window), found in watch_points.read(environment.state, since).items()
    }
    named = names.accounts(known.record, environment.key, known.config, now, redactor)
    keys = [one.account.account for one in views if one.account.account]
    labels = {redactor.key(key): named(key).label for key in keys}
    return State(
        known.config,
        view.redacted(views, redactor),
        points,
        labels,
        started=environment.key in known.record.logins,
        redactor=redactor,
    )


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
