"""`rate_limits` of the documents Claude Code writes to its status line command, from the spool of the hot half."""

from __future__ import annotations

import heapq
import os
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.hot import paths, prompt_file, spool
from statusline.hot.text import DAY
from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Sample, Usage
from statusline.providers.claude import session_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Login
    from statusline.providers.base import Context

NAME = "claude_statusline"
PROVIDER = CLAUDE
NETWORK = False

KEPT_FOR = 8 * DAY
MOST_SESSIONS = 300  # the newest ones: what older ones say is settled by them
_SPOOL_LIMIT = 4_096
_WINDOWS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS), "spend_limit": ("spend", None)}


def describe(context: Context) -> str:
    return f"what Claude Code wrote to its status line ({_spool(context)})"


def fetch(context: Context, login: Login) -> Usage:
    """Return the latest limits of every session, except sessions that are known to be of another account.

    Some of the remaining ones may still be of the account before: merging decides.
    """
    by_session = {name: list(_samples(f"{_spool(context)}/{name}")) for name in _sessions(context)}
    speaking = {name for name, samples in by_session.items() if samples}
    others = session_owner.of_others(session_owner.transcripts_folder(context.environ), speaking, login)
    return Usage(tuple(sample for name in speaking - others for sample in by_session[name]))


def sweep(context: Context) -> None:
    """Remove the files of sessions that are silent for eight days."""
    for name in _names(context):
        path = f"{_spool(context)}/{name}"
        try:
            if os.stat(path).st_mtime < context.now - KEPT_FOR:
                os.unlink(path)
        except OSError:
            continue


def counts(context: Context) -> list[int]:
    """Return of each session how many windows of it can be read."""
    return [len(list(_samples(f"{_spool(context)}/{name}"))) for name in _sessions(context)]


def newest(context: Context) -> float:
    """Return when the spool was last written to (epoch seconds), 0 if never."""
    folder = _spool(context)
    return max((_changed_at(f"{folder}/{name}") for name in _sessions(context)), default=0.0)


def changed(context: Context) -> int:
    """Return when a file of the spool last came, went or was replaced (nanoseconds since the epoch), 0 if never."""
    try:
        return os.stat(_spool(context)).st_mtime_ns
    except OSError:
        return 0


def _spool(context: Context) -> str:
    return paths.login_dir(context.environ) + "/spool"  # type: ignore[arg-type]  # any mapping will do


def _names(context: Context) -> list[str]:
    try:
        return os.listdir(_spool(context))
    except OSError:
        return []


def _sessions(context: Context) -> list[str]:
    """Return the newest sessions; a spool may hold thousands of files that nobody has swept."""
    names = [name for name in _names(context) if not name.endswith((".last", ".tmp"))]
    if len(names) <= MOST_SESSIONS:
        return names
    folder = _spool(context)
    return heapq.nlargest(MOST_SESSIONS, names, key=lambda name: _changed_at(f"{folder}/{name}"))


def _changed_at(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def _samples(path: str) -> Iterator[Sample]:
    for name, (used, resets_at, observed_at) in spool.load(prompt_file.read_own(path, _SPOOL_LIMIT)).items():
        if name in _WINDOWS:
            label, length = _WINDOWS[name]
            yield Sample(name, label, used, resets_at, observed_at, NAME, length)
