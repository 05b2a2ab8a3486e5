import time

import pytest

from statusline.config import load
from statusline.hot import claude_line
from statusline.limits import view
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in


def status(environ, now=None):
    """Return the status and the error's code of Claude's account, as the record has them."""
    here = find_environment(environ)
    now = now or int(time.time())
    claude = view.accounts(transaction.read(here, now).record, here.key, load(here.config), now)[0]
    return claude.status, claude.account.problem and claude.account.problem.code


SPOILT = {"broken": b"{", "a list": b"[]"}


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_a_credential_file_that_can_be_read_again_is_no_problem_any_more(environ, standin, statusline, content):
    file = signed_in.claude(environ, standin)
    good = file.read_bytes()
    statusline("refresh")
    assert status(environ) == ("ok", None)
    file.write_bytes(content)
    statusline("refresh")
    assert status(environ) == ("error", "format")
    file.write_bytes(good)
    statusline("refresh")
    assert status(environ) == ("ok", None)
    assert len(standin.requests) == 1


def test_a_refused_login_comes_back_when_the_numbers_of_a_session_grow_old(environ, standin):
    now = int(time.time())
    signed_in.claude(environ, standin, valid_for=86_400)
    standin.claude.refuse(401)
    limits = {"five_hour": {"used_percentage": 33, "resets_at": now + 9_000}}

    def refreshed(at):
        outcomes = list(run.refresh(prepare(find_environment(environ), lambda: at)))
        return status(environ, at), next(one.next_at for one in outcomes if one.source == "claude_oauth")

    assert refreshed(now) == (("unauthorized", "unauthorized"), None)
    claude_line.render({"session_id": "a", "rate_limits": limits}, environ, now + 5)
    assert refreshed(now + 10) == (("ok", None), None)
    assert refreshed(now + 900) == (("ok", None), None)
    assert refreshed(now + 910) == (("unauthorized", "unauthorized"), None)
    assert len(standin.requests) == 1
