"""What the real Codex CLI makes of the server's answers: its app-server's numbers are those that we read ourselves.

Where `codex` is not installed these are left out; they were last run with Codex CLI 0.171.0.
"""

import os
import time
from pathlib import Path

import pytest

from statusline.config import Config
from statusline.demo.standin import Answer, codex_body
from statusline.demo.standin.logins import write_codex_login
from statusline.providers.base import Context
from statusline.providers.codex import client, oauth
from statusline.providers.codex.login import codex_login
from statusline.providers.http import Client
from support import machine

DAY = 86_400


@pytest.fixture
def codex(tmp_path, standin):
    """Return a context in which the real `codex` asks the stand-in, and the login there."""
    program = machine.shell_or_skip("codex")
    home = tmp_path / "home"
    write_codex_login(home / ".codex", f"{standin.url}/backend-api/", time.time() + DAY)
    environ = {
        "HOME": str(home),
        "PATH": f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}",
        "STATUSLINE_CACHE_DIR": str(tmp_path / "cache"),
    }
    (tmp_path / "cache").mkdir()
    return Context(environ, int(time.time()), Config(), Client("statusline/test")), codex_login(environ)


def pool(used, limit=15_000):
    amounts = {"limit": str(limit), "used": str(used), "remaining": str(limit - used)}
    percent = {"used_percent": 100 * used // limit, "remaining_percent": 100 - 100 * used // limit}
    reset = {"reset_after_seconds": 920_777, "reset_at": int(time.time()) + 920_777}
    return {"reached": used >= limit, "individual_limit": {"source": "workspace", **amounts, **percent, **reset}}


ANSWERS = {
    "two windows and another limit": {},
    "a full window": {"five_hour": 100},
    "a pool of credits": {"spend_control": pool(14_400), "five_hour": None, "seven_day": None},
    "a pool that is used up": {
        "spend_control": pool(15_000),
        "rate_limit_reached_type": {"type": "workspace_member_usage_limit_reached"},
    },
    "resets that are banked": {"rate_limit_reset_credits": {"available_count": 2}},
    "another plan and credits": {"plan": "business", "balance": "12.5"},
}
ARGUMENTS = ("five_hour", "seven_day", "plan", "balance")


@pytest.mark.parametrize("changes", ANSWERS.values(), ids=ANSWERS)
def test_codex_itself_and_we_read_the_same(codex, standin, changes):
    arguments = {name: changes[name] for name in ARGUMENTS if name in changes}
    fields = {name: value for name, value in changes.items() if name not in ARGUMENTS}
    standin.codex.answer(Answer(body={**codex_body(time.time(), **arguments), **fields}))
    asked, read = client.fetch(*codex), oauth.fetch(*codex)

    def essence(usage):
        windows = {one.window: (one.used_percentage, one.resets_at, one.amounts) for one in usage.samples}
        block = usage.block and (usage.block.reason, usage.block.until)
        return windows, block, usage.plan, usage.credits, usage.banked_resets, usage.complete

    assert essence(asked) == essence(read)
