"""Codex CLI's rollouts: the calls of a thread, and what the server said of the limits with each (Codex CLI 0.171.0).

Older forks and sub-agents repeat the history of their parent, stamped anew; newer ones point to it. A call is known by
the counters after it, which all copies share: those of one family, whose root is the oldest parent that is named.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from statusline.config.providers import CODEX
from statusline.frozen import dataclass
from statusline.hot.text import HOUR
from statusline.index import row
from statusline.index.codex_lines import decode
from statusline.index.decoding import seconds
from statusline.providers.codex.login import codex_account
from statusline.providers.codex.session_owner import REPLAYED_FOR, REPLAYED_FOR_MIGRATED
from statusline.state.token_index import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.index.codex_lines import Payload, Vector
    from statusline.index.row import CallRow, Origin

OPENAI = "openai"
SUB_AGENT = "sub-agent"  # one whose role is not named

_MARK = re.compile(rb'"(?:token_count|turn_context|session_meta|token_usage_record|thread_settings_applied)"')
_HEAD = 240  # bytes in which a line names its type
_COUNTERS = "\0".join(["%d"] * 10)  # of two vectors
_TYPE, _CONTENT = b'"type":"', b'response_item"'  # what most lines are, and nearly all bytes


class State(msgspec.Struct):
    """What the next line of a rollout needs to know. `began` is in epoch seconds."""

    session: str = ""
    family: str = ""
    parent: str = ""
    repeats: bool = False
    began: float = 0.0
    project: str = ""
    model: str = ""
    effort: str = ""
    tier: int = 0
    account: str = ""
    agent: str = ""
    official: bool = False
    paginated: bool = False


class Official(NamedTuple):
    """What the server said of a limit at `at` (epoch seconds), in Codex's own form; account: empty if unknown."""

    root: str
    account: str
    at: int
    limits: dict[str, Any]


def parents(lines: Iterable[bytes]) -> dict[str, str]:
    """Return the threads that the first lines of a rollout describe, each with the one that it repeats (or "")."""
    threads = {}
    for line in lines:
        entry = decode(line) if b'"session_meta"' in line[:_HEAD] else None
        if entry and entry.type == "session_meta" and entry.payload and entry.payload.id:
            threads[entry.payload.id] = entry.payload.repeats
    return threads


@dataclass(slots=True)
class Reader:
    """Reads the lines of one rollout below the folder `root`, in order. `project`: what is kept of a folder.

    `family_of` gives a thread's oldest parent.
    """

    file: int
    root: str
    state: State
    family_of: Callable[[str], str]
    project: Callable[[str], str] = str
    calls: dict[int, CallRow] = field(default_factory=dict)
    officials: list[Official] = field(default_factory=list)
    origins: dict[tuple[object, ...], Origin] = field(default_factory=dict)
    unreadable: int = 0
    _last_numbers: tuple[object, ...] = ()
    _counted: tuple[object, ...] = ()

    def read(self, lines: Iterable[tuple[bytes, int]]) -> None:
        """Take over whole lines, each with the offset at which it begins."""
        for line, offset in lines:
            at = line.find(_TYPE, 0, _HEAD)
            if line.startswith(_CONTENT, at + len(_TYPE)) and at > 0 and line.find(b"{", 1, at) < 0:
                continue
            if _MARK.search(line, 0, _HEAD):
                self._take(line, offset)

    def _take(self, line: bytes, offset: int) -> None:
        entry = decode(line)
        if entry is None:
            self.unreadable += 1
        elif entry.payload is None:
            return
        elif entry.type == "session_meta":
            self._begin(entry.payload, entry.timestamp)
        elif entry.type == "turn_context":
            self.state.model = entry.payload.model or self.state.model
            self.state.effort = entry.payload.effort or ""
        elif entry.type == "token_usage_record":
            self._call(entry.payload.thread_token_usage, entry.payload.usage, seconds(entry.timestamp), offset)
        elif entry.payload.type == "thread_settings_applied" and entry.payload.thread_settings:
            settings = entry.payload.thread_settings
            self.state.model = settings.model or self.state.model
            self.state.tier = TIERS.index(settings.service_tier) if settings.service_tier in TIERS else 0
        elif entry.payload.type == "token_count":
            self._count(entry.payload, entry.timestamp, offset)

    def _begin(self, meta: Payload, written: str) -> None:
        """Take over who the thread is; what a parent said of itself comes after that, and is not ours."""
        if self.state.session or not meta.id:
            return
        account = codex_account(meta.creator_user_id or "", meta.creator_account_id or "")
        role = meta.spawn.agent_role if meta.spawn else None
        self.state = State(
            session=meta.id,
            family=self.family_of(meta.repeats) if meta.repeats else meta.id,
            parent=meta.parent,
            repeats=bool(meta.repeats),
            began=seconds(written) or 0.0,
            project=self.project(meta.cwd),
            account=account if meta.creator_user_id or meta.creator_account_id else "",
            agent=(role or SUB_AGENT) if meta.is_sub_agent else "",
            official=(meta.model_provider or OPENAI) == OPENAI,
            paginated=meta.history_mode == "paginated",
        )

    def _count(self, payload: Payload, written: str, offset: int) -> None:
        at, limits = seconds(written), payload.rate_limits
        if payload.info:
            self._call(payload.info.total_token_usage, payload.info.last_token_usage, at, offset)
        if not limits or at is None or not self.state.official or at <= self._repeated_until:
            return
        if self._last_numbers != (numbers := _numbers(limits)):
            self._last_numbers = numbers
            self.officials.append(Official(self.root, self.state.account, int(at), limits))

    @property
    def _repeated_until(self) -> float:
        """Return until when lines may be the parent's, stamped anew (epoch seconds)."""
        if not self.state.repeats:
            return 0.0
        return self.state.began + (REPLAYED_FOR_MIGRATED if self.state.paginated else REPLAYED_FOR)

    def _call(self, total: Vector | None, last: Vector | None, at: float | None, offset: int) -> None:
        if total is None or last is None or not (last.input_tokens or last.output_tokens):
            return
        state, counters = self.state, total.identity + last.identity
        if (counted := (counters, state.model)) == self._counted:
            return  # the same again
        self._counted = counted
        if at is None:
            self.unreadable += 1
            return
        key, origin = _key(state.family or str(self.file), counters), self._origin()
        earlier = self.calls.get(key)
        if (
            earlier
            and earlier.at <= at
            and (earlier.origin.model, earlier.origin.effort) == (state.model, state.effort)
        ):
            return  # the same again
        call = row.CallRow(key, int(at), last.tokens, origin, self.file, offset)
        self.calls[key] = row.merged(earlier, call) if earlier else call

    def _origin(self) -> Origin:
        state = self.state
        known_by = (state.session, state.model, state.effort, state.tier)
        origin = self.origins.get(known_by)
        if origin is None:
            origin = self.origins[known_by] = row.Origin(
                provider=CODEX,
                session=state.session,
                project=state.project,
                model=state.model,
                effort=state.effort,
                agent=state.agent,
                account=state.account,
                tier=state.tier,
                official=state.official,
                rank=row.rank(state.session, state.began, side=bool(state.parent)),
            )
        return origin


def key_of(line: bytes, state: str, file: int) -> int | None:
    """Return the key of the call that a line counts, None if it counts none. state: of the file, as it is stored."""
    entry = decode(line)
    if entry is None or entry.payload is None:
        return None
    payload, info = entry.payload, entry.payload.info
    vectors = (info.total_token_usage, info.last_token_usage) if info else (payload.thread_token_usage, payload.usage)
    total, last = vectors
    family = msgspec.json.decode(state or "{}", type=State).family
    return _key(family or str(file), total.identity + last.identity) if total and last else None


def _key(family: str, counters: tuple[int, ...]) -> int:
    return row.key(CODEX, family, _COUNTERS % counters)


def _numbers(limits: dict[str, Any]) -> tuple[object, ...]:
    """Return the numbers of the two windows of a limit, without resets that differ by seconds."""
    return (limits.get("limit_id"), *_figures(limits.get("primary")), *_figures(limits.get("secondary")))


def _figures(window: Any) -> tuple[object, ...]:
    if not isinstance(window, dict):
        return (None, None)
    reset = window.get("resets_at")
    return (window.get("used_percent"), reset // HOUR if isinstance(reset, int) else None)
