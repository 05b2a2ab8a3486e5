import json

import pytest

from statusline.demo.standin import claude_body
from statusline.demo.standin.server import fingerprint
from support.vendors import CHALLENGE, StandIn
from support.wire import ask

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z
LIST = "/api/organizations"
USAGE = "/api/organizations/22222222-2222-4222-8222-222222222222/usage"


def get(server, path, cookie="sessionKey=k", **options):
    return ask(server, path, token=None, headers={"Cookie": cookie} if cookie else {}, **options)


@pytest.fixture
def server():
    with StandIn(NOW) as server:
        yield server


def test_session_gets_organisations(server):
    listed, used = get(server, LIST), get(server, USAGE, "lastActiveOrg=1; sessionKey=k")
    assert (listed[0], [one["capabilities"][0] for one in json.loads(listed[2])]) == (200, ["api", "chat", "chat"])
    assert (used[0], json.loads(used[2])) == (200, claude_body(NOW))


REFUSED = {"no cookie": "", "another cookie": "session=k", "an empty key": "sessionKey=", "another key": "sessionKey=x"}


@pytest.mark.parametrize("cookie", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("path", [LIST, USAGE])
def test_session_without_key_is_refused(server, cookie, path):
    server.web.accept("k")
    status, _, body = get(server, path, cookie)
    assert (status, json.loads(body)["error"]["details"]["error_code"]) == (403, "account_session_invalid")


def test_a_bearer_token_is_no_session(server):
    assert ask(server, LIST, token="k")[0] == 403


@pytest.mark.parametrize("path", [LIST + "/", LIST + "/x/usage", USAGE + "/", USAGE + "s"])
def test_other_paths_are_not_found(server, path):
    assert get(server, path)[0] == 404


def test_the_key_is_recorded_as_a_fingerprint(server):
    get(server, LIST)
    assert server.requests[0].headers["cookie"] == fingerprint("sessionKey=k")


def test_web_can_be_refused_alone(server):
    server.web.refuse(429, 60)
    assert (get(server, USAGE)[0], get(server, LIST)[1]["Retry-After"], ask(server, "/api/oauth/usage")[0]) == (
        429,
        "60",
        200,
    )
    server.web.organizations.answer(CHALLENGE)
    status, headers, _ = get(server, LIST)
    assert (status, headers["cf-mitigated"]) == (403, "challenge")
