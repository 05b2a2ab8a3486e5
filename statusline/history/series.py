"""What was used when: the curves of the windows somebody asks for, read from the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
class Asked:
    """What somebody wants to see: from `since` (epoch seconds) on; nothing named means all there is."""

    since: int
    windows: tuple[str, ...] = ()
    provider: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One window of one account and its cycles; the first cycle is whole, also where it began before `since`."""

    account: AccountName
    window: WindowName
    cycles: tuple[Cycle, ...]


class UnknownNameError(ValueError):
    """No account or window of the history has a name that was asked for; the text says which there are."""


def names(
    history: History, record: Record, named: Callable[[str], AccountName], config: Config
) -> list[tuple[AccountName, WindowName]]:
    """Return the account and the window of every curve: accounts by name, windows by length."""
    found = [
        (named(account), render_names.window(window, record.accounts.get(account), config))
        for account, window in history.windows()
    ]
    return sorted(found, key=_order)


def chosen(known: list[tuple[AccountName, WindowName]], asked: Asked) -> list[tuple[AccountName, WindowName]]:
    """Return those of known that are asked for. Raises UnknownNameError for a name that none of them has."""
    left = [pair for pair in known if asked.provider in (None, pair[0].provider)]
    if asked.account is not None:
        left = _only("account", asked.account, left, lambda pair, word: pair[0].answers_to(word), _account_text)
    if not asked.windows:
        return left
    wanted = [_only("window", word, left, _is_window, _window_text) for word in asked.windows]
    return [pair for pair in left if any(pair in some for some in wanted)]


def read(history: History, pairs: list[tuple[AccountName, WindowName]], since: int, now: int) -> Iterator[Series]:
    """Yield the curves with something in them since then; only their rows are read. Times are epoch seconds."""
    for account, window in pairs:
        first = history.running_since(account.key, window.window, since)
        believed = tuple(cycles.believed(history.series(account.key, window.window, first)))
        if believed:
            found = tuple(cycles.cycles(believed, window.length_seconds, now))
            yield Series(account, window, found)


def _only(
    kind: str,
    word: str,
    pairs: list[tuple[AccountName, WindowName]],
    fits: Callable[[tuple[AccountName, WindowName], str], bool],
    text: Callable[[tuple[AccountName, WindowName]], str],
) -> list[tuple[AccountName, WindowName]]:
    found = [pair for pair in pairs if fits(pair, word)]
    if not found:
        there = ", ".join(dict.fromkeys(map(text, pairs))) or "none"
        raise UnknownNameError(f'The history has no {kind} "{word}". It has: {there}.')
    return found


def _is_window(pair: tuple[AccountName, WindowName], word: str) -> bool:
    return word in (pair[1].window, pair[1].label)


def _account_text(pair: tuple[AccountName, WindowName]) -> str:
    return pair[0].label or pair[0].shown


def _window_text(pair: tuple[AccountName, WindowName]) -> str:
    return pair[1].window


def _order(pair: tuple[AccountName, WindowName]) -> tuple[str, str, bool, int, str]:
    account, window = pair
    return account.text, account.key, ":" in window.window, window.length_seconds or 0, window.window
