from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from statusline.limits import merge
from statusline.limits.model import ESTIMATE, OF_SESSIONS, Account, Amounts, Block, Problem, Sample, Usage
from statusline.providers.parsing.values import epoch

NOW = 1_795_235_413
MINUTE, HOUR, DAY = 60, 3600, 86_400
RESET = NOW + 2 * HOUR
LAST_RESET = RESET - 5 * HOUR


def sample(used, resets_at=RESET, ago=0, source="claude_oauth", window="five_hour", **more):
    return Sample(window, "5h", used, resets_at, NOW - ago, source, 18_000, **more)


def estimate(used, resets_at=RESET, ago=0, since_ago=None):
    since = None if since_ago is None else NOW - since_ago
    return sample(used, resets_at, ago, "claude_transcripts", confidence=ESTIMATE, since=since)


def account(*samples, **more):
    return Account("claude:00112233445566ff", "claude", samples=samples, **more)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(sample(43), sample(42, RESET - 1, ago=9), id="a reset that jitters by a second"),
        pytest.param(sample(43, RESET - 2), sample(42, RESET, ago=9), id="a reset that jitters backwards"),
        pytest.param(
            sample(61, ago=30), sample(42, ago=4 * HOUR, source="claude_statusline"), id="a session frozen for hours"
        ),
        pytest.param(sample(12, ago=5), sample(80, ago=6), id="a lower value after a grant"),
        pytest.param(
            sample(3, ago=50 * MINUTE, source="claude_state_file"),
            sample(97, LAST_RESET, ago=0),
            id="a new cycle seen first by an old source",
        ),
        pytest.param(sample(3, ago=9), sample(97, RESET - 61, ago=0), id="a reset 61 seconds later is a new cycle"),
        pytest.param(sample(97, RESET - 60, ago=0), sample(3, ago=9), id="a reset 60 seconds later is the same cycle"),
        pytest.param(sample(50, ago=300), sample(90, ago=-600), id="a timestamp in the future"),
        pytest.param(sample(50, ago=300), sample(2, RESET + 5 * HOUR, ago=-600), id="a new cycle dated in the future"),
        pytest.param(sample(51, ago=-60), sample(50, ago=0), id="a clock that is a minute ahead"),
        pytest.param(
            sample(50, ago=300),
            sample(90, ago=900, source="codex_rollouts"),
            id="a source whose clock is ten minutes slow",
        ),
        pytest.param(
            sample(50, ago=300),
            sample(90, ago=-600, source="codex_rollouts"),
            id="a source whose clock is ten minutes fast",
        ),
        pytest.param(
            sample(2, RESET - HOUR, ago=0),
            sample(80, RESET, ago=901, source="claude_statusline"),
            id="a reset that the vendor moved to an earlier time",
        ),
        pytest.param(
            sample(3, RESET, ago=900, source="claude_state_file"),
            sample(97, RESET - HOUR, ago=0),
            id="an earlier reset within a quarter of an hour may be a clock's fault",
        ),
        pytest.param(
            sample(3, RESET, ago=HOUR),
            sample(97, NOW, ago=0, source="claude_statusline"),
            id="an earlier reset that has come moves nothing",
        ),
        pytest.param(
            sample(80, RESET, ago=HOUR), sample(None, RESET - HOUR, ago=0), id="an earlier reset without a number"
        ),
        pytest.param(sample(50, ago=300), sample(None, ago=0), id="a later one without a number"),
        pytest.param(sample(None), sample(97, LAST_RESET, ago=9), id="a new cycle whose number is not known yet"),
        pytest.param(sample(0, None), sample(97, LAST_RESET, ago=HOUR), id="not started, after a cycle that is over"),
        pytest.param(sample(97, LAST_RESET, ago=9), sample(0, None, ago=10), id="over, after not started"),
        pytest.param(sample(40, ago=60), sample(0, None, ago=0), id="a running cycle seen a minute before"),
        pytest.param(sample(0, None, ago=0), sample(40, ago=61), id="not started, clearly newer than a running cycle"),
        pytest.param(sample(40, ago=HOUR), sample(None, None, ago=0), id="a later one that says nothing at all"),
        pytest.param(sample(7, None, ago=1), sample(9, None, ago=2), id="two without a reset"),
        pytest.param(sample(42, ago=4 * HOUR), estimate(55), id="an official value inside its window"),
        pytest.param(
            sample(42, ago=HOUR), estimate(1, RESET + HOUR), id="an official value beside an estimate of a later cycle"
        ),
        pytest.param(estimate(5), sample(97, LAST_RESET, ago=HOUR), id="an estimate after the official cycle is over"),
        pytest.param(estimate(5), sample(None, ago=HOUR), id="an estimate beside an official sample without a number"),
        pytest.param(
            sample(42, LAST_RESET, ago=5),
            estimate(50, LAST_RESET, ago=5),
            id="official before estimate at the same moment",
        ),
        pytest.param(estimate(57, since_ago=HOUR), sample(42, ago=HOUR), id="an estimate that carries the value on"),
        pytest.param(
            sample(50, ago=59 * MINUTE), estimate(57, since_ago=HOUR), id="a later value than the one carried on"
        ),
        pytest.param(
            sample(42, ago=HOUR),
            estimate(57, RESET - 61, since_ago=HOUR),
            id="a value of the next cycle, not carried on",
        ),
        pytest.param(
            estimate(57, since_ago=HOUR), estimate(55, ago=300, since_ago=HOUR), id="the newer of two estimates"
        ),
        pytest.param(
            sample(97, LAST_RESET, ago=HOUR),
            estimate(5, RESET, ago=2 * HOUR),
            id="an estimate that is older than the last official value",
        ),
        pytest.param(sample(5, None), sample(None, ago=30), id="a number beside a running cycle without one"),
        pytest.param(sample(90, ago=-DAY), sample(80, ago=-HOUR), id="the newer of two dated in the future"),
        pytest.param(sample(43, ago=5), sample(42, ago=5, source="z"), id="the higher of two at the same moment"),
    ],
)
def test_one_of_two_samples_is_believed(right, wrong):
    assert merge.believe([right, wrong], NOW) == {"five_hour": right}
    assert merge.believe([wrong, right], NOW) == {"five_hour": right}


def test_estimate_without_reset_hides_no_value():
    running, loose = sample(42, ago=HOUR), sample(0, None, ago=MINUTE)

    assert merge.believe([running, loose, estimate(55)], NOW) == {"five_hour": loose}


def test_older_official_ends_no_estimate():
    carried = estimate(57, since_ago=HOUR)

    assert merge.believe([carried, sample(42, ago=HOUR), sample(41, ago=2 * HOUR, source="z")], NOW) == {
        "five_hour": carried
    }


def test_finished_cycle_until_newer_is_known():
    over = sample(97, LAST_RESET, ago=4 * HOUR)

    assert merge.believe([over, sample(90, LAST_RESET, ago=5 * HOUR)], NOW) == {"five_hour": over}


def test_future_sample_only_where_alone():
    future = sample(90, ago=-DAY)

    assert merge.believe([future], NOW) == {"five_hour": future}


def test_sessions_that_disagree_later_cycle_wins():
    sessions = [
        sample(88, LAST_RESET, ago=10, source="claude_statusline"),
        sample(7, ago=120, source="claude_statusline"),
        sample(9, RESET + 2, ago=60, source="claude_statusline"),
    ]

    assert merge.believe(sessions, NOW)["five_hour"].used_percentage == 9


@pytest.mark.parametrize(
    ("written", "later"),
    [
        pytest.param("2026-11-21T06:59:59.999999Z", "2026-11-21T07:00:00.000123+00:00", id="microseconds"),
        pytest.param("2026-11-21T07:00:02Z", "2026-11-21T06:59:58.000001Z", id="two seconds each way"),
    ],
)
def test_jittering_reset_stays_one_cycle(written, later):
    first, second = epoch(written, NOW), epoch(later, NOW)
    known = merge.absorb(account(), Usage((sample(42, first, ago=9),)), NOW)

    assert merge.absorb(known, Usage((sample(43, second),)), NOW).samples == (sample(43, 1_795_244_400),)


def test_frozen_session_never_comes_back():
    frozen = Usage((sample(42, ago=4 * HOUR, source="claude_statusline"),))
    known = merge.absorb(account(), Usage((sample(61, ago=30),)), NOW)
    for later in range(0, HOUR, 300):
        known = merge.absorb(known, frozen, NOW + later)
        assert merge.believe(known.samples, NOW + later)["five_hour"].used_percentage == 61


def test_report_of_one_window_leaves_the_others():
    assert list(merge.believe(merge.absorb(account(), Usage((sample(40),)), NOW).samples, NOW)) == ["five_hour"]
    assert list(merge.believe(merge.absorb(account(), Usage((sample(40),), complete=True), NOW).samples, NOW)) == [
        "five_hour"
    ]


def test_moved_reset_replaces_all_sources():
    known = account(sample(80, ago=HOUR), sample(80, ago=HOUR, source="claude_statusline"))
    known = merge.absorb(known, Usage((sample(1, RESET - HOUR),), complete=True), NOW)
    assert merge.believe(known.samples, NOW)["five_hour"].used_percentage == 1
    session = sample(2, RESET - HOUR, ago=-9, source="claude_statusline")
    assert session in merge.absorb(known, Usage((session,)), NOW + 9).samples


def test_each_window_is_settled_for_itself():
    five, week, scoped = sample(40), sample(12, window="seven_day"), sample(3, window="seven_day:fable")

    assert merge.believe([scoped, week, five], NOW) == {"five_hour": five, "seven_day": week, "seven_day:fable": scoped}


def test_nothing_known_is_nothing_believed():
    assert merge.believe([], NOW) == {}
    assert merge.ranked([], NOW) == []


@pytest.mark.parametrize(
    ("best", "reason"),
    [
        pytest.param(sample(43), "newest of the running cycle", id="running"),
        pytest.param(sample(43, LAST_RESET), "newest, but its reset has passed", id="over"),
        pytest.param(sample(0, None), "newest, without a reset", id="not started"),
        pytest.param(sample(43, ago=-DAY), "dated in the future, but the only sample", id="future"),
        pytest.param(estimate(5, since_ago=HOUR), "an official value plus use since then", id="carried on"),
        pytest.param(estimate(5), "an estimate: no official value is usable", id="estimate"),
    ],
)
def test_the_believed_sample_says_why(best, reason):
    assert merge.ranked([best], NOW) == [(best, reason)]


@pytest.mark.parametrize(
    ("best", "loser", "reason"),
    [
        pytest.param(sample(43), sample(9, ago=-DAY), "dated in the future", id="future"),
        pytest.param(sample(43), estimate(50), "estimate beside an official value", id="estimate"),
        pytest.param(sample(43, ago=9), sample(None), "without a number", id="no number"),
        pytest.param(sample(43), sample(0, None), "without a reset and not newer", id="no reset"),
        pytest.param(sample(0, None), sample(43, ago=HOUR), "older than a value without a reset", id="before no reset"),
        pytest.param(sample(43, ago=9), sample(99, LAST_RESET), "earlier cycle", id="earlier cycle"),
        pytest.param(sample(43), sample(42, ago=9), "older observation of the same cycle", id="older"),
        pytest.param(
            sample(2, RESET - HOUR), sample(80, ago=HOUR), "a newer observation names an earlier reset", id="moved"
        ),
        pytest.param(
            sample(43), sample(43, source="a"), "same moment, another source preferred", id="the same from two sources"
        ),
    ],
)
def test_every_other_sample_says_why_not(best, loser, reason):
    assert merge.ranked([loser, best], NOW)[1] == (loser, reason)


def test_explanation_lists_every_sample_once():
    samples = [
        sample(12, window="seven_day"),
        sample(99, LAST_RESET, ago=1),
        sample(42, ago=60, source="claude_statusline"),
        sample(43, ago=5),
    ]

    assert [(s.window, s.used_percentage) for s, _ in merge.ranked(samples, NOW)] == [
        ("five_hour", 43),
        ("five_hour", 42),
        ("five_hour", 99),
        ("seven_day", 12),
    ]


@pytest.mark.parametrize(("unlimited", "since"), [(True, "unlimited_at"), (False, "unnamed_at")])
def test_windowless_answer_holds(unlimited, since):
    nothing = merge.absorb(account(sample(40)), Usage((), complete=True, unlimited=unlimited), NOW)
    assert nothing == account(**{since: NOW})
    assert merge.absorb(nothing, Usage(()), NOW + 9) == nothing
    assert merge.absorb(nothing, Usage((sample(41),)), NOW + 9) == account(sample(41))


def test_a_first_report_fills_an_empty_account():
    usage = Usage(
        (sample(40), sample(12, window="seven_day")),
        plan="max",
        credits={"balance": 5},
        extra_usage={"enabled": False},
        complete=True,
    )

    assert merge.absorb(account(), usage, NOW) == account(
        sample(40),
        sample(12, window="seven_day"),
        plan="max",
        credits={"balance": 5},
        extra_usage={"enabled": False},
    )


def test_one_sample_per_window_and_source():
    before = account(sample(40, ago=300), sample(38, ago=400, source="claude_statusline"))
    after = merge.absorb(before, Usage((sample(45),)), NOW)

    assert after.samples == (sample(45), sample(38, ago=400, source="claude_statusline"))


def test_unchanged_idle_sample_changes_nothing():
    before = account(sample(45), sample(42, ago=HOUR, source="claude_statusline"))

    assert merge.absorb(before, Usage((sample(42, ago=2 * HOUR, source="claude_statusline"),)), NOW) == before


def test_old_cycle_does_not_displace_the_new():
    new_cycle = sample(3, ago=600, source="claude_statusline")
    frozen = Usage((sample(97, LAST_RESET, ago=10, source="claude_statusline"),))

    assert merge.absorb(account(new_cycle), frozen, NOW).samples == (new_cycle,)


def test_new_estimate_replaces_the_last():
    after = merge.absorb(account(estimate(12, RESET + HOUR, ago=300)), Usage((estimate(5),)), NOW)

    assert after.samples == (estimate(5),)


def test_complete_answer_replaces_its_source():
    moved_earlier = sample(10, RESET - HOUR)
    after = merge.absorb(account(sample(40, ago=300)), Usage((moved_earlier,), complete=True), NOW)

    assert after.samples == (moved_earlier,)


def test_complete_answer_keeps_a_new_cycle():
    seen = sample(2, RESET, ago=20, source="claude_statusline")
    late = sample(97, LAST_RESET)

    assert merge.absorb(account(seen), Usage((late,), complete=True), NOW).samples == (late, seen)


def test_complete_answer_without_a_number():
    after = merge.absorb(account(sample(40, ago=300)), Usage((sample(None),), complete=True), NOW)

    assert after.samples == (sample(40, ago=300),)


def test_unnamed_window_vanishes_everywhere():
    before = account(
        sample(40, ago=300),
        sample(39, ago=300, window="seven_day"),
        sample(38, ago=200, window="seven_day", source="claude_statusline"),
    )

    assert merge.absorb(before, Usage((sample(45),), complete=True), NOW).samples == (sample(45),)


def test_vanished_window_of_the_future_goes_too():
    future = sample(39, ago=-DAY, window="seven_day", source="claude_statusline")

    assert merge.absorb(account(future), Usage((sample(45),), complete=True), NOW).samples == (sample(45),)


def test_window_seen_after_the_answer_stays():
    later = sample(38, ago=5, window="seven_day", source="claude_statusline")
    answer = Usage((sample(45, ago=10),), complete=True)

    assert merge.absorb(account(later), answer, NOW).samples == (sample(45, ago=10), later)


def test_complete_answer_without_windows():
    assert merge.absorb(account(sample(40, ago=300)), Usage((), complete=True), NOW).samples == ()


def test_partial_report_leaves_other_windows():
    week = sample(12, ago=300, window="seven_day")

    assert merge.absorb(account(week), Usage((sample(40),)), NOW).samples == (sample(40), week)


def test_observation_ahead_of_clock_is_dropped():
    usage = Usage((sample(40, ago=-61), sample(12, ago=-60, window="seven_day")))

    assert merge.absorb(account(), usage, NOW).samples == (sample(12, ago=-60, window="seven_day"),)


@pytest.mark.parametrize("complete", [False, True], ids=["partial", "complete"])
def test_clock_set_back_replaces_the_future(complete):
    before = account(sample(40, ago=-DAY))

    assert merge.absorb(before, Usage((sample(41),), complete=complete), NOW).samples == (sample(41),)


def test_observations_over_eight_days_are_dropped():
    before = account(sample(1, ago=8 * DAY + 1), sample(2, ago=8 * DAY, window="seven_day"))

    assert merge.absorb(before, Usage((sample(40, window="z"),)), NOW).samples == (
        sample(2, ago=8 * DAY, window="seven_day"),
        sample(40, window="z"),
    )


def test_long_window_stays_until_its_reset():
    month = replace(sample(61, NOW + DAY, ago=20 * DAY, window="thirty_day"), length_seconds=30 * DAY)
    for_ever = replace(month, window="five_hour", length_seconds=18_000)
    before = account(month, for_ever)

    assert merge.absorb(before, Usage(()), NOW).samples == (month,)
    assert merge.absorb(before, Usage(()), NOW + DAY).samples == ()


def test_line_ends_windows_of_its_limit_only():
    other = sample(85, ago=99, source="codex_oauth", window="five_hour:spark")
    newer = sample(7, source="codex_oauth", window="one_day")
    before = account(sample(82, ago=99, source="codex_oauth"), newer, other)
    line = sample(48, ago=9, source="codex_rollouts", window="seven_day")

    assert merge.absorb(before, Usage((line,), whole_limits=True), NOW).samples == (other, newer, line)


def blocked(ago):
    return Block("rate_limit_reached", "It is reached.", "", "codex_oauth", NOW - ago)


def test_later_answered_line_ends_a_block():
    line = sample(48, ago=9, source="codex_rollouts")
    other = replace(line, window="five_hour:spark")

    def after(*samples, ago):
        return merge.absorb(account(block=blocked(ago)), Usage(samples, whole_limits=True), NOW).block

    assert after(line, ago=10) is None
    assert after(line, ago=9) == blocked(9)
    assert after(other, ago=10) == blocked(10)
    assert merge.absorb(account(block=blocked(10)), Usage((line,)), NOW).block == blocked(10)


def test_pool_stays_where_a_line_is_silent():
    pool = replace(sample(96, ago=99, window="credits"), amounts=Amounts(14_400, 15_000))
    line = sample(48, ago=9, source="codex_rollouts", window="seven_day")

    assert merge.absorb(account(pool), Usage((line,), whole_limits=True), NOW).samples == (pool, line)


def test_plan_of_the_server_stays():
    named = merge.absorb(account(), Usage((), plan="pro", names_plan=True), NOW)

    assert (named.plan, named.plan_named) == ("pro", True)
    assert merge.absorb(account(), Usage((), plan="plus"), NOW).plan_named is None
    assert merge.absorb(named, Usage((), names_plan=True), NOW).plan == "pro"


def test_limit_name_stays_for_its_id():
    window = "five_hour:codex_bengalfox"
    spark = replace(sample(3, ago=99, source="codex_oauth", window=window), label="GPT-5.3-Codex-Spark 5h")
    nameless = replace(sample(4, source="codex_rollouts", window=window), label="codex_bengalfox 5h")

    after = merge.absorb(account(spark), Usage((nameless,), whole_limits=True), NOW)
    assert merge.believe(after.samples, NOW)[window] == replace(nameless, label="GPT-5.3-Codex-Spark 5h")


@pytest.mark.parametrize(
    ("usage", "plan", "credits_left", "extra"),
    [
        pytest.param(Usage((sample(1),)), "pro", {"balance": 5}, {"enabled": True}, id="partial leaves all"),
        pytest.param(Usage((sample(1),), "max", {"balance": 4}, {}), "max", {"balance": 4}, {}, id="partial with news"),
        pytest.param(Usage((sample(1),), complete=True), "pro", None, None, id="complete without them"),
    ],
)
def test_plan_and_credits_follow_the_report(usage, plan, credits_left, extra):
    before = account(plan="pro", credits={"balance": 5}, extra_usage={"enabled": True})
    after = merge.absorb(before, usage, NOW)

    assert (after.plan, after.credits, after.extra_usage) == (plan, credits_left, extra)


PROBLEM = Problem("network", "error", "No answer.", "", "claude_oauth")


@pytest.mark.parametrize(
    ("usage", "problem"),
    [
        pytest.param(Usage((sample(1),)), None, id="numbers"),
        pytest.param(Usage((), complete=True), None, id="a complete answer without windows"),
        pytest.param(Usage(()), PROBLEM, id="nothing"),
        pytest.param(Usage((sample(1, ago=-DAY),)), PROBLEM, id="only nonsense"),
        pytest.param(Usage((estimate(1),)), PROBLEM, id="only an estimate"),
    ],
)
def test_problem_ends_when_something_is_learned(usage, problem):
    assert merge.absorb(account(problem=PROBLEM), usage, NOW).problem == problem


def test_absorbing_leaves_label_and_request():
    before = account(label="work", next_refresh_at=NOW + 300)
    after = merge.absorb(before, Usage((sample(1),)), NOW)

    assert (after.label, after.next_refresh_at) == ("work", NOW + 300)


CYCLES = [NOW - 5 * HOUR, NOW - 600, NOW + 3 * HOUR, NOW + 8 * HOUR]
DATED = st.builds(int.__add__, st.sampled_from(CYCLES), st.integers(-2, 2))
RESETS = st.none() | DATED
SOURCES = st.sampled_from(["claude_oauth", "claude_statusline", "claude_client"])
WINDOWS = st.sampled_from(["five_hour", "seven_day"])
USED = st.integers(0, 100)


def official_numbers(resets):
    """Without estimates, missing numbers and dates in the future, whose rules stand above the age of an observation."""
    agos = st.integers(-60, 600) | st.integers(0, 9 * DAY)
    return st.lists(st.builds(sample, USED, resets, agos, SOURCES, WINDOWS), min_size=1, max_size=8)


SAMPLES = st.one_of(
    st.builds(sample, st.none() | USED, RESETS, st.integers(-120, 600) | st.integers(-DAY, 9 * DAY), SOURCES, WINDOWS),
    st.builds(estimate, USED, st.sampled_from(CYCLES), st.integers(0, HOUR), st.none() | st.integers(0, 9 * DAY)),
)
MANY = st.lists(SAMPLES, max_size=8)


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_matter(samples, random):
    shuffled = random.sample(samples, len(samples))

    assert merge.believe(shuffled, NOW) == merge.believe(samples, NOW)
    assert sorted(map(repr, merge.ranked(shuffled, NOW))) == sorted(map(repr, merge.ranked(samples, NOW)))


@given(MANY)
def test_one_sample_per_window_none_invented(samples):
    believed = merge.believe(samples, NOW)

    assert set(believed) == {s.window for s in samples}
    assert all(s in samples and s.window == window for window, s in believed.items())
    assert merge.believe(believed.values(), NOW) == believed


@given(official_numbers(RESETS), st.data())
def test_jitter_of_two_seconds_changes_nothing(samples, data):
    moved = [
        s if s.resets_at is None else replace(s, resets_at=s.resets_at + data.draw(st.integers(-2, 2))) for s in samples
    ]
    told = {w: (s.used_percentage, s.as_of, s.source) for w, s in merge.believe(samples, NOW).items()}

    assert {w: (s.used_percentage, s.as_of, s.source) for w, s in merge.believe(moved, NOW).items()} == told


@given(official_numbers(RESETS), st.integers(1, DAY), st.integers(0, 100), st.integers(-60, 60))
def test_older_observation_changes_nothing(samples, older, used, jitter):
    believed = merge.believe(samples, NOW)
    for window, best in believed.items():
        resets_at = None if best.resets_at is None else best.resets_at + jitter
        late = replace(best, as_of=best.as_of - older, used_percentage=used, resets_at=resets_at, source="late")
        assert merge.believe([*samples, late], NOW)[window] == best


@given(MANY, st.integers(0, HOUR), st.integers(0, 100))
def test_idle_estimate_never_beats_official(samples, ago, used):
    samples = [replace(s, since=None) for s in samples]
    running = {
        s.window
        for s in samples
        if s.confidence != ESTIMATE
        and s.used_percentage is not None
        and (s.resets_at or 0) > NOW
        and s.as_of <= NOW + 60
    }
    believed = merge.believe([*samples, estimate(used, NOW + 8 * HOUR, ago)], NOW)

    assert all(believed[window].confidence != ESTIMATE for window in running)


@given(official_numbers(DATED), st.integers(-HOUR, HOUR), st.integers(-90, 90), st.integers(-60, HOUR))
def test_carrying_estimate_is_believed(samples, later, jitter, ago):
    samples = [replace(s, window="five_hour") for s in samples]
    best = merge.believe(samples, NOW)["five_hour"]
    carried = replace(estimate(57, best.resets_at + jitter, ago), since=best.as_of + later)
    follows = later >= 0 and abs(jitter) <= 60 and carried.as_of > max(s.as_of for s in samples)
    believed = merge.believe([*samples, carried], NOW)["five_hour"]

    assert best.resets_at <= NOW or believed == (carried if follows else best)


@given(MANY)
def test_explanation_agrees_with_the_belief(samples):
    told = merge.ranked(samples, NOW)
    firsts = {}
    for told_sample, _ in told:
        firsts.setdefault(told_sample.window, told_sample)

    assert firsts == merge.believe(samples, NOW)
    assert sorted(map(repr, samples)) == sorted(repr(s) for s, _ in told)


USAGES = st.builds(Usage, st.lists(SAMPLES, max_size=5).map(tuple), complete=st.booleans())


@given(st.lists(USAGES, max_size=4), USAGES)
def test_absorbing_twice_is_the_same_as_once(story, usage):
    known = account()
    for earlier in story:
        known = merge.absorb(known, earlier, NOW)
    once = merge.absorb(known, usage, NOW)

    assert merge.absorb(once, usage, NOW) == once
    assert len({(s.window, s.source) for s in once.samples}) == len(once.samples)
    assert all(abs(NOW - s.as_of) <= 8 * DAY for s in once.samples)


@given(official_numbers(DATED), st.randoms(use_true_random=False))
def test_partial_reports_in_any_order(samples, random):
    samples = [s for s in samples if merge.possible(s) == s and s.source not in OF_SESSIONS]
    assume(samples)
    in_time = [s for s in samples if NOW - s.as_of <= 8 * DAY]
    known = account()
    for one in random.sample(samples, len(samples)):
        known = merge.absorb(known, Usage((one,)), NOW)

    assert merge.believe(known.samples, NOW) == merge.believe(in_time, NOW)
    assert known.samples == merge.absorb(account(), Usage(tuple(samples)), NOW).samples
