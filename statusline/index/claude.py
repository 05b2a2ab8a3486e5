"""Claude Code's transcripts: the calls, the owner and the ledger of a session (Claude Code 2.1.332).

An answer is written as several lines with one message id; forks and resumed sessions copy lines with their ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from statusline.config.providers import CLAUDE
from statusline.index import row
from statusline.index.decoding import decoder, seconds, tokens
from statusline.providers.claude.transcript_line import OWN_ID, Owner, is_of_claude
from statusline.state.token_index import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.index.row import CallRow, Origin
    from statusline.index.tokens import Tokens

SIDECHAIN = "sub-agent"  # one whose kind is not named

_OWN = "msg_"  # what a message id of Anthropic's begins with: it identifies an answer by itself
_SYNTHETIC = "<synthetic>"  # lines that Claude Code makes up itself
_TYPE = b'"type":"'
_KINDS = (b'assistant"', b'session-owner"', b'cost-state"')
_HEAD = 400  # bytes in which a line that is no answer names its type
_WRITTEN = re.compile(rb'"timestamp"\s*:\s*"([0-9T:.Z+-]{19,35})"')


class _Written(msgspec.Struct, gc=False):
    ephemeral_5m_input_tokens: int = 0
    ephemeral_1h_input_tokens: int = 0


class _Searched(msgspec.Struct, gc=False):
    web_search_requests: int = 0


class _Thought(msgspec.Struct, gc=False):
    thinking_tokens: int = 0


class _Usage(msgspec.Struct, gc=False):
    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_creation: _Written | None = None
    output_tokens_details: _Thought | None = None
    server_tool_use: _Searched | None = None
    service_tier: str | None = None
    speed: str | None = None

    @property
    def tokens(self) -> Tokens:
        written = self.cache_creation
        return tokens(
            self.input_tokens,
            self.cache_read_input_tokens,
            written.ephemeral_5m_input_tokens if written else self.cache_creation_input_tokens,
            written.ephemeral_1h_input_tokens if written else 0,
            self.output_tokens,
            self.output_tokens_details.thinking_tokens if self.output_tokens_details else 0,
            self.server_tool_use.web_search_requests if self.server_tool_use else 0,
        )

    @property
    def tier(self) -> int:
        name = self.speed if self.speed in TIERS[1:] else self.service_tier
        return TIERS.index(name) if name in TIERS else 0


class _Message(msgspec.Struct, gc=False):
    id: str | None = None
    model: str | None = None
    usage: _Usage | None = None


class _Charged(msgspec.Struct, rename="camel", gc=False):
    input_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_creation_input_tokens: int = 0
    five_minutes: int = msgspec.field(name="cacheCreationEphemeral5mInputTokens", default=0)
    one_hour: int = msgspec.field(name="cacheCreationEphemeral1hInputTokens", default=0)
    web_search_requests: int = 0
    cost: float = msgspec.field(name="costUSD", default=0.0)

    @property
    def tokens(self) -> Tokens:
        five_minutes, one_hour = self.five_minutes, self.one_hour
        if not (five_minutes or one_hour):  # before they were told apart
            five_minutes = self.cache_creation_input_tokens
        sent = (self.input_tokens, self.cache_read_input_tokens, five_minutes, one_hour)
        return tokens(*sent, self.output_tokens, self.thinking_tokens, self.web_search_requests)


class _Answer(msgspec.Struct, rename="camel", gc=False):
    type: str = ""
    timestamp: str = ""
    request_id: str = ""
    session_id: str = ""
    agent_id: str = ""
    attribution_agent: str = ""
    is_sidechain: bool = False
    cwd: str = ""
    uuid: str = ""
    effort: str = ""
    message: _Message | None = None


class _Line(msgspec.Struct, rename="camel"):
    type: str = ""
    session_id: str = ""
    account_uuid: str = ""
    organization_uuid: str = ""
    model_usage: dict[str, _Charged] = {}


_decode, _decode_answer = decoder(_Line), decoder(_Answer)


class LedgerRow(msgspec.Struct):
    """What Claude Code has charged a session for a model until `at` (epoch seconds)."""

    session: str
    model: str
    at: int
    tokens: Tokens
    cost_usd: float


class State(msgspec.Struct):
    """What the next line of a transcript needs to know. `began`, `last_at`: epoch seconds; `owner`: as Owner.stored."""

    session: str = ""
    began: float = 0.0
    last_at: int = 0
    account: str = ""
    owner: str = ""


@dataclass(slots=True)
class Reader:
    """Reads the lines of one transcript, in order. `project`: what is kept of a folder."""

    file: int
    state: State
    project: Callable[[str], str] = str
    calls: dict[int, CallRow] = field(default_factory=dict)
    ledgers: dict[tuple[str, str], LedgerRow] = field(default_factory=dict)
    origins: dict[tuple[object, ...], Origin] = field(default_factory=dict)
    unreadable: int = 0
    _counted: tuple[object, ...] = ()
    _id: str | None = None
    _key: int | None = None
    _shown: tuple[object, ...] = ()
    _last_origin: Origin | None = None

    def read(self, lines: Iterable[tuple[bytes, int]]) -> None:
        """Take over whole lines, each with the offset at which it begins."""
        for line, offset in lines:
            if not self.state.began and (match := _WRITTEN.search(line)):
                self.state.began = seconds(match[1].decode()) or 0.0
            # Most lines name another type before any object in them: to look for the marks takes ten times as long.
            at = line.find(_TYPE, 0, _HEAD)
            if at > 0 and line.find(b"{", 1, at) < 0 and not line.startswith(_KINDS, at + len(_TYPE)):
                continue
            if b'"assistant"' in line:
                self._answer(line, offset)
            elif b'"session-owner"' in (head := line[:_HEAD]):
                self._owner(line)
            elif b'"cost-state"' in head:
                self._ledger(line)

    def _answer(self, line: bytes, offset: int) -> None:
        entry = _decode_answer(line)
        if entry is None:
            self.unreadable += 1
            return
        message = entry.message
        usage = message.usage if message else None
        if entry.type != "assistant" or message is None or usage is None or message.model == _SYNTHETIC:
            return
        if (message.id, entry.session_id, usage) == self._counted:
            return  # one more line of an answer
        key = self._key if message.id and message.id == self._id else self._new_key(entry, message)
        tokens, at = usage.tokens, seconds(entry.timestamp)
        if key is None or at is None or not any(tokens):
            self.unreadable += key is None or at is None
            return
        state = self.state
        state.session = entry.session_id or state.session
        if at > state.last_at:
            state.last_at = int(at)
        self._counted = (message.id or entry, entry.session_id, usage)
        call = row.CallRow(key, int(at), tokens, self._origin(entry, message, usage, at), self.file, offset)
        earlier = self.calls.get(key)
        self.calls[key] = row.merged(earlier, call) if earlier else call

    def _new_key(self, entry: _Answer, message: _Message) -> int | None:
        """Return the key of an answer, which lines that follow may belong to as well."""
        self._key = _key(entry, message)
        self._id = message.id if message.id and message.id.startswith(_OWN) else None
        return self._key

    def _origin(self, entry: _Answer, message: _Message, usage: _Usage, at: float) -> Origin:
        """Return whose the call is: mostly as the last one, with which it is compared first."""
        state, origin, own = self.state, self._last_origin, message.id is None or message.id.startswith(OWN_ID)
        agent = (entry.attribution_agent, entry.agent_id, entry.is_sidechain)
        shown = (state.session, entry.cwd, entry.effort, agent, message.model, own, usage.speed, usage.service_tier)
        if origin is None or shown != self._shown or not state.began:
            known_by = (*shown, state.account, state.began or at)
            origin = self.origins.get(known_by) or self._new_origin(entry, message, usage.tier, state.began or at)
            self._shown, self._last_origin, self.origins[known_by] = shown, origin, origin
        return origin

    def _new_origin(self, entry: _Answer, message: _Message, tier: int, began: float) -> Origin:
        side = entry.is_sidechain or bool(entry.agent_id)
        return row.Origin(
            provider=CLAUDE,
            session=self.state.session,
            project=self.project(entry.cwd),
            model=message.model or "",
            effort=entry.effort,
            agent=(entry.attribution_agent or SIDECHAIN) if side else "",
            account=self.state.account,
            tier=tier,
            official=is_of_claude(message.model, message.id),
            rank=row.rank(self.state.session, began, side=side),
        )

    def _owner(self, line: bytes) -> None:
        entry = _decode(line)
        if entry and entry.type == "session-owner" and entry.organization_uuid:
            self.state.account, self.state.owner = _hashes(entry.account_uuid, entry.organization_uuid)
            self._last_origin = None
            self.state.session = self.state.session or entry.session_id

    def _ledger(self, line: bytes) -> None:
        entry = _decode(line)
        if entry is None or entry.type != "cost-state":
            self.unreadable += entry is None
            return
        session = entry.session_id or self.state.session
        for model, charged in entry.model_usage.items():
            at, cost = self.state.last_at, max(0.0, charged.cost)
            self.ledgers[session, model] = LedgerRow(session, model, at, charged.tokens, cost)


@lru_cache(maxsize=16)
def _hashes(account: str, organization: str) -> tuple[str, str]:
    """Return the key of an account, and the text that identifies an owner."""
    owner = Owner(account, organization)
    return owner.account, owner.stored


def key_of(line: bytes) -> int | None:
    """Return the key of the answer that a line is part of, None if it is none."""
    entry = _decode_answer(line)
    return _key(entry, entry.message) if entry and entry.type == "assistant" and entry.message else None


def _key(entry: _Answer, message: _Message) -> int | None:
    """Return what all copies of an answer share: the message id alone if it is one of Anthropic's."""
    if message.id and message.id.startswith(_OWN):
        return row.key("claude", message.id)
    if message.id or entry.request_id:
        return row.key("claude", message.id or "", entry.request_id)
    return row.key("claude", entry.uuid) if entry.uuid else None
