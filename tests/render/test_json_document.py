import dataclasses
import json
from importlib import resources

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.config import Config
from statusline.hot import paths, prompt_file
from statusline.limits import view
from statusline.limits.model import Problem
from statusline.limits.pace import Pace
from statusline.providers.claude import usage_document as claude_usage_document
from statusline.providers.codex import usage_document as codex_usage_document
from statusline.render import json_document
from support.prompt_files import NOW, claude, codex, record, sample, texts
from support.vendors import ODD_CLAUDE, ODD_CODEX

SCHEMA = json.loads(resources.files("statusline").joinpath("data/statusline-1.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
WEEK = 604_800


def document(*accounts, now=NOW, **options):
    body = texts(*accounts, **options)["json"].partition("\n")[2]
    found = json.loads(prompt_file.fill(body.split(prompt_file.UNIT)[:-1], now))
    VALIDATOR.validate(found)
    return found


def test_the_schema_itself_holds():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_whole_document():
    found = document(claude(sample()), now=NOW + 60)
    assert found == {
        "schema": "statusline/1",
        "generated_at": NOW + 60,
        "stale": False,
        "accounts": [
            {
                "provider": "claude",
                "account": "claude:0123456789abcdef",
                "plan": "max",
                "status": "ok",
                "source": "claude_oauth",
                "as_of": NOW,
                "age_seconds": 60,
                "windows": [
                    {
                        "window": "five_hour",
                        "label": "5h",
                        "length_seconds": 18_000,
                        "used_percentage": 42.4,
                        "remaining_percentage": 57.6,
                        "resets_at": NOW + 7_860,
                        "resets_in_seconds": 7_800,
                        "as_of": NOW,
                        "age_seconds": 60,
                        "source": "claude_oauth",
                        "confidence": "official",
                        "stale": False,
                        "expired": False,
                    }
                ],
            },
            {"provider": "codex", "status": "unconfigured", "windows": []},
        ],
    }


STATES = {
    "fresh": (0, "ok", False, False),
    "a moment before it is stale": (899, "ok", False, False),
    "stale": (900, "stale", True, False),
    "past the reset": (7_860, "stale", True, True),
    "a clock set back": (-500, "ok", False, False),
}


@pytest.mark.parametrize(("later", "status", "stale", "expired"), STATES.values(), ids=STATES)
def test_clock_alone_makes_it_stale(later, status, stale, expired):
    found = document(claude(sample()), now=NOW + later)
    window = found["accounts"][0]["windows"][0]
    assert (found["accounts"][0]["status"], found["stale"]) == (status, stale)
    assert (window["stale"], window["expired"]) == (stale, expired)
    assert ("used_percentage" in window) == (not expired)


def test_nobody_signed_in_and_nothing_known_yet():
    assert document()["status"] == "unconfigured"
    pending = dataclasses.replace(claude(), samples=())
    found = document(pending)
    assert [one["status"] for one in found["accounts"]] == ["pending", "unconfigured"]
    assert found["stale"] is True
    VALIDATOR.validate(json.loads(prompt_file.pending("json", NOW)))


def test_problem_keeps_numbers_and_remedy():
    problem = Problem("rate_limited", "rate_limited", "Too many.", "Wait.", "claude_oauth", NOW + 900)
    account = document(claude(sample(), problem=problem, next_refresh_at=NOW + 900))["accounts"][0]
    assert account["status"] == "rate_limited"
    assert account["error"] == {
        "code": "rate_limited",
        "message": "Too many.",
        "remedy": "Wait.",
        "retry_at": NOW + 900,
    }
    assert account["next_refresh_at"] == NOW + 900
    assert account["windows"][0]["used_percentage"] == 42.4


def test_a_configured_label_is_shown():
    config = Config()
    config = dataclasses.replace(config, claude=dataclasses.replace(config.claude, label="work"))
    assert document(claude(), config=config)["accounts"][0]["label"] == "work"


@pytest.mark.parametrize("name", ODD_CLAUDE)
def test_odd_claude_answers_give_valid_documents(name):
    _odd(claude_usage_document, ODD_CLAUDE[name](NOW), claude())


@pytest.mark.parametrize("name", ODD_CODEX)
def test_odd_codex_answers_give_valid_documents(name):
    _odd(codex_usage_document, ODD_CODEX[name](NOW), codex())


def _odd(parser, body, account):
    from statusline.errors import SourceError

    try:
        usage = parser.parse(body, "s", NOW, NOW)
    except SourceError:
        return
    seen = dataclasses.replace(
        account, samples=usage.samples, credits=usage.credits, extra_usage=usage.extra_usage, plan=usage.plan
    )
    for later in (0, 1_000, 20_000, WEEK + 1):
        found = document(seen, now=NOW + later)
        one = next(entry for entry in found["accounts"] if entry["status"] != "unconfigured")
        names = [window["window"] for window in one["windows"]]
        assert len(set(names)) == len(names)


@given(st.text(max_size=30), st.floats(0, 100), st.integers(-WEEK, WEEK), st.integers(-WEEK, WEEK))
def test_any_input_is_a_valid_document(label, used, reset, later):
    found = document(claude(sample(label=label, used=used, resets_at=NOW + reset)), now=NOW + later)
    assert found["accounts"][0]["windows"][0]["label"] == label


PACES = {
    "to the reset": (
        Pace(56.333, -13.933, 75.266, None),
        {"expected_percentage": 56.3, "delta": -13.9, "projected_percentage": 75.3},
    ),
    "to the limit": (
        Pace(30, 12.4, 141.333, NOW + 3_000),
        {"expected_percentage": 30, "delta": 12.4, "projected_percentage": 141.3, "runs_out_at": NOW + 3_000},
    ),
}


def paced(pace, later):
    """Return the two windows of a document in which the first has a pace."""
    login = ("", "", "", "")
    views = view.accounts(record(claude(), login=login), paths.login_key(login), Config(), NOW)
    views = tuple(dataclasses.replace(one, pace={"five_hour": pace}) for one in views)
    found = json.loads(prompt_file.fill(json_document.fragments(views, Config()), NOW + later))
    VALIDATOR.validate(found)
    return found["accounts"][0]["windows"]


@pytest.mark.parametrize(("pace", "expected"), PACES.values(), ids=PACES)
def test_pace_until_the_reset_or_absent(pace, expected):
    five_hour, week = paced(pace, later=7_859)
    assert five_hour["pace"] == expected
    assert "pace" not in week
    assert "pace" not in paced(pace, later=7_860)[0]


WRONG_PACES = {
    "without a projection": {"expected_percentage": 56.3, "delta": -13.9},
    "of more than all that can be expected": {"expected_percentage": 101, "delta": 0, "projected_percentage": 50},
    "in words": {"expected_percentage": 56.3, "delta": "+12%", "projected_percentage": 50},
}


@pytest.mark.parametrize("wrong", WRONG_PACES.values(), ids=WRONG_PACES)
def test_the_schema_refuses_a_pace(wrong):
    found = document(claude())
    found["accounts"][0]["windows"][0]["pace"] = wrong
    assert not VALIDATOR.is_valid(found)


def test_schema_refuses_pace_past_reset():
    found = document(claude(), now=NOW + 7_860)
    window = found["accounts"][0]["windows"][0]
    assert window["expired"] is True
    window["pace"] = PACES["to the reset"][1]
    assert not VALIDATOR.is_valid(found)
