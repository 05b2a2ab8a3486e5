"""The limits that Codex hands to the provider of its footer, from the spool of the hot half (hot/codex_state.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.config.providers import CODEX
from statusline.errors import BadDocument
from statusline.hot import codex_state, paths
from statusline.limits.model import Usage
from statusline.providers.codex import rate_limits, rollout_files, session_owner
from statusline.providers.codex.settings import codex_home, read_config
from statusline.providers.parsing.readings import collect
from statusline.state import session_spool

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from statusline.limits.model import Login, Sample
    from statusline.providers.base import Context
    from statusline.state.session_spool import Windows

NAME = "codex_statusline"
PROVIDER = CODEX
NETWORK = False

_WORDS = 4  # of a window's name
_SLOTS = ("primary", "secondary")


def describe(context: Context) -> str:
    return f"what Codex gave to its status line ({folder(context)})"


def fetch(context: Context, login: Login) -> Usage:
    """Return the latest limits of every session that asked OpenAI, and is not known to be of another account."""
    providers, home = read_config(context.environ).own_providers, codex_home(context.environ)
    samples: list[Sample] = []
    for session, windows in session_spool.windows(folder(context)).items():
        own = list(_samples(windows, providers, context.now))
        if own and _may_speak(home, session, login, providers):
            samples += own
    return Usage(tuple(samples))


def folder(context: Context) -> str:
    return f"{paths.login_dir(context.environ)}/{codex_state.SPOOL}"  # type: ignore[arg-type]  # any mapping will do


def _may_speak(home: str, session: str, login: Login, providers: Container[str]) -> bool:
    """Tell whether the session's own file does not say that it is somebody else's; one without a file may be ours."""
    path = rollout_files.of_session(home, session)
    try:
        return path is None or session_owner.may_speak_for(session_owner.described(path), login, providers)
    except OSError:
        return True


def _samples(windows: Windows, providers: Container[str], now: int) -> Iterator[Sample]:
    for snapshot, as_of in _snapshots(windows, providers):
        try:
            yield from collect(rate_limits.readings(snapshot, as_of, now), NAME, as_of)[0]
        except BadDocument:
            continue


def _snapshots(windows: Windows, providers: Container[str]) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each limit as Codex's session files write it, and when it was observed (epoch seconds)."""
    limits: dict[tuple[str, str, int], dict[str, Any]] = {}
    for words, (used, resets_at, observed_at) in windows.items():
        provider, limit, length, name, *_ = (*words.split("/", _WORDS - 1), "", "", "")
        if provider not in providers:
            continue
        snapshot = limits.setdefault((limit, name, observed_at), {"limit_id": limit, "limit_name": name})
        slot = length if length in _SLOTS else _SLOTS[_SLOTS[0] in snapshot]
        minutes = int(length) if length.isdecimal() else None
        snapshot[slot] = {"used_percent": used, "window_minutes": minutes, "resets_at": resets_at}
    yield from ((snapshot, observed_at) for (_, _, observed_at), snapshot in limits.items())
