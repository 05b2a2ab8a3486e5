"""What `blame` and `room` read from, and the windows that they can be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame import spending
from statusline.blame.spending import Whose
from statusline.frozen import dataclass
from statusline.history import series
from statusline.history.series import Query
from statusline.hot.text import DAY
from statusline.limits import view
from statusline.limits.guard import OF_ONE_KIND

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from statusline.config import Config
    from statusline.cost.names import Names
    from statusline.history.cycles import Cycle
    from statusline.limits.model import Record
    from statusline.prices.price_list import PriceList
    from statusline.render.names import AccountName, WindowName
    from statusline.state.environment import Environment
    from statusline.state.samples import History

    Pair = tuple[AccountName, WindowName]

KNOWN_DAYS = 30  # of whose cycles a scale is made


@dataclass(frozen=True, slots=True)
class Sources:
    """The open index and history, with all that gives their numbers a meaning. now: epoch seconds."""

    environment: Environment
    config: Config
    record: Record
    history: History
    connection: sqlite3.Connection
    prices: PriceList
    names: Names
    now: int

    def whose(self, window: Window) -> Whose:
        """Return which calls count for a window; those whose log names no account are the signed-in one's."""
        account = window.account
        others = {key for key in self.record.accounts if key.partition(":")[0] == account.provider} - {account.key}
        mine = account.key == self._signed_in(account.provider) or not others
        model = spending.model_of(account.provider, window.name.window, window.name.label)
        return Whose(account.provider, account.key, mine, model)

    def _signed_in(self, provider: str) -> str:
        login = self.record.logins.get(self.environment.key)
        signed_in = login.signed_in.get(provider) if login else None
        return signed_in.account if signed_in else ""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of an account with its cycles of the last 30 days (at least one), the oldest first."""

    account: AccountName
    name: WindowName
    cycles: tuple[Cycle, ...]

    @property
    def title(self) -> str:
        return f"{self.account.text} · {self.name.label}"

    def cycle(self, number: int) -> Cycle | None:
        """Return the running cycle (0), the last one that ended (-1), the one before it (-2), None if there is none."""
        ended = [cycle for cycle in self.cycles if cycle.ended_at is not None]
        if number == 0:
            return None if self.cycles[-1].ended_at is not None else self.cycles[-1]
        return ended[number] if -number <= len(ended) else None


def windows(
    sources: Sources, names: tuple[str, ...] = (), provider: str | None = None, account: str | None = None
) -> list[Window]:
    """Return the windows of these names (empty: the most used one of each account).

    Raises series.UnknownNameError for a window or an account that the history has not.
    """
    every = series.names(sources.history, sources.record, sources.names.account_name, sources.config)
    chosen = series.chosen(every, Query(0, names, provider, account))
    return list(read(sources, chosen if names else _most_used(sources, chosen, everybody=account is not None)))


def pairs(sources: Sources, account: str) -> list[Pair]:
    """Return the windows of an account that the history has."""
    every = series.names(sources.history, sources.record, sources.names.account_name, sources.config)
    return [pair for pair in every if pair[0].key == account]


def read(sources: Sources, pairs: list[Pair], since: int | None = None) -> Iterator[Window]:
    """Yield the windows that have cycles since then (epoch seconds; None: in the last 30 days)."""
    since = sources.now - KNOWN_DAYS * DAY if since is None else since
    for curve in series.read(sources.history, pairs, since, sources.now):
        yield Window(curve.account, curve.window, curve.cycles)


def _most_used(sources: Sources, pairs: list[Pair], *, everybody: bool) -> list[Pair]:
    """Return of each account the window that is used most; everybody: also of those that are signed in nowhere."""
    used = dict(_used(sources))
    best: dict[str, Pair] = {}
    for pair in pairs:
        key, window = pair[0].key, pair[1].window
        if everybody or any(account == key for account, _ in used):
            rank = _rank(used, key, window)
            if key not in best or rank > _rank(used, key, best[key][1].window):
                best[key] = pair
    return list(best.values())


def _used(sources: Sources) -> Iterable[tuple[tuple[str, str], float]]:
    for shown in view.everywhere(sources.record, sources.environment.key, sources.config, sources.now):
        for sample in shown.windows:
            running = sample.resets_at is None or sample.resets_at > sources.now
            yield (shown.account.account, sample.window), (sample.used_percentage or 0.0) if running else 0.0


def _rank(used: dict[tuple[str, str], float], account: str, window: str) -> tuple[bool, float]:
    return not any(part in window for part in OF_ONE_KIND), used.get((account, window), -1.0)
