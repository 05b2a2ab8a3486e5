"""Session files of Codex CLI below a fake home."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

FOLDER = ".codex/sessions/2026/11/21"


def iso(at):
    """Return epoch seconds in ISO 8601."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def roll_out(environ, at, used=30, name="a", limits=None, **meta):
    """Write a session that was told at `at` (epoch seconds) what is used of the five hours."""
    window = {"used_percent": used, "window_minutes": 300, "resets_at": at + 3_600}
    of_five_hours = {"limit_id": "codex", "primary": window, "credits": {"has_credits": True}, "plan_type": "old"}
    session(environ, at - 9, (at, {"limit_id": "codex", **limits} if limits else of_five_hours), name=name, **meta)


def session(environ, begun, *told, name="a", changed_at=None, **meta):
    """Write a session that begun at that time; told: (epoch seconds, `rate_limits` or None) in their order."""
    lines = [{"timestamp": iso(begun), "type": "session_meta", "payload": meta}]
    for at, limits in told:
        payload = {"type": "token_count", "info": None, "rate_limits": limits}
        lines.append({"timestamp": iso(at), "type": "event_msg", "payload": payload})
    path = Path(environ["HOME"], FOLDER, f"rollout-{name}.jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    if changed_at:
        os.utime(path, (changed_at, changed_at))
