"""What is told: sequences of samples by a clock that the test sets, in minutes from NOW; a restart after each step."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.alerts import rules, store
from statusline.alerts.store import AlertFile
from statusline.config import parse
from statusline.limits import view
from statusline.limits.model import ESTIMATE, OFFICIAL, Problem, Record, Sample
from statusline.limits.pace import Pace
from statusline.state.schedule import Entry
from support.prompt_files import NOW, claude, codex

FIVE_HOURS = 300
CONFIG = parse("[alerts]\nenabled = true\n", "config.toml")
ME = claude().account


def at(minutes):
    return NOW + round(minutes * 60)


@dataclasses.dataclass
class Sent:
    """Looks at one account, over and over, as refreshes do."""

    config: object = CONFIG
    book: AlertFile = dataclasses.field(default_factory=AlertFile)

    def look(self, minutes, *accounts, entries=None, paces=None):
        """Return the events that a refresh at so many minutes has to tell."""
        views = tuple(
            dataclasses.replace(view.view(one, self.config, at(minutes)), pace=paces or {}) for one in accounts
        )
        self.book = store.load(store.dump(self.book))
        self.book.state, events = rules.judge(self.book.state, views, entries or {}, self.config, at(minutes))
        return list(events)

    def see(self, minutes, used, resets=FIVE_HOURS, *, seen=None, runs_out=None, **more):
        """Return what is told of one sample, in short."""
        as_of = at(minutes if seen is None else seen)
        one = Sample(
            more.pop("window", "five_hour"),
            "5h",
            used,
            None if resets is None else at(resets),
            as_of,
            "claude_oauth",
            **{"length_seconds": 18_000, **more},
        )
        paces = {} if runs_out is None else {one.window: Pace(50.0, 10.0, 120.0, at(runs_out))}
        return [short(event) for event in self.look(minutes, claude(one), paces=paces)]


def short(event):
    return f"{event.kind} {event.threshold}" if event.threshold else event.kind


# Per step: minutes, used, the reset in minutes; then what is told.
SEQUENCES = {
    "what holds at first is not told": [((0, 97, 300), [])],
    "each threshold once, however it goes up and down": [
        ((0, 10, 300), []),
        ((5, 79.9, 300), []),
        ((10, 80, 300), ["threshold 80"]),
        ((15, 85, 300), []),
        ((20, 70, 300), []),
        ((25, 90, 300), []),
        ((30, 95.5, 300), ["threshold 95"]),
        ((35, 100, 300), []),
        ((40, 94, 300), []),
        ((45, 101, 300), []),
    ],
    "two thresholds at once are one message": [((0, 10, 300), []), ((5, 99, 300), ["threshold 95"])],
    "one that held at first is not told, the next one is": [((0, 85, 300), []), ((5, 96, 300), ["threshold 95"])],
    "two cycles": [
        ((0, 10, 300), []),
        ((100, 82, 300), ["threshold 80"]),
        ((299, 99, 300), ["threshold 95"]),
        ((302, 1, 600), ["reset"]),
        ((400, 81, 600), ["threshold 80"]),
        ((500, 96, 600), ["threshold 95"]),
        ((602, 0, 900), ["reset"]),
        ((700, 60, 900), []),
        ((902, 2, 1200), []),
    ],
    "a reset of a window that was at a threshold from the start": [((0, 97, 300), []), ((301, 2, 600), ["reset"])],
    "a cycle that is full already when it is first seen": [((0, 90, 300), []), ((500, 85, 600), ["threshold 80"])],
    "a reset that jitters by less than a minute": [
        ((0, 90, 300), []),
        ((10, 91, 300.5), []),
        ((20, 92, 299.5), []),
        ((30, 91, 300), []),
        ((300.1, 91, 300.6), []),
    ],
    "a reset that is put off is no reset, and tells nothing again": [
        ((0, 90, 300), []),
        ((10, 91, 400), []),
        ((350, 92, 400), []),
        ((401, 0, 701), ["reset"]),
    ],
    "a reset that is put off after it was due": [((0, 90, 300), []), ((301, 91, 330), []), ((331, 0, 631), ["reset"])],
    "a window without resets that falls, with its second sample": [
        ((0, 90, None), []),
        ((5, 0, None), []),
        ((10, 1, None), ["reset"]),
    ],
    "a window without resets that was not high": [((0, 60, None), []), ((5, 0, None), []), ((10, 1, None), [])],
    "a window that begins only when it is used": [
        ((0, 85, 300), []),
        ((301, 0, None), ["reset"]),
        ((400, 0, None), []),
        ((500, 3, 800), []),
        ((600, 80, 800), ["threshold 80"]),
        ((801, 0, None), ["reset"]),
    ],
    "a missing reset is not the beginning of a cycle": [
        ((0, 10, 300), []),
        ((5, 82, None), ["threshold 80"]),
        ((10, 83, 300), []),
        ((15, 84, None), []),
    ],
    "an early reset, with its second sample": [
        ((0, 10, 300), []),
        ((5, 90, 300), ["threshold 80"]),
        ((10, 0, 310), []),
        ((15, 1, 310), ["early_reset"]),
        ((20, 81, 310), ["threshold 80"]),
        ((311, 0, 611), ["reset"]),
    ],
    "an early reset that keeps the time of the next one": [
        ((0, 60, 300), []),
        ((10, 0, 300), []),
        ((15, 9, 300), ["early_reset"]),
        ((20, 80, 300), ["threshold 80"]),
    ],
    "an early reset of a window that is used at once": [
        ((0, 97, 300), []),
        ((10, 2, 300), []),
        ((15, 40, 300), ["early_reset"]),
    ],
    "a fall that the second sample takes back": [
        ((0, 10, 300), []),
        ((5, 90, 300), ["threshold 80"]),
        ((10, 0, 300), []),
        ((15, 91, 300), []),
        ((20, 0, 300), []),
        ((25, 96, 300), ["threshold 95"]),
    ],
    "a fall and then the reset that was due": [((0, 90, 300), []), ((299, 0, 300), []), ((301, 0, 601), ["reset"])],
    "a small fall is a correction": [((0, 12, 300), []), ((5, 4, 300), []), ((10, 4, 300), []), ((15, 3, 300), [])],
    "a fall by half is a correction": [((0, 90, 300), []), ((5, 45, 300), []), ((10, 45, 300), [])],
    "a reset that moves earlier": [
        ((0, 50, 300), []),
        ((5, 50, 240), []),
        ((10, 51, 240), ["early_reset"]),
        ((15, 51, 240), []),
        ((20, 80, 240), ["threshold 80"]),
        ((241, 1, 541), ["reset"]),
    ],
    "a reset that moves earlier in one sample alone": [
        ((0, 50, 300), []),
        ((5, 50, 240), []),
        ((10, 50, 300), []),
        ((15, 50, 240), []),
        ((20, 50, 300), []),
    ],
    "a reset that moves earlier by a little": [((0, 50, 300), []), ((5, 50, 295), []), ((10, 50, 295), [])],
    "a reset that nobody looked at": [
        ((0, 90, 300), []),
        ((250, 90, 300), []),
        ((305, None, 300), []),
        ((311, None, 300), ["reset"]),
        ((400, None, 300), []),
        ((420, 80, 700), ["threshold 80"]),
    ],
    "a reset of long ago is no news": [((0, 90, 300), []), ((700, 1, 1000), [])],
    "nor is one that nobody looked at": [((0, 90, 300), []), ((700, None, 300), []), ((720, 1, 1000), [])],
}


@pytest.mark.parametrize("steps", SEQUENCES.values(), ids=SEQUENCES)
def test_a_sequence_tells(steps):
    told = Sent()
    assert [(step, told.see(*step)) for step, _ in steps] == steps


def test_run_out_alerts_once_a_cycle():
    told = Sent()
    assert told.see(0, 30) == []
    assert told.see(5, 40, runs_out=200) == ["run_out"]
    assert told.see(10, 41) == []
    assert told.see(15, 60, runs_out=180) == []
    assert told.see(301, 1, 601, runs_out=320) == []
    assert told.see(320, 24, 601, runs_out=400) == []
    assert told.see(330, 25, 601, runs_out=400) == ["run_out"]


def test_no_run_out_for_what_has_or_held():
    told = Sent()
    assert told.see(0, 70, runs_out=200) == []
    assert told.see(5, 75, runs_out=190) == []
    full = Sent()
    assert full.see(0, 70) == []
    assert full.see(10, 100, runs_out=10) == ["threshold 95"]


def test_expired_projection_does_not_count():
    told = Sent()
    told.see(0, 30)
    assert told.see(10, 60, seen=5, runs_out=9) == []
    assert told.see(15, 61, runs_out=100) == ["run_out"]


def test_unknown_length_restarts_at_a_reset():
    told = Sent()
    told.see(0, 90, 300, length_seconds=None)
    assert told.see(300.2, 91, 300.9, length_seconds=None) == []
    assert told.see(305, 2, 330, length_seconds=None) == ["reset"]


def test_threshold_and_run_out_are_two():
    told = Sent()
    told.see(0, 70)
    assert told.see(5, 81, runs_out=40) == ["threshold 80", "run_out"]


NO_NEWS = {
    "an estimate": {"confidence": ESTIMATE, "since": NOW},
    "a sample that is older": {"seen": -1},
    "the same sample again": {"seen": 0},
    "no number": {"used": None},
    "a sample past its reset": {"minutes": 305, "seen": 5, "resets": 302},
}


@pytest.mark.parametrize("changes", NO_NEWS.values(), ids=NO_NEWS)
def test_tells_nothing_and_is_forgotten(changes):
    told = Sent()
    told.see(0, 10, resets=305)
    before = told.book.state
    assert told.see(**{"minutes": 5, "used": 99, "resets": 305, **changes}) == []
    assert told.book.state == before
    assert told.see(6, 99, resets=305, confidence=OFFICIAL) == ["threshold 95"]


def test_later_window_starts_silent():
    told = Sent()
    told.see(0, 10)
    assert told.see(5, 96, 9_000, window="seven_day", length_seconds=604_800) == []
    assert told.see(10, 97, 9_000, window="seven_day", length_seconds=604_800) == []


def test_accounts_and_windows_are_apart():
    told = Sent()

    def samples(minutes, *pairs):
        return [Sample(name, name, used, at(300), at(minutes), "s", 18_000) for name, used in pairs]

    def look(minutes, first, second, third):
        mine = samples(minutes, ("five_hour", first), ("seven_day:fable", second))
        events = told.look(minutes, claude(*mine), codex(*samples(minutes, ("five_hour", third))))
        return [(event.provider, event.window, event.threshold) for event in events]

    assert look(0, 10, 10, 10) == []
    assert look(5, 81, 10, 10) == [("claude", "five_hour", 80)]
    assert look(10, 81, 81, 96) == [("claude", "seven_day:fable", 80), ("codex", "five_hour", 95)]
    assert look(15, 96, 82, 97) == [("claude", "five_hour", 95)]


SETTINGS = {
    "own thresholds": ("thresholds = [50]", [[], ["threshold 50"], [], []]),
    "thresholds of the window": (
        "[alerts.five_hour]\nthresholds = [90, 60]",
        [[], ["threshold 60"], ["threshold 90"], ["reset"]],
    ),
    "another window's": ("[alerts.seven_day]\nthresholds = [60]", [[], [], ["threshold 95"], ["reset"]]),
    "a window that is off": ("[alerts.five_hour]\ndisabled = true", [[], [], [], []]),
    "resets alone": ('events = ["reset"]', [[], [], [], ["reset"]]),
    "no thresholds": ("thresholds = []", [[], [], [], []]),
}


@pytest.mark.parametrize(("text", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_the_config_says_what_is_told(text, expected):
    told = Sent(parse(f"[alerts]\n{text}\n", "config.toml"))
    steps = [(0, 10, 300), (5, 60, 300), (10, 96, 300), (301, 1, 601)]
    if text == "thresholds = [50]":
        steps[-1] = (15, 97, 300)
    assert [told.see(*step) for step in steps] == expected


def test_threshold_added_below_is_silent():
    told = Sent()
    told.see(0, 70)
    told.config = parse("[alerts]\nthresholds = [50, 80]\n", "config.toml")
    assert told.see(5, 71) == []
    assert told.see(301, 10, 601) == ["reset"]
    assert told.see(310, 55, 601) == ["threshold 50"]


def broken(status="expired", source="claude_oauth"):
    return claude(problem=Problem(status, status, "It has expired.", "Run `claude`.", source))


def entry(stamp, **more):
    return {(ME, "claude_oauth"): Entry(stamp=stamp, **more)}


def kinds(told, minutes, account, entries=None):
    return [event.kind for event in told.look(minutes, account, entries=entries)]


def test_login_end_alerts_once_a_credential():
    told = Sent()
    assert kinds(told, 0, claude(), entry(None)) == []
    assert kinds(told, 5, broken(), entry("a")) == ["login"]
    assert kinds(told, 10, broken(), entry("a")) == []
    assert kinds(told, 15, broken("unauthorized"), entry("a")) == []
    assert kinds(told, 20, claude(), entry("a")) == []  # Claude Code's own numbers end the problem for a while
    assert kinds(told, 25, broken("unauthorized"), entry("a")) == []
    assert kinds(told, 30, claude(), entry(None)) == []
    assert kinds(told, 35, broken(), entry("b")) == ["login"]
    assert kinds(told, 40, broken(), entry("a")) == []


def test_login_broken_at_first_is_silent():
    told = Sent()
    assert kinds(told, 0, broken(), entry("a")) == []
    assert kinds(told, 5, broken(), entry("a")) == []
    assert kinds(told, 10, broken(), entry("b")) == ["login"]


def test_credential_free_login_alerts_again():
    told = Sent()
    assert kinds(told, 0, claude()) == []
    assert kinds(told, 5, broken()) == ["login"]
    assert kinds(told, 10, broken()) == []
    assert kinds(told, 15, claude()) == []
    assert kinds(told, 20, broken()) == ["login"]


def test_refused_credential_counts_in_a_wait():
    told = Sent()
    kinds(told, 0, claude())
    waiting = entry(None, refused=("a", "b"))
    assert kinds(told, 5, broken(), waiting) == ["login"]
    assert kinds(told, 10, broken(), waiting) == []
    assert kinds(told, 15, broken(), entry(None, refused=("a", "b", "c"))) == ["login"]


@pytest.mark.parametrize("status", ["rate_limited", "error", "unconfigured"])
def test_other_problems_are_not_the_login_s(status):
    told = Sent()
    kinds(told, 0, claude())
    assert kinds(told, 5, broken(status), entry("a")) == []


def test_not_signed_in_is_no_account():
    told = Sent()
    nobody = view.accounts(Record(), "x", CONFIG, NOW)
    assert rules.judge(told.book.state, nobody, {}, CONFIG, NOW) == (rules.AlertState(), ())


def test_unseen_for_forty_days_is_forgotten():
    told = Sent()
    told.see(0, 10)
    told.look(39 * 1440)
    assert told.book.state.windows
    told.look(40 * 1440)
    assert told.book.state == rules.AlertState()


def test_clock_set_back_starts_silent():
    told = Sent()
    told.see(0, 10)
    assert told.see(-10_000, 99, -9_900) == []
    assert told.see(-9_999, 10, -9_900) == []


def test_event_has_all_a_message_needs():
    told = Sent(parse('[alerts]\nenabled = true\n[claude]\nlabel = "work"\n', "config.toml"))
    first = Sample("five_hour", "5h", 10, at(300), at(0), "s", 18_000)
    told.look(0, claude(first))
    (event,) = told.look(5, claude(dataclasses.replace(first, used_percentage=82.3, as_of=at(5))))
    assert dataclasses.asdict(event) == {
        "kind": "threshold",
        "provider": "claude",
        "account": ME,
        "at": at(5),
        "until": at(300),
        "label": "work",
        "window": "five_hour",
        "window_label": "5h",
        "used": 82.3,
        "as_of": at(5),
        "threshold": 80,
        "resets_at": at(300),
        "runs_out_at": None,
        "previous": None,
        "due": None,
        "remedy": "",
        "reason": "",
        "why": "",
    }


THRESHOLDS = (80, 95)


@given(values=st.lists(st.floats(6, 130), min_size=1, max_size=20))
def test_thresholds_below_the_highest_alert(values):
    told, expected, highest = Sent(), [], values[0]
    news = [one for step, used in enumerate(values) for one in told.see(step, used)]
    for used in values[1:]:
        passed = [threshold for threshold in THRESHOLDS if highest < threshold <= used]
        expected += [f"threshold {passed[-1]}"] if passed else []
        highest = max(highest, used)
    assert news == expected


NUMBERS = st.one_of(st.none(), st.floats(0, 1000))
STEPS = st.tuples(st.integers(1, 400), NUMBERS, st.one_of(st.none(), st.integers(-50, 700)), st.integers(1, 700))


@given(steps=st.lists(STEPS, max_size=15))
def test_at_most_two_alerts_at_a_time(steps):
    told, now = Sent(), 0
    told.see(0, 0, 300)
    for passed, used, resets, runs_out in steps:
        now += passed
        news = told.see(now, used, None if resets is None else now + resets, runs_out=now + runs_out)
        assert [one.partition(" ")[0] for one in news] in (
            [],
            ["threshold"],
            ["run_out"],
            ["threshold", "run_out"],
            ["reset"],
            ["early_reset"],
        )
