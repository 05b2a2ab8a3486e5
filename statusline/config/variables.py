"""The variables of each kind of format."""

from __future__ import annotations

from statusline.config.providers import PROVIDERS
from statusline.hot.session_document import REPOSITORY

COSTS = ("cost_today", "cost_week")
SEGMENT = ("accounts", *PROVIDERS, "sep", *COSTS)
PROVIDER = ("symbol", "label", "plan", "windows", "stale", "age", "source", "credits", "banked", "sep")
WINDOW = (
    "symbol",
    "label",
    "window",
    "used",
    "left",
    "gauge",
    "resets_in",
    "resets_at",
    "resets",
    "resets_day",
    "runs_out_in",
    "age",
    "pace",
    "projected",
    "source",
    "plan",
    "amount",
)
SESSION = (
    "model",
    "context",
    "context_gauge",
    "cost",
    "dir",
    "effort",
    "session",
    "lines",
    "duration",
    "pr",
    "backend",
    *REPOSITORY,
)
CLAUDE_LINE = (*SEGMENT, *SESSION)
NONE = ()
ALL = frozenset((*CLAUDE_LINE, *PROVIDER, *WINDOW))
