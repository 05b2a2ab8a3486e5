"""Session files of Codex CLI below a fake home."""

import json
from datetime import UTC, datetime
from pathlib import Path


def iso(at):
    """Return epoch seconds in ISO 8601."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def roll_out(environ, at, used=30, name="a", limits=None, **meta):
    """Write a session that was told at `at` (epoch seconds) what is used of the five hours."""
    folder = Path(environ["HOME"], ".codex/sessions/2026/11/21")
    folder.mkdir(parents=True, exist_ok=True)
    window = {"used_percent": used, "window_minutes": 300, "resets_at": at + 3_600}
    of_five_hours = {"limit_id": "codex", "primary": window, "credits": {"has_credits": True}, "plan_type": "old"}
    limits = {"limit_id": "codex", **limits} if limits else of_five_hours
    told = {"type": "token_count", "rate_limits": limits}
    lines = [
        {"timestamp": iso(at - 9), "type": "session_meta", "payload": meta},
        {"timestamp": iso(at), "type": "event_msg", "payload": told},
    ]
    (folder / f"rollout-{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
