import re
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from statusline.cli import explain
from statusline.config import Config
from statusline.config.working_time import EVERYTHING, Basis
from statusline.hot import paths, spool
from statusline.limits import view
from statusline.limits.model import Sample
from statusline.limits.pace import Rate, of, share
from statusline.state.recent_pace import Sums
from support import signed_in
from support.prompt_files import claude

NOW = 1_795_235_400  # Saturday, 04:30 UTC
HOUR = 3_600


def test_samples_are_listed_with_the_reason(environ, standin, statusline):
    signed_in.claude(environ, standin)
    assert statusline("refresh").returncode == 0
    now = int(time.time())
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (99.0, now + 3_000)}, now)
    assert statusline("refresh", "--offline").returncode == 0
    lines = statusline("explain").stdout.splitlines()
    verdict, forecast, rate, pace, source, other = lines[1:7]
    assert verdict.startswith("  5h: 42.4% used, about 7")
    assert "at reset; resets in 2h1" in verdict
    assert forecast.startswith("    forecast   7")
    assert rate.startswith("    rate ")
    assert pace.startswith("    pace       -14% = 42.4% used - 56.")
    assert source == "    source     API, seen <1m ago: newest of the running cycle"
    assert other.startswith("    instead of 99% used by session, seen <1m ago, resets in ")
    assert other.endswith("earlier cycle")
    assert lines[-2:] == ["Codex · not signed in", "  nobody is signed in; run `codex login`"]


def test_names_of_json_come_with_verbose(environ, standin, statusline):
    signed_in.claude(environ, standin)
    statusline("refresh")
    text = statusline("explain", "-v").stdout
    assert "  5h (five_hour): 42.4% used" in text
    assert "source     API (claude_oauth), seen" in text
    assert not re.search("five_hour|claude_oauth|claude:", statusline("explain").stdout)


def test_long_lines_are_wrapped_below_their_text():
    lines = explain.wrapped("    problem", "a sentence that is longer than the terminal is wide", 40)
    assert lines == ["    problem    a sentence that is longer", "               than the terminal is wide"]
    assert len(explain.wrapped("    problem", "word " * 40, None)) == 1


@pytest.mark.parametrize("command", ["explain", "index"])
def test_a_broken_config_is_said(environ, statusline, command):
    signed_in.configure(environ, "ofline = true\n")
    assert 'unknown key "ofline"; did you mean "offline"?' in statusline(command).stderr


def test_with_nothing_known_it_says_so(statusline, environ):
    done = statusline("explain")
    assert done.returncode == 0
    assert done.stdout == ("Nothing is known yet: no refresh has looked who is signed in. Run `statusline refresh`.\n")
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
    statusline("refresh", "--offline")
    assert statusline("explain").stdout.count("nobody is signed in; run ") == 2


HALF = Sample("five_hour", "5h", 50, NOW + 9_000, NOW, "claude_oauth", 18_000)
THURSDAY_EVENING = NOW - 34 * HOUR - 1_800  # 18:00
WEEK = Sample("seven_day", "7d", 90, NOW + 2 * 86_400, THURSDAY_EVENING, "claude_oauth", 7 * 86_400)
OFFICE = Basis(5, (540, 1080), ZoneInfo("UTC"))
NUMBERS = {
    "the average alone": (
        HALF,
        EVERYTHING,
        Rate(20 / HOUR),
        [
            "pace       on pace = 50% used - 50.0% expected (2.5h of 5.0h had passed)",
            "rate       20% an hour on average; the recent rate is unknown",
            "forecast   100.0% = 50% + 20% an hour × 2.5h left",
        ],
    ),
    "a blend": (
        HALF,
        EVERYTHING,
        Rate(20 / HOUR, 24 / HOUR, 1_500, 0.25),
        [
            "pace       on pace = 50% used - 50.0% expected (2.5h of 5.0h had passed)",
            "rate       21% an hour = 75% × 20% an hour on average + 25% × 24% an hour in the last 25m",
            "forecast   102.5% = 50% + 21% an hour × 2.5h left",
        ],
    ),
    "working hours": (
        WEEK,
        OFFICE,
        Rate(2.5 / HOUR),
        [
            "pace       +10% = 90% used - 80.0% expected (36.0h of 45.0h of working time had passed)",
            "rate       2.5% an hour on average; the recent rate is unknown",
            "forecast   112.5% = 90% + 2.5% an hour × 9.0h left",
        ],
    ),
}


def told(sample, basis, sums):
    (one,) = (view.view(claude(sample), Config(), NOW),)
    lines = explain.Explanation(Config(), basis, NOW).lines(one, sums)
    formulas = {title.strip(): text for title, text in lines if title.strip() in ("pace", "rate", "forecast")}
    return [f"{title:<11}{formulas[title]}" for title in ("pace", "rate", "forecast") if title in formulas]


@pytest.mark.parametrize(("sample", "basis", "rate", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_pace_formula_has_its_numbers(sample, basis, rate, expected):
    sums = Sums(share(sample, basis), rate, of(sample, rate.blended, basis))
    assert told(sample, basis, {sample.window: sums}) == expected


NO_PACE = {
    "no length": (Sample("five_hour", "5h", 50, NOW + 9_000, NOW, "s"), "its length is unknown"),
    "no number": (Sample("five_hour", "5h", None, NOW + 9_000, NOW, "s", 18_000), "it has no number"),
    "too early": (Sample("five_hour", "5h", 5, NOW + 17_900, NOW, "s", 18_000), "less than 3% of it has elapsed"),
    "over": (Sample("five_hour", "5h", 50, NOW, NOW - 60, "s", 18_000), "its reset has passed"),
}


@pytest.mark.parametrize(("sample", "why"), NO_PACE.values(), ids=NO_PACE)
def test_why_a_window_has_no_pace_is_told(sample, why):
    assert told(sample, EVERYTHING, {}) == [f"pace       none, {why}"]
