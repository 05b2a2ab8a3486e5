"""What each session of Claude Code has used of its limit, for `$burnt`: left beside the spool, where a format asks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.errors import StatuslineError
from statusline.format.evaluate import names
from statusline.format.grammar import parse
from statusline.hot import paths, spool
from statusline.providers.claude import statusline
from statusline.state import files, session_spool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.blame.live import Burnt
    from statusline.refresh.job import Job

_VARIABLE = "burnt"
_LONGEST = 64


def leave(job: Job, now: int) -> None:
    """Write what sessions have used by now (epoch seconds); what cannot be found out is not shown."""
    if _VARIABLE not in names(parse(job.config.target_of("claude").format, variables.CLAUDE_LINE)):
        return
    from statusline.blame import live, reading  # here: few formats ask

    for own in job.all:
        ledgers = _ledgers(statusline.folder(own.context()))
        if ledgers:
            with contextlib.suppress(StatuslineError, sqlite3.Error), reading.opened(own.environment, now) as asked:
                _write(own.environment.folder, live.of_sessions(asked, statusline.PROVIDER, ledgers))


def _ledgers(folder: str) -> dict[str, float]:
    """Return what each session has cost by its own words, in dollars, by the name of its file: mostly its id."""
    entries = session_spool.windows(folder).items()
    return {name: windows[spool.COST][0] for name, windows in entries if spool.COST in windows}


def _write(folder: str, known: Mapping[str, Burnt]) -> None:
    """Write a file for each session, and take those away that nothing is known of any more."""
    texts = {paths.file_name(session): f"{burnt.resets_at} {burnt.text}\n".encode() for session, burnt in known.items()}
    place = f"{folder}/{spool.BURNT}"
    for name in set(os.listdir(place)) - set(texts) if os.path.isdir(place) else ():
        with contextlib.suppress(OSError):
            os.unlink(f"{place}/{name}")
    for name, text in texts.items():
        if files.read_bytes(f"{place}/{name}", _LONGEST) != text:
            files.write_atomic(f"{place}/{name}", text, durable=False)
