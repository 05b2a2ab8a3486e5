"""The server: one message a line on stdin, its answer on stdout. Built-ins only: Codex runs two of them a session."""

import os

from statusline.hot import prompt_file, spawn
from statusline.mcp import footer, protocol
from statusline.mcp.footer import Footer
from statusline.mcp.lines import Lines
from statusline.mcp.protocol import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    Object = dict[str, object]

INSTRUCTIONS = "The limits of the Claude and Codex subscriptions on this machine. Read-only."


def wanted(arguments: "list[str]") -> bool:
    """Return whether these are the plain arguments of the server; any others are click's."""
    return arguments == ["mcp", "--footer"]


def run(environ: "os._Environ[str]") -> None:
    """Answer until stdin ends, then leave the process with status 0, whatever happens."""
    try:
        _prepare(environ)
        server, lines = Server(environ), Lines()
        while data := os.read(0, 65_536):
            for line in lines.of(data):
                answer = server.answer(line)
                if answer:
                    _write(answer)
                server.footer.follow_up()
                _reap()
    except OSError:  # the client is gone
        pass
    finally:
        os._exit(0)


_FIXED: "dict[str, Object]" = {
    "ping": {},
    "tools/list": {"tools": [footer.TOOL]},
    "resources/list": {"resources": [footer.RESOURCE]},
    "resources/templates/list": {"resourceTemplates": []},
}


class Server:
    def __init__(self, environ: "os._Environ[str]") -> None:
        self.footer = Footer(environ)

    def answer(self, line: bytes) -> str:
        """Return the answer to a line, empty for one that wants none."""
        if not line.strip():
            return ""
        identifier = None
        try:
            message = protocol.request(line)
            identifier = protocol.id_of(message)
            if identifier is None:
                return ""
            return protocol.result(identifier, self._result(str(message["method"]), protocol.part(message, "params")))
        except Refused as refused:
            return protocol.error(identifier, refused)
        except Exception:  # noqa: BLE001 - a client gets an answer, and the next line one as well
            return protocol.error(identifier, Refused(protocol.FAILED, "The server failed on this request."))

    def _result(self, method: str, parameters: "Object") -> "Object":
        if method in _FIXED:
            return _FIXED[method]
        if method == "initialize":
            return _welcome(parameters)
        if method == "tools/call":
            return _called(parameters)
        if method == "resources/read":
            return self.footer.read(parameters)
        raise Refused(protocol.UNKNOWN_METHOD, "The server has no such method.")


def _welcome(parameters: "Object") -> "Object":
    return {
        "protocolVersion": protocol.agreed(parameters.get("protocolVersion")),
        "capabilities": {"tools": {}, "resources": {}},
        "serverInfo": {"name": "statusline", "title": "statusline", "version": _version()},
        "instructions": INSTRUCTIONS,
    }


def _called(parameters: "Object") -> "Object":
    if parameters.get("name") != footer.TOOL["name"]:
        raise Refused(protocol.BAD_PARAMETERS, "The server has no such tool.")
    return {"content": [{"type": "text", "text": footer.CALLED}]}


def _version() -> str:
    """Return the package's version, also where it is no package but a folder (see fast.py)."""
    path = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/__init__.py"
    return prompt_file.read_bytes(path).decode().rpartition('__version__ = "')[2].partition('"')[0]


def _prepare(environ: "os._Environ[str]") -> None:
    """Leave the client's folder, and end on a signal without a word."""
    import _signal  # type: ignore[import-not-found]  # the built-in behind signal, which costs an enum

    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    environ.update(spawn.absolute_paths(environ))
    os.chdir("/")
    os.set_blocking(1, True)


def _write(text: str) -> None:
    data = text.encode("utf-8", "replace") + b"\n"
    while data:
        data = data[os.write(1, data) :]


def _reap() -> None:
    """Take note of the children that have ended: what is started behind an answer."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
