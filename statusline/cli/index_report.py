"""What `statusline index` says: what it holds, and how its logs compare with Claude Code's own ledger."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from statusline.cost.amounts import counted
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.index.ledgers import Ledger
    from statusline.index.upkeep import Folder, Status
    from statusline.redaction import Redactor

_STAMP = "%Y-%m-%d %H:%M"


def lines(status: Status, redactor: Redactor) -> Iterator[str]:
    calls = ", ".join(f"{count:,} of {provider}" for provider, count in status.calls.items()) or "none"
    yield f"calls: {calls}"
    if status.first is not None and status.last is not None:
        yield f"from {_stamp(status.first)} to {_stamp(status.last)}"
    for folder in status.folders:
        yield f"{folder.provider}: {redactor.path(folder.root)}"
        yield f"  {', '.join(_facts(folder))}"


def _facts(folder: Folder) -> Iterable[str]:
    yield f"{counted(folder.there, 'log')} ({folder.read / 1e6:,.1f} MB read)"
    if gone := folder.logs - folder.there:
        yield f"{gone:,} gone, their calls stay"
    if folder.replayed:
        yield f"{folder.replayed:,} copies not counted twice"
    if folder.unreadable:
        yield f"{folder.unreadable:,} of {folder.lines:,} lines unreadable"
    if folder.known_from:
        yield f"complete only from {_stamp(folder.known_from)} on; `statusline index read` reads the rest"


def verdict(ledger: Ledger, redactor: Redactor) -> str:
    name = f"{redactor.text(ledger.session)} {ledger.model}"
    if logs_more(ledger):
        return f"{name}: the log has more than was charged"
    if ledger.charged == ledger.logged:
        return f"{name}: equal, {millions(ledger.charged.total)} tokens"
    hidden = ledger.charged.total - ledger.logged.total
    return f"{name}: {millions(hidden)} of {millions(ledger.charged.total)} tokens are in no log"


def logs_more(ledger: Ledger) -> bool:
    """Tell whether a session's log has more of anything; reasoning is not always told apart."""
    pairs = zip(Tokens._fields, ledger.logged, ledger.charged, strict=True)
    return any(logged > charged for name, logged, charged in pairs if name != "reasoning")


def millions(tokens: int) -> str:
    return f"{tokens / 1e6:,.2f}M" if tokens >= 10_000 else f"{tokens:,}"  # noqa: PLR2004 - short either way


def _stamp(moment: int) -> str:
    return time.strftime(_STAMP, time.localtime(moment))
