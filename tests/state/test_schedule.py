from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.errors import (
    BadDocument,
    LoginExpired,
    NotServed,
    NotSignedIn,
    RateLimited,
    ServerFailed,
    SourceError,
    Unauthorized,
    Unreachable,
)
from statusline.state import schedule
from statusline.state.schedule import NEVER, Entry

NOW = 1_795_235_413
KEY = ("claude:00112233445566ff", "claude_oauth")


def asked_and_failed(entry, error, now=NOW, stamp="a", roll=0.0):
    return schedule.failed(schedule.claimed(entry, now), error, now, stamp, roll)


def test_never_asked_is_due_at_once():
    assert schedule.due(None, NOW, "a")
    assert schedule.next_allowed(None, NOW, "a") == NOW
    assert schedule.why(None, NOW, "a") == "never asked, due now"


@pytest.mark.parametrize(
    ("every", "roll", "wait"),
    [
        pytest.param(300, 0.0, 270, id="ten percent early"),
        pytest.param(300, 0.5, 300, id="in the middle"),
        pytest.param(300, 0.999, 330, id="ten percent late"),
        pytest.param(180, 0.0, 180, id="never under the floor by jitter"),
        pytest.param(10, 0.5, 180, id="never under the floor by config"),
        pytest.param(-5, 0.5, 180, id="nonsense from the config"),
        pytest.param(86_400, 0.5, 4500, id="never over 75 minutes"),
    ],
)
def test_after_an_answer_the_source_rests(every, roll, wait):
    entry = schedule.succeeded(schedule.claimed(None, NOW), NOW, every, roll)

    assert schedule.next_allowed(entry, NOW, "a") == NOW + wait
    assert not schedule.due(entry, NOW + wait - 1, "a")
    assert schedule.due(entry, NOW + wait, "a")


@pytest.mark.parametrize(
    ("took", "wait"),
    [
        pytest.param(14, 286, id="a slow answer"),
        pytest.param(2400, 0, id="the machine slept meanwhile"),
        pytest.param(7200, 0, id="and longer than the requests are remembered"),
    ],
)
def test_rest_begins_with_the_request(took, wait):
    answered = NOW + took
    entry = schedule.succeeded(schedule.claimed(None, NOW), answered, 300, 0.5)

    assert schedule.next_allowed(entry, answered, "a") == answered + wait


def test_an_answer_ends_every_trouble_before_it():
    entry = schedule.succeeded(asked_and_failed(None, Unreachable("x")), NOW + 40, 300, 0.5)

    assert entry == Entry(
        next_at=NOW + 340,
        last_attempt=NOW + 40,
        last_success=NOW + 40,
        failures=0,
        backoff=0,
        reason="fresh",
        requests=(NOW,),
    )


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        pytest.param(None, 300, id="missing"),
        pytest.param(0, 300, id="zero"),
        pytest.param(-7, 300, id="negative"),
        pytest.param(float("nan"), 300, id="not a number"),
        pytest.param(10, 910, id="ten seconds and the margin"),
        pytest.param(3037, 3937, id="as seen in the wild"),
        pytest.param(3600, 4500, id="an hour and the margin"),
        pytest.param(3601, 4500, id="at most 75 minutes"),
        pytest.param(float("inf"), 4500, id="for ever"),
    ],
)
def test_deadline_of_429_stands_against_force(retry_after, wait):
    entry = asked_and_failed(None, RateLimited("x", retry_after=retry_after))

    assert entry.deadline_429 == entry.next_at == NOW + wait
    assert not schedule.due(entry, NOW + wait - 1, "a", force=True)
    assert not schedule.due(entry, NOW + wait - 1, "another login", force=True)
    assert schedule.due(entry, NOW + wait, "a")


def test_repeated_429s_wait_longer_to_a_limit():
    entry, now, waits = None, NOW, []
    for _ in range(7):
        entry = asked_and_failed(entry, RateLimited("x"), now)
        waits.append(entry.next_at - now)
        now = entry.next_at

    assert waits == [300, 450, 675, 1012, 1518, 1800, 1800]


def test_jitter_only_lengthens_a_429():
    first = asked_and_failed(None, RateLimited("x"), roll=0.999)
    last = asked_and_failed(replace(first, backoff=1800, next_at=0, deadline_429=None), RateLimited("x"), roll=0.999)

    assert first.next_at == NOW + 330
    assert last.next_at == NOW + 1800


def test_answer_ends_the_429_series():
    entry = asked_and_failed(None, RateLimited("x"))
    entry = schedule.succeeded(schedule.claimed(entry, NOW + 300), NOW + 300, 300, 0.5)
    entry = asked_and_failed(entry, RateLimited("x"), NOW + 600)

    assert entry.next_at == NOW + 900


def test_waits_of_429_and_failure_are_apart():
    failing = replace(asked_and_failed(None, Unreachable("x")), backoff=600)
    limited = asked_and_failed(failing, RateLimited("x"), NOW + 600)
    failing_again = asked_and_failed(limited, Unreachable("x"), NOW + 900)

    assert limited.next_at == NOW + 900
    assert failing_again.next_at == NOW + 930


def test_second_429_keeps_the_deadline():
    long = asked_and_failed(None, RateLimited("x", retry_after=3000))
    entry = schedule.failed(long, RateLimited("x", retry_after=1), NOW + 5, "a", 0.0)

    assert entry.deadline_429 == NOW + 3900


def test_late_answer_keeps_the_deadline():
    limited = asked_and_failed(None, RateLimited("x", retry_after=600))
    entry = schedule.succeeded(limited, NOW + 5, 300, 0.5)

    assert not schedule.due(entry, NOW + 1499, "a", force=True)
    assert schedule.due(entry, NOW + 1500, "a")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(Unreachable("x"), "network", id="no answer"),
        pytest.param(ServerFailed("x"), "server", id="5xx"),
        pytest.param(BadDocument("x"), "format", id="unreadable answer"),
        pytest.param(SourceError("x"), "error", id="anything else"),
    ],
)
def test_failure_waits_double(error, code):
    entry, now, waits = None, NOW, []
    for _ in range(7):
        entry = asked_and_failed(entry, error, now)
        waits.append(entry.next_at - now)
        now = entry.next_at

    assert waits == [30, 60, 120, 240, 480, 600, 600]
    assert (entry.reason, entry.failures) == (code, 7)


def test_not_served_is_tried_within_the_hour():
    entry, now, waits = None, NOW, []
    for _ in range(6):
        entry = asked_and_failed(entry, NotServed("x"), now)
        waits.append(entry.next_at - now)
        now = entry.next_at

    assert waits == [300, 600, 1200, 2400, 3600, 3600]
    assert schedule.why(entry, now - 60, "a") == "not served from here, again in 60 s"
    assert asked_and_failed(entry, Unreachable("x"), now).next_at == now + 600


def test_jitter_spreads_retries_by_up_to_a_tenth():
    assert asked_and_failed(None, Unreachable("x"), roll=0.999).next_at == NOW + 33


def test_stamp_is_kept_only_while_refused():
    refused = asked_and_failed(None, Unauthorized("x"), stamp="a")
    failing = asked_and_failed(refused, Unreachable("x"), NOW + 60, stamp="b")

    assert (refused.stamp, failing.stamp) == ("a", None)


def test_force_goes_past_rest_and_failure():
    rested = schedule.succeeded(schedule.claimed(None, NOW), NOW, 300, 0.5)
    failing = asked_and_failed(None, ServerFailed("x"))

    assert schedule.due(rested, NOW + 1, "a", force=True)
    assert schedule.due(failing, NOW + 1, "a", force=True)


def test_refused_login_is_tried_after_a_day():
    entry = asked_and_failed(None, Unauthorized("x"), stamp="a")

    assert not schedule.due(entry, NOW + 86_399, "a")
    assert schedule.next_allowed(entry, NOW, "a") == NOW + 86_400
    assert schedule.why(entry, NOW, "a") == "refused the login, again in 24 h or with another login"
    assert schedule.due(entry, NOW + 1, "b")
    assert schedule.next_allowed(entry, NOW + 1, "b") == NOW + 1
    assert schedule.due(entry, NOW + 1, "a", force=True)


def test_wait_of_429_ends_with_its_token():
    entry = schedule.failed(schedule.claimed(None, NOW), RateLimited("x", "", 3_000), NOW, "old", 0.0, NOW + 600)

    assert not schedule.due(entry, NOW + 599, "new")
    assert schedule.due(entry, NOW + 600, "new")
    assert not schedule.due(entry, NOW + 600, "old")
    assert not schedule.due(schedule.failed(None, RateLimited("x", "", 3_000), NOW, "old", 0.0), NOW + 600, "new")


def test_token_expired_in_a_429_is_expired():
    entry = asked_and_failed(None, RateLimited("x", "", 3_000), stamp="a")
    entry = asked_and_failed(entry, LoginExpired("x"), NOW + 60, "a")

    assert schedule.why(entry, NOW + 61, "a") == "login expired, waiting for another login"


def test_refused_credential_is_not_sent_again():
    entry = asked_and_failed(None, Unauthorized("x"), stamp="a")
    assert schedule.due(entry, NOW, "b")
    entry = asked_and_failed(entry, Unauthorized("x"), stamp="b")

    assert [schedule.next_allowed(entry, NOW, stamp) for stamp in "abc"] == [NOW + 86_400, NOW + 86_400, NOW]
    entry = schedule.succeeded(schedule.claimed(entry, NOW), NOW, 300, 0.5, "c")
    assert [schedule.next_allowed(entry, NOW, stamp) for stamp in "abc"] == [NOW + 86_400, NOW + 86_400, NOW + 300]
    assert schedule.why(entry, NOW, "a") == "refused the login, again in 24 h or with another login"


def test_accepted_after_all_waits_for_nothing():
    entry = asked_and_failed(None, Unauthorized("x"), stamp="a")
    entry = schedule.succeeded(schedule.claimed(entry, NOW), NOW, 300, 0.5, "a")

    assert schedule.next_allowed(entry, NOW, "a") == NOW + 300


def test_expired_login_keeps_anothers_wait():
    entry = asked_and_failed(asked_and_failed(None, ServerFailed("x")), ServerFailed("x"), NOW + 30)
    later = NOW + 90
    entry = asked_and_failed(entry, LoginExpired("x"), later, "expired")

    assert schedule.next_allowed(entry, later, "expired") == NEVER
    assert schedule.due(entry, later, "a")
    entry = asked_and_failed(entry, ServerFailed("x"), later)
    assert schedule.next_allowed(entry, later, "a") == later + 120
    assert entry.requests == (NOW, NOW + 30, later)


def test_unknown_refusal_is_tried_in_an_hour():
    entry = asked_and_failed(None, Unauthorized("x"), stamp=None)

    assert schedule.next_allowed(entry, NOW, None) == NOW + 3600


@pytest.mark.parametrize("error", [LoginExpired("x"), NotSignedIn("x")], ids=["expired", "not signed in"])
def test_unsent_login_is_seen_after_a_minute(error):
    entry = asked_and_failed(None, error, stamp="a")

    assert entry.requests == ()
    assert entry.failures == 0
    assert not schedule.due(entry, NOW + 59, "a")
    assert schedule.due(entry, NOW + 60, "a")
    assert schedule.due(entry, NOW + 1, "b"), "a new login is looked at at once"


def test_signing_in_is_noticed_at_once():
    entry = asked_and_failed(None, NotSignedIn("x"), stamp=None)

    assert not schedule.due(entry, NOW + 1, None)
    assert schedule.due(entry, NOW + 1, "a")


def test_unsent_login_keeps_the_requests():
    answered = schedule.succeeded(schedule.claimed(None, NOW), NOW, 300, 0.5)
    unclaimed = schedule.failed(answered, LoginExpired("x"), NOW + 300, "a", 0.0)

    assert asked_and_failed(answered, LoginExpired("x"), NOW + 300).requests == (NOW,)
    assert unclaimed.requests == (NOW,)


def test_live_claim_keeps_all_away():
    entry = schedule.claimed(None, NOW)

    assert schedule.why(entry, NOW + 29, "a") == "being asked now"
    assert not schedule.due(entry, NOW + 29, "a", force=True)
    assert schedule.next_allowed(entry, NOW + 1, "a") == NOW + 30
    assert schedule.due(entry, NOW + 30, "a")


def test_dead_claims_are_spaced():
    entry, now, gaps = schedule.claimed(None, NOW), NOW, []
    for _ in range(7):
        allowed = schedule.next_allowed(entry, now, "a")
        gaps.append(allowed - now)
        entry, now = schedule.claimed(entry, allowed), allowed

    assert gaps == [30, 30, 60, 120, 240, 480, 600]
    assert (entry.reason, entry.failures) == ("interrupted", 7)


def test_requests_of_the_last_hour_stay():
    entry = None
    for minute in (0, 10, 50):
        entry = schedule.succeeded(schedule.claimed(entry, NOW + minute * 60), NOW + minute * 60, 300, 0.5)

    assert entry.requests == (NOW, NOW + 600, NOW + 3000)
    assert schedule.normalised(entry, NOW + 3600).requests == (NOW + 600, NOW + 3000)


@pytest.mark.parametrize(
    ("entry", "phrase"),
    [
        pytest.param(schedule.succeeded(None, NOW, 300, 0.5), "up to date, again in 5 min", id="fresh"),
        pytest.param(schedule.succeeded(None, NOW - 400, 300, 0.5), "up to date, due now", id="due"),
        pytest.param(asked_and_failed(None, RateLimited("x")), "rate limited, again in 5 min", id="429"),
        pytest.param(asked_and_failed(None, Unreachable("x")), "not reachable, again in 30 s", id="network"),
        pytest.param(asked_and_failed(None, ServerFailed("x")), "server failed, again in 30 s", id="server"),
        pytest.param(asked_and_failed(None, BadDocument("x")), "unreadable answer, again in 30 s", id="format"),
        pytest.param(asked_and_failed(None, LoginExpired("x")), "login expired, again in 60 s", id="expired"),
        pytest.param(asked_and_failed(None, SourceError("x")), "failed, again in 30 s", id="another code"),
    ],
)
def test_state_in_a_few_words(entry, phrase):
    assert schedule.why(entry, NOW, "a") == phrase


def test_clock_set_back_keeps_the_wait():
    answered = schedule.succeeded(None, NOW - 400, 300, 0.5)
    entry = asked_and_failed(answered, RateLimited("x", retry_after=600))
    yesterday = NOW - 86_400
    entry = schedule.normalised(entry, yesterday)

    assert entry.last_attempt == yesterday
    assert entry.last_success == yesterday - 400
    assert entry.requests == (yesterday,)
    assert schedule.next_allowed(entry, yesterday + 100, "a") == yesterday + 1500


def test_clock_in_1970_leaves_no_negative():
    entry = schedule.normalised(asked_and_failed(None, Unreachable("x")), 5)

    assert (entry.next_at, entry.last_attempt, entry.requests) == (35, 5, (5,))
    assert schedule.load(schedule.dump({KEY: entry}, 5), 5) == ({KEY: entry}, None)


def test_clock_forward_and_back_blocks_nothing():
    entry = schedule.succeeded(schedule.claimed(None, NOW), NOW, 300, 0.5)
    next_year = NOW + 31_536_000
    entry = schedule.succeeded(schedule.claimed(entry, next_year), next_year, 300, 0.5)

    assert schedule.next_allowed(entry, NOW + 60, "a") == NOW + 360


@pytest.mark.parametrize(
    ("entry", "allowed"),
    [
        pytest.param(Entry(next_at=NEVER, last_attempt=NOW), NOW + 4500, id="wait"),
        pytest.param(Entry(deadline_429=NEVER, last_attempt=NOW - 500), NOW + 4000, id="deadline"),
        pytest.param(Entry(claimed_until=NEVER, last_attempt=NOW), NOW + 30, id="claim"),
        pytest.param(Entry(next_at=NEVER), NOW + 4500, id="wait without an attempt"),
    ],
)
def test_far_future_is_cut_to_the_rules(entry, allowed):
    assert schedule.next_allowed(entry, NOW, "a") == allowed


def test_the_schedule_survives_the_disk():
    entries = {
        KEY: asked_and_failed(None, Unauthorized("x")),
        ("codex:ffee000000000000", "codex_oauth"): schedule.claimed(asked_and_failed(None, RateLimited("x")), NOW),
    }

    assert schedule.load(schedule.dump(entries, NOW), NOW) == (entries, None)


def test_the_file_names_account_and_source():
    document = json.loads(schedule.dump({KEY: schedule.succeeded(None, NOW, 300, 0.5)}, NOW))

    assert document == {
        "version": 1,
        "entries": {
            "claude:00112233445566ff claude_oauth": {
                "next_at": NOW + 300,
                "last_attempt": NOW,
                "last_success": NOW,
                "failures": 0,
                "backoff": 0,
                "reason": "fresh",
                "deadline_429": None,
                "stamp": None,
                "claimed_until": None,
                "requests": [],
                "expired": [],
                "limited": None,
                "limited_until": None,
                "refused": [],
            }
        },
    }


def test_loaded_entry_meets_the_clock():
    data = schedule.dump({KEY: Entry(next_at=NEVER, last_attempt=NOW)}, NOW)

    assert schedule.load(data, NOW)[0][KEY].next_at == NOW + 4500


def test_untouched_entries_go_after_a_month():
    kept = schedule.succeeded(None, NOW - 29 * 86_400, 300, 0.5)
    old = schedule.succeeded(None, NOW - 30 * 86_400, 300, 0.5)
    entries, _ = schedule.load(schedule.dump({KEY: kept, ("claude:old", "claude_oauth"): old}, NOW), NOW)

    assert list(entries) == [KEY]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(None, None, id="missing"),
        pytest.param(b"", "it is not JSON", id="empty"),
        pytest.param(b'{"version": 1, "entr', "it is not JSON", id="cut off"),
        pytest.param(b"\xff\xfe\x00\x80", "it is not JSON", id="bytes"),
        pytest.param(b"[1]", "it is not a JSON object", id="another shape"),
        pytest.param(b'{"version": 2, "entries": {}}', "its version is not 1", id="foreign version"),
        pytest.param(b'{"version": true, "entries": {}}', "its version is not 1", id="a version that is no number"),
        pytest.param(
            b'{"version": 1, "entries": []}', "1 unreadable entry was left out", id="entries of another shape"
        ),
    ],
)
def test_unreadable_schedule_says_why(data, reason):
    assert schedule.load(data, NOW) == ({}, reason)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"next_at": "soon"}, id="text for a time"),
        pytest.param({"next_at": True}, id="true for a time"),
        pytest.param({"next_at": None}, id="null for a time"),
        pytest.param({"last_attempt": -1}, id="before 1970"),
        pytest.param({"deadline_429": 1e300}, id="a float"),
        pytest.param({"deadline_429": 10**30}, id="beyond any date"),
        pytest.param({"reason": 7}, id="a number for a reason"),
        pytest.param({"requests": "many"}, id="text for requests"),
        pytest.param({"requests": [NOW, "x"]}, id="text among requests"),
    ],
)
def test_bad_entry_is_left_out(change):
    good = asked_and_failed(None, Unreachable("x"))
    document = json.loads(schedule.dump({KEY: good, ("codex:x", "codex_oauth"): good}, NOW))
    document["entries"]["codex:x codex_oauth"].update(change)

    assert schedule.load(json.dumps(document).encode(), NOW) == ({KEY: good}, "1 unreadable entry was left out")


def test_a_key_without_a_source_is_left_out():
    document = json.loads(schedule.dump({KEY: Entry(last_attempt=NOW)}, NOW))
    document["entries"] = {"claude:00112233445566ff": document["entries"].popitem()[1]}

    assert schedule.load(json.dumps(document).encode(), NOW) == ({}, "1 unreadable entry was left out")


ERRORS = st.one_of(
    st.builds(RateLimited, st.just("x"), retry_after=st.none() | st.floats()),
    st.sampled_from([Unreachable("x"), ServerFailed("x"), BadDocument("x"), Unauthorized("x"), LoginExpired("x")]),
)
TIMES = st.integers(0, NEVER)
NOWS = st.integers(0, NEVER - 86_400)
ENTRIES = st.builds(
    Entry,
    next_at=TIMES,
    last_attempt=st.none() | TIMES,
    last_success=st.none() | TIMES,
    failures=st.integers(0, 50),
    backoff=st.integers(0, 10_000),
    reason=st.sampled_from(["", "fresh", "rate_limited", "network", "unauthorized", "expired", "odd"]),
    deadline_429=st.none() | TIMES,
    stamp=st.none() | st.sampled_from("ab"),
    claimed_until=st.none() | TIMES,
    requests=st.lists(TIMES, max_size=5).map(tuple),
)
ROLLS = st.floats(0, 1, exclude_max=True)


@given(ENTRIES, NOWS, st.none() | st.sampled_from("ab"))
def test_longest_wait_is_75_minutes(entry, now, stamp):
    allowed = schedule.next_allowed(entry, now, stamp)

    longest = 86_400 if stamp in entry.refused else 4500
    assert now <= allowed <= now + longest
    assert schedule.due(entry, now, stamp) == (allowed == now)


@given(ENTRIES, NOWS)
def test_meeting_the_clock_twice_is_once(entry, now):
    once = schedule.normalised(entry, now)

    assert schedule.normalised(once, now) == once
    assert all(now - 3600 < request <= now for request in once.requests)


@given(st.lists(st.tuples(st.none() | ERRORS | st.just("killed"), ROLLS, st.integers(0, 400)), max_size=60))
def test_due_source_stays_in_the_budget(story):
    entry, now, asked = None, NOW, []
    for outcome, roll, pause in story:
        now = max(now + pause, schedule.next_allowed(entry, now + pause, "a"))
        if now == NEVER or isinstance(outcome, LoginExpired):
            break
        assert not asked or now - asked[-1] >= 30
        asked.append(now)
        entry = schedule.claimed(entry, now)
        if outcome is None:
            entry = schedule.succeeded(entry, now, 300, roll)
        elif outcome != "killed":
            entry = schedule.failed(entry, outcome, now, "a", roll)
        in_last_hour = [time for time in asked if now - 3600 < time]
        assert list(entry.requests) == in_last_hour
        assert len(in_last_hour) <= 28


@given(ENTRIES, NOWS, ERRORS, ROLLS)
def test_outcomes_leave_a_readable_document(entry, now, error, roll):
    after = schedule.failed(schedule.claimed(entry, now), error, now, "a", roll)

    assert after.claimed_until is None
    assert schedule.load(schedule.dump({KEY: after}, now), now)[1] is None
