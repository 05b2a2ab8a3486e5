"""A tool's answer from a child of its own, which is gone with all that it has loaded. Built-ins only."""

import os

from statusline.hot import codex_line, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    Object = dict[str, object]

MOST_BYTES = 8_192  # of arguments: more than a pipe's buffer would wait for its reader
_ANSWER_LIMIT = 65_536


def asked(tool: str, arguments: "Object", environ: "os._Environ[str]", options: "list[str]") -> "Object | None":
    """Return the result of a tool as the child has it, None if the child failed or took too long.

    Raises ValueError for arguments that are too long, OSError where no child can be started.
    """
    from statusline.hot.session_document import parse

    data = codex_line.written(arguments).encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        raise ValueError(tool)
    return parse(_output(spawn.command(["mcp", "--answer", tool, *options]), data, environ)) or None


def _output(command: "list[str]", data: bytes, environ: "os._Environ[str]") -> bytes:
    stdin, feed = os.pipe()
    reading, stdout = os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    try:
        os.write(feed, data)
        os.close(feed)
        actions = [(os.POSIX_SPAWN_DUP2, stdin, 0), (os.POSIX_SPAWN_DUP2, stdout, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
        os.posix_spawn(command[0], command, spawn.child_environment(environ), file_actions=actions)
    except OSError:
        os.close(reading)
        raise
    finally:
        for descriptor in (stdin, stdout, null):
            os.close(descriptor)
    return _all(reading)


def _all(descriptor: int) -> bytes:
    """Return what is written until the other end closes."""
    data = b""
    try:
        while (chunk := os.read(descriptor, _ANSWER_LIMIT)) and len(data) <= _ANSWER_LIMIT:
            data += chunk
    finally:
        os.close(descriptor)
    return data
