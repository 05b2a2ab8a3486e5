"""The document that a Claude Code session of the demo writes to its status line command, shaped as 2.1.329 does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SESSION = "00000000-0000-4000-8000-000000000001"
FOLDER = "/home/you/widgets"

_CONTEXT = 1_000_000
_INPUT_TOKENS = 309_333


def document(windows: Mapping[str, tuple[float, int]]) -> bytes:
    """Return the document of a session. windows: name -> (used percentage 0-100, resets_at in epoch seconds)."""
    fields = {
        "session_id": SESSION,
        "transcript_path": f"{FOLDER}/.demo/{SESSION}.jsonl",
        "cwd": FOLDER,
        "effort": {"level": "medium"},
        "model": {"id": "claude-opus-5-5", "display_name": "Opus 5.5"},
        "workspace": {"current_dir": FOLDER, "project_dir": FOLDER, "added_dirs": []},
        "version": "2.1.329",
        "output_style": {"name": "default"},
        "cost": {
            "total_cost_usd": 1.274_193,
            "total_duration_ms": 1_931_339,
            "total_api_duration_ms": 402_118,
            "total_lines_added": 156,
            "total_lines_removed": 23,
        },
        "context_window": {
            "total_input_tokens": _INPUT_TOKENS,
            "total_output_tokens": 4_157,
            "context_window_size": _CONTEXT,
            "current_usage": {
                "input_tokens": 12,
                "output_tokens": 457,
                "cache_creation_input_tokens": 4_321,
                "cache_read_input_tokens": _INPUT_TOKENS - 4_333,
            },
            "used_percentage": round(100 * _INPUT_TOKENS / _CONTEXT),
            "remaining_percentage": 100 - round(100 * _INPUT_TOKENS / _CONTEXT),
        },
        "exceeds_200k_tokens": True,
        "fast_mode": False,
        "thinking": {"enabled": True},
        "rate_limits": {
            name: {"used_percentage": used, "resets_at": resets_at} for name, (used, resets_at) in windows.items()
        },
    }
    return json.dumps(fields, indent=1).encode()
