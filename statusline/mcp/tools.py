"""The tools for agents: their names, and what they take and give. Built-ins only: the server lists them.

Each is answered by its module in `mcp/answers`. Every further tool costs each session room in its context.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    Object = dict[str, object]

CONTEXT_VARIABLE = "STATUSLINE_MCP_CONTEXT"
_PROVIDER = {"type": "string", "enum": ["claude", "codex"]}
_PRIVACY = {"type": "string", "enum": ["normal", "redacted", "strict"]}


def _tool(name: str, title: str, description: str, takes: "Object", gives: "Object") -> "Object":
    """Return a tool with JSON Schemas of its arguments and its answer; each answer says when and how redacted it is."""
    needed = [word for word, schema in takes.items() if isinstance(schema, dict) and schema.pop("required", False)]
    given = {"generated_at": {"type": "integer"}, "privacy": _PRIVACY, **gives}
    return {
        "name": name,
        "title": title,
        "description": description,
        "inputSchema": {"type": "object", "properties": takes, "required": needed, "additionalProperties": False},
        "outputSchema": {"type": "object", "properties": given, "required": list(given)},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
    }


_LIST = {"type": "array", "items": {"type": "object"}}
TOOLS = [
    _tool(
        "limits",
        "Limits",
        "How much of each subscription limit (Claude, Codex) is used, when it resets, where it leads. From the cache;"
        " `as_of` says how old. Percent 0-100, times in epoch seconds.",
        {"provider": _PROVIDER},
        {"accounts": _LIST},
    ),
    _tool(
        "room_for",
        "Room for a task",
        "Whether a task fits into what is left of the limits: yes, no, or unknown with the reason. Name `tokens`, or"
        " `like_project`: a folder whose usual session it is like.",
        {
            "tokens": {"type": "integer", "minimum": 1},
            "like_project": {"type": "string"},
            "model": {"type": "string", "description": "A part of the model's name."},
            "provider": _PROVIDER,
        },
        {"verdict": {"type": "string", "enum": ["yes", "no", "unknown"]}, "why": {"type": "string"}, "windows": _LIST},
    ),
    _tool(
        "usage",
        "Tokens and cost",
        "Calls, tokens and what they cost at API list prices, by one dimension: the dearest 20 names, or periods.",
        {
            "by": {
                "type": "string",
                "enum": ["day", "week", "month", "model", "project", "session", "agent", "account", "provider"],
                "default": "day",
            },
            "since": {"type": "string", "description": "24h, 7d, 2w, or a date. Default: the last seven days."},
            "provider": _PROVIDER,
        },
        {"since": {"type": "integer"}, "total": {"type": "object"}, "rows": _LIST},
    ),
    _tool(
        "who_used",
        "Who used a limit",
        "The official percentage of a limit, split over this machine's projects, sessions, models or agents; the rest"
        " is `elsewhere`. Points of percent.",
        {
            "window": {"type": "string", "description": "5h, 7d, or a name of `limits`. Default: the most used."},
            "by": {
                "type": "string",
                "enum": ["project", "session", "model", "agent", "account"],
                "default": "project",
            },
            "cycle": {"type": "integer", "minimum": -50, "maximum": 0, "description": "0: running; -1: the last."},
            "provider": _PROVIDER,
        },
        {"windows": _LIST},
    ),
]
CONTEXT = _tool(
    "call_context",
    "Around one call",
    "What was said around one call, redacted, without what tools returned.",
    {"call": {"type": "string", "required": True, "description": "The id of a call, from `statusline calls`."}},
    {"call": {"type": "object"}, "entries": _LIST},
)


def offered(context: "str | None") -> "list[Object]":
    """Return the tools of a server; context: the value of CONTEXT_VARIABLE, without which none shows content."""
    return [*TOOLS, CONTEXT] if context == "1" else TOOLS
