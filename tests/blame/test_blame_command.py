import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import time_machine

import statusline as package
from support import attributed, in_process

SHOWN = """\
claude · 5h · 11% used, resets in 1h01m
   11%  ~/p3  2 sessions, 24% of it sub-agents  $5.83
Together 11%, the server's own number.
A dollar at list prices makes 1.98 points (good, from 102 steps); over 5 points that is usually off by 0.12.
"""
SCHEMA = Path(package.__file__).parent / "data/statusline-blame-1.schema.json"
DIMENSIONS = ("project", "session", "model", "agent", "account")


def answer(done):
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    return document["windows"]


def test_running_cycle(run):
    assert run("blame", "--no-read").stdout == SHOWN


@pytest.mark.parametrize("by", DIMENSIONS)
def test_shares_are_the_official_number(run, by):
    for number in (0, -1, -7):
        (window,) = answer(run("blame", "--no-read", "-f", "json", "--by", by, "--cycle", str(number)))
        parts = [share["points"] for share in window["shares"]] + [window["elsewhere"], window["before"]]
        assert sum(Decimal(str(part)) for part in parts) == Decimal(str(window["used_percentage"]))


def test_lines_add_up_to_what_is_shown(run):
    for number in range(-9, 0):
        head, *lines = run("blame", "--no-read", "--by", "session", "--cycle", str(number)).stdout.splitlines()
        percents = [int(line.split("%")[0].strip(" <")) * ("<" not in line) for line in lines if line[:1] == " "]
        assert sum(percents) == int(head.split(" · ")[2].split("%")[0])


def test_session_is_named_by_where_and_when(run):
    lines = run("blame", "--no-read", "--by", "session").stdout.splitlines()
    assert lines[1] == "    8%  13.1  ~/p3, from Fri 15:47, 23% of it sub-agents  $4.29"


def test_csv(run):
    rows = list(csv.DictReader(io.StringIO(run("blame", "--no-read", "-f", "csv", "--cycle", "-1").stdout)))
    assert [row["kind"] for row in rows][-2:] == ["elsewhere", "before"]
    assert sum(Decimal(row["points"]) for row in rows) == Decimal(rows[0]["used_percentage"])


@pytest.mark.parametrize("mode", ["redacted", "strict"])
def test_privacy(run, mode):
    for by in DIMENSIONS:
        for form in ("table", "json", "csv"):
            shown = run("blame", "--no-read", "--by", by, "-f", form, "--privacy", mode).stdout
            assert not [word for word in ("/p3", "13.1", "Explore", "0123456789") if word in shown]


REFUSED = {
    "a window": (("--window", "7d"), 'The history has no window "7d". It has: 5h.'),
    "an account": (("--account", "work"), 'The history has no account "work". It has: claude:0123456789abcdef.'),
    "a cycle to come": (("--cycle", "1"), "'1' is not a whole number of 0 or less."),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refusal_is_a_sentence(run, arguments, sentence):
    refused = run("blame", "--no-read", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip().endswith(sentence)


def test_cycle_that_nobody_knows_is_a_sentence(run):
    shown = run("blame", "--no-read", "--cycle", "-99").stdout
    assert shown == "claude · 5h · no cycle -99 in the last 30 days.\n"


@pytest.fixture
def elsewhere(environ, tmp_path, capsys, made):
    """Return a function that makes another machine of the same life, and one that asks it."""

    def machine(name, life=made, **terms):
        folder = tmp_path / name
        variables = {**environ, "STATUSLINE_STATE_DIR": f"{folder}/state", "STATUSLINE_CACHE_DIR": f"{folder}/cache"}
        attributed.write(variables, life, **terms)

        def ask(*arguments):
            with time_machine.travel(attributed.now_of(life), tick=False):
                return in_process.run(("blame", "--no-read", *arguments), variables, capsys)

        return ask

    return machine


def test_two_machines_see_each_other_as_elsewhere(elsewhere, made):
    """Each has the calls of two of the four projects; together they have what one machine with all of them has."""
    one = elsewhere("one", local=lambda call: call.project < "/home/you/p2")
    other = elsewhere("other", local=lambda call: call.project >= "/home/you/p2")
    both = official = 0.0
    for number in range(-5, 0):
        cycles = [answer(ask("-f", "json", "--cycle", str(number)))[0] for ask in (one, other)]
        both += sum(share["points"] for cycle in cycles for share in cycle["shares"])
        official += cycles[0]["used_percentage"]
    assert cycles[0]["used_percentage"] == cycles[1]["used_percentage"]
    assert 0.7 < both / official < 1.02  # a fifth of this life was on neither


def test_not_enough_yet(elsewhere):
    """A day is not enough: dollars are known, points are not."""
    shown = elsewhere("young", attributed.life(days=1))()
    assert "Not enough yet to say whose the" in shown.stdout
    assert [line for line in shown.stdout.splitlines() if line.startswith("     –  /home/you/p3")]
    (window,) = answer(elsewhere("again", attributed.life(days=1))("-f", "json"))
    assert window["grade"] == "none"
    assert "points" not in window["shares"][0]


def test_unread_logs_are_told(elsewhere):
    shown = elsewhere("unread", life := attributed.life(days=1), known_from=attributed.now_of(life))
    assert "Not all logs of this cycle are read yet" in shown().stdout
    assert not answer(shown("-f", "json"))[0]["complete"]


def test_without_a_history_is_a_sentence(run, environ, tmp_path):
    environ.update(STATUSLINE_STATE_DIR=str(tmp_path / "none"))
    refused = run("blame", "--no-read")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("statusline: There is no index of calls yet.")
