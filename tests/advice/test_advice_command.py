"""Points come from the official numbers, names go with the privacy mode, and without an index it says so."""

import json
from importlib import resources

import jsonschema
import pytest
import time_machine

from statusline.hot.text import DAY
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, record, samples
from support import attributed, in_process, index_rows

SCHEMA = json.loads(resources.files("statusline").joinpath("data/statusline-advice-1.schema.json").read_text())
WEEK = 7 * DAY


@pytest.fixture(scope="module")
def machine_of_it(tmp_path_factory):
    """Return the variables of a machine that knows a fortnight, and when that ends."""
    made = attributed.life()
    return attributed.machine(tmp_path_factory.mktemp("advised"), made), attributed.now_of(made)


@pytest.fixture
def ask(machine_of_it, environ, capsys):
    variables, now = machine_of_it
    environ.update(variables, STATUSLINE_NO_REFRESH="1")

    def run(*arguments):
        with time_machine.travel(now, tick=False):
            return in_process.run((*arguments, "--no-read"), environ, capsys)

    return run


def test_points_are_dollars_by_the_scale(ask):
    (account,) = json.loads(ask("advice", "-f", "json").stdout)["accounts"]
    (blamed,) = json.loads(ask("blame", "-f", "json").stdout)["windows"]
    assert (account["window"], blamed["scale"]["weighting"]) == ("5h", "list")
    assert account["findings"][0]["rule"] == "sub-agents"
    for finding in account["findings"]:
        points = finding["list_usd"] * blamed["scale"]["points_per_unit"]
        assert finding["points"] == pytest.approx(points, rel=0.01)


@pytest.mark.parametrize("privacy", ["normal", "redacted", "strict"])
def test_document_is_of_its_schema(ask, privacy):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    done = ask("advice", "-f", "json", "--privacy", privacy)
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    assert ("Explore" in done.stdout) == (privacy == "normal")


def test_text_has_what_how_and_what_to_do(ask):
    lines = ask("advice").stdout.splitlines()
    assert lines[0].startswith("claude: ")
    assert lines[1].startswith("1. $")
    assert " points of 5h: Explore sub-agents used " in lines[1]
    assert any(line.startswith("   Found by: ") for line in lines)
    assert any(line.startswith("   Do: ") for line in lines)


def test_session_that_burnt_a_week_is_named(environ, capsys):
    account, now = "claude:0123456789abcdef", 1_795_860_000
    reset = now + 2 * DAY
    with (
        index_rows.writing(environ["STATUSLINE_STATE_DIR"]) as index,
        samples.opened(environ["STATUSLINE_STATE_DIR"]) as history,
    ):
        index.read_from("/home/you/.claude/projects", "claude", 0)
        for step in range(60):
            at, session = reset - WEEK + 3_600 * (step + 1), "big" if step < 40 else f"s{step}"
            names = {"model": "claude-opus-5-5", "project": "/home/you/api", "session": session, "account": account}
            index.add(at, (250_000,), provider="claude", **names)  # a dollar and a point each
            sample = Sample("seven_day", "7d", float(step + 1), reset, at + 60, "claude_oauth", WEEK)
            history.record(account, [sample])
    login = LoginState(("", "", "", ""), {"claude": SignedIn(account, 0)})
    files.write_atomic(
        f"{environ['STATUSLINE_CACHE_DIR']}/usage.json",
        record.dump(Record({account: Account(account, "claude", samples=(sample,))}, {"default": login})),
    )
    with time_machine.travel(now, tick=False):
        document = json.loads(in_process.run(("advice", "-f", "json", "--no-read"), environ, capsys).stdout)
    (finding,) = [one for one in document["accounts"][0]["findings"] if one["rule"] == "burnt-week"]
    assert (finding["points"], finding["list_usd"], finding["calls"]) == (pytest.approx(40, abs=1), 40, 40)


def test_without_an_index_it_says_so(environ, capsys):
    done = in_process.run(("advice", "--no-read"), environ, capsys)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "statusline: There is no index of calls yet. Run `statusline index read` to read the logs.\n"
