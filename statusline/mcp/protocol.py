"""JSON-RPC 2.0 as the Model Context Protocol has it on stdio: one message a line, no batches."""

from statusline.hot.codex_line import written
from statusline.hot.session_document import parse
from statusline.mcp.lines import TOO_LONG

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
UNREADABLE, INVALID, UNKNOWN_METHOD, BAD_PARAMETERS, FAILED = -32_700, -32_600, -32_601, -32_602, -32_603
NO_RESOURCE = -32_002


class Refused(Exception):
    """A request that cannot be answered: the code and the sentence of the error."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def request(line: bytes) -> "dict[str, object]":
    """Return the message in a line. Raises Refused."""
    if line == TOO_LONG:
        raise Refused(INVALID, "The message is longer than a mebibyte.")
    message = parse(line)
    if not message:
        raise Refused(UNREADABLE, "The line is not a JSON object; batches are not taken.")
    method = message.get("method")
    if not isinstance(method, str) and not ("result" in message or "error" in message):
        raise Refused(INVALID, "The message has no method.")
    return message


def id_of(message: "dict[str, object]") -> "str | int | None":
    """Return the id of a request, None of a message that wants no answer. Raises Refused for another kind of id."""
    if "id" not in message or "method" not in message:
        return None
    value = message["id"]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refused(INVALID, "An id must be a string or a whole number.")
    return value


def part(message: "dict[str, object]", name: str) -> "dict[str, object]":
    """Return the object under a name, an empty one where there is none. Raises Refused for anything else."""
    value = message.get(name)
    if value is not None and not isinstance(value, dict):
        raise Refused(BAD_PARAMETERS, f"`{name}` must be an object.")
    return value or {}


def result(identifier: "str | int | None", value: "dict[str, object]") -> str:
    return written({"jsonrpc": "2.0", "id": identifier, "result": value})


def error(identifier: "str | int | None", refused: Refused) -> str:
    return written({"jsonrpc": "2.0", "id": identifier, "error": {"code": refused.code, "message": str(refused)}})


def agreed(version: object) -> str:
    """Return the version of the protocol to speak with a client that asks for one."""
    return version if isinstance(version, str) and version in VERSIONS else VERSIONS[0]
