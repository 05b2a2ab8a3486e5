"""The table of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.burnt_week import BurntWeek
from statusline.advice.compactions import Compactions
from statusline.advice.expired_cache import ExpiredCache
from statusline.advice.fast_premium import FastPremium
from statusline.advice.hidden_calls import HiddenCalls
from statusline.advice.long_context import LongContext
from statusline.advice.low_cache_hit import LowCacheHit
from statusline.advice.premium_context import PremiumContext
from statusline.advice.rereads import Rereads
from statusline.advice.small_sessions import SmallSessions
from statusline.advice.sub_agents import SubAgents

if TYPE_CHECKING:
    from statusline.advice.base import Rule

RULES: tuple[type[Rule], ...] = (
    ExpiredCache,
    LowCacheHit,
    LongContext,
    PremiumContext,
    FastPremium,
    SubAgents,
    HiddenCalls,
    BurntWeek,
    SmallSessions,
    Compactions,
    Rereads,
)
