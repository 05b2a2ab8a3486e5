"""What the server told Codex CLI about its limits with the last answers, as its session files keep it.

A line of the type `event_msg` whose payload is a `token_count` with `rate_limits` (Codex CLI 0.171.0). Each is about
one limit, and names every window that the limit has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline.config.providers import CODEX
from statusline.errors import BadDocument, SourceError
from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.limits.merge import FUTURE, is_kept
from statusline.limits.model import Usage
from statusline.providers.codex import rate_limits, rollout_files, session_owner
from statusline.providers.codex.allowance import block
from statusline.providers.codex.settings import codex_home, read_config
from statusline.providers.codex.usage_document import MAIN_LIMIT, credit_balance
from statusline.providers.credentials.fields import lenient_json
from statusline.providers.parsing.readings import collect
from statusline.providers.parsing.values import NAME_LENGTH, mapping, moment, text
from statusline.state import tail

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from statusline.limits.model import Block, Login, Sample
    from statusline.providers.base import Context
    from statusline.providers.codex.rollout_files import Rollout
    from statusline.providers.codex.session_owner import Session

NAME = "codex_rollouts"
PROVIDER = CODEX
NETWORK = False

LOOK_BACK = 32 * DAY  # seconds: what was said of a window of thirty days holds until its reset
MOST_READ = 64 << 20  # bytes of all files together
MOST_OF_A_FILE = 32 << 20
OPENED = 1 << 16  # what looking into a file counts for, however short it is
_EVENT = ("event_msg", "token_count")
_MARKS = (b'"token_count"', b'"rate_limits"')
_SHORTEST, _LONGEST = sum(map(len, _MARKS)), 1 << 18


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says about one limit. `as_of` is epoch seconds."""

    limit: str
    as_of: int
    samples: tuple[Sample, ...]
    snapshot: dict[str, Any]


@dataclass(slots=True)
class _Search:
    """One look through the session files: for whom, what was read of the bound, and what came out, by owner."""

    login: Login
    providers: Container[str]
    now: int
    left: int = MOST_READ

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file, the last one first, as far as the bound goes."""
        for line in tail.lines(path, min(self.left, MOST_OF_A_FILE)):
            self.left -= len(line) + 1
            yield line


def describe(context: Context) -> str:
    packed = "" if tail.can_unpack() else "; packed ones need the package `zstandard`"
    return f"the newest session files in {codex_home(context.environ)}{packed}"


def fetch(context: Context, login: Login) -> Usage:
    """Return the newest line about each limit; no samples where no session of this account has any that still hold."""
    home = codex_home(context.environ)
    failures: list[OSError] = []
    search = _Search(login, read_config(context.environ).own_providers, context.now)
    try:
        lines = _newest(rollout_files.newest(home, context.now - LOOK_BACK), search, failures)
    except OSError as error:
        lines, failures = {}, [error]
    if failures and not lines:
        where, reason = failures[0].filename or home, failures[0].strerror or type(failures[0]).__name__
        raise SourceError(
            "{where} cannot be read ({reason}).", "Make it readable for your user.", where=where, reason=reason
        )
    return _usage(lines, context.now)


def _usage(lines: dict[str, _Line], now: int) -> Usage:
    main = lines[MAIN_LIMIT].snapshot if MAIN_LIMIT in lines else {}
    return Usage(
        tuple(sample for line in lines.values() for sample in line.samples if is_kept(sample, now)),
        plan=rate_limits.plan(main),
        credits=credit_balance(main.get("credits")),
        whole_limits=True,
        names_plan=True,
        block=_block(lines[MAIN_LIMIT]) if MAIN_LIMIT in lines else None,
    )


def _block(line: _Line) -> Block | None:
    return block(rate_limits.verdict_of(line.snapshot), line.samples, NAME, line.as_of, None)


def _newest(files: list[Rollout], search: _Search, failures: list[OSError]) -> dict[str, _Line]:
    """Return the newest line about each limit, of the session that spoke last where the login names no account."""
    by_owner: dict[tuple[str, str], dict[str, _Line]] = {}
    for position, file in enumerate(files):
        main_at = max((lines[MAIN_LIMIT].as_of for lines in by_owner.values() if MAIN_LIMIT in lines), default=0)
        if search.left <= 0 or (position >= rollout_files.BY_NAME and file.changed_at < main_at):
            break
        search.left -= file.size if file.packed else OPENED
        try:
            _look_into(file, search, by_owner)
        except FileNotFoundError:  # it has just been archived
            continue
        except OSError as error:
            failures.append(error)
    return max(by_owner.values(), key=lambda lines: max(line.as_of for line in lines.values()), default={})


def _look_into(file: Rollout, search: _Search, by_owner: dict[tuple[str, str], dict[str, _Line]]) -> None:
    session = session_owner.described(file.path)
    if not session_owner.may_speak_for(session, search.login, search.providers):
        return
    names_account = search.login.credential and search.login.credential.account_id
    owner = ("", "") if names_account else (session.user, session.account)
    for line in _of_session(file, session, search):
        newest = by_owner.setdefault(owner, {})
        newest[line.limit] = _newer(newest.get(line.limit), line)


def _newer(lines: _Line | None, line: _Line) -> _Line:
    """Return the newer of two lines about one limit, with the name that either gives it."""
    if lines is None:
        return line
    newer, older = (line, lines) if lines.as_of < line.as_of else (lines, line)
    if _limit_name(newer.snapshot) or not _limit_name(older.snapshot):
        return newer
    labels = {sample.window: sample.label for sample in older.samples}
    samples = tuple(replace(sample, label=labels.get(sample.window, sample.label)) for sample in newer.samples)
    return replace(newer, samples=samples)


def _limit_name(snapshot: dict[str, Any]) -> str | None:
    return text(snapshot.get("limit_name"), NAME_LENGTH)


def _of_session(file: Rollout, session: Session, search: _Search) -> Iterator[_Line]:
    """Yield the lines with limits of a session, the newest first, up to one with the main limit."""
    for data in search.lines(file.path):
        if not (_SHORTEST <= len(data) <= _LONGEST and all(mark in data for mark in _MARKS)):
            continue
        line = _line(lenient_json(data) or {}, search.now)
        if line is None:
            continue
        if line.as_of <= max(session.replayed_until, search.now - LOOK_BACK):
            return
        yield line
        if line.limit == MAIN_LIMIT:
            return


def _line(line: dict[str, Any], now: int) -> _Line | None:
    """Return what a line says, None if that is nothing: responses without headers leave windows of null."""
    payload, written = mapping(line.get("payload")), moment(line.get("timestamp"))
    if (line.get("type"), payload.get("type")) != _EVENT or written is None or written > now + FUTURE:
        return None
    snapshot, as_of = mapping(payload.get("rate_limits")), int(written)
    try:
        samples, _ = collect(rate_limits.readings(snapshot, as_of, now), NAME, as_of)
    except BadDocument:
        return None
    if not samples and rate_limits.verdict_of(snapshot).reason is None:
        return None
    return _Line(rate_limits.limit_id(snapshot), as_of, samples, snapshot)
