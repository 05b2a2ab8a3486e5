"""The server: one message a line on stdin, its answer on stdout. Built-ins only: Codex runs two of them a session."""

import _thread
import os
import sys
import time

from statusline.hot import launch, prompt_file, spawn
from statusline.mcp import calling, footer, protocol, tools
from statusline.mcp.footer import Footer
from statusline.mcp.lines import Lines
from statusline.mcp.protocol import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    Object = dict[str, object]

INSTRUCTIONS = "The limits of the Claude and Codex subscriptions on this machine, and who used them. Read-only."
OPTIONS = ("--footer", "--names")
MOST_AT_ONCE = 2
MOST_WAITING = 32
_MOMENT = 0.02
_FOR_PEOPLE = b"This is for programs: `statusline install mcp --help` says for which. Ctrl-D ends it.\n"
_BUSY = "The server answers other calls; ask again in a moment."


def wanted(arguments: "list[str]") -> bool:
    """Return whether these are the plain arguments of the server; any others are click's."""
    return all(word in OPTIONS for word in arguments)


def main() -> None:
    """Run what fast.py has been called for: `mcp` and its options."""
    if not wanted(sys.argv[2:]):
        launch.refuse()
    run(os.environ, sys.argv[2:])


def run(environ: "os._Environ[str]", options: "list[str]") -> None:
    """Answer until stdin ends, then leave the process with status 0, whatever happens."""
    try:
        if os.isatty(0) and os.isatty(2):
            os.write(2, _FOR_PEOPLE)
        _prepare(environ)
        server, lines = Server(environ, options), Lines()
        while data := os.read(0, 65_536):
            for line in lines.of(data):
                answer = server.answer(line)
                if answer:
                    server.write(answer)
                server.footer.follow_up()
                _reap()
        server.finish()
    except OSError:  # the client is gone
        pass
    finally:
        os._exit(0)


class Server:
    """Answers lines. A thread waits for the child that answers the call of a tool: nothing else does."""

    def __init__(self, environ: "os._Environ[str]", options: "list[str]") -> None:
        self.environ = environ
        self.options = [option for option in options if option == "--names"]
        self.footer = Footer(environ)
        self.offered = [footer.TOOL] if "--footer" in options else tools.offered(environ.get(tools.CONTEXT_VARIABLE))
        self.resources = [footer.RESOURCE] if "--footer" in options else []
        self.fixed: dict[str, Object] = {
            "ping": {},
            "tools/list": {"tools": self.offered},
            "resources/list": {"resources": self.resources},
            "resources/templates/list": {"resourceTemplates": []},
        }
        self.running = self.working = 0
        self.output = _thread.allocate_lock()

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
            method, parameters = str(message["method"]), protocol.part(message, "params")
            if method == "tools/call" and parameters.get("name") != footer.TOOL["name"]:
                return self._call(identifier, parameters)
            return protocol.result(identifier, self._result(method, parameters))
        except Refused as refused:
            return protocol.error(identifier, refused)
        except Exception:  # noqa: BLE001 - a client gets an answer, and the next line one as well
            return protocol.error(identifier, Refused(protocol.FAILED, "The server failed on this request."))

    def write(self, text: str) -> None:
        data = text.encode("utf-8", "replace") + b"\n"
        with self.output:
            while data:
                data = data[os.write(1, data) :]

    def finish(self) -> None:
        """Wait for the calls that are not answered yet: each child ends by itself."""
        while self.running:
            time.sleep(_MOMENT)

    def _result(self, method: str, parameters: "Object") -> "Object":
        if method == "initialize":
            return _welcome(parameters, resources=bool(self.resources))
        if method == "tools/call" and footer.TOOL in self.offered:
            return {"content": [{"type": "text", "text": footer.CALLED}]}
        if method == "resources/read" and self.resources:
            return self.footer.read(parameters)
        if method not in self.fixed:
            raise Refused(protocol.UNKNOWN_METHOD, "The server has no such method.")
        return self.fixed[method]

    def _call(self, identifier: "str | int", parameters: "Object") -> str:
        """Start the answer of a tool; return the one that needs no child, else nothing."""
        name, arguments = str(parameters.get("name")), protocol.part(parameters, "arguments")
        if name not in (tool["name"] for tool in self.offered):
            raise Refused(protocol.BAD_PARAMETERS, "The server has no such tool.")
        if self.running >= MOST_WAITING:
            return protocol.result(identifier, calling.sorry(_BUSY))
        self.running += 1
        _thread.start_new_thread(self._answer_later, (identifier, name, arguments))
        return ""

    def _answer_later(self, identifier: "str | int", name: str, arguments: "Object") -> None:
        while self.working >= MOST_AT_ONCE:
            time.sleep(_MOMENT)
        self.working += 1
        result = calling.answered(name, arguments, self.environ, self.options)
        self.working -= 1
        try:
            self.write(protocol.result(identifier, result))
        except OSError:  # the client is gone
            os._exit(0)
        finally:
            self.running -= 1


def _welcome(parameters: "Object", *, resources: bool) -> "Object":
    return {
        "protocolVersion": protocol.agreed(parameters.get("protocolVersion")),
        "capabilities": {"tools": {}, **({"resources": {}} if resources else {})},
        "serverInfo": {"name": "statusline", "title": "statusline", "version": _version()},
        "instructions": INSTRUCTIONS,
    }


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
    if hasattr(os, "set_blocking"):
        os.set_blocking(1, True)


def _reap() -> None:
    """Take note of the children that have ended: what is started behind an answer."""
    if not hasattr(os, "WNOHANG"):  # Windows
        return
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
