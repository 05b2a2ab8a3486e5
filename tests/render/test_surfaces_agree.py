"""Claude Code's own line says what every other target says, as long as no session knows anything better."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.config import Config, parse
from statusline.config.display import Window
from statusline.config.levels import Thresholds
from statusline.hot import claude_line
from statusline.hot.text import without_colour
from statusline.limits.model import ESTIMATE, OFFICIAL, Problem
from statusline.limits.pace import Pace
from statusline.render import compiler
from statusline.render.targets import sgr
from support.prompt_files import NOW, SAME_STYLES, Texts, claude, codex, record, sample, shown, variants

NAMES = {
    "claude": ("five_hour", "seven_day", "seven_day_opus", "seven_day:fable"),
    "codex": ("five_hour", "seven_day", "one_day", "seven_day:spark"),
}
TOP = (
    "$accounts",
    "$codex($sep$claude)",
    "$claude",
    "$codex",
    "[$accounts](own)",
    "[$claude](bold level)[$codex](bg:blue)",
    "> $claude$sep$codex <",
    "([a $claude](own))( $codex)",
    "nothing",
)
OF_ACCOUNT = (
    "([$symbol ](label))$windows$stale",
    "$symbol",
    "$label( $plan)",
    "[$symbol $windows](own)[$stale](own)",
    "($plan )$windows( $age)( $source)",
    "[($plan )](level)$windows",
    "$symbol$windows($sep$stale)($sep$source)",
    "[$windows](level) [x](own)",
)
OF_WINDOW = (
    "[$label](label) [$used](level)( $resets_in)",
    "$symbol$label $gauge [$used](own) $left( $resets_at)( $pace)( $projected)",
    "($resets_in )[$gauge](level)",
    "( $pace)",
    "$window( $source)( $age)",
    "[[$used](own)( $resets_in)](level bold)( $plan)",
    "[( $projected)](underline own)",
)
STYLES = ("", "red", "own bold", "level", "warning")


@st.composite
def samples(draw, provider):
    return tuple(
        dataclasses.replace(
            sample(
                name,
                name[:3],
                draw(st.none() | st.sampled_from([0.0, 0.3, 42.4, 61.0, 79.9, 80.0, 90.0, 100.0])),
                draw(st.none() | st.sampled_from([NOW - 100, NOW + 59, NOW + 7_860, NOW + 7_860 + 86_400 * 3])),
                NOW - draw(st.sampled_from([0, 30, 899, 900, 5_000])),
                f"{provider}_oauth",
            ),
            confidence=draw(st.sampled_from([OFFICIAL, ESTIMATE])),
        )
        for name in draw(st.lists(st.sampled_from(NAMES[provider]), unique=True, max_size=4))
    )


@st.composite
def accounts(draw):
    """Draw accounts of both, of one or of no provider; without limits, pending, with a problem, expired."""
    found = []
    for make, provider in ((claude, "claude"), (codex, "codex")):
        if draw(st.integers(0, 3)):
            status = draw(st.sampled_from(["", "", "", "expired", "rate_limited", "network"]))
            problem = Problem(status, status, "m", "r", "claude_oauth") if status else None
            unlimited = draw(st.none() | st.just(NOW - 100))
            told = draw(samples(provider))
            found.append(dataclasses.replace(make(problem=problem), samples=told, unlimited_at=unlimited))
    return tuple(found)


@st.composite
def window(draw):
    return Window(
        label=draw(st.sampled_from(["", "w"])),
        format=draw(st.sampled_from(("", *OF_WINDOW))),
        style=draw(st.sampled_from(STYLES)),
        disabled=draw(st.integers(0, 4)) == 0,
        thresholds=draw(st.none() | st.just(Thresholds(10, 42))),
        priority=draw(st.sampled_from([0, 5])),
    )


@st.composite
def configs(draw):
    config = Config()
    every = ("five_hour", "seven_day", "seven_day_opus", "seven_day:fable", "one_day")
    top = draw(st.sampled_from(TOP))
    provider = {"format": draw(st.sampled_from(OF_ACCOUNT)), "style": draw(st.sampled_from(STYLES))}
    named = tuple(sorted(draw(st.dictionaries(st.sampled_from(every), window(), max_size=2)).items()))
    return dataclasses.replace(
        config,
        styles=SAME_STYLES,
        format=top,
        separator=draw(st.sampled_from([" · ", "[|](red)", ""])),
        claude_line=dataclasses.replace(config.claude_line, format=top),
        claude=dataclasses.replace(config.claude, **provider, enabled=draw(st.integers(0, 6)) > 0),
        codex=dataclasses.replace(config.codex, **provider),
        window=dataclasses.replace(config.window, format=draw(st.sampled_from(OF_WINDOW)), named=named),
        windows=tuple(draw(st.lists(st.sampled_from(every), unique=True, max_size=3))),
        show_others_from=draw(st.sampled_from([0, 80, 100])),
        time_left=draw(st.booleans()),
        remaining=draw(st.booleans()),
        ascii=draw(st.booleans()),
        gauge=draw(st.sampled_from(["blocks", "braille", "ascii"])),
        gauge_tick=draw(st.booleans()),
    )


PACES = st.dictionaries(
    st.sampled_from(NAMES["claude"]),
    st.sampled_from([Pace(30.0, 12.4, 85.4, None), Pace(30.0, 30.0, 140.0, NOW + 1_800)]),
)


def cells(text):
    """Return each visible character with the colours it is shown in."""
    found, now = [], ""
    for part in re.split("(\x1b\\[[0-9;]*m)", text):
        if part.startswith("\x1b"):
            now = "" if part == sgr.RESET else now + part
        else:
            found += [(character, now) for character in part]
    return found


def compiled(told, config, pace):
    header = compiler.Header(NOW, NOW + 300, "0", ("", "", "", ""))
    return Texts(
        record(*told),
        "default",
        config,
        header,
        lambda views: tuple(with_pace(view, pace) for view in views),
    )


def with_pace(view, pace):
    dated = {sample.window for sample in view.windows if sample.resets_at}
    return dataclasses.replace(view, pace={name: one for name, one in pace.items() if name in dated})


@given(accounts(), configs(), PACES, st.sampled_from([0, 60, 870, 1_800, 7_859, 7_860, 90_000, 900_000]))
def test_line_without_session_is_terminals(told, config, pace, later):
    files = compiled(told, config, pace)
    at = NOW + later
    line = claude_line.compose(variants(files["claude"]), {}, {}, at)
    said = shown(files["ansi"], at)
    if without_colour(said).strip():  # Claude Code's is never empty
        assert cells(line) == cells(said)


@given(accounts(), configs(), PACES, st.sampled_from([0, 60, 870, 1_800, 7_859, 7_860, 90_000]))
def test_an_agreeing_session_changes_nothing(told, config, pace, later):
    files = compiled(told, config, pace)
    at = NOW + later
    said = shown(files["ansi"], at)
    if without_colour(said).strip():
        assert cells(claude_line.compose(variants(files["claude"]), numbers(told, at), {}, at)) == cells(said)


def numbers(told, at):
    """Return what a session says that has learned the same."""
    return {
        one.window: (one.used_percentage, one.resets_at, one.as_of)
        for account in told
        if account.provider == "claude"
        for one in account.samples
        if one.confidence == OFFICIAL and one.used_percentage is not None and (one.resets_at or 0) > at
    }


USED = st.floats(0, 59)  # below all thresholds: levels are the compiler's
RESET = st.sampled_from([NOW + 7_860, NOW + 17_000])
LEARNED = st.dictionaries(st.sampled_from(["five_hour", "seven_day"]), st.tuples(USED, RESET, st.just(NOW + 30)))


@given(LEARNED, st.booleans(), st.sampled_from(["blocks", "braille"]), st.sampled_from([30, 1_000, 7_859]))
def test_a_newer_session_shows_its_own_numbers(learned, remaining, gauge, later):
    config = dataclasses.replace(
        parse("[window]\nformat = '$label $used $left $gauge( $resets_in)( $resets_at)'\n", "c"),
        styles=SAME_STYLES,
        remaining=remaining,
        gauge=gauge,
        stale_after=9_999,
    )
    before = {name: sample(name, name, 20.0, NOW + 7_860) for name in ("five_hour", "seven_day")}
    after = {name: sample(name, name, used, at, seen) for name, (used, at, seen) in learned.items()}
    old = compiled([claude(*before.values())], config, {})
    new = compiled([claude(*{**before, **after}.values())], config, {})
    line = claude_line.compose(variants(old["claude"]), learned, {}, NOW + later)
    assert cells(line) == cells(shown(new["ansi"], NOW + later))


SOON = NOW + 7_860


def terminal_and_claude(*told, config, own=None, later=0):
    """Return what a terminal and Claude Code's line show, the latter with what a session knows."""
    files = compiled(told, dataclasses.replace(parse(config, "config.toml"), styles=SAME_STYLES), {})
    at = NOW + later
    return shown(files["ansi"], at), claude_line.compose(variants(files["claude"]), own or {}, {}, at)


def both(top, config=""):
    return f"format = '{top}'\n{config}\n[claude_line]\nformat = '{top}'\n"


NAMED_STYLES = {
    "level": "\x1b[33m90%\x1b[0m",
    "own bold": "\x1b[1;31m90%\x1b[0m",
    "warning underline": "\x1b[4;33m90%\x1b[0m",
    "fg:208": "\x1b[38;5;208m90%\x1b[0m",
    "none": "90%",
}


@pytest.mark.parametrize("words", NAMED_STYLES)
def test_window_style_of_others_names(words):
    of_week = f"style = '{words}'\nthresholds = {{ warning = 60, critical = 95 }}\n"
    form = "[window]\nformat = '[$used](level)'\n[window.seven_day]\n"
    told = claude(sample("seven_day", used=90.0))
    want = NAMED_STYLES[words].replace("1;31m", "1;33m")
    for said in terminal_and_claude(told, config=both("$claude", form + of_week)):
        assert said.endswith(want)


def test_account_style_reaches_windows():
    config = both("$accounts", "[claude]\nformat = '[$windows](bg:blue)'\n[window]\nformat = '$label $used'\n")
    for said in terminal_and_claude(claude(sample()), config=config):
        assert cells(said) == [(character, "\x1b[44m") for character in "5h 42%"]


def test_hidden_account_colours_nothing():
    worse = codex(sample(used=99, resets_at=SOON, source="codex_oauth"))
    config = both("$claude", "[window]\nformat = '[$used](level)'\n[claude]\nformat = '$windows'\n")
    for said in terminal_and_claude(claude(sample()), worse, config=config):
        assert said == "42%"


def test_newer_numbers_of_a_session_are_not_old():
    config = both("$claude", "[claude]\nformat = '$source $age( old$stale)'\n")
    own = {"five_hour": (50.0, SOON, NOW + 600)}
    for said in terminal_and_claude(claude(sample()), config=config, later=900):
        assert without_colour(said) == "claude_oauth 15m old (15m ago)"
    said = terminal_and_claude(claude(sample()), config=config, own=own, later=900)[1]
    assert without_colour(said) == "claude_oauth 15m"


def test_session_limits_beside_codex_windows():
    config = "windows = ['one_day']\n"
    own = {"five_hour": (90.0, SOON, NOW)}
    for told in ([claude(sample())], []):
        said = terminal_and_claude(*told, config=config, own=own)[1]
        assert without_colour(said) == "C 5h 90% 2h11m"


def test_config_order_in_claude_too():
    told = claude(sample("seven_day_opus", "opus", 7.0), sample(), sample("seven_day", "7d", 18.0))
    config = both("$claude", "windows = ['seven_day_opus', 'seven_day', 'five_hour']\n[window]\nformat = '$label'\n")
    for said in terminal_and_claude(told, config=config):
        assert without_colour(said) == "C opus · 7d · 5h"


@pytest.mark.parametrize("later", [0, 7_860])
def test_separator_before_a_number_stays(later):
    told = claude(sample("seven_day_opus", "opus", 7.0, SOON), sample("seven_day:fable", "fable", 90.0, SOON))
    config = both("$claude", "windows = ['seven_day_opus']\n[window]\nformat = '[$used](own) $label'\n")
    for said in terminal_and_claude(told, config=config, later=later):
        assert without_colour(said).count(" · ") == 1


def test_past_reset_has_age_and_source():
    config = both("$claude", "[window]\nformat = '$used $age $source'\n")
    for said in terminal_and_claude(claude(sample(resets_at=NOW + 60)), config=config, later=120):
        assert without_colour(said) == "C – 2m claude_oauth"


def test_clock_back_takes_no_age():
    config = both("$claude", "[claude]\nformat = '$windows( $age)'\n[window]\nformat = '$used'\n")
    for said in terminal_and_claude(claude(sample()), config=config, later=-500):
        assert said == "42% <1m"
