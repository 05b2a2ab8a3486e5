import dataclasses
import io
import time
from dataclasses import replace

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, Group

from statusline.config import Config
from statusline.limits import view
from statusline.limits.model import Account, Amounts, Block, Problem
from statusline.state import recent_pace
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from statusline.watch import frame, loop, painter
from statusline.watch.state import State
from support import prompt_files
from support.prompt_files import NOW

CLAUDE, CODEX = "claude:0123456789abcdef", "codex:fedcba9876543210"
CONSOLE = Console()
KEYS = ("q quit · r refresh · 09:15:17", "q r")
PROBLEM = Problem(
    "rate_limited",
    "rate_limited",
    "chatgpt.com is rate limiting us (status 429).",
    "It is asked again later.",
    "codex_oauth",
    NOW + 900,
)


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def sample(window, label, used, resets_in, age=0, **changes):
    return replace(prompt_files.sample(window, label, used, NOW + resets_in, NOW - age), **changes)


def claude(**changes):
    account = prompt_files.claude(
        sample("five_hour", "5h", 42.4, 7_860),
        sample("seven_day", "7d", 91.5, 345_600),
        sample("seven_day:fable", "Fable", 7.0, 345_600),
        next_refresh_at=NOW + 252,
    )
    return replace(account, **changes)


def codex(**changes):
    return prompt_files.codex(
        sample("five_hour", "5h", 12.0, 13_200, source="codex_oauth"),
        sample("seven_day", "7d", 47.0, 200_000, age=2_000, source="codex_oauth"),
        sample("five_hour:spark", "Spark 5h", 60.0, -200, age=400, source="codex_oauth"),
        **changes,
    )


def state(*accounts, config=prompt_files.CONFIG, tmp="/nonexistent", **changes):
    """Return the state of a record made by hand, with its pace as the dashboard computes it."""
    here = find_environment({"HOME": tmp, "STATUSLINE_STATE_DIR": tmp})
    views = view.everywhere(prompt_files.record(*accounts), "default", config, NOW)
    made = State(config, recent_pace.attach(views, here, config, NOW), started=True, labels={CLAUDE: "work"})
    return replace(made, **changes)


def drawn(shown, columns, rows=frame.ENDLESS, *, footer=KEYS, ascii_only=False):
    lines = frame.lines(shown, painter.of(shown.config, ascii_only=ascii_only), NOW, columns, rows, footer)
    return [line.plain.rstrip() for line in lines]


WIDE = f"""\
▲ Claude · work 7d: full in 6h41m, resets in 4d · Tue 08:00

Claude · work · max{" " * 43}0s ago by API · next refresh in 4:12   Codex · pro{" " * 66}stale · 0s ago by API
 5h       █████████████████▒▒▒▒▒│▒▒▒▒▒▒▒░░░░░░░░░░   42%   resets in 2h11m · 10:11{" " * 19}\
 5h       ████▊▒▒▒▒▒│▒▒▒▒▒▒▒░░░░░░░░░░░░░░░░░░░░░░   12%   resets in 3h40m · 11:40"""


def test_usual_terminal_shows_both_vendors():
    shown = state(
        claude(extra_usage={"is_enabled": True, "used": 12.5, "limit": 50, "currency": "EUR", "used_percentage": 25}),
        codex(credits={"has_credits": True, "balance": 3.5}, problem=PROBLEM),
    )
    assert drawn(shown, 80, 26) == [
        "▲ Claude · work 7d: full in 6h41m, resets in 4d · Tue 08:00",
        "",
        "Claude · work · max                         0s ago by API · next refresh in 4:12",
        " 5h       ██████████████▉▒▒▒▒│▒▒▒▒▒▒░░░░░░░░░   42%   resets in 2h11m · 10:11",
        "          14 points behind pace · about 75% at reset",
        " 7d       ███████████████│████████████████▒▒▒   91%!! resets in 4d · Tue 08:00",
        "          49 points ahead of pace · runs out in 6h41m, 3d17h before the reset",
        " Fable    ██▌▒▒▒░░░░░░░░░│░░░░░░░░░░░░░░░░░░░    7%   resets in 4d · Tue 08:00",
        "          36 points behind pace · about 16% at reset",
        " extra usage: 12.50 of 50 EUR (25%)",
        "",
        "Codex · pro                                         rate limited · 0s ago by API",
        " 5h       ████▎▒▒▒▒│▒▒▒▒▒▒░░░░░░░░░░░░░░░░░░░   12%   resets in 3h40m · 11:40",
        "          15 points behind pace · about 45% at reset",
        " 7d       ████████████████▌▒▒▒▒▒▒│▒░░░░░░░░░░   47%   resets in 2d7h · Sun 15:33",
        "          20 points behind pace · about 71% at reset · seen 33m ago",
        " Spark 5h                                         –   past reset",
        "          reset 3m ago, no new number yet",
        " credits: 3.50 left",
        " ! chatgpt.com is rate limiting us (status 429). It is asked again later. Next",
        "   try in 15:00.",
        "",
        "q quit · r refresh · 09:15:17",
    ]


def test_narrow_and_low_keeps_windows():
    assert drawn(state(claude(), codex(problem=PROBLEM)), 30, 10) == [
        "▲ C 7d: full in 6h41m",
        "Claude · work · max",
        " 5h         42%   2h11m",
        " 7d         91%!! 4d",
        "Codex · pro       rate limited",
        " 5h         12%   3h40m",
        " 7d         47%   2d7h",
        " ! chatgpt.com is rate",
        "   limiting us (status 429).",
        "   It is asked again later.",
    ]


def test_narrow_with_room_has_bar_lines():
    assert drawn(state(claude()), 20)[:10] == [
        "▲ C 7d: full in",
        "  6h41m",
        "",
        "Claude · work · max",
        " 0s ago · next 4:12",
        " 5h      42%   2h11m",
        " ███████▋▒▒│▒▒▒░░░░",
        " -14% · ≈75%",
        " 7d      91%!! 4d",
        " ███████│████████▌▒",
    ]


def test_a_wide_one_has_a_column_for_each_vendor():
    assert "\n".join(drawn(state(claude(), codex()), 200, 50)[:4]) == WIDE


def test_one_vendor_alone_needs_no_second_column():
    assert drawn(state(claude()), 200)[-3:] == ["Codex: nobody is signed in; run `codex login`", "", KEYS[0]]


@pytest.mark.parametrize("columns", [20, 30, 60, 80, 120, 200])
@pytest.mark.parametrize("rows", [1, 2, 3, 5, 8])
def test_low_one_shows_the_binding_window(columns, rows):
    lines = drawn(state(codex(problem=PROBLEM), claude(), troubles=("The config is broken.",)), columns, rows)
    assert len(lines) <= rows
    assert any("91%!!" in line for line in lines)


def test_the_only_line_says_whose_window_it_is():
    assert drawn(state(claude(), codex()), 60, 1) == ["C  7d ████████│██████████▎▒   91%!! resets in 4d · Tue 08:00"]


def test_ascii_means_ascii():
    config = replace(Config(), ascii=True)
    lines = drawn(state(claude(), codex(problem=PROBLEM), config=config), 80)
    assert lines[:5] == [
        "! Claude | work 7d: full in 6h41m, resets in 4d | Tue 08:00",
        "",
        "Claude | work | max                         0s ago by API | next refresh in 4:12",
        " 5h       ###############++++|++++++---------   42%   resets in 2h11m | 10:11",
        "          14 points behind pace | about 75% at reset",
    ]
    assert "\n".join(lines).isascii()
    assert "\n".join(drawn(state(claude(), codex(problem=PROBLEM)), 80, ascii_only=True)).isascii()


def test_left_is_shown_where_configured():
    line = drawn(state(claude(), config=replace(Config(), remaining=True)), 80)[3]
    assert " 58% left  " in line
    assert line.count("█") == 19
    assert "▒" not in line


def test_an_estimate_has_its_mark():
    account = prompt_files.claude(sample("five_hour", "5h", 42.4, 7_860, confidence="estimate"))
    assert "  ~42%  " in drawn(state(account), 80)[1]


def test_unknown_number_has_a_dash_no_bar():
    account = prompt_files.claude(sample("five_hour", "5h", None, 7_860))
    assert drawn(state(account), 80)[1] == f" 5h {'':40}     –   resets in 2h11m · 10:11"


INSTEAD = {
    "no refresh yet": (
        {"started": False},
        [" No data yet: the first refresh takes a moment. If it stays so, run", "   `statusline refresh`."],
    ),
    "nobody": (
        {},
        [
            " Nobody is signed in to Claude Code or Codex here. Run `claude` or `codex",
            "   login`, then `statusline refresh`; `statusline doctor` shows where it looked.",
        ],
    ),
    "nothing wanted": (
        {"views": ()},
        [" Neither vendor is enabled in the config: there is nothing to watch."],
    ),
    "two mistakes": (
        {"views": (), "troubles": ("config.toml line 1: must be true.\nconfig.toml line 2: must be 3.",)},
        [" ! config.toml line 1: must be true.", " config.toml line 2: must be 3."],
    ),
    "unreadable": (
        {"views": (), "troubles": ("Cannot read usage.json: there is no permission. Give it back.",)},
        [" ! Cannot read usage.json: there is no permission. Give it back."],
    ),
}


@pytest.mark.parametrize(("changes", "lines"), INSTEAD.values(), ids=INSTEAD)
def test_nothing_to_show_says_why(changes, lines):
    assert [line for line in drawn(state(**changes), 80, footer=()) if line] == lines


STATUSES = {
    "pending": (Account(CLAUDE, "claude"), "waiting", " No data yet; the first answer takes a moment."),
    "no limits": (Account(CLAUDE, "claude", unlimited_at=NOW), "", " No limits are in force."),
    "expired": (
        claude(problem=Problem("expired", "expired", "The login has expired.", "Run `claude`.", "claude_oauth")),
        "sign in",
        " ! The login has expired. Run `claude`.",
    ),
    "unreachable": (
        claude(problem=Problem("unreachable", "error", "No answer.", "", "claude_oauth", NOW + 30)),
        "failed",
        " ! No answer. Next try in 0:30.",
    ),
    "stale": (
        prompt_files.claude(sample("five_hour", "5h", 42.4, 7_860, age=1_320)),
        "stale",
        "    7 points behind pace · about 87% at reset · seen 22m ago",
    ),
}


@pytest.mark.parametrize(("account", "word", "line"), STATUSES.values(), ids=STATUSES)
def test_status_is_explained_below(account, word, line):
    lines = drawn(state(account), 80)
    title = next(line for line in lines if line.startswith("Claude"))
    assert title.rpartition("  ")[2].partition(" · ")[0] in ((word,) if word else ("0s ago",))
    assert line in lines


AGES = {
    80: "Claude · work · max                         0s ago by API · next refresh in 4:12",
    40: "Claude · work · max   0s ago · next 4:12",
    37: " 0s ago by API · next refresh in 4:12",
    36: " 0s ago · next 4:12",
    20: " 0s ago · next 4:12",
    18: " 0s ago",
}


@pytest.mark.parametrize(("columns", "line"), AGES.items())
def test_age_says_as_much_as_fits(columns, line):
    assert line in drawn(state(claude()), columns)


def test_offline_there_is_no_next_refresh():
    lines = drawn(state(claude(), config=replace(Config(), offline=True)), 80)
    assert lines[2].endswith("  0s ago by API · offline")


def test_last_hours_are_a_curve():
    points = [
        Point(CLAUDE, "five_hour", NOW - 9_000 + step * 600, "s", step * 3.0, NOW + 7_860, "official")
        for step in range(15)
    ]
    lines = drawn(state(claude(), points={(CLAUDE, "five_hour"): points}), 100)
    assert lines[4] == "       14 points behind pace · about 75% at reset  last 5h ▁▂▂▂▂▂▂▃▃▃▄▄▄"


STOPS = {
    "nothing": ((42.4, 7_860), (18.0, 345_600), ""),
    "the first to be full": ((80.0, 7_860), (60.0, 345_600), "▲ Claude 5h: full in 42m, resets in 2h11m · 10:11"),
    "one that is used up": ((80.0, 7_860), (100.0, 345_600), "▲ Claude 7d: used up, resets in 4d · Tue 08:00"),
    "the longest of them": ((100.0, 7_860), (100.0, 345_600), "▲ Claude 7d: used up, resets in 4d · Tue 08:00"),
    "not one whose reset has passed": ((100.0, -60), (None, 345_600), ""),
}


@pytest.mark.parametrize(("five_hour", "week", "banner"), STOPS.values(), ids=STOPS)
def test_banner_names_what_stops_first(five_hour, week, banner):
    account = prompt_files.claude(sample("five_hour", "5h", *five_hour), sample("seven_day", "7d", *week))
    lines = drawn(state(account, labels={}), 80)
    assert [line for line in lines if line.startswith("▲")] == ([banner] if banner else [])
    assert not banner or lines[:2] == [banner, ""]


def styles_in(lines, text):
    """Return the styles that a text has in lines, one after the other."""
    line = next(line for line in lines if text in line.plain)
    start = line.plain.index(text)
    return [str(line.get_style_at_offset(CONSOLE, start + offset)) for offset in range(len(text))]


def test_colours_say_what_they_mean():
    account = prompt_files.claude(sample("five_hour", "5h", 20.0, 7_860), sample("seven_day", "7d", 91.5, 345_600))
    config = replace(Config(), theme="light")
    lines = frame.lines(state(account, config=config), painter.of(config), NOW, 80)
    assert set(styles_in(lines, "20%")) == {"color(28)"}
    assert set(styles_in(lines, "49 points ahead of pace")) == {"bold underline color(124)"}
    assert set(styles_in(lines, "▲ Claude · work 7d")) == {"bold underline color(124)"}
    assert styles_in(lines, "  91%") == ["none"] * 2 + ["bold underline color(124)"] * 3
    assert "underline" not in styles_in(lines, "█▋▒")[0].replace("not underline", "")


def busy():
    """Return a state with everything that a frame can say, in texts longer than a narrow terminal."""
    extra = {"is_enabled": True, "used": 12.5, "limit": 50, "currency": "EUR", "used_percentage": 25}
    block = Block("policy", "Claude Code is blocked.", "Ask your administrator.", "claude_oauth", NOW)
    spark = sample("five_hour:spark", "GPT-5.3-Codex-Spark 5h", 3.0, 17_900)
    spend = sample("spend", "spend", 96.0, 780_000, amounts=Amounts(12.5, 50.0, "EUR"))
    ours = codex(credits={"unlimited": True}, problem=PROBLEM)
    return state(claude(extra_usage=extra, block=block), replace(ours, samples=(*ours.samples, spark, spend)))


def on_screen(shown, columns):
    """Return the rows of a terminal that shows a frame."""
    lines = frame.lines(shown, painter.of(shown.config), NOW, columns, footer=loop.KEYS)
    screen = pyte.Screen(columns, len(lines))
    console = Console(file=io.StringIO(), width=columns, force_terminal=True, highlight=False)
    console.print(Group(*lines), soft_wrap=True, end="")
    pyte.Stream(screen).feed(console.file.getvalue().rstrip("\n").replace("\n", "\r\n"))
    assert screen.cursor.y == len(lines) - 1
    return [row.rstrip() for row in screen.display]


def test_nothing_is_cut_in_mid_word():
    shown = busy()
    texts = [*drawn(shown, 200), *drawn(shown, 80), *loop.KEYS, "C X over not"]
    whole = {word.strip(",:") for text in texts for word in text.split()}
    whole |= {f"{points:+d}%" for points in range(-99, 100)} | {f"≈{percent}%" for percent in range(100)}
    for columns in (*range(20, 112), *range(120, 201, 8)):
        text = " ".join(on_screen(shown, columns))
        words = {word.strip(",:") for word in text.split() if not set(word) & set("█░▒│")}
        assert words <= whole, columns


def test_levels_have_marks_besides_colour():
    account = prompt_files.claude(
        sample("five_hour", "5h", 20.0, 7_860),
        sample("seven_day", "7d", 70.0, 345_600),
        sample("one_day", "1d", 90, 9_000),
    )
    marks = {
        line.split()[0]: line.split("%")[1][:2].strip()
        for line in drawn(state(account), 80)
        if " resets in " in line and line[0] == " "
    }
    assert marks == {"5h": "", "7d": "!", "1d": "!!"}


def test_foreign_name_moves_no_cursor():
    shown = state(claude(plan="\x1b[2J\x1b]0;x\x07max"), labels={CLAUDE: "a\nb\x1b[H"})
    assert not any(set(line) & set("\x1b\x07\n") for line in drawn(shown, 80))


def accounts():
    text = st.text(max_size=12)
    one = st.builds(
        sample,
        st.sampled_from(["five_hour", "seven_day", "seven_day:fable", "five_hour:spark"]),
        text,
        st.none() | st.floats(0, 100),
        st.integers(-90_000, 700_000),
        age=st.integers(0, 90_000),
        confidence=st.sampled_from(["official", "estimate"]),
    )
    problem = st.none() | st.builds(
        Problem,
        st.just("x"),
        st.sampled_from(["error", "expired", "rate_limited"]),
        text,
        text,
        text,
        st.none() | st.just(NOW + 90),
    )
    fields = {"samples": st.lists(one, max_size=5).map(tuple), "plan": st.none() | text, "problem": problem}
    return st.tuples(
        st.builds(Account, st.just(CLAUDE), st.just("claude"), **fields),
        st.builds(Account, st.just(CODEX), st.just("codex"), **fields),
    )


@given(accounts(), st.integers(1, 250), st.integers(1, 60), st.booleans())
def test_no_line_too_wide_no_frame_too_high(both, columns, rows, remaining):
    config = dataclasses.replace(Config(), remaining=remaining)
    lines = frame.lines(state(*both, config=config), painter.of(config), NOW, columns, rows, KEYS)
    assert 1 <= len(lines) <= rows
    assert all(line.cell_len <= columns for line in lines)
