"""The child that answers one call of a tool: arguments as JSON on stdin, the result as the protocol has it on stdout.

An answer is at most 2 KB, text and object together: it goes into a model's context.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statusline.errors import StatuslineError
from statusline.mcp import tools
from statusline.mcp.request import BadArgumentError, Request
from statusline.redaction import REDACTED, stricter
from statusline.render import overview
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.state.environment import Environment

MOST_BYTES = 2_048
_TEXT_BYTES = 600
_SECONDS = 20
_KINDS = {"string": (str, "a text"), "integer": (int, "a whole number")}


def main(tool: str, *, names: bool) -> None:
    """Print the result of a tool; names: with the names that the config's privacy mode leaves."""
    if hasattr(signal, "alarm"):
        signal.alarm(_SECONDS)
    arguments = json.loads(sys.stdin.buffer.read())
    sys.stdout.write(_json(result(tool, arguments, find_environment(os.environ), int(time.time()), names=names)))


def result(
    tool: str, arguments: dict[str, Any], environment: Environment, now: int, *, names: bool = False
) -> dict[str, Any]:
    """Return the result of a call; what is wrong with it is its text. now: epoch seconds."""
    schemas = {
        str(each["name"]): each["inputSchema"]
        for each in tools.offered(environment.environ.get(tools.CONTEXT_VARIABLE))
    }
    try:
        _check(arguments, schemas[tool])
        privacy = None if names else stricter(overview.settings(environment)[0].privacy, REDACTED)
        module = import_module(f"statusline.mcp.answers.{tool}")
        return fitted(module.answer(Request(environment, arguments, privacy, now)), module)
    except StatuslineError as error:
        return {"content": [_text(_cut(str(error), _TEXT_BYTES))], "isError": True}


def fitted(document: dict[str, Any], module: Any) -> dict[str, Any]:
    """Return the result with as many rows of the document's main list, and of what is in them, as 2 KB hold."""
    while True:
        text = _cut("\n".join(module.lines(document)), _TEXT_BYTES)
        answer = {"content": [_text(text)], "structuredContent": document}
        if len(_json(answer)) <= MOST_BYTES or not _shortened(document, module.MAIN):
            return answer


def _shortened(document: dict[str, Any], main: str) -> bool:
    """Take the last row of the longest list away, and count it; return whether there was one."""
    inner = ((row, name) for row in document[main] for name in ("windows", "shares") if row.get(name))
    holders = [(document, main), *inner]
    holder, name = max(holders, key=lambda pair: len(pair[0][pair[1]]))
    if not holder[name]:
        return False
    holder[name].pop()
    holder[f"{name}_left_out"] = holder.get(f"{name}_left_out", 0) + 1
    return True


def _check(arguments: dict[str, Any], schema: Any) -> None:
    """Raise BadArgumentError, with a sentence, for what the schema of a tool does not take."""
    properties = schema["properties"]
    for name, value in arguments.items():
        if name not in properties:
            raise BadArgumentError(f'The tool takes no "{name}"; it takes {", ".join(properties)}.')
        wanted = properties[name]
        kind, words = _KINDS[wanted["type"]]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise BadArgumentError(f'"{name}" must be {words}.')
        if "enum" in wanted and value not in wanted["enum"]:
            raise BadArgumentError(f'"{name}" must be one of {", ".join(wanted["enum"])}.')
        if kind is int and not wanted.get("minimum", value) <= value <= wanted.get("maximum", value):
            raise BadArgumentError(f'"{name}" is out of its bounds.')
    if missing := [name for name in schema["required"] if name not in arguments]:
        raise BadArgumentError(f'The tool needs "{missing[0]}".')


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def _cut(text: str, most: int) -> str:
    data = text.encode("utf-8", "replace")
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore") + "…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
