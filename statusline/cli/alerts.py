"""`statusline alerts`: whether there are any, what is armed, what was told; `alerts test` tries the channels."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from statusline.alerts import channels as alerts_channels
from statusline.alerts import deliver, message, store
from statusline.alerts.channels.base import Delivery
from statusline.alerts.event import TEST, Event
from statusline.alerts.outbox import MOST_FAILURES
from statusline.cli.options import clock
from statusline.errors import EXIT_PROBLEM
from statusline.hot.text import duration, whole
from statusline.render import names, overview
from statusline.state import transaction
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.alerts.outbox import Outbox, Pending, Sent
    from statusline.alerts.window import WindowState
    from statusline.config import Config
    from statusline.state.environment import Environment


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say whether there are alerts, which thresholds are next, and what was told last.

    They are sent by the refresh, and configured in the table [alerts].
    """
    if ctx.invoked_subcommand is None:
        here, config = _here()
        click.echo("\n".join(_lines(here, config, clock())))


@command.command()
@click.option(
    "--channel", "channels", multiple=True, type=click.Choice(tuple(alerts_channels.CHANNELS)), help="Only this one."
)
@click.pass_context
def test(ctx: click.Context, channels: tuple[str, ...]) -> None:
    """Send a test message through every configured channel, and say what came of it; exit 1 if one failed."""
    here, config = _here()
    now, wanted = clock(), channels or alerts_channels.wanted(config.alerts)
    notice = message.notice(Event(TEST, "", "", now, now), now)
    way = Delivery(here.environ, config.alerts, time.monotonic() + deliver.LONGEST)
    failures = {channel: alerts_channels.deliver(channel, notice, way) for channel in wanted}
    for channel, why in failures.items():
        click.echo(f"{channel}: {why or 'delivered'}")
    if not wanted:
        click.echo(f"No channel is configured; {_how(here)}")
    if not wanted or any(failures.values()):
        ctx.exit(EXIT_PROBLEM)


def _here() -> tuple[Environment, Config]:
    environment = find_environment(os.environ)
    config, complaint = overview.settings(environment)
    if complaint:
        click.echo(f"statusline: {complaint}", err=True)
    return environment, config


def _lines(environment: Environment, config: Config, now: int) -> Iterator[str]:
    settings = config.alerts
    if not settings.enabled:
        yield f"Alerts are off; {_how(environment)}"
        return
    book = store.read(environment.state)
    channels = ", ".join(alerts_channels.wanted(settings)) or f"nobody; {_how(environment)}"
    yield f"Alerts go to {channels}."
    yield from _armed(environment, config, book.state.windows, now)
    yield from _way(book.outbox, now)
    for channel, error in book.errors.items():
        yield f"{channel} failed {duration(now - error.at)} ago: {error.message}"


def _how(environment: Environment) -> str:
    return f"the table [alerts] of {environment.config} says where they go, docs/alerts.md what it may say."


def _armed(
    environment: Environment, config: Config, windows: Mapping[tuple[str, str], WindowState], now: int
) -> Iterator[str]:
    record = transaction.read(environment, now).record
    named = names.accounts(record, environment.key, config, now)
    if not windows:
        yield "Nothing was seen yet: the next refresh does, and tells only what is new after it."
    for (account, window), seen in sorted(windows.items()):
        label = names.window(window, record.accounts.get(account), config).label
        yield f"{named(account).text} {label}: {_next(seen, window, config, now)}"


def _next(seen: WindowState, window: str, config: Config, now: int) -> str:
    if config.alerts.silent(window):
        return "disabled"
    ahead = [f"{threshold}%" for threshold in config.alerts.thresholds_of(window) if threshold > seen.peak]
    over = seen.used is None or (seen.resets_at is not None and now >= seen.resets_at)
    at = "past its reset" if seen.used is None or over else f"{whole(seen.used)}% when last seen"
    return f"{at}, told at {' and '.join(ahead)}" if ahead else f"{at}, told again after the reset"


def _way(box: Outbox, now: int) -> Iterator[str]:
    for one in box.pending:
        yield f"on its way: {_title(one, now)}: " + "; ".join(_attempts(one, now))
    for told in box.sent:
        how = f"told by {', '.join(told.delivered)}" if told.delivered else "not told in time"
        yield f"{how} {duration(now - told.at)} ago: {_title(told, told.at)}"


def _title(one: Pending | Sent, now: int) -> str:
    return message.notice(one.event, now).title


def _attempts(one: Pending, now: int) -> Iterator[str]:
    for attempt in one.waiting:
        again = duration(attempt.next_at - now) if attempt.next_at > now else "now"
        failed = f" failed {attempt.failures} of {MOST_FAILURES} times," if attempt.failures else ""
        yield f"{attempt.channel}{failed} due {'in ' if again != 'now' else ''}{again}"
