"""The state of the dashboard, read from our own files only when they have changed. No network."""

from __future__ import annotations

import os
from dataclasses import field, replace
from typing import TYPE_CHECKING

from statusline.config import Config
from statusline.frozen import dataclass
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
    """`points` are those of the last hours by account and window, `troubles` the problems of this machine.

    `labels` are the accounts' names for people, by key. `started`: a refresh has covered this login. All texts are
    redacted.
    """

    config: Config = field(default_factory=Config)
    views: tuple[AccountView, ...] = ()
    points: Mapping[Window, Sequence[Point]] = field(default_factory=dict)
    labels: Mapping[str, str | None] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()
    started: bool = False
    redactor: Redactor = NO_REDACTION


class Reader:
    """Keeps its state until usage.json or the config changes, a reset passes, or a minute is over."""

    def __init__(self, environment: Environment, privacy: str | None = None) -> None:
        self._environment, self._privacy = environment, privacy
        self._state = State()
        self._stamp: tuple[object, ...] = ()
        self._read_at = self._good_until = 0

    def state(self, now: int) -> State:
        """Return the state at now (epoch seconds); an unreadable file is one of the troubles."""
        stamp = (_stamp(self._environment.record), _stamp(self._environment.config))
        if stamp != self._stamp or not self._read_at <= now < self._good_until:
            self._stamp, self._read_at = stamp, now
            self._state = self._read(now)
            self._good_until = min([now + LOOK_AGAIN, *_resets(self._state, now)])
        return self._state

    def _read(self, now: int) -> State:
        result = overview.attempt(self._environment, now, self._privacy)
        troubles = [result.complaint] if result.complaint else []
        if result.unreadable:  # what was known stays, with its age
            all_troubles = (*troubles, str(result.unreadable))
            return replace(
                self._state, config=result.config, troubles=all_troubles, started=True, redactor=result.redactor
            )
        return replace(_state(result), troubles=tuple(troubles))


def _state(result: Overview) -> State:
    environment, redactor, views, now = result.environment, result.redactor, result.views(), result.now
    since = {
        (shown.account.account, s.window): now - 2 * watch_points.span(s) for shown in views for s in shown.windows
    }
    points = {
        (redactor.key(key), window): series
        for (key, window), series in watch_points.read(environment.state, since).items()
    }
    account_name = names.accounts(result.record, environment.key, result.config, now, redactor)
    keys = [shown.account.account for shown in views if shown.account.account]
    labels = {redactor.key(key): account_name(key).label for key in keys}
    return State(
        result.config,
        view.redacted(views, redactor),
        points,
        labels,
        started=environment.key in result.record.logins,
        redactor=redactor,
    )


def _resets(state: State, now: int) -> list[int]:
    return [
        sample.resets_at
        for shown in state.views
        for sample in shown.windows
        if sample.resets_at and sample.resets_at > now
    ]


def _stamp(path: str) -> tuple[int, ...]:
    try:
        file = os.stat(path)
    except OSError:
        return ()
    return file.st_mtime_ns, file.st_size, file.st_ino
