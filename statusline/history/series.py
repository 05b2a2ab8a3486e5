"""The series of the requested windows, read from the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.history import cycles
from statusline.render import names as render_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.history.cycles import Cycle
    from statusline.limits.model import Record
    from statusline.render.names import AccountName, WindowName
    from statusline.state.samples import History


@dataclass(frozen=True, slots=True)
class Query:
    """A request for the history from `since` (epoch seconds) on; empty fields mean everything."""

    since: int
    windows: tuple[str, ...] = ()
    provider: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The series of one window: its value changes since a moment, and its reset cycles.

    The first cycle is complete, even if it began before that moment.
    """

    account: AccountName
    window: WindowName
    cycles: tuple[Cycle, ...]


class UnknownNameError(ValueError):
    """The history has no such account or window; the text lists those it has."""


def names(
    history: History, record: Record, account_name: Callable[[str], AccountName], config: Config
) -> list[tuple[AccountName, WindowName]]:
    """Return account and window of every series: accounts by name, windows by length."""
    pairs = [
        (account_name(account), render_names.window(window, record.accounts.get(account), config))
        for account, window in history.windows()
    ]
    return sorted(pairs, key=_order)


def chosen(pairs: list[tuple[AccountName, WindowName]], query: Query) -> list[tuple[AccountName, WindowName]]:
    """Return the pairs that match the query. Raises UnknownNameError for a name that no pair has."""
    matches = [pair for pair in pairs if query.provider in (None, pair[0].provider)]
    if query.account is not None:
        matches = _only("account", query.account, matches, lambda pair, name: pair[0].answers_to(name), _account_text)
    if not query.windows:
        return matches
    groups = [_only("window", name, matches, _is_window, _window_text) for name in query.windows]
    return [pair for pair in matches if any(pair in group for group in groups)]


def read(history: History, pairs: list[tuple[AccountName, WindowName]], since: int, now: int) -> Iterator[Series]:
    """Yield the series that are not empty since then, reading only their rows. Times are epoch seconds.

    None is held while the next is read: a year of one is some megabytes.
    """
    yield from filter(None, (_read(history, pair, since, now) for pair in pairs))


def each_cycle(history: History, pair: tuple[AccountName, WindowName], since: int, now: int) -> Iterator[Cycle]:
    """Yield the cycles of one series since then, the oldest first; one is in memory while it is used."""
    account, window = pair
    first = history.running_since(account.key, window.window, since)
    believed = cycles.believed(history.each(account.key, window.window, first))
    return cycles.each(believed, window.length_seconds, now)


def _read(history: History, pair: tuple[AccountName, WindowName], since: int, now: int) -> Series | None:
    every = tuple(each_cycle(history, pair, since, now))
    return Series(*pair, every) if every else None


def _only(
    kind: str,
    name: str,
    pairs: list[tuple[AccountName, WindowName]],
    fits: Callable[[tuple[AccountName, WindowName], str], bool],
    text: Callable[[tuple[AccountName, WindowName]], str],
) -> list[tuple[AccountName, WindowName]]:
    matches = [pair for pair in pairs if fits(pair, name)]
    if not matches:
        available = ", ".join(dict.fromkeys(map(text, pairs))) or "none"
        raise UnknownNameError(f'The history has no {kind} "{name}". It has: {available}.')
    return matches


def _is_window(pair: tuple[AccountName, WindowName], name: str) -> bool:
    return name in (pair[1].window, pair[1].label)


def _account_text(pair: tuple[AccountName, WindowName]) -> str:
    return pair[0].label or pair[0].shown


def _window_text(pair: tuple[AccountName, WindowName]) -> str:
    return pair[1].label


def _order(pair: tuple[AccountName, WindowName]) -> tuple[str, str, bool, int, str]:
    account, window = pair
    return account.text, account.key, ":" in window.window, window.length_seconds or 0, window.window
