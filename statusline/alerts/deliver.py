"""Alerts at the end of a refresh: what is new is written down, delivered with no lock held, and taken off the list.

Off by default; turned off, what was seen is forgotten, so that turning them on tells nothing old.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.alerts import channels as alerts_channels
from statusline.alerts import message, outbox, rules, store
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

LONGEST = 30.0  # seconds for all channels together; what does not fit is for the next refresh

Work = list[tuple["Event", tuple[str, ...]]]


def deliver(environment: Environment, config: Config, clock: Callable[[], int]) -> None:
    """Deliver what is new in the record. No fault of it gets out: the refresh was not about alerts."""
    with contextlib.suppress(StatuslineError, OSError):
        if config.alerts.enabled:
            _send(environment, config, clock, _claimed(environment, config, clock()))
        else:
            os.unlink(store.path(environment.state))


def _claimed(environment: Environment, config: Config, now: int) -> Work:
    """Write down what is new and claim what is due; return that."""
    channels = alerts_channels.wanted(config.alerts)
    with store.opened(environment.state) as book:
        known = transaction.read(environment, now)
        views = view.everywhere(known.record, environment.key, config, now)
        views = recent_pace.attach(views, environment, config, now)
        book.facts, events = rules.judge(book.facts, views, known.entries, config, now)
        mended = {one.account.account for one in views if rules.signed_out(one) is None}
        box = outbox.tidied(outbox.put(book.outbox, events, channels), channels, mended, now)
        book.outbox, work = outbox.claimed(box, now)
        book.troubles = {name: trouble for name, trouble in book.troubles.items() if name in channels}
    return work


def _send(environment: Environment, config: Config, clock: Callable[[], int], work: Work) -> None:
    way = Delivery(environment.environ, config.alerts, time.monotonic() + LONGEST)
    redactor = redactor_for(environment, config)
    for event, channels in work:
        failed: dict[str, str | None] = {}
        for channel in channels if event.until > clock() else ():
            if time.monotonic() < way.deadline:
                failed[channel] = alerts_channels.deliver(
                    channel, message.notice(_redacted(event, redactor), clock()), way
                )
        _settle(environment, event, failed, clock())


def _redacted(event: Event, redactor: Redactor) -> Event:
    """Return an event with the names that others may read."""
    account, label = redactor.key(event.account), redactor.label(event.label)
    remedy, why = redactor.text(event.remedy), redactor.text(event.why)
    return replace(event, account=account, label=label, remedy=remedy, why=why)


def _settle(environment: Environment, event: Event, failed: dict[str, str | None], now: int) -> None:
    """Write down what became of an event. failed: by channel tried why it failed, None where it did not."""
    with store.opened(environment.state) as book:
        book.outbox = outbox.settled(book.outbox, event, {name: why is None for name, why in failed.items()}, now)
        kept = {name: trouble for name, trouble in book.troubles.items() if name not in failed}
        book.troubles = kept | {name: ChannelError(why, now) for name, why in failed.items() if why is not None}
