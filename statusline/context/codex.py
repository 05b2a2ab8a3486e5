"""A line of Codex's rollouts as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.context.entries import AGENT, ASSISTANT, COMPACTION, RESULT, THINKING, TOOL, USER, Entry, data_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLED = {"function_call": "arguments", "custom_tool_call": "input", "local_shell_call": "action"}
_CALLED |= {"web_search_call": "action", "tool_search_call": "arguments"}
_RETURNED = ("function_call_output", "custom_tool_call_output", "tool_search_output")
_CONTINUED = "Another language model started to solve this problem"  # a summary begins with it
_COUNTS = ("token_count", "token_usage_record")
WRITTEN_BY_CALL = (ASSISTANT, THINKING, TOOL)


def entries(line: dict[str, Any]) -> Iterator[Entry]:
    payload = line.get("payload")
    at, own = str(line.get("timestamp") or ""), payload if isinstance(payload, dict) else {}
    kind = own.get("type")
    if line.get("type") == "compacted" or kind in ("context_compacted", "compaction", "compaction_summary"):
        yield Entry(COMPACTION, at, data_text(own.get("message")))
    elif line.get("type") == "response_item":
        if kind in _CALLED:
            yield Entry(TOOL, at, data_text(own.get(_CALLED[kind])), str(own.get("name") or kind))
        elif kind in _RETURNED:
            yield Entry(RESULT, at, data_text(own.get("output")))
        elif text := data_text(own.get("summary" if kind == "reasoning" else "content")):
            yield from _spoken(str(kind), str(own.get("role")), at, text)


def ends_a_call(line: dict[str, Any]) -> bool:
    """Tell whether a line counts the tokens of a call that ended there."""
    payload = line.get("payload")
    return line.get("type") in _COUNTS or (isinstance(payload, dict) and payload.get("type") in _COUNTS)


def _spoken(kind: str, role: str, at: str, text: str) -> Iterator[Entry]:
    if kind == "reasoning":
        yield Entry(THINKING, at, text)
    elif kind == "agent_message":
        yield Entry(AGENT, at, text)
    elif kind == "message" and role in (USER, ASSISTANT):
        yield Entry(COMPACTION if text.startswith(_CONTINUED) else role, at, text)
