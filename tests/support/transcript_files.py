"""Transcripts of Claude Code for tests, line by line as it writes them."""

import json
from datetime import UTC, datetime


def response(number, at, tokens=(10, 5, 0, 0), *, model="claude-opus-5-5", sidechain=False, text="", **changes):
    """Return the line of one response; tokens are input, output, cache write and cache read, at is epoch seconds."""
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    line = {
        "parentUuid": None,
        "isSidechain": sidechain,
        "message": {
            "id": f"msg_01{number}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [{"type": "text", "text": text}],
            "usage": dict(zip(names, tokens, strict=True)),
        },
        "requestId": f"req_{number}",
        "type": "assistant",
        "uuid": f"uuid-{number}",
        "timestamp": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return json.dumps({**line, **changes}).encode() + b"\n"


def owner(organization, user="a"):
    """Return the line that says whose session it is."""
    return json.dumps({"type": "session-owner", "accountUuid": user, "organizationUuid": organization}).encode() + b"\n"


def prompt(length):
    """Return a line of another kind, of about length bytes."""
    return json.dumps({"type": "user", "message": {"role": "user", "content": "x" * length}}).encode() + b"\n"
