"""A sample of the document that Claude Code 2.1.329 sends to its status line command, for a trial and the demo."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CACHED_FOR = 252  # seconds
RESETS_IN = {"five_hour": (42.4, 7_890), "seven_day": (18.5, 345_900)}


def document(windows: Mapping[str, tuple[float, int]] | None = None, folder: str = "") -> bytes:
    """Return the document as one line.

    windows: name -> (used percentage 0-100, resets_at in epoch seconds), None: limits that are current now. folder:
    that of the session, empty: the current one.
    """
    if windows is None:
        now = int(time.time())
        windows = {name: (used, now + seconds) for name, (used, seconds) in RESETS_IN.items()}
    folder = folder or os.getcwd()
    session = {
        "session_id": "00000000-0000-4000-8000-000000000000",
        "transcript_path": f"{folder}/sample.jsonl",
        "cwd": folder,
        "model": {"id": "claude-opus-5-5", "display_name": "Opus 5.5"},
        "workspace": {"current_dir": folder, "project_dir": folder, "added_dirs": []},
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
            "total_input_tokens": 62_000,
            "total_output_tokens": 4_157,
            "context_window_size": 200_000,
            "current_usage": {
                "input_tokens": 12,
                "output_tokens": 457,
                "cache_creation_input_tokens": 4_321,
                "cache_read_input_tokens": 57_667,
            },
            "used_percentage": 31,
            "remaining_percentage": 69,
        },
        "exceeds_200k_tokens": False,
        "prompt_cache": {"warm": True, "ttl": "5m", "expires_at": int(time.time()) + CACHED_FOR, "hit_ratio": 0.93},
        "fast_mode": False,
        "effort": {"level": "high"},
        "thinking": {"enabled": True},
        "rate_limits": {
            name: {"used_percentage": used, "resets_at": resets_at} for name, (used, resets_at) in windows.items()
        },
    }
    return json.dumps(session).encode() + b"\n"
