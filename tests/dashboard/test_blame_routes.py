"""Who used a limit: the page is told what `blame` says, and its curve ends at those shares."""

import json

import pytest
import time_machine

from statusline.cost import zones
from statusline.dashboard.reading import Reading
from statusline.dashboard.routes import Routes
from statusline.dashboard.source import Source
from statusline.state.environment import find_environment
from support import in_process
from support.cost_index import NOW

FOR_PEOPLE = {"title", "percents", "notes"}
OF_SHARES = {"percent", "project", "first_at"}


@pytest.fixture
def asked(used_then):
    """Return a function that gives the document of an address."""
    environment = find_environment(used_then)
    source = Source(environment, None, zones.local(used_then), lambda: NOW)
    routes = Routes(source, Reading(environment), lambda: None)
    return lambda target: json.loads(routes.answer(f"/api/{target}").body)


def without(row, names):
    return {name: value for name, value in row.items() if name not in names}


CASES = {
    "the most used": ("", ()),
    "sessions of a week": ("window=7d&by=session", ("--window", "7d", "--by", "session")),
    "a cycle that ended": ("cycle=-1&window=5h&provider=claude", ("--cycle", "-1", "-w", "5h", "--provider", "claude")),
}


@pytest.mark.parametrize(("filters", "options"), CASES.values(), ids=CASES)
def test_page_is_told_what_blame_says(asked, used_then, capsys, filters, options):
    document = asked(f"blame?{filters}")
    for window in document["windows"]:
        window["shares"] = [without(share, OF_SHARES) for share in window["shares"]]
    document["windows"] = [without(window, FOR_PEOPLE) for window in document["windows"]]
    with time_machine.travel(NOW, tick=False):
        done = in_process.run(("blame", *options, "--format", "json", "--no-read"), used_then, capsys)
    assert document == json.loads(done.stdout)


@pytest.mark.parametrize("target", ["heat", "sessions", "models", "index", "history"])
def test_answers_on_much_use_are_valid(asked, valid, target):
    valid(asked(target))


def test_percents_are_the_official_number(asked):
    for window in asked("blame?window=7d&by=session")["windows"]:
        percents = [*(share["percent"] for share in window["shares"]), *window["percents"].values()]
        assert sum(percents) == int(window["used_percentage"])


def test_curve_ends_at_the_shares(asked, valid):
    course = asked("course?window=7d&provider=claude&by=model")
    valid(course)
    (window,) = asked("blame?window=7d&provider=claude&by=model")["windows"]
    ends = {share["name"]: share["points"][-1] for share in course["shares"]}
    assert ends == pytest.approx({share["name"]: share["points"] for share in window["shares"]}, abs=0.002)
    assert sum(ends.values()) + course["elsewhere"][-1] == pytest.approx(window["used_percentage"], abs=0.01)


def test_context_is_closed_unless_opened(used_then):
    environment = find_environment(used_then)
    source = Source(environment, None, zones.local(used_then), lambda: NOW)
    closed, opened = (Routes(source, Reading(environment), lambda: None, with_context=each) for each in (False, True))
    assert closed.answer("/api/context?call=0000000000000001") is None
    assert opened.answer("/api/context?call=0000000000000001").status == 409  # its log is not there
