"""Alerts at the end of a refresh: new events are stored, delivered without a lock, and taken out of the outbox.

Off by default. Turning alerts off forgets their state, so that turning them on sends nothing old.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.alerts import channels as alerts_channels
from statusline.alerts import message, outbox, path, rules, store
from statusline.alerts.channels.base import Delivery
from statusline.alerts.store import ChannelError
from statusline.errors import StatuslineError
from statusline.limits import view
from statusline.render.redactor import redactor_for
from statusline.state import recent_pace, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.alerts.event import Event
    from statusline.config import Config
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment

LONGEST = 30.0  # seconds for all channels together; the rest is left to the next refresh

Work = list[tuple["Event", tuple[str, ...]]]


def deliver(environment: Environment, config: Config, clock: Callable[[], int]) -> None:
    """Deliver the new alerts of the record. Never raises: alerts must not break a refresh."""
    with contextlib.suppress(StatuslineError, OSError):
        if config.alerts.enabled:
            _send(environment, config, clock, _claimed(environment, config, clock()))
        else:
            os.unlink(path(environment.state))


def _claimed(environment: Environment, config: Config, now: int) -> Work:
    channels = alerts_channels.wanted(config.alerts)
    with store.opened(environment.state) as stored:
        shared = transaction.read(environment, now)
        views = view.everywhere(shared.record, environment.key, config, now)
        views = recent_pace.attach(views, environment, config, now)
        stored.state, events = rules.judge(stored.state, views, shared.entries, config, now)
        recovered = {shown.account.account for shown in views if rules.signed_out(shown) is None}
        box = outbox.tidied(outbox.put(stored.outbox, events, channels), channels, recovered, now)
        stored.outbox, work = outbox.claimed(box, now)
        stored.errors = {name: error for name, error in stored.errors.items() if name in channels}
    return work


def _send(environment: Environment, config: Config, clock: Callable[[], int], work: Work) -> None:
    delivery = Delivery(environment.environ, config.alerts, time.monotonic() + LONGEST)
    redactor = redactor_for(environment, config)
    for event, channels in work:
        errors: dict[str, str | None] = {}
        for channel in channels if event.until > clock() else ():
            if time.monotonic() < delivery.deadline:
                errors[channel] = alerts_channels.deliver(
                    channel, message.notice(_redacted(event, redactor), clock()), delivery
                )
        _settle(environment, event, errors, clock())


def _redacted(event: Event, redactor: Redactor) -> Event:
    account, label = redactor.key(event.account), redactor.label(event.label)
    remedy, why = redactor.text(event.remedy), redactor.text(event.why)
    return replace(event, account=account, label=label, remedy=remedy, why=why)


def _settle(environment: Environment, event: Event, errors: dict[str, str | None], now: int) -> None:
    """Store the outcome of an event. errors: the error by channel, None for a delivery that succeeded."""
    with store.opened(environment.state) as stored:
        stored.outbox = outbox.settled(stored.outbox, event, {name: why is None for name, why in errors.items()}, now)
        others = {name: error for name, error in stored.errors.items() if name not in errors}
        stored.errors = others | {name: ChannelError(why, now) for name, why in errors.items() if why is not None}
