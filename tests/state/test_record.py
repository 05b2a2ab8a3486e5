from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.limits.model import ESTIMATE, OFFICIAL, Account, LoginState, Problem, Record, Sample, SignedIn
from statusline.state import record

NOW = 1_795_235_413
CLAUDE = "claude:00112233445566ff"
CODEX = "codex:ffee000000000000"
FULL = Record(
    accounts={
        CLAUDE: Account(
            account=CLAUDE,
            provider="claude",
            label="work",
            plan="max",
            samples=(
                Sample("five_hour", "5h", 42.5, NOW + 3600, NOW, "claude_oauth", 18_000),
                Sample("seven_day", "7d", None, None, NOW, "claude_transcripts", None, ESTIMATE, NOW - 60),
            ),
            credits={"balance": 12.5, "unlimited": False},
            extra_usage={"enabled": True, "limit": None, "daily": [1, 2]},
            problem=Problem("rate_limited", "rate_limited", "Too many.", "Wait.", "claude_oauth", NOW + 300),
            next_refresh_at=NOW + 300,
        ),
        CODEX: Account(CODEX, "codex"),
    },
    logins={
        "default": LoginState(("", "", "", ""), {"claude": SignedIn(CLAUDE, NOW)}),
        "c_home_x": LoginState(("/home/x", "", "", ""), {}),
    },
)


def with_change(path, value):
    document = json.loads(record.dump(FULL))
    *parents, last = path
    place = document
    for name in parents:
        place = place[name]
    place[last] = value
    return json.dumps(document).encode()


def test_the_record_survives_the_disk():
    assert record.load_checked(record.dump(FULL)) == (FULL, None)


def test_file_is_one_line_of_ascii():
    data = record.dump(Record({CODEX: Account(CODEX, "codex", label="é")}, {}))

    assert data == (
        b'{"version":1,"accounts":{"codex:ffee000000000000":'
        b'{"provider":"codex","label":"\\u00e9","samples":[]}},"logins":{}}\n'
    )


def test_fields_leave_no_place_for_secrets():
    document = json.loads(record.dump(FULL))
    account = document["accounts"][CLAUDE]

    assert set(account) == {
        "provider",
        "label",
        "plan",
        "samples",
        "credits",
        "extra_usage",
        "problem",
        "next_refresh_at",
    }
    assert set(account["samples"][0]) == {
        "window",
        "label",
        "used_percentage",
        "resets_at",
        "as_of",
        "source",
        "length_seconds",
        "confidence",
    }
    assert set(account["problem"]) == {"code", "status", "message", "remedy", "source", "retry_at"}
    assert document["logins"]["default"] == {
        "values": ["", "", "", ""],
        "signed_in": {"claude": {"account": CLAUDE, "since": NOW}},
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(None, None, id="missing"),
        pytest.param(b"", "it is not JSON", id="empty"),
        pytest.param(record.dump(FULL)[:-30], "it is not JSON", id="cut off"),
        pytest.param(b"\x00" * 512, "it is not JSON", id="zeros after a power failure"),
        pytest.param(b"\xff\xfe\xfa", "it is not JSON", id="bytes"),
        pytest.param(b"[" * 100_000, "it is not JSON", id="nested without end"),
        pytest.param(b'{"version": ' + b"9" * 5000 + b"}", "it is not JSON", id="a number without end"),
        pytest.param(b"null", "it is not a JSON object", id="another shape"),
        pytest.param(b"{}", "its version is not 1", id="no version"),
        pytest.param(b'{"version": 2, "accounts": {}}', "its version is not 1", id="foreign version"),
        pytest.param(b'{"version": "1", "accounts": {}}', "its version is not 1", id="a version in text"),
        pytest.param(b'{"version": true, "accounts": {}}', "its version is not 1", id="a version that is no number"),
        pytest.param(b'{"version": 1, "accounts": 3}', "1 unreadable entry was left out", id="accounts of no shape"),
        pytest.param(b'{"version": 1, "logins": []}', "1 unreadable entry was left out", id="logins of no shape"),
        pytest.param(b'{"version": 1}', None, id="nothing known yet"),
    ],
)
def test_no_record_is_an_empty_one(data, reason):
    assert record.load_checked(data) == (Record(), reason)
    assert record.load(data) == Record()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("used_percentage", "42", id="text for a percentage"),
        pytest.param("used_percentage", True, id="true for a percentage"),
        pytest.param("used_percentage", -1, id="below nothing"),
        pytest.param("used_percentage", NOW, id="an epoch for a percentage"),
        pytest.param("used_percentage", float("nan"), id="not a number"),
        pytest.param("used_percentage", float("inf"), id="infinite"),
        pytest.param("resets_at", "2026-11-21T06:59:59Z", id="text for an epoch"),
        pytest.param("resets_at", -1, id="before 1970"),
        pytest.param("as_of", None, id="never observed"),
        pytest.param("as_of", True, id="true for an epoch"),
        pytest.param("as_of", 1e12, id="a float for an epoch"),
        pytest.param("as_of", NOW * 1000, id="milliseconds"),
        pytest.param("window", None, id="no window"),
        pytest.param("source", 7, id="a number for a source"),
        pytest.param("confidence", "certain", id="an unknown confidence"),
        pytest.param("confidence", None, id="no confidence"),
    ],
)
def test_bad_sample_is_left_out(field, value):
    loaded, reason = record.load_checked(with_change(["accounts", CLAUDE, "samples", 0, field], value))
    account = FULL.accounts[CLAUDE]

    assert loaded.accounts == {**FULL.accounts, CLAUDE: replace(account, samples=account.samples[1:])}
    assert reason == "1 unreadable entry was left out"


@pytest.mark.parametrize(
    ("field", "value", "empty"),
    [
        pytest.param("label", 7, None, id="label"),
        pytest.param("plan", ["max"], None, id="plan"),
        pytest.param("credits", "many", None, id="credits"),
        pytest.param("credits", {"balance": float("nan")}, None, id="credits that are not a number"),
        pytest.param("extra_usage", {"daily": [float("inf")]}, None, id="extra usage without end"),
        pytest.param("problem", {"code": "network"}, None, id="half a problem"),
        pytest.param("problem", "network", None, id="problem of another shape"),
        pytest.param("next_refresh_at", "soon", None, id="next refresh"),
        pytest.param("plan_named", "yes", None, id="plan named"),
        pytest.param("samples", {"five_hour": 42}, (), id="samples"),
    ],
)
def test_bad_part_of_account_is_left_out(field, value, empty):
    loaded, reason = record.load_checked(with_change(["accounts", CLAUDE, field], value))

    assert loaded.accounts[CLAUDE] == replace(FULL.accounts[CLAUDE], **{field: empty})
    assert reason == "1 unreadable entry was left out"


def test_deep_nesting_keeps_other_accounts():
    deep = {}
    for _ in range(900):
        deep = {"x": deep}
    loaded, _ = record.load_checked(with_change(["accounts", CLAUDE, "credits"], deep))

    assert loaded.accounts[CODEX] == FULL.accounts[CODEX]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param({}, id="no provider"),
        pytest.param({"provider": "gemini"}, id="an unknown provider"),
        pytest.param({"provider": ["claude"]}, id="a provider of another shape"),
    ],
)
def test_bad_account_is_left_out(value):
    loaded, reason = record.load_checked(with_change(["accounts", CLAUDE], value))

    assert loaded == replace(FULL, accounts={CODEX: FULL.accounts[CODEX]})
    assert reason == "1 unreadable entry was left out"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(7, id="a number"),
        pytest.param({"signed_in": {}}, id="no values"),
        pytest.param({"values": "", "signed_in": {}}, id="values of another shape"),
        pytest.param({"values": [1], "signed_in": {}}, id="a number among the values"),
    ],
)
def test_bad_login_is_left_out(value):
    loaded, reason = record.load_checked(with_change(["logins", "default"], value))

    assert loaded == replace(FULL, logins={"c_home_x": FULL.logins["c_home_x"]})
    assert reason == "1 unreadable entry was left out"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"gemini": {"account": CLAUDE, "since": 1}}, id="an unknown provider"),
        pytest.param({"claude": {"account": CLAUDE}}, id="no date"),
        pytest.param({"claude": CLAUDE}, id="another shape"),
        pytest.param(None, id="missing"),
    ],
)
def test_bad_sign_in_is_left_out(value):
    loaded, reason = record.load_checked(with_change(["logins", "default", "signed_in"], value))

    assert loaded.logins["default"] == LoginState(("", "", "", ""), {})
    assert reason == "1 unreadable entry was left out"


def test_several_losses_are_counted():
    document = json.loads(record.dump(FULL))
    document["accounts"][CLAUDE]["samples"] = [1, 2]
    document["logins"]["default"] = None

    assert record.load_checked(json.dumps(document).encode())[1] == "3 unreadable entries were left out"


def test_later_fields_are_passed_over():
    assert record.load_checked(with_change(["accounts", CLAUDE, "colour"], "red")) == (FULL, None)


TEXTS = st.text(max_size=8)
TIMES = st.integers(0, 253_402_300_799)
SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
OBJECTS = st.dictionaries(TEXTS, SCALARS | TEXTS | st.lists(SCALARS, max_size=2), max_size=3)
SAMPLES = st.builds(
    Sample,
    st.from_regex("[a-z0-9_]+(:[a-z0-9._-]+)?", fullmatch=True),
    TEXTS,
    st.none() | st.floats(0, 1000) | st.integers(0, 1000),
    st.none() | TIMES,
    TIMES,
    TEXTS,
    st.none() | TIMES,
    st.sampled_from([OFFICIAL, ESTIMATE]),
)
PROVIDERS = st.sampled_from(["claude", "codex"])
ACCOUNTS = st.builds(
    Account,
    st.just(""),
    PROVIDERS,
    label=st.none() | TEXTS,
    plan=st.none() | TEXTS,
    samples=st.lists(SAMPLES, max_size=3).map(tuple),
    credits=st.none() | OBJECTS,
    extra_usage=st.none() | OBJECTS,
    problem=st.none() | st.builds(Problem, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.none() | TIMES),
    next_refresh_at=st.none() | TIMES,
)
LOGINS = st.builds(
    LoginState,
    st.lists(TEXTS, max_size=4).map(tuple),
    st.dictionaries(PROVIDERS, st.builds(SignedIn, TEXTS, TIMES)),
)
RECORDS = st.builds(
    Record,
    st.dictionaries(TEXTS, ACCOUNTS, max_size=3).map(
        lambda accounts: {key: replace(account, account=key) for key, account in accounts.items()}
    ),
    st.dictionaries(TEXTS, LOGINS, max_size=2),
)
ANY_JSON = st.recursive(
    SCALARS | TEXTS | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PLACES = st.sampled_from(
    [
        ["accounts"],
        ["accounts", CLAUDE],
        ["accounts", CLAUDE, "samples"],
        ["accounts", CLAUDE, "samples", 1],
        ["accounts", CLAUDE, "samples", 0, "label"],
        ["accounts", CLAUDE, "credits"],
        ["accounts", CLAUDE, "problem"],
        ["accounts", CLAUDE, "problem", "retry_at"],
        ["logins"],
        ["logins", "default"],
        ["logins", "default", "values"],
        ["logins", "default", "signed_in", "claude"],
    ]
)


@given(RECORDS)
def test_any_record_comes_back_as_it_was(original):
    assert record.load_checked(record.dump(original)) == (original, None)


@given(st.binary(max_size=60) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_the_reader_fail(data):
    assert record.load(data) == Record()


@given(PLACES, ANY_JSON)
def test_anything_leaves_a_writable_record(place, value):
    loaded = record.load(with_change(place, value))

    assert record.load_checked(record.dump(loaded)) == (loaded, None)
