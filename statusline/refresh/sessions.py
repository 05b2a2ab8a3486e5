"""The sources that sessions speak through: what Claude Code and Codex gave to their status lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from statusline.limits.model import SPOKEN
from statusline.providers import source
from statusline.providers.base import Source
from statusline.state import session_spool

if TYPE_CHECKING:
    from statusline.providers.base import Context


class SessionSource(Source, Protocol):
    @staticmethod
    def folder(context: Context) -> str:
        """Return the folder of its spool."""
        ...


SOURCES = tuple(cast("SessionSource", source(name)) for name in SPOKEN)


def folders(context: Context) -> list[str]:
    return [each.folder(context) for each in SOURCES]


def newest(context: Context) -> float:
    """Return when any session last said something new (epoch seconds), 0 if never."""
    return max(map(session_spool.newest, folders(context)))


def changed(context: Context) -> tuple[int, ...]:
    """Return what changes when a file of any spool is added, removed or replaced."""
    return tuple(map(session_spool.changed, folders(context)))


def sweep(context: Context) -> None:
    """Remove the spool files of sessions that have been silent for eight days."""
    for folder in folders(context):
        session_spool.sweep(folder, context.now)
