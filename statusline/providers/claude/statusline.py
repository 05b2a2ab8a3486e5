"""`rate_limits` of the documents Claude Code writes to its status line command, from the spool of the hot half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.hot import paths
from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Sample, Usage
from statusline.providers.claude import session_owner
from statusline.state import session_spool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Login
    from statusline.providers.base import Context
    from statusline.state.session_spool import Windows

NAME = "claude_statusline"
PROVIDER = CLAUDE
NETWORK = False

_WINDOWS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS), "spend_limit": ("spend", None)}


def describe(context: Context) -> str:
    return f"what Claude Code wrote to its status line ({folder(context)})"


def fetch(context: Context, login: Login) -> Usage:
    """Return the latest limits of every session, except sessions that are known to be of another account.

    Some of the remaining ones may still be of the account before: merging decides.
    """
    by_session = {name: list(_samples(windows)) for name, windows in session_spool.windows(folder(context)).items()}
    speaking = {name for name, samples in by_session.items() if samples}
    others = session_owner.of_others(session_owner.transcripts_folder(context.environ), speaking, login)
    return Usage(tuple(sample for name in speaking - others for sample in by_session[name]))


def counts(context: Context) -> list[int]:
    """Return of each session how many windows of it can be read."""
    return [len(list(_samples(windows))) for windows in session_spool.windows(folder(context)).values()]


def folder(context: Context) -> str:
    return paths.login_dir(context.environ) + "/spool"  # type: ignore[arg-type]  # any mapping will do


def _samples(windows: Windows) -> Iterator[Sample]:
    for name, (used, resets_at, observed_at) in windows.items():
        if name in _WINDOWS:
            label, length = _WINDOWS[name]
            yield Sample(name, label, used, resets_at, observed_at, NAME, length)
