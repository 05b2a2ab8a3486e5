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
CONTEXT = ("context", "context_gauge")  # `own` is their level around them
SESSION = (
    "model",
    "context",
    "context_gauge",
    "context_left",
    "context_tokens",
    "context_size",
    "cost",
    "cost_per_hour",
    "dir",
    "worktree",
    "repo",
    "pr",
    "review",
    "effort",
    "thinking",
    "fast",
    "tokens_in",
    "tokens_out",
    "tokens_cached",
    "cache_left",
    "cache_hit",
    "output_style",
    "agent",
    "vim",
    "session",
    "session_id",
    "version",
    "lines",
    "duration",
    "api_time",
    "backend",
    "burnt",
    *REPOSITORY,
)
LAYOUT = ("fill", "cap")
COMMAND = "command.NAME"  # stands for one of [command.NAME] each
CLAUDE_LINE = (*SEGMENT, *SESSION, *LAYOUT, COMMAND)
NONE = ()
ALL = frozenset((*CLAUDE_LINE, *PROVIDER, *WINDOW))
