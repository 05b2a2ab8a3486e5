import itertools
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from statusline.config import Config
from statusline.hot import prompt_file, spawn
from statusline.limits import view
from statusline.limits.model import Account
from statusline.limits.view import AccountView
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import samples
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from statusline.watch import clocks, credit, legend, painter, refreshing
from statusline.watch import points as watch_points
from statusline.watch.page import Page
from statusline.watch.state import Reader, State
from support import prompt_files, signed_in
from support.prompt_files import NOW

ACCOUNT = "claude:0123456789abcdef"

COUNTDOWNS = {
    345_612: "4d 00:00:12",
    86_400: "1d 00:00:00",
    86_399: "23:59:59",
    7_865: "2:11:05",
    3_600: "1:00:00",
    3_599: "59:59",
    845: "14:05",
    9: "0:09",
    0: "0:00",
    -5: "0:00",
}


@pytest.mark.parametrize(("seconds", "text"), COUNTDOWNS.items())
def test_a_countdown_is_told_to_the_second(seconds, text):
    assert clocks.countdown(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), {-3: "0s", 0: "0s", 59: "59s", 60: "1m", 7_865: "2h11m"}.items())
def test_an_age_is_told_in_its_largest_unit(seconds, text):
    assert clocks.age(seconds) == text


MONEY = {
    "none": ({}, []),
    "nothing to speak of": ({"credits": {"has_credits": False, "unlimited": False}}, []),
    "a balance": ({"credits": {"has_credits": True, "balance": 1234.5}}, ["credits: 1,234.50 left"]),
    "unlimited credits": ({"credits": {"unlimited": True, "balance": 0}}, ["credits: unlimited"]),
    "extra usage off": ({"extra_usage": {"is_enabled": False, "used": 3.0}}, []),
    "extra usage on": ({"extra_usage": {"is_enabled": True}}, ["extra usage: on"]),
    "extra usage in part": (
        {"extra_usage": {"is_enabled": True, "used": 12.5, "limit": 50.0, "currency": "EUR", "used_percentage": 25.0}},
        ["extra usage: 12.50 of 50 EUR (25%)"],
    ),
    "a limit that resets": (
        {"extra_usage": {"is_enabled": True, "used_percentage": 3, "resets_at": NOW + 7_865}},
        ["extra usage: (3%), resets in 2:11:05"],
    ),
}


@pytest.mark.parametrize(("fields", "lines"), MONEY.values(), ids=MONEY)
def test_money_is_told_as_far_as_it_is_known(fields, lines):
    assert list(credit.lines(Account(ACCOUNT, "claude", **fields), NOW)) == lines


def point(at, used, resets_at=NOW + 9_000):
    return Point(ACCOUNT, "five_hour", at, "claude_oauth", used, resets_at, "official")


CURVES = {
    "nothing": ([], [None, None, None, None]),
    "from its first point on": ([point(NOW - 250, 7.0)], [None, 7.0, 7.0, 7.0]),
    "until the next one": ([point(NOW - 900, 1.0), point(NOW - 150, 5.0)], [1.0, 1.0, 5.0, 5.0]),
    "until its reset": ([point(NOW - 900, 80.0, NOW - 200), point(NOW, 2.0)], [80.0, None, None, 2.0]),
    "without a reset": ([point(NOW - 900, 3.0, None)], [3.0, 3.0, 3.0, 3.0]),
}


@pytest.mark.parametrize(("points", "values"), CURVES.values(), ids=CURVES)
def test_value_holds_until_next_or_reset(points, values):
    assert watch_points.values(points, NOW - 400, NOW, 4) == values


SPANS = {"five hours": (18_000, 18_000), "a week": (604_800, 86_400), "an hour": (3_600, 18_000), "?": (None, 18_000)}


@pytest.mark.parametrize(("length", "span"), SPANS.values(), ids=SPANS)
def test_curve_goes_back_a_day_at_most(length, span):
    assert watch_points.span(replace(prompt_files.sample(), length_seconds=length)) == span


def test_points_come_as_believed(tmp_path):
    with samples.opened(str(tmp_path)) as known:
        known.record(ACCOUNT, [prompt_files.sample(used=10.0, as_of=NOW - 600)])
        known.record(ACCOUNT, [prompt_files.sample(used=20.0, as_of=NOW - 60)])
    found = watch_points.read(str(tmp_path), {(ACCOUNT, "five_hour"): NOW - 3_600, (ACCOUNT, "seven_day"): 0})
    assert [(one.as_of, one.used) for one in found[ACCOUNT, "five_hour"]] == [(NOW - 600, 10.0), (NOW - 60, 20.0)]
    assert found[ACCOUNT, "seven_day"] == ()


@pytest.mark.parametrize("content", [None, b"", b"no database at all " * 100], ids=["missing", "empty", "damaged"])
def test_unreadable_history_is_left(tmp_path, content):
    file = tmp_path / "history.sqlite3"
    if content is not None:
        file.write_bytes(content)
    assert watch_points.read(str(tmp_path), {(ACCOUNT, "five_hour"): 0}) == {}
    assert (file.read_bytes() if content is not None else None) == content
    assert len(list(tmp_path.iterdir())) == (content is not None)


@pytest.fixture
def refreshed(environ, standin):
    """Sign in to both vendors, refresh once, and return the place."""
    signed_in.both(environ, standin)
    here = find_environment(environ)
    list(run.refresh(prepare(here, lambda: int(time.time()))))
    return here


def test_files_are_read_when_changed(refreshed):
    reader, now = Reader(refreshed), int(time.time())
    first = reader.state(now)
    assert [len(one.windows) for one in first.views] == [3, 4]
    assert reader.state(now + 1) is first
    os.utime(refreshed.record, ns=(1, 1))
    second = reader.state(now + 2)
    assert second is not first
    assert reader.state(now + 61) is second
    assert reader.state(now + 62) is not second


def test_a_reset_is_a_reason_to_look_anew(refreshed):
    reader = Reader(refreshed)
    now = max(sample.resets_at for one in reader.state(int(time.time())).views for sample in one.windows) - 5
    before = reader.state(now)
    assert reader.state(now + 4) is before
    assert reader.state(now + 5) is not before


def test_clock_set_back_looks_again(refreshed):
    reader = Reader(refreshed)
    before = reader.state(int(time.time()))
    assert reader.state(int(time.time()) - 3_600) is not before


def test_broken_config_uses_last_good(refreshed):
    Path(refreshed.config).write_text("refresh_every = true\n")
    state = Reader(refreshed).state(int(time.time()))
    assert "refresh_every" in state.troubles[0]
    assert state.troubles[0].endswith("The last good config is used.")
    assert state.config.claude.base_url.startswith("http://127.0.0.1")
    assert state.views


def test_unreadable_record_keeps_the_known(refreshed):
    reader, now = Reader(refreshed), int(time.time())
    before = reader.state(now)
    Path(refreshed.record).unlink()
    Path(refreshed.record).mkdir()
    after = reader.state(now + 1)
    sentence = f"Cannot read {refreshed.record}: it is a folder, not a file. Move that folder away."
    assert after.troubles == (sentence,)
    assert after.views == before.views
    assert Reader(refreshed).state(now).troubles == (sentence,)


def test_refresh_starts_as_behind_a_prompt(refreshed):
    started = []
    found = prompt_file.read(f"{refreshed.folder}/plain.prompt", refreshed.login)
    due = int(found[0][2])
    for now in (due - 1, due):
        refreshing.follow_up(refreshed, now, lambda *asked: bool(started.append(asked)))
    assert started == [(refreshed.folder, "refresh", refreshed.environ, due)]


def test_none_starts_where_the_user_forbids_it(environ):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    refreshing.follow_up(find_environment(environ), NOW, lambda *_: pytest.fail("it started one"))


def test_hour_of_watching_asks_no_more(environ, standin, clock):
    signed_in.claude(environ, standin)
    here, begin, refreshed_at, asked_at = find_environment(environ), clock.now, [], []

    def start(folder, what, _, now):
        if spawn.claim(f"{folder}/{what}.claim", now, spawn.CLAIM_LIFE):
            before = len(standin.requests)
            list(run.refresh(prepare(here, clock)))
            refreshed_at.append(now)
            asked_at.extend([now] * (len(standin.requests) - before))

    for clock.now in range(begin, begin + 3_600):
        refreshing.follow_up(here, clock.now, start)
    assert min(later - earlier for earlier, later in itertools.pairwise(asked_at)) >= 270
    assert 11 <= len(asked_at) <= 14
    assert len(refreshed_at) <= 20


def account(provider, as_of, next_at, status="ok"):
    made = Account(f"{provider}:0123456789abcdef", provider, next_refresh_at=next_at)
    return AccountView(made, (), status, status, as_of, None)


OUTCOMES = {
    "new numbers": ([account("claude", NOW, NOW + 300)], ("Claude: new numbers", "Claude new")),
    "too early": (
        [account("claude", NOW - 60, NOW + 252), account("codex", NOW - 60, NOW + 9)],
        ("Claude: next request in 4:12 · Codex: next request in 0:09", "Claude in 4:12 · Codex in 0:09"),
    ),
    "one of two": (
        [account("claude", NOW - 60, NOW + 252), account("codex", NOW + 1, NOW + 300)],
        ("Claude: next request in 4:12 · Codex: new numbers", "Claude in 4:12 · Codex new"),
    ),
    "nobody signed in": ([account("claude", None, None, view.UNCONFIGURED)], ("No server was asked.",)),
}


@pytest.mark.parametrize(("views", "words"), OUTCOMES.values(), ids=OUTCOMES)
def test_refresh_result_for_each_account(views, words):
    before = [replace(one, as_of=NOW - 60) if one.as_of else one for one in views]
    assert refreshing.outcome(State(Config(), tuple(before)), State(Config(), tuple(views)), NOW) == words


def page_lines(columns, rows, keys=()):
    page = Page(lambda width: [f"\x1b[1mline {number}\x1b[0m of a page {'x' * (width > 60)}" for number in range(30)])
    brush = painter.of(Config())
    page.lines(brush, columns, rows)
    for key in keys:
        page.press(key)
        page.lines(brush, columns, rows)
    return [line.plain for line in page.lines(brush, columns, rows)]


def test_a_page_is_scrolled_to_its_ends():
    assert page_lines(40, 5)[0::4] == ["line 0 of a page ", "1-3 of 30 · ↑↓ space scroll · Esc back"]
    assert page_lines(40, 5, ["down", "down"])[0] == "line 2 of a page "
    assert page_lines(40, 5, [" ", "b", "up"])[0] == "line 0 of a page "
    assert page_lines(40, 5, [" "] * 20)[2:] == ["line 29 of a page ", "", "28-30 of 30 · ↑↓ space scroll · Esc back"]


@pytest.mark.parametrize("columns", [20, 33, 80])
def test_help_has_whole_words_at_any_width(columns):
    text = legend.lines(columns, plain=False)
    assert all(len(line) <= columns for line in text if "\x1b" not in line)
    assert " ".join(" ".join(text).split()) == " ".join(" ".join(legend.lines(200, plain=False)).split())


def test_help_is_ascii_where_wanted():
    assert "".join(legend.lines(80, plain=True)).isascii()
