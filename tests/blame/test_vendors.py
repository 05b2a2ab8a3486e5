"""What counts for whom: credits for Codex, one model for its own window, calls without a name for whoever signed in."""

import pytest
import time_machine

from statusline.blame import answer, documents, live, reading, sources
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, record, samples
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from support import index_rows

START, WEEK = 1_795_219_200, 604_800
STEPS = 50
NOW = START + 600 * (STEPS + 1)
A_CREDIT = (8_000,)  # of gpt-5.5's input, by the published card
FABLE, OPUS = "claude-fable-5-2", "claude-opus-5-5"


@pytest.fixture
def known(environ):
    """Return a function that lets a window rise by a point with each of these calls, and asks who used it."""
    environment = find_environment(environ)

    def ask_for(provider, window, calls, account="", others=(), label="7d"):
        key = f"{provider}:0123456789abcdef"
        accounts = {key: Account(key, provider, samples=(_sample(window, label),))}
        accounts |= {other: Account(other, provider) for other in others}
        logins = {environment.key: LoginState(environment.login, {provider: SignedIn(key, 0)})}
        files.write_atomic(environment.record, record.dump(Record(accounts, logins)))
        with index_rows.writing(environment.state) as index, samples.opened(environment.state) as history:
            index.read_from("/logs", provider, 0)
            for number in range(STEPS):
                at = START + 600 * (number + 1)
                history.backfill([Point(key, window, at, "s", float(number + 1), START + WEEK, "official")])
                for model, counts, own in calls:
                    tokens = counts(number) if callable(counts) else counts
                    names = {"project": "/api", "session": "one", "account": own or account}
                    index.add(at - 1, tokens, provider=provider, model=model, **names)
        with time_machine.travel(NOW, tick=False), reading.opened(environment, NOW) as opened:
            (only,) = sources.windows(opened, (window,))
            return documents.window(answer.of(opened, only, only.cycle(0), "project"))

    return ask_for


def _sample(window, label):
    return Sample(window, label, float(STEPS), START + WEEK, START + 600 * STEPS, "s", WEEK)


def points(found):
    return {share["name"]: share["points"] for share in found["shares"]}


def test_codex_counts_in_credits(known):
    found = known("codex", "seven_day", [("gpt-5.5", A_CREDIT, "")])
    scale = found["scale"]
    assert (scale["weighting"], scale["unit"]) == ("credits", "credit")
    assert scale["points_per_unit"] == pytest.approx(1)
    assert points(found) == {"/api": STEPS}


def test_codex_session_without_a_ledger_has_its_share(known, environ):
    known("codex", "seven_day", [("gpt-5.5", A_CREDIT, "")])
    with reading.opened(find_environment(environ), NOW) as asked:
        assert live.of_sessions(asked, "codex", {"one": 0.0})["one"].text == "50%"


def test_window_of_a_model_counts_its_calls_alone(known):
    calls = [(FABLE, (1_000_000,), ""), (OPUS, (0, 0, 0, 0, 900_000), "")]
    found = known("claude", "seven_day:fable", calls)
    (share,) = found["shares"]
    assert (share["calls"], share["points"]) == (STEPS, STEPS)


def test_limit_of_a_codex_model_is_known_by_its_label(known):
    calls = [("gpt-5.3-codex-spark", (1_000_000,), ""), ("gpt-5.5", A_CREDIT, "")]
    found = known("codex", "seven_day:codex_bengalfox", calls, label="GPT-5.3-Codex-Spark 7d")
    assert sum(share["calls"] for share in found["shares"]) == STEPS


def test_calls_of_another_account_are_left_out(known):
    other = "claude:ffeeddccbbaa9988"
    calls = [(OPUS, (0, 0, 0, 0, 50_000), ""), (OPUS, (0, 0, 0, 0, 50_000), other)]
    found = known("claude", "seven_day", calls, others=(other,))
    (share,) = found["shares"]
    assert (share["calls"], share["points"]) == (STEPS, STEPS)
    assert found["scale"]["points_per_unit"] == pytest.approx(1)


def test_formula_that_foretells_best_is_taken(known):
    """Here the vendor counts no reads from a cache, and there are more and more of them."""
    found = known("claude", "seven_day", [(OPUS, lambda number: (0, number * 300_000, 0, 0, 50_000), "")])
    assert found["scale"]["weighting"] == "list-no-cache-reads"
    assert found["scale"]["points_per_unit"] == pytest.approx(1)


def test_model_without_a_price_has_no_share(known):
    found = known("claude", "seven_day", [(OPUS, (0, 0, 0, 0, 50_000), ""), ("claude-new-9", (1_000,), "")])
    assert found["unpriced"] == [{"model": "claude-new-9", "tokens": STEPS * 1_000}]
    assert points(found) == {"/api": STEPS}
