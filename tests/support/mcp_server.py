"""The server as a client has it: a process, a line for a request, a line for its answer."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import statusline

FAST = str(Path(statusline.__file__).parent / "fast.py")
STATE_KEY = "com.openai/codex-statusline-state"
FOOTER = "ui://statusline/footer"
_STATE = Path(__file__).parents[1] / "fixtures/codex/statusline-state-0.171.json"


def state(now, used=12.0, resets_in=13_230, **thread):
    """Return what Codex hands over, with its five hour window resetting so many seconds after now."""
    document = json.loads(_STATE.read_text(encoding="utf-8"))
    limit = document["account"]["rate_limits"][0]
    limit["primary_limit"] |= {"used_percent": used, "resets_at": now + resets_in}
    limit["secondary_limit"]["resets_at"] = now + 400_000
    document["thread"] |= thread
    return document


def words(tree):
    """Return the text of a tree of Codex's."""
    if isinstance(tree, str):
        return tree
    return "".join(map(words, tree["children"])) if tree else ""


class Client:
    def __init__(self, process):
        self.process = process

    def send(self, *lines):
        for line in lines:
            self.process.stdin.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, method, **parameters):
        """Return the result of a request, or its error."""
        self.send({"jsonrpc": "2.0", "id": 7, "method": method, "params": parameters})
        answer = self.answer()
        assert answer["id"] == 7
        return answer.get("result") or answer.get("error", {})

    def footer(self, handed):
        """Return the tree that Codex draws for a state."""
        result = self.ask("resources/read", uri=FOOTER, _meta={STATE_KEY: handed, "progressToken": 1})
        return json.loads(result["contents"][0]["text"])


@contextmanager
def served(environ, *options):
    """Yield the client of a server, which is over at the end."""
    command = [sys.executable, "-IS", FAST, "mcp", *options]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environ, **pipes) as process:
        try:
            yield Client(process)
        finally:
            process.kill()
