"""A line of Claude Code's transcripts as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.context.entries import ASSISTANT, COMPACTION, RESULT, THINKING, TOOL, USER, Entry, data_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTINUED = "This session is being continued from a previous conversation"  # a summary begins with it


def entries(line: dict[str, Any], own: str) -> Iterator[Entry]:
    """Yield the entries of a line; own: the id of the message that is the call."""
    kind, at, message = line.get("type"), str(line.get("timestamp") or ""), line.get("message")
    if line.get("subtype") == "compact_boundary" or line.get("isCompactSummary"):
        yield Entry(COMPACTION, at, data_text(message.get("content")) if isinstance(message, dict) else "")
    elif isinstance(message, dict) and kind in (USER, ASSISTANT):
        content = message.get("content")
        of_call = kind == ASSISTANT and bool(own) and message.get("id") == own
        for block in content if isinstance(content, list) else [{"type": "text", "text": content}]:
            if isinstance(block, dict) and (entry := _entry(str(kind), at, block)):
                yield entry._replace(of_call=of_call)


def message_id(line: dict[str, Any]) -> str:
    message = line.get("message")
    return str(message.get("id") or "") if isinstance(message, dict) else ""


def _entry(role: str, at: str, block: dict[str, Any]) -> Entry | None:
    kind = block.get("type")
    if kind == "text" and (text := data_text(block.get("text"))):
        return Entry(COMPACTION if text.startswith(_CONTINUED) else role, at, text)
    if kind == "thinking" and (text := data_text(block.get("thinking"))):
        return Entry(THINKING, at, text)
    if kind == "tool_use":
        return Entry(TOOL, at, data_text(block.get("input")), str(block.get("name") or ""))
    if kind == "tool_result":
        return Entry(RESULT, at, data_text(block.get("content")))
    return None
