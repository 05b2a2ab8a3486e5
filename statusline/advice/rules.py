"""The table of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice import (
    burnt_week,
    compactions,
    expired_cache,
    fast_premium,
    hidden_calls,
    long_context,
    low_cache_hit,
    premium_context,
    rereads,
    small_sessions,
    sub_agents,
)

if TYPE_CHECKING:
    from statusline.advice.base import Rule

RULES: tuple[Rule, ...] = (
    expired_cache,
    low_cache_hit,
    long_context,
    premium_context,
    fast_premium,
    sub_agents,
    hidden_calls,
    burnt_week,
    small_sessions,
    compactions,
    rereads,
)
