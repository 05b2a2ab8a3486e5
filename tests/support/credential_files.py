"""Credential files as tests write them."""

import json


def put(path, content):
    """Write bytes, or anything else as JSON, to path with mode 0600 and return path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    path.chmod(0o600)
    return path


def state(*files):
    """Return all that a reader must leave as it was: bytes, mode and time of each file."""
    return [(file.read_bytes(), file.stat().st_mode, file.stat().st_mtime_ns) for file in files]
