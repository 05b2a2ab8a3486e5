"""A line of Codex CLI's rollouts as the fields that we want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from statusline.index.decoding import MOST_TOKENS, counts, decoder, tokens

if TYPE_CHECKING:
    from statusline.index.tokens import Tokens


class Vector(msgspec.Struct, gc=False):
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0
    total_tokens: int = 0

    @property
    def identity(self) -> tuple[int, ...]:
        """Return what tells counters apart; not all lines have what was written to a cache."""
        return (
            self.input_tokens,
            self.cached_input_tokens,
            self.output_tokens,
            self.reasoning_output_tokens,
            self.total_tokens,
        )

    @property
    def tokens(self) -> Tokens:
        """Return the counts; Codex has one kind of cache writes, and input includes what was read and written."""
        sent, read, written = self.input_tokens, self.cached_input_tokens, self.cache_write_input_tokens
        if not 0 <= sent | read | written <= MOST_TOKENS:
            sent, read, written = counts(sent, read, written)
        sent = max(0, sent - read - written)
        return tokens(sent, read, written, 0, self.output_tokens, self.reasoning_output_tokens, 0)


class _Info(msgspec.Struct, gc=False):
    total_token_usage: Vector | None = None
    last_token_usage: Vector | None = None


class _Spawn(msgspec.Struct, gc=False):
    parent_thread_id: str | None = None
    agent_role: str | None = None


class _SubAgent(msgspec.Struct, gc=False):
    thread_spawn: _Spawn | None = None


class _Source(msgspec.Struct, gc=False):
    subagent: _SubAgent | str | None = None


class _Settings(msgspec.Struct, gc=False):
    model: str | None = None
    service_tier: str | None = None


class Payload(msgspec.Struct, gc=False):
    type: str = ""
    id: str = ""
    cwd: str = ""
    model: str | None = None
    effort: str | None = None
    model_provider: str | None = None
    creator_user_id: str | None = None
    creator_account_id: str | None = None
    forked_from_id: str | None = None
    parent_thread_id: str | None = None
    history_base: dict[str, Any] | None = None
    history_mode: str | None = None
    subagent_history_start_ordinal: int | None = None
    source: _Source | str | None = None
    info: _Info | None = None
    usage: Vector | None = None
    thread_token_usage: Vector | None = None
    thread_settings: _Settings | None = None
    rate_limits: dict[str, Any] | None = None

    @property
    def spawn(self) -> _Spawn | None:
        agent = self.source.subagent if isinstance(self.source, _Source) else None
        return agent.thread_spawn if isinstance(agent, _SubAgent) else None

    @property
    def is_sub_agent(self) -> bool:
        return isinstance(self.source, _Source) and self.source.subagent is not None

    @property
    def parent(self) -> str:
        spawned = self.spawn.parent_thread_id if self.spawn else None
        return self.forked_from_id or spawned or self.parent_thread_id or ""

    @property
    def repeats(self) -> str:
        """Return the thread whose history this one has in it, stamped anew; empty if it only points to it."""
        points = self.history_base is not None or self.subagent_history_start_ordinal is not None
        return "" if points else self.parent


class Line(msgspec.Struct, gc=False):
    type: str = ""
    timestamp: str = ""
    payload: Payload | None = None


decode = decoder(Line)
