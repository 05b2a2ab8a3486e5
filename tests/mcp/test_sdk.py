"""The official SDK's client drives the server; `.ci/get-mcp-sdk` prints the path of a Python that has it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from statusline.mcp import tools
from support.mcp_server import FAST, FOOTER

CLIENT = Path(__file__).parents[1] / "support/mcp_sdk_client.py"


@pytest.fixture
def client(require, environ, lived):
    """Return a function that has the SDK's client call tools, on the machine that has lived."""
    python = require("mcp_sdk")
    variables, _ = lived

    def run(*calls, options=()):
        command = [python, str(CLIENT), json.dumps(calls), sys.executable, "-IS", FAST, "mcp", *options]
        done = subprocess.run(command, env={**environ, **variables}, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return run


def test_the_sdk_lists_and_calls_every_tool(client):
    names = [tool["name"] for tool in tools.TOOLS]
    found = client(*((name, {"tokens": 9} if name == "room_for" else {}) for name in names), ("usage", {"by": 7}))
    assert found["tools"] == names
    assert found["welcome"]["serverInfo"]["name"] == "statusline"
    *good, bad = found["answers"]
    assert all(answer["structuredContent"]["privacy"] == "redacted" for answer in good)
    assert (bad["isError"], bad["content"][0]["text"]) == (True, '"by" must be a text.')


def test_the_sdk_finds_the_footer(client):
    found = client(("statusline", {}), options=["--footer"])
    assert (found["tools"], found["resources"]) == (["statusline"], [FOOTER])
