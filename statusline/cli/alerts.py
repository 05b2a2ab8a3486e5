"""`statusline alerts`: settings, next thresholds and the last alerts; `alerts test` sends a test."""

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
from statusline.cli import options, output
from statusline.cli.groups import Group
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


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the settings, the next thresholds and the last alerts.

    Alerts are sent by a refresh, and configured in the table [alerts].
    """
    if ctx.invoked_subcommand is None:
        environment, config = _settings()
        output.echo_lines((), _lines(environment, config, clock()))


@command.command(short_help="Send a test through every channel")
@click.option(
    "--channel", "channels", multiple=True, type=options.Choice(tuple(alerts_channels.CHANNELS)), help="Only this one."
)
@click.pass_context
def test(ctx: click.Context, channels: tuple[str, ...]) -> None:
    """Send a test through every configured channel and show the result; exit 1 if one failed."""
    environment, config = _settings()
    now, selected = clock(), channels or alerts_channels.wanted(config.alerts)
    notice = message.notice(Event(TEST, "", "", now, now), now)
    delivery = Delivery(environment.environ, config.alerts, time.monotonic() + deliver.LONGEST)
    failures = {channel: alerts_channels.deliver(channel, notice, delivery) for channel in selected}
    for channel, problem in failures.items():
        click.echo(f"{channel}: {problem or 'delivered'}")
    if not selected:
        click.echo(f"No channel is configured; {_how(environment)}")
    if not selected or any(failures.values()):
        ctx.exit(EXIT_PROBLEM)


def _settings() -> tuple[Environment, Config]:
    environment = find_environment(os.environ)
    config, complaint = overview.settings(environment)
    if complaint:
        click.echo(f"statusline: {complaint}", err=True)
    return environment, config


def _lines(environment: Environment, config: Config, now: int) -> Iterator[str]:
    settings = config.alerts
    if not settings.enabled:
        yield f"Alerts are off. `statusline config set alerts.enabled true` turns them on; {_how(environment)}"
        return
    stored = store.read(environment.state)
    channels = ", ".join(alerts_channels.wanted(settings)) or f"no channel; {_how(environment)}"
    yield f"Alerts go to {channels.removesuffix('.')}."
    yield from _upcoming(environment, config, stored.state.windows, now)
    yield from _deliveries(stored.outbox, now)
    for channel, error in stored.errors.items():
        yield f"{channel} failed {duration(now - error.at)} ago: {error.message}"


def _how(environment: Environment) -> str:
    return f"the table [alerts] of {environment.config} configures them; docs/alerts.md has the keys."


def _upcoming(
    environment: Environment, config: Config, windows: Mapping[tuple[str, str], WindowState], now: int
) -> Iterator[str]:
    record = transaction.read(environment, now).record
    account_name = names.accounts(record, environment.key, config, now)
    if not windows:
        yield "No data yet. Alerts start with the first change after the next refresh."
    for (account, window), state in sorted(windows.items()):
        label = names.window(window, record.accounts.get(account), config).label
        yield f"{account_name(account).text} {label}: {_next(state, window, config, now)}"


def _next(state: WindowState, window: str, config: Config, now: int) -> str:
    if config.alerts.silent(window):
        return "disabled"
    ahead = [f"{threshold}%" for threshold in config.alerts.thresholds_of(window) if threshold > state.peak]
    over = state.used is None or (state.resets_at is not None and now >= state.resets_at)
    current = "past its reset" if state.used is None or over else f"{whole(state.used)}% when last seen"
    return f"{current}, alerts at {' and '.join(ahead)}" if ahead else f"{current}, alerts again after the reset"


def _deliveries(box: Outbox, now: int) -> Iterator[str]:
    for pending in box.pending:
        yield f"pending: {_title(pending, now)}: " + "; ".join(_attempts(pending, now))
    for sent in box.sent:
        outcome = f"sent by {', '.join(sent.delivered)}" if sent.delivered else "not sent in time"
        yield f"{outcome} {duration(now - sent.at)} ago: {_title(sent, sent.at)}"


def _title(entry: Pending | Sent, now: int) -> str:
    return message.notice(entry.event, now).title


def _attempts(pending: Pending, now: int) -> Iterator[str]:
    for attempt in pending.waiting:
        delay = duration(attempt.next_at - now) if attempt.next_at > now else "now"
        failures = f" failed {attempt.failures} of {MOST_FAILURES} times," if attempt.failures else ""
        yield f"{attempt.channel}{failures} due {'in ' if delay != 'now' else ''}{delay}"
