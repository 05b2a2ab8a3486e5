"""A tool's answer from a child of its own, which is gone with all that it has loaded. Built-ins only."""

from statusline.hot import codex_line, spawn
from statusline.hot.session_document import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    Object = dict[str, object]

MOST_BYTES = 8_192  # of arguments: a pipe takes them without a reader
FAILED = "The answer failed or took too long; `statusline doctor` says what is wrong."
TOO_LONG = "The arguments are longer than 8 KB."


def answered(tool: str, arguments: "Object", environ: "os._Environ[str]", options: "list[str]") -> "Object":
    """Return the result of a tool as its child has it; a sentence where there is none."""
    try:
        data = codex_line.written(arguments).encode("utf-8", "replace")
        if len(data) > MOST_BYTES:
            return sorry(TOO_LONG)
        return parse(spawn.output(["mcp", "--answer", tool, *options], data, environ)) or sorry(FAILED)
    except Exception:  # noqa: BLE001 - whoever asked gets an answer
        return sorry(FAILED)


def sorry(sentence: str) -> "Object":
    return {"content": [{"type": "text", "text": sentence}], "isError": True}
