"""What the server told Codex CLI about its limits with the last answers, as its session files keep it.

A line of the type `event_msg` whose payload is a `token_count` with `rate_limits` (Codex CLI 0.169.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statusline.errors import BadDocument, SourceError
from statusline.limits.merge import FUTURE, KEPT_FOR
from statusline.limits.model import CODEX, Usage
from statusline.providers.codex import rate_limits, rollout_files
from statusline.providers.codex.login import codex_account
from statusline.providers.codex.settings import codex_home
from statusline.providers.codex.usage_document import MAIN_LIMIT, credit_balance
from statusline.providers.credentials.fields import lenient_json, word
from statusline.providers.parsing.readings import collect
from statusline.providers.parsing.values import mapping, moment
from statusline.state import tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Login, Sample
    from statusline.providers.base import Context
    from statusline.providers.codex.rollout_files import Rollout

NAME = "codex_rollouts"
PROVIDER = CODEX
NETWORK = False

REPLAYED_FOR = 5  # seconds within which a forked session writes its parent's history, stamped anew
_EVENT = ("event_msg", "token_count")
_MARKS = (b'"token_count"', b'"rate_limits"')
_SHORTEST, _LONGEST = sum(map(len, _MARKS)), 1 << 18


@dataclass(frozen=True, slots=True)
class _Told:
    """What one line says about one limit. `as_of` is epoch seconds."""

    limit: str
    as_of: int
    samples: tuple[Sample, ...]
    snapshot: dict[str, Any]


def describe(context: Context) -> str:
    """Return what is read."""
    packed = "" if tail.can_unpack() else "; packed ones need the package `zstandard`"
    return f"the newest session files in {codex_home(context.environ)}{packed}"


def fetch(context: Context, login: Login) -> Usage:
    """Return the newest observation of each limit; no samples where the last eight days have none of this account."""
    home = codex_home(context.environ)
    failures: list[OSError] = []
    try:
        found = _newest(rollout_files.newest(home), login, context.now, failures)
    except OSError as error:
        found, failures = {}, [error]
    if failures and not found:
        where, reason = failures[0].filename or home, failures[0].strerror or type(failures[0]).__name__
        raise SourceError(f"{where} cannot be read ({reason}).", "Make it readable for your user.")
    return _usage(found)


def _usage(found: dict[str, _Told]) -> Usage:
    main = found[MAIN_LIMIT].snapshot if MAIN_LIMIT in found else {}
    return Usage(
        tuple(sample for told in found.values() for sample in told.samples),
        plan=rate_limits.plan(main),
        credits=credit_balance(main.get("credits")),
    )


def _newest(files: list[Rollout], login: Login, now: int, failures: list[OSError]) -> dict[str, _Told]:
    found: dict[str, _Told] = {}
    for place, file in enumerate(files):
        main = found.get(MAIN_LIMIT)
        if place >= rollout_files.BY_NAME and main and file.changed_at < main.as_of:
            break
        try:
            for told in _of_account(file, login, now):
                if told.limit not in found or found[told.limit].as_of < told.as_of:
                    found[told.limit] = told
        except FileNotFoundError:  # it has just been archived
            continue
        except OSError as error:
            failures.append(error)
    return found


def _of_account(file: Rollout, login: Login, now: int) -> Iterator[_Told]:
    """Yield what a session was told, the newest first, down to the main limit."""
    born: int | None = None
    for told in _lines(file.path, now):
        if born is None:
            meta, born = _meta(file.path)
            if _of_another(meta, login):
                return
        if told.as_of <= born:
            return
        yield told
        if told.limit == MAIN_LIMIT:
            return


def _lines(path: str, now: int) -> Iterator[_Told]:
    for line in tail.lines(path):
        if _SHORTEST <= len(line) <= _LONGEST and all(mark in line for mark in _MARKS):
            told = _told(lenient_json(line) or {}, now)
            if told and told.as_of < now - KEPT_FOR:
                return
            if told:
                yield told


def _told(line: dict[str, Any], now: int) -> _Told | None:
    """Return what a line says, None if that is nothing: responses without headers leave windows of null."""
    payload, written = mapping(line.get("payload")), moment(line.get("timestamp"))
    if (line.get("type"), payload.get("type")) != _EVENT or written is None or written > now + FUTURE:
        return None
    snapshot, as_of = mapping(payload.get("rate_limits")), int(written)
    try:
        samples, _ = collect(rate_limits.readings(snapshot, as_of, now), NAME, as_of)
    except BadDocument:
        return None
    return _Told(rate_limits.limit_id(snapshot), as_of, samples, snapshot) if samples else None


def _meta(path: str) -> tuple[dict[str, Any], int]:
    """Return the session's own description, and until when (epoch seconds) its lines may be another session's."""
    line = lenient_json(tail.first_line(path)) or {}
    meta = mapping(line.get("payload")) if line.get("type") == "session_meta" else {}
    forked = meta.get("forked_from_id") or meta.get("parent_thread_id")
    begun = moment(line.get("timestamp"))
    return meta, int(begun) + REPLAYED_FOR if forked and begun is not None else 0


def _of_another(meta: dict[str, Any], login: Login) -> bool:
    user, account = word(meta.get("creator_user_id")), word(meta.get("creator_account_id"))
    signed_in = login.credential.account_id if login.credential else None
    if not signed_in:
        return False
    if account and account != signed_in:
        return True
    return bool(user) and login.account not in {codex_account(user, signed_in), codex_account("", signed_in)}
