import time

import pytest

import signed_in
from statusline import books, place, view
from statusline.config import load


def status(environ):
    """Return the status and the error's code of Claude's account, as the record has them."""
    here = place.find(environ)
    now = int(time.time())
    claude = view.accounts(books.read(here, now).record, here.key, load(here.config), now)[0]
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
