"""What each session has used of its limit, for `$burnt`: left beside the spools, where a format asks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.config.providers import CLAUDE, CODEX
from statusline.errors import StatuslineError
from statusline.format.evaluate import names
from statusline.format.grammar import parse
from statusline.hot import paths, spool
from statusline.state import files, session_spool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.blame.live import Burnt
    from statusline.providers.base import Context
    from statusline.refresh.job import Job

_VARIABLE = "burnt"
_LONGEST = 64


def leave(job: Job, now: int) -> None:
    """Write what sessions have used by now (epoch seconds); what cannot be found out is not shown."""
    asking = [provider for provider in (CLAUDE, CODEX) if _VARIABLE in _variables(job, provider)]
    for own in job.all if asking else ():
        spools = _spools(own.context())
        ledgers = {provider: _ledgers(spools[provider]) for provider in asking}
        if any(ledgers.values()):
            with contextlib.suppress(StatuslineError, sqlite3.Error):
                _write(own.environment.folder, _used(own, ledgers, now))


def _spools(context: Context) -> dict[str, str]:
    from statusline.providers.claude import statusline as claude  # here: few formats ask
    from statusline.providers.codex import statusline as codex

    return {CLAUDE: claude.folder(context), CODEX: codex.folder(context)}


def _variables(job: Job, target: str) -> frozenset[str]:
    return names(parse(job.config.target_of(target).format, variables.CLAUDE_LINE))


def _ledgers(folder: str) -> dict[str, float]:
    """Return what each session says it has cost, in dollars, by the name of its file: mostly its id.

    0 for one that does not say it.
    """
    none = (0.0, 0, 0)
    entries = session_spool.windows(folder).items()
    return {name: windows.get(spool.COST, none)[0] for name, windows in entries if windows}


def _used(job: Job, ledgers: Mapping[str, Mapping[str, float]], now: int) -> dict[str, Burnt]:
    """Return what the sessions of each provider have used. Raises StatuslineError."""
    from statusline.blame import live, reading  # here: few formats ask

    with reading.opened(job.environment, now) as sources:
        parts = [live.of_sessions(sources, provider, own) for provider, own in ledgers.items() if own]
    return {session: burnt for sessions in parts for session, burnt in sessions.items()}


def _write(folder: str, used: Mapping[str, Burnt]) -> None:
    """Write a file for each session, and remove those of sessions without any."""
    texts = {paths.file_name(session): f"{burnt.resets_at} {burnt.text}\n".encode() for session, burnt in used.items()}
    place = f"{folder}/{spool.BURNT}"
    for name in set(os.listdir(place)) - set(texts) if os.path.isdir(place) else ():
        with contextlib.suppress(OSError):
            os.unlink(f"{place}/{name}")
    for name, text in texts.items():
        if files.read_bytes(f"{place}/{name}", _LONGEST) != text:
            files.write_atomic(f"{place}/{name}", text, durable=False)
