"""An estimate from the token counts in Claude Code's transcripts, for while nothing official is known.

It asks the token index, into which a refresh has just read what is new in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.index import OFF
from statusline.config.providers import CLAUDE
from statusline.errors import SourceError, StorageError
from statusline.limits.merge import KEPT_FOR
from statusline.limits.model import Account, Usage
from statusline.providers.claude import estimate, session_owner
from statusline.providers.claude.transcript_line import Owner
from statusline.state import files, record, samples, token_index
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.limits.model import Login, Record, Sample
    from statusline.providers.base import Context
    from statusline.state.environment import Environment
    from statusline.state.samples import Point

NAME = "claude_transcripts"
PROVIDER = CLAUDE
NETWORK = False

_RECORD_LIMIT = 16 << 20


def describe(context: Context) -> str:
    return f"token counts in {_root(context)}"


def fetch(context: Context, login: Login) -> Usage:
    """Return an estimate of each window of which nothing official is usable and something can be said."""
    if context.config.index.keep == OFF:
        return Usage(())
    environment = find_environment(context.environ)
    try:
        shared = record.load(files.read_bytes(environment.record, _RECORD_LIMIT))
        account = shared.accounts.get(login.account) or Account(login.account, CLAUDE)
        last = {window: estimate.last_official(account.samples, window, context.now) for window in estimate.LABELS}
        windows = [name for name in last if not estimate.is_usable(last[name], context.now, context.config.stale_after)]
        burn = _burn(context, environment, login, _signed_in_since(shared, environment, login), bool(windows))
        estimates = [_estimate(window, last[window], account, burn, context) for window in windows]
    except StorageError as error:
        raise SourceError(error.message, error.remedy) from None
    return Usage(tuple(filter(None, estimates)))


def _estimate(
    window: str, last: Sample | None, account: Account, burn: estimate.Burn, context: Context
) -> Sample | None:
    points: list[Point] = []
    ceiling = getattr(context.config.estimate, f"{window}_tokens")
    if context.config.history_days:
        with samples.opened(find_environment(context.environ).state) as history:
            points = history.series(account.account, window, context.now - KEPT_FOR)
            ceiling = 0 if history.has(account.account, window) else ceiling
    return estimate.estimate(estimate.Basis(window, last, points, burn, ceiling), NAME, context.now)


def _burn(context: Context, environment: Environment, login: Login, since: int, wanted: bool) -> estimate.Burn:
    """Return what login's account burnt here; what a folder holds from before its sign-in may be another's.

    A sum over eight days (half a second for 100 000 answers) is not made unless it is wanted.
    """
    root = _root(context)
    with token_index.reading(environment.state) as index:
        complete_from = token_index.known_from(index.connection, root) if index else None
        if index is None or complete_from is None:
            return estimate.Burn((), context.now + 1)
        known_from = max(context.now - KEPT_FOR, complete_from, since)
        owner = Owner(login.user, login.organization).stored
        burnt = token_index.burnt(index.connection, root, known_from, owner) if wanted else ()
        return estimate.Burn(burnt, known_from)


def _signed_in_since(record_: Record, environment: Environment, login: Login) -> int:
    signed_in = [state.signed_in.get(CLAUDE) for state in record_.logins.values() if state.values == environment.login]
    return max((sign_in.since for sign_in in signed_in if sign_in and sign_in.account == login.account), default=0)


def _root(context: Context) -> str:
    return session_owner.transcripts_folder(context.environ)
