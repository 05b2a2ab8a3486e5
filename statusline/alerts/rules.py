"""The rules of alerts for all accounts: their windows, and logins that no longer work. Pure."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from statusline.alerts.event import BLOCKED, LOGIN, Event
from statusline.alerts.window import Observation, WindowState
from statusline.alerts.window import judge as judge_window
from statusline.frozen import dataclass
from statusline.hot.text import DAY, printable
from statusline.limits import windows as limits_windows
from statusline.limits.merge import FUTURE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.config import Config
    from statusline.limits.model import Problem, Sample
    from statusline.limits.view import AccountView
    from statusline.state.schedule import Entry, Key

FORGOTTEN_AFTER = 40 * DAY
_REMEMBERED = 8
_NO_STAMP = "-"


@dataclass(frozen=True, slots=True)
class AlertState:
    """The state of each window by account and name, and by account the stamps of credentials known not to work."""

    windows: Mapping[tuple[str, str], WindowState] = field(default_factory=dict)
    logins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)


def judge(
    before: AlertState, views: tuple[AccountView, ...], entries: Mapping[Key, Entry], config: Config, now: int
) -> tuple[AlertState, tuple[Event, ...]]:
    """Return the new alert state for these views, and the new events. entries: the schedule; now: epoch seconds."""
    windows, logins = _remembered(before, now)
    blocks: dict[str, str] = {}
    events: list[Event] = []
    for view in views:
        account = view.account.account
        if not account:
            continue
        for sample in view.windows:
            state, new_events = judge_window(windows.get((account, sample.window)), _look(view, sample, config, now))
            if state:
                windows[account, sample.window] = state
            events += [] if config.alerts.silent(sample.window) else new_events
        blocks[account], blocked = _block(view, before.blocks.get(account), config, now)
        events += blocked
        logins[account], broken = _login(before.logins.get(account), view, entries)
        if broken:
            events.append(replace(_about(view, config, now, now + DAY), kind=LOGIN, remedy=broken.remedy))
    return AlertState(windows, logins, blocks), tuple(event for event in events if event.kind in config.alerts.events)


def signed_out(view: AccountView) -> Problem | None:
    problem = view.account.problem
    return problem if problem and problem.status in limits_windows.SIGN_IN_STATUSES else None


def _block(view: AccountView, reason_before: str | None, config: Config, now: int) -> tuple[str, list[Event]]:
    """Return why the account is blocked (empty: it is not), and its event if new; reason_before None: first look."""
    block = view.account.block
    if block is None:
        return "", []
    until = block.until or now + DAY
    about = replace(_about(view, config, now, until), kind=BLOCKED, resets_at=block.until, as_of=block.as_of)
    news = replace(about, reason=block.reason, why=block.message, remedy=block.remedy)
    return block.reason, [] if reason_before in (None, block.reason) else [news]


def _remembered(before: AlertState, now: int) -> tuple[dict[tuple[str, str], WindowState], dict[str, tuple[str, ...]]]:
    """Return the state without old entries, and without those from before the clock was set back."""
    windows = {key: state for key, state in before.windows.items() if -FUTURE <= now - state.as_of < FORGOTTEN_AFTER}
    accounts = {account for account, _ in windows}
    return windows, {account: stamps for account, stamps in before.logins.items() if account in accounts}


def _login(
    stamps: tuple[str, ...] | None, view: AccountView, entries: Mapping[Key, Entry]
) -> tuple[tuple[str, ...], Problem | None]:
    """Return the credentials known not to work, and the problem of a new one; stamps None: the first look.

    An account may have several logins, and one of them may work for a while: so the credential counts.
    """
    problem = signed_out(view)
    if problem is None:
        return tuple(stamp for stamp in stamps or () if stamp != _NO_STAMP), None
    entry = entries.get((view.account.account, problem.source))
    stamp = (entry.stamp or next(reversed((*entry.expired, *entry.refused)), None) if entry else None) or _NO_STAMP
    if stamps is not None and stamp in stamps:
        return stamps, None
    return (*(stamps or ()), stamp)[-_REMEMBERED:], None if stamps is None else problem


def _look(view: AccountView, sample: Sample, config: Config, now: int) -> Observation:
    until = sample.resets_at or now + DAY
    about = replace(
        _about(view, config, now, until),
        window=sample.window,
        window_label=printable(limits_windows.label(sample, config)),
    )
    return Observation(sample, view.pace.get(sample.window), config.alerts.thresholds_of(sample.window), about)


def _about(view: AccountView, config: Config, now: int, until: int) -> Event:
    account = view.account
    label = account.label or config.of(account.provider).label or None
    return Event("", account.provider, account.account, now, until, printable(label) if label else None)
