"""What the page is told is what the commands say, to the last digit and in every privacy mode."""

import json

import pytest

from statusline.dashboard import routes as dashboard_routes
from statusline.index import snapshots
from statusline.state import samples
from statusline.state.samples import Point
from support.cost_index import NOW, SESSION

CASES = {
    "the week by day": ("cost", "", ("cost",)),
    "by model and day": ("cost", "by=model&by=day&since=2w", ("cost", "--by", "model", "--by", "day", "--since", "2w")),
    "a project": ("cost", "by=session&project=~/api", ("cost", "--by", "session", "--project", "~/api")),
    "a provider": ("cost", "provider=codex", ("cost", "--provider", "codex")),
    "until a day": ("cost", "until=2026-11-28", ("cost", "--until", "2026-11-28")),
    "advice": ("advice", "since=2w", ("advice", "--since", "2w")),
    "the dearest calls": ("calls", "top=cost&limit=3", ("calls", "--top", "cost", "--limit", "3")),
}


def asked(routes, target):
    """Return (status, document) of an answer."""
    answer = routes.answer(f"/api/{target}")
    return answer.status, json.loads(answer.body)


@pytest.mark.parametrize("privacy", ["normal", "redacted", "strict"])
@pytest.mark.parametrize(("name", "filters", "command"), CASES.values(), ids=CASES)
def test_page_is_told_what_a_command_says(routes, run, name, filters, command, privacy):
    status, document = asked(routes(privacy), f"{name}?{filters}")
    told = run(*command, "--format", "json", "--no-read", "--privacy", privacy)
    assert (status, document) == (200, json.loads(told.stdout))


def test_limits_are_those_of_show(routes, run):
    status, document = asked(routes("redacted"), "limits")
    shown = json.loads(run("show", "--format", "json", "--privacy", "redacted").stdout)
    assert (status, {name: document[name] for name in shown if name != "accounts"}) == (
        200,
        {name: value for name, value in shown.items() if name != "accounts"},
    )
    pairs = zip(shown["accounts"], document["accounts"], strict=True)
    assert all(account.items() <= shown_account.items() for account, shown_account in pairs)


def test_index_is_that_of_the_command(routes, run):
    _, document = asked(routes(), "index")
    assert document == {**json.loads(run("index", "status", "--format", "json").stdout), "privacy": "normal"}


def test_sessions_add_up_to_the_cost(routes):
    _, sessions = asked(routes(), "sessions?since=30d&provider=claude")
    _, cost = asked(routes(), "cost?since=30d&provider=claude")
    assert sum(session["list_usd"] for session in sessions["sessions"]) == cost["total"]["list_usd"]
    assert sum(session["calls"] for session in sessions["sessions"]) == cost["total"]["calls"]
    assert (sessions["sessions_in_all"], sessions["sessions"][0]["agent_calls"]) == (1, 1)


def test_session_has_its_calls_and_its_ledger(routes, machine):
    assert "compactions" not in asked(routes(), f"session?session={SESSION}")[1]  # nobody has looked
    snapshots.keep(machine["STATUSLINE_STATE_DIR"], {SESSION: snapshots.Counts(compactions=[NOW, NOW - 60])}, NOW)
    _, document = asked(routes(), f"session?session={SESSION}")
    assert document["compactions"] == [NOW - 60, NOW]
    assert document["session"]["calls"] == len(document["calls"]) == 4
    assert [call["at"] for call in document["calls"]] == sorted(call["at"] for call in document["calls"])
    assert document["unlogged"]["input"] > 0


def test_heat_counts_each_call_once(routes):
    _, heat = asked(routes(), "heat?since=30d")
    _, cost = asked(routes(), "cost?since=30d")
    assert sum(map(sum, heat["calls"])) == cost["total"]["calls"]
    assert heat["calls"][5][10] == 3  # Saturday at ten


def test_models_have_price_and_average(routes):
    _, document = asked(routes(), "models")
    model = document["models"][0]
    assert (model["model"], len(model["prices"])) == ("claude-opus-5-5", 1)
    assert model["usd_per_million"] == pytest.approx(model["list_usd"] / 4.1)


@pytest.mark.parametrize("privacy", ["normal", "redacted", "strict"])
@pytest.mark.parametrize("name", ["server", *sorted(dashboard_routes.ANSWERS.keys() - {"blame", "course", "cycle"})])
def test_every_answer_names_its_privacy(routes, valid, monkeypatch, name, privacy):
    given = routes(privacy)
    monkeypatch.setattr(given.reading, "start", lambda: None)
    filters = f"?session={SESSION}" if name == "session" else ""
    status, document = asked(given, name + filters)
    assert (status, document["privacy"]) == (200, privacy)
    valid(document)
    if privacy != "normal":
        assert "/home/you" not in json.dumps(document)
        assert "~/api" not in json.dumps(document)


def test_cycle_has_the_points_of_the_history(environ, machine, routes, valid, tmp_path):
    machine["STATUSLINE_STATE_DIR"] = str(tmp_path)
    start, account = NOW - 18_000, "claude:0123456789abcdef"
    numbers = [Point(account, "five_hour", start + 60 * n, "claude_oauth", n, NOW, "official") for n in range(1, 4)]
    with samples.opened(str(tmp_path)) as history:
        history.backfill(numbers)
    status, document = asked(routes("redacted"), "cycle?window=5h&cycle=-1")
    assert (status, document["privacy"], document["peak"]) == (200, "redacted", 3)
    assert document["points"] == [[start + 60 * n, n] for n in range(1, 4)]
    valid(document)
    history = asked(routes(), "history")[1]
    assert history["windows"][0]["cycles"][0]["peak"] == 3
    valid(history)
    assert asked(routes(), "cycle?window=5h&cycle=0")[0] == 400


REFUSED = {
    "an unknown filter": ("cost?privacy=normal", "There is no filter 'privacy' here."),
    "a wrong time": ("cost?since=soon", '"soon" is not a valid time.'),
    "since after until": ("cost?since=1d&until=2d", "since has to be before until."),
    "three groupings": ("cost?by=day&by=model&by=tier", "by is one or two of"),
    "a name that nothing has": ("cost?project=nope", 'There is no project "nope".'),
    "a wrong number": ("calls?limit=0", "limit is a number from 1 to"),
    "a filter where there is none": ("limits?since=1d", "There is no filter 'since' here."),
    "bytes that are no text": ("cost?since=%ff", "The address cannot be read."),
    "too many filters": ("cost?" + "&".join(["model=opus"] * 99), "The address cannot be read."),
    "no session": ("session", "Name one session"),
}


@pytest.mark.parametrize(("target", "sentence"), REFUSED.values(), ids=REFUSED)
def test_bad_filters_get_a_sentence(routes, target, sentence):
    status, document = asked(routes(), target)
    assert (status, document["error"][: len(sentence)]) == (400, sentence)


def test_without_an_index_it_says_what_to_do(environ, machine, routes, tmp_path):
    machine["STATUSLINE_STATE_DIR"] = str(tmp_path)
    status, document = asked(routes(), "cost")
    assert (status, document["code"], document["remedy"]) == (
        409,
        "no_index",
        "Run `statusline index read` to read the logs.",
    )
