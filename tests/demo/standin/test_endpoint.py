import json

import pytest

from statusline.demo.standin import Answer
from support.vendors import Budget, StandIn
from support.wire import CLAUDE, CODEX, ask

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param(CLAUDE, {"Authorization": "Bearer other"}, id="another token"),
        pytest.param(CLAUDE, {}, id="no header"),
        pytest.param(CLAUDE, {"Authorization": "Bearer "}, id="an empty token"),
        pytest.param(CLAUDE, {"Authorization": "Basic right"}, id="another scheme"),
        pytest.param(CODEX, {"Authorization": "Bearer right"}, id="the other vendor's token"),
    ],
)
def test_unaccepted_token_is_unauthorized(path, headers):
    with StandIn(NOW) as server:
        server.claude.accept("right")
        server.codex.accept("codex")
        status, _, payload = ask(server, path, token=None, headers=headers)

    error = json.loads(payload)["error"]
    assert status == 401
    assert {error.get("code"), error["type"]} & {"authentication_error", "token_expired"}


def test_an_accepted_token_is_answered():
    with StandIn(NOW) as server:
        server.claude.accept("old", "right")

        assert ask(server, CLAUDE, "right")[0] == 200


@pytest.mark.parametrize(("retry_after", "header"), [(None, None), (0, "0"), (3_000, "3000")], ids=str)
def test_refusal_carries_its_retry_after(retry_after, header):
    with StandIn(NOW) as server:
        server.claude.refuse(429, retry_after)
        status, headers, payload = ask(server, CLAUDE)

    assert (status, headers.get("Retry-After")) == (429, header)
    assert json.loads(payload)["error"]["type"] == "rate_limit_error"


def test_answers_in_turn_the_last_stays():
    with StandIn(NOW) as server:
        server.codex.answer(Answer(500), Answer(200, {"first": 1}), Answer(200, {"last": 1}))
        bodies = [ask(server, CODEX)[::2] for _ in range(4)]

    assert bodies == [(500, b""), (200, b'{"first": 1}'), (200, b'{"last": 1}'), (200, b'{"last": 1}')]


def test_a_budget_rolls():
    clock = [NOW]
    with StandIn(lambda: clock[0]) as server:
        server.claude.limit(Budget(requests=2, period=3_600, retry_after=0))
        found = []
        for later in (0, 1_800, 3_599, 3_600, 3_601, 5_400):
            clock[0] = NOW + later
            found.append(ask(server, CLAUDE)[0])

    assert found == [200, 200, 429, 200, 429, 200]


def test_counted_refusals_keep_it_spent():
    clock = [NOW]
    with StandIn(lambda: clock[0]) as server:
        server.claude.limit(Budget(requests=1, period=100, refusals_count=True))
        found = []
        for later in (0, 99, 198, 298):
            clock[0] = NOW + later
            found.append(ask(server, CLAUDE)[0])

    assert found == [200, 429, 429, 200]


def test_budgets_by_token_and_vendor():
    with StandIn(NOW) as server:
        server.claude.limit(Budget(requests=1, retry_after=None))
        found = [ask(server, path, token)[0] for path, token in [(CLAUDE, "a"), (CLAUDE, "b"), (CODEX, "a")]]
        status, headers, _ = ask(server, CLAUDE, "a")

    assert found == [200, 200, 200]
    assert (status, "Retry-After" in headers) == (429, False)
