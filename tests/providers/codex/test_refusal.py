"""Errors inside an answer of OpenAI's with status 200."""

import pytest

from statusline.errors import RateLimited, ServerFailed, Unauthorized
from statusline.providers.codex import usage_document


def parse(body):
    return usage_document.parse(body, "codex_oauth", 1_795_236_000, 1_795_236_000)


@pytest.mark.parametrize(("seconds", "retry_after"), [(120, 120.0), (None, None), (-1, None), ("x", None)])
def test_limit_in_an_answer_says_when(seconds, retry_after):
    with pytest.raises(RateLimited) as caught:
        parse({"error": {"type": "usage_limit_reached", "resets_in_seconds": seconds}})
    assert caught.value.retry_after == retry_after


IN_BAND = {
    "the code says what happened": ({"type": "invalid_request_error", "code": "rate_limit_exceeded"}, RateLimited),
    "a dead login": ({"type": "invalid_request_error", "code": "token_expired"}, Unauthorized),
    "something else": ({"type": "invalid_request_error", "code": None}, ServerFailed),
}


@pytest.mark.parametrize(("error", "kind"), IN_BAND.values(), ids=IN_BAND)
def test_an_error_inside_an_answer_is_that_error(error, kind):
    with pytest.raises(kind):
        parse({"error": error, "status": 200})
