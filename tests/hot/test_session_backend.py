"""Sessions of Claude Code that do not use the subscription: their line says what they use, and feeds nothing."""

import json
import os
import time
from pathlib import Path

import pytest

from statusline.hot import paths
from statusline.hot.session_document import backend
from support import signed_in

CLAUDE = {"model": {"id": "claude-opus-5-5", "display_name": "Opus 5.5"}}
LIMITED = CLAUDE | {"rate_limits": {}}
BACKENDS = {
    "the subscription": (LIMITED, {}, ""),
    "a cloud by its variable": (CLAUDE, {"CLAUDE_CODE_USE_BEDROCK": "1"}, "Bedrock"),
    "a cloud that is off": (LIMITED, {"CLAUDE_CODE_USE_VERTEX": "0"}, ""),
    "Bedrock by its model": ({"model": {"id": "us.anthropic.claude-opus-4-8-v1:0"}}, {}, "Bedrock"),
    "Bedrock by an ARN": ({"model": {"id": "arn:aws:bedrock:us-east-1:123456789012:x/y"}}, {}, "Bedrock"),
    "Vertex by its model": ({"model": {"id": "claude-opus-4-8@20260401"}}, {}, "Vertex"),
    "another vendor's server": (CLAUDE, {"ANTHROPIC_BASE_URL": "https://me:s3cret@api.z.ai/api?x"}, "via api.z.ai"),
    "a proxy on this machine": (LIMITED, {"ANTHROPIC_BASE_URL": "http://localhost:8080"}, "via localhost:8080"),
    "Anthropic's own server": (LIMITED, {"ANTHROPIC_BASE_URL": "https://api.anthropic.com/"}, ""),
    "an API key": (CLAUDE, {"ANTHROPIC_API_KEY": "sk-ant-api03-X"}, "API key"),
    "an API key that was not taken": (LIMITED, {"ANTHROPIC_API_KEY": "sk-ant-api03-X"}, ""),
    "no document": ({}, {"ANTHROPIC_API_KEY": "sk-ant-api03-X"}, ""),
    "a model that is nonsense": ({"model": [1]}, {}, ""),
}


@pytest.mark.parametrize(("document", "environ", "word"), BACKENDS.values(), ids=BACKENDS)
def test_what_a_session_uses(document, environ, word):
    assert backend(document, environ) == word


def test_session_elsewhere_feeds_nothing(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    environ["STATUSLINE_NO_REFRESH"] = "1"
    limits = {"five_hour": {"used_percentage": 93, "resets_at": int(time.time()) + 900}}
    document = CLAUDE | {"session_id": "s", "rate_limits": limits, "workspace": {"current_dir": "/tmp/proj"}}
    environ["NO_COLOR"] = "1"
    environ["ANTHROPIC_BASE_URL"] = "https://pool.example/v1"
    line = statusline("-f", "claude", input=json.dumps(document)).stdout
    assert line.startswith("via pool.example · X 5h ")
    assert line.rstrip().endswith(" · Opus 5.5 · proj")
    assert "C 5h" not in line
    assert not os.path.exists(Path(paths.login_dir(environ), "spool", "s"))


def test_line_that_begins_with_a_word(environ, standin, statusline):
    signed_in.claude(environ, standin)
    signed_in.configure(environ, '[claude_line]\nformat = "now $accounts$sep$model"\n')
    statusline("refresh")
    environ.update(STATUSLINE_NO_REFRESH="1", NO_COLOR="1", CLAUDE_CODE_USE_BEDROCK="1")
    assert "Bedrock" in statusline("-f", "claude", input=json.dumps(CLAUDE)).stdout
