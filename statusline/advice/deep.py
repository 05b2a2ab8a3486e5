"""A deep look at the logs of sessions: which tools were used, which reads were repeated, when it was compacted.

What was said is looked at line by line and not kept: only counts and the labels of labels.py leave this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from statusline.advice import labels
from statusline.config.providers import CLAUDE
from statusline.index import log_lines
from statusline.index.decoding import seconds
from statusline.index.log_lines import Place, parsed
from statusline.index.snapshots import Counts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_CLAUDE_MARKS = (b'"tool_use"', b'"tool_result"', b"compact")
_CODEX_MARKS = (b'_call"', b"compacted", b'"session_meta"')
_CODEX_CALLS = ("function_call", "custom_tool_call", "local_shell_call", "web_search_call")
_HEAD = 400  # bytes in which a line of Codex names its type
_WRITING = ("Edit", "MultiEdit", "Write", "NotebookEdit")


@dataclass(slots=True)
class Look:
    """The counts of sessions since a moment (epoch seconds); `seen`: the calls of tools that were counted already."""

    since: int
    counts: dict[str, Counts] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def of(self, session: str) -> Counts:
        return self.counts.setdefault(session, Counts())

    def is_new(self, number: object) -> bool:
        """Tell whether a call of a tool is met for the first time: forks and resumed sessions copy lines."""
        if not number:
            return True
        key = hash(str(number))
        new = key not in self.seen
        self.seen.add(key)
        return new


def look(connection: sqlite3.Connection, since: int, tell: Callable[[int, int], None]) -> dict[str, Counts]:
    """Return the counts of the sessions that had calls since then, from the logs that are there.

    tell: is called with how many bytes are done, of how many.
    """
    logs = connection.execute(
        "SELECT path, provider, size FROM files WHERE gone_at IS NULL AND id IN (SELECT file FROM calls WHERE at >= ?)"
        " ORDER BY path",
        (since,),
    ).fetchall()
    whole, done, result = sum(max(0, size) for *_, size in logs), 0, Look(since)
    for path, provider, size in logs:
        reader = _Transcript(result) if provider == CLAUDE else _Rollout(result)
        try:
            with log_lines.opened(path, Place()) as log:
                for line, _ in log.lines():
                    reader.read(line)
        except OSError:  # it went away, or is not ours to read
            continue
        done += max(0, size)
        tell(done, whole)
    return result.counts


@dataclass(slots=True)
class _Transcript:
    """Reads a transcript of Claude Code.

    `parts_read`: parts of files, as hashes; `again`: the calls that read such a part once more.
    """

    look: Look
    parts_read: set[tuple[int, int]] = field(default_factory=set)
    again: set[int] = field(default_factory=set)

    def read(self, line: bytes) -> None:
        if not any(mark in line for mark in _CLAUDE_MARKS):
            return
        entry = parsed(line)
        at = seconds(str(entry.get("timestamp") or ""))
        session = entry.get("sessionId")
        if at is None or not isinstance(session, str):
            return
        if entry.get("subtype") == "compact_boundary":
            self.parts_read.clear()
            if at >= self.look.since:
                self.look.of(session).compactions.append(int(at))
            return
        message = entry.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        for block in content if isinstance(content, list) else ():
            if isinstance(block, dict):
                self._block(block, session, counted=at >= self.look.since)

    def _block(self, block: dict[str, Any], session: str, *, counted: bool) -> None:
        if block.get("type") == "tool_use":
            given = block.get("input")
            given = given if isinstance(given, dict) else {}
            if self.look.is_new(block.get("id")):
                counts = self.look.of(session) if counted else Counts()
                self._tool(str(block.get("name") or ""), given, str(block.get("id")), counts)
        elif block.get("type") == "tool_result" and hash(str(block.get("tool_use_id"))) in self.again:
            self.again.discard(hash(str(block.get("tool_use_id"))))
            if counted:
                self.look.of(session).reread_characters += _length(block.get("content"))

    def _tool(self, name: str, given: dict[str, Any], number: str, counts: Counts) -> None:
        _add(counts.tools, labels.tool(name))
        if name == "Bash":
            _add(counts.commands, labels.command(str(given.get("command") or "")))
        path = hash(str(given.get("file_path") or given.get("notebook_path") or ""))
        if name in _WRITING:
            self.parts_read = {part for part in self.parts_read if part[0] != path}
        elif name == "Read":
            part = path, hash((str(given.get("offset")), str(given.get("limit"))))
            counts.reads += 1
            if part in self.parts_read:
                counts.rereads += 1
                self.again.add(hash(number))
            self.parts_read.add(part)


@dataclass(slots=True)
class _Rollout:
    """Reads a rollout of Codex, whose reads of files are commands."""

    look: Look
    session: str = ""

    def read(self, line: bytes) -> None:
        head = line[:_HEAD]
        if not any(mark in head for mark in _CODEX_MARKS):
            return
        entry = parsed(line)
        payload = entry.get("payload")
        own = payload if isinstance(payload, dict) else {}
        if entry.get("type") == "session_meta":
            self.session = self.session or str(own.get("id") or "")
            return
        at = seconds(str(entry.get("timestamp") or ""))
        if at is None or at < self.look.since or not self.session:
            return
        if entry.get("type") == "compacted":
            self.look.of(self.session).compactions.append(int(at))
        elif own.get("type") in _CODEX_CALLS and self.look.is_new(own.get("call_id") or own.get("id")):
            self._tool(own, self.look.of(self.session))

    def _tool(self, call: dict[str, Any], counts: Counts) -> None:
        _add(counts.tools, labels.tool(str(call.get("name") or str(call.get("type")).removesuffix("_call"))))
        given = call.get("action") or parsed(str(call.get("arguments") or "").encode())
        command = given.get("command") or given.get("cmd") if isinstance(given, dict) else None
        if isinstance(command, list):
            _add(counts.commands, labels.of_arguments(command))
        elif isinstance(command, str):
            _add(counts.commands, labels.command(command))


def _add(counts: dict[str, int], label: str) -> None:
    counts[label] = counts.get(label, 0) + 1


def _length(content: object) -> int:
    if isinstance(content, list):
        return sum(len(str(block.get("text") or "")) for block in content if isinstance(block, dict))
    return len(content) if isinstance(content, str) else 0
