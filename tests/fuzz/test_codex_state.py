"""What Codex hands to its footer and what a client sends: damaged, made up, or made by somebody with a plan."""

import json
import time

import pytest

from statusline.hot import codex_line, codex_state
from statusline.mcp.lines import LIMIT, Lines
from statusline.mcp.server import Server
from support import prompt_files
from support.mcp_server import FOOTER, STATE_KEY, state, words
from support.mutation import encoded, misshapen, mutated

STATES = [state(prompt_files.NOW)]
ASKS = [
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}},
    },
    {"jsonrpc": "2.0", "id": 2, "method": "resources/read", "params": {"uri": FOOTER, "_meta": {STATE_KEY: STATES[0]}}},
    {"jsonrpc": "2.0", "id": "x", "method": "tools/list"},
]


@pytest.fixture
def server(environ):
    """Return a server in this process with fresh prompt files; what it starts is nothing."""
    now = int(time.time())
    accounts, formats = (prompt_files.claude(), prompt_files.codex()), ("plain", "codex")
    prompt_files.write(environ, *accounts, now=now, refresh_after=now + 3_600, formats=formats)
    environ["STATUSLINE_NO_REFRESH"] = "1"
    return Server(environ, ["--footer"])


def nodes(tree):
    """Return how many nodes a tree has and how deep it is, as Codex counts them."""
    if isinstance(tree, str):
        return 1, 0
    counts = [nodes(child) for child in tree["children"]]
    return 1 + sum(count for count, _ in counts), 1 + max((depth for _, depth in counts), default=0)


def test_any_state_gives_a_tree_that_codex_takes(fuzz, server):
    def holds(said):
        parameters = {"uri": FOOTER, "_meta": {STATE_KEY: json.loads(encoded(said).decode("utf-8", "replace"))}}
        tree = json.loads(server.footer.read(parameters)["contents"][0]["text"])
        count, depth = nodes(tree)
        assert (count <= 256, depth <= 16) == (True, True)
        assert 0 < len(words(tree).encode()) <= 16_384
        assert all(character.isprintable() for character in words(tree))

    fuzz(holds, misshapen(*STATES))


def test_any_state_names_its_limits_safely(fuzz):
    def holds(said):
        said = said if isinstance(said, dict) else {}
        limits = codex_state.limits(said, prompt_files.NOW)
        assert len(limits) <= 16
        for name, (used, resets_at) in limits.items():
            assert 0 <= used <= 100
            assert resets_at > prompt_files.NOW
            assert name.isascii()
            assert name.isprintable()
        json.loads(codex_line.written(codex_state.document(said)))

    fuzz(holds, misshapen(*STATES))


def test_any_line_gets_one_answer_or_none(fuzz, server):
    def holds(data):
        lines = Lines()
        for line in lines.of(data.replace(b"\n", b" ") + b"\n"):
            answer = server.answer(line)
            assert not answer or json.loads(answer)["jsonrpc"] == "2.0"
            assert "\n" not in answer
        assert len(lines.rest) <= LIMIT

    fuzz(holds, mutated(*(json.dumps(ask).encode() for ask in ASKS)))
