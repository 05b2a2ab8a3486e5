"""The real Claude Code and the real Codex find our tools and call one.

Where they are not installed these are left out; they were last run with Claude Code 2.1.332 and Codex CLI 0.171.0.
"""

import json
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from statusline.mcp import tools

NAMES = {tool["name"] for tool in tools.TOOLS}
USES_A_TOOL = {"type": "tool_use", "id": "toolu_1", "name": "mcp__statusline__limits", "input": {}}
QUIET = ("DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "IS_SANDBOX")


class Model(BaseHTTPRequestHandler):
    """Stands in for a model's server: it uses a tool of ours once it is offered, and is done once it has the answer."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self._send(b"")

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(asked)
        offered = any(tool["name"] == USES_A_TOOL["name"] for tool in asked.get("tools", []))
        block = USES_A_TOOL if offered and not results(asked) else {"type": "text", "text": "Done."}
        reason = "tool_use" if block is USES_A_TOOL else "end_turn"
        usage = {"input_tokens": 1, "output_tokens": 1}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
        events = (
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage},
            {"type": "message_stop"},
        )
        self._send("".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events).encode())

    def _send(self, data):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def results(asked):
    """Return what tools returned, in a request to a model."""
    contents = [message["content"] for message in asked.get("messages", []) if isinstance(message["content"], list)]
    return [part["content"] for content in contents for part in content if part.get("type") == "tool_result"]


@contextmanager
def model():
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_claude_code_lists_and_calls_them(require, environ, home, statusline):
    claude = require("claude")
    assert statusline("install", "mcp", "claude").returncode == 0
    (home / "proj").mkdir()
    usual = {"cwd": home / "proj", "capture_output": True, "encoding": "utf-8", "timeout": 120}
    with model() as server:
        address = f"http://127.0.0.1:{server.server_port}"
        own = {"ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "none", "ENABLE_TOOL_SEARCH": "false"}
        env = {**environ, **dict.fromkeys(QUIET, "1"), **own}
        assert "✔ Connected" in subprocess.run([claude, "mcp", "list"], env=env, check=True, **usual).stdout
        command = [claude, "-p", "What is left?", "--allowedTools", USES_A_TOOL["name"]]
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, check=True, **usual)
    offered = {tool["name"] for asked in server.asked for tool in asked.get("tools", [])}
    assert {f"mcp__statusline__{name}" for name in NAMES} <= offered
    assert '"privacy":"redacted"' in str([results(asked) for asked in server.asked])


def test_codex_lists_and_calls_them(require, environ, home, statusline):
    codex = require("codex")
    assert statusline("install", "mcp", "codex").returncode == 0
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "encoding": "utf-8"}
    with subprocess.Popen([codex, "app-server"], env=environ, cwd=home, **pipes) as process:

        def ask(method, **parameters):
            process.stdin.write(json.dumps({"id": method, "method": method, "params": parameters}) + "\n")
            process.stdin.flush()
            return next(answer["result"] for answer in map(json.loads, process.stdout) if answer.get("id") == method)

        try:
            ask("initialize", clientInfo={"name": "test", "version": "1"}, capabilities={"experimentalApi": True})
            (server,) = ask("mcpServerStatus/list")["data"]
            assert set(server["tools"]) == NAMES
            thread = ask("thread/start", cwd=str(home))["thread"]["id"]
            call = {"threadId": thread, "server": server["name"], "tool": "limits", "arguments": {}}
            assert ask("mcpServer/tool/call", **call)["structuredContent"]["privacy"] == "redacted"
        finally:
            process.kill()
