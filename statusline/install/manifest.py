"""The manifest of installs: `installed.json` in the state folder, with all that is needed to undo them.

    {"version": 1, "installed": [{"surface", "file", "sha256_before", "sha256_after", "backup", "kept", "folders"}]}

`sha256_before` and `backup` are empty if install made the file; `kept` is what the surface needs to restore the old
text (Claude Code: the JSON text of the old statusLine value); `folders` are those above the
file that install made, for it or for another file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from statusline.errors import StorageError
from statusline.frozen import dataclass
from statusline.state import files

VERSION = 1
SIZE_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file with one surface's edit. Paths are absolute; checksums are of whole files."""

    surface: str
    file: str
    sha256_before: str
    sha256_after: str
    backup: str
    kept: str = ""
    folders: tuple[str, ...] = ()
    sha256_next: str = ""  # of a write that has begun: the file is as sha256_after says, or already as this says


def path(state: str) -> str:
    return f"{state}/installed.json"


def load(state: str) -> dict[tuple[str, str], Entry]:
    """Return (surface, file) -> entry; a damaged manifest counts as empty. Raises StorageError."""
    try:
        document = json.loads(files.read_bytes(path(state), SIZE_LIMIT) or b"{}")
    except (ValueError, RecursionError):
        return {}
    version = document.get("version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise StorageError(
            "{path} was written by a newer statusline.", "Use that one, or update this one.", path=path(state)
        )
    entries = document.get("installed") if version == VERSION else None
    valid = [entry for entry in map(_entry, entries if isinstance(entries, list) else []) if entry]
    return {(entry.surface, entry.file): entry for entry in valid}


def save(state: str, entries: dict[tuple[str, str], Entry]) -> None:
    """Write the manifest. Raises StorageError."""
    document = {"version": VERSION, "installed": [_json(entry) for entry in entries.values()]}
    files.write_atomic(path(state), json.dumps(document, indent=2).encode() + b"\n")


def _json(entry: Entry) -> dict[str, Any]:
    document = asdict(entry)
    return document if entry.sha256_next else {name: document[name] for name in document if name != "sha256_next"}


def checksum(data: bytes | None) -> str:
    """Return the SHA-256 of a file's content as hex, empty for no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def backup_path(state: str, surface: str, file: str) -> str:
    """Return the path of the backup of a file as it was before the surface was installed."""
    return f"{state}/backups/{surface}-{hashlib.sha256(file.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def _entry(value: Any) -> Entry | None:
    try:
        entry = Entry(**{**value, "folders": tuple(value["folders"])})
    except (TypeError, KeyError):
        return None
    single = [text for name, text in asdict(entry).items() if name != "folders"]
    return entry if all(isinstance(text, str) for text in (*single, *entry.folders)) else None
