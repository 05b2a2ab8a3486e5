"""A sample of the document that Claude Code 2.1.329 sends to its status line command, for a trial."""

from __future__ import annotations

import json
import os
import time

RESETS_IN = {"five_hour": (42.4, 7_890), "seven_day": (18.5, 345_900)}


def document() -> bytes:
    """Return the document with limits that are current now, as one line."""
    now = int(time.time())
    folder = os.getcwd()
    limits = {
        name: {"used_percentage": used, "resets_at": now + seconds} for name, (used, seconds) in RESETS_IN.items()
    }
    session = {
        "session_id": "00000000-0000-4000-8000-000000000000",
        "transcript_path": f"{folder}/sample.jsonl",
        "cwd": folder,
        "model": {"id": "claude-opus-5-5", "display_name": "Opus 5.5"},
        "workspace": {"current_dir": folder, "project_dir": folder, "added_dirs": []},
        "version": "2.1.329",
        "output_style": {"name": "default"},
        "cost": {
            "total_cost_usd": 0.04,
            "total_duration_ms": 60_000,
            "total_api_duration_ms": 9_000,
            "total_lines_added": 0,
            "total_lines_removed": 0,
        },
        "context_window": {
            "total_input_tokens": 4_000,
            "total_output_tokens": 200,
            "context_window_size": 200_000,
            "current_usage": None,
            "used_percentage": 2,
            "remaining_percentage": 98,
        },
        "exceeds_200k_tokens": False,
        "rate_limits": limits,
    }
    return json.dumps(session).encode() + b"\n"
