"""What a config's formats make of the accounts: in every target, and in Claude Code's own line."""

import dataclasses
import re
import time

import pytest

from statusline.config import parse
from statusline.hot import claude_line, prompt_file
from statusline.hot.text import without_colour
from statusline.limits.model import ESTIMATE, LoginState, Problem, SignedIn
from statusline.limits.pace import Pace
from statusline.render import compiler
from support.prompt_files import (
    CONFIG,
    NOW,
    SAME_STYLES,
    Texts,
    claude,
    codex,
    fragments,
    record,
    sample,
    shown,
    texts,
    variants,
)

BOTH = (claude(), codex())
PACE = {"five_hour": Pace(30.0, 12.4, 85.4, None), "seven_day": Pace(50.0, -31.5, 37.0, None)}
FULL_SOON = {"five_hour": Pace(30.0, 12.4, 140.0, NOW + 4_800)}


def files(*accounts, toml="", pace=None, now=NOW, padding=0):
    """Return target -> prompt file under a config written as TOML."""
    header = compiler.Header(now, now + 300, "0", ("", "", "", ""))

    def paced(views):
        return tuple(
            dataclasses.replace(view, pace=pace) if view.account.provider == "claude" else view for view in views
        )

    told = parse(toml, "config.toml")
    chosen = {name: style for name, style in dataclasses.asdict(told.styles).items() if style}
    told = dataclasses.replace(told, styles=dataclasses.replace(SAME_STYLES, **chosen))
    return Texts(record(*accounts), "default", told, header, paced if pace else None, padding)


def plain(*accounts, now=NOW, width=None, **options):
    return shown(files(*accounts, **options)["plain"], now, width)


def line(*accounts, own=None, fields=None, now=NOW, told=(0, False), **options):
    found = variants(files(*accounts, **options)["claude"])
    return claude_line.compose(found, own or {}, fields or {}, now, told)


def test_default_format_is_the_default():
    assert plain(*BOTH) == "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m"


def windows(long):
    return f"[window]\nformat = '{long}'\n"


ONE = claude(sample())
VARIABLES = {
    "symbol": ("$symbol", "C C"),
    "label": ("$label", "C 5h"),
    "window": ("$window", "C five_hour"),
    "used": ("$used", "C 42%"),
    "left": ("$left", "C 58%"),
    "gauge": ("$gauge|", "C ██▏░░|"),
    "resets_in": ("$resets_in", "C 2h11m"),
    "age": ("$age", "C 1m"),
    "source": ("$source", "C claude_oauth"),
    "plan": ("$plan", "C max"),
    "braces, so that text may follow": ("${label}x", "C 5hx"),
    "escapes": (r"\[\$\]\\", "C [$]\\"),
    "a group with a value": ("$label( in $resets_in)", "C 5h in 2h11m"),
    "a group without one": ("$label( pace $pace)", "C 5h"),
    "a group in a group": ("$label( (a $pace)(b $plan))", "C 5h b max"),
    "styles are nothing in plain text": ("[$label](bold red)[ x](level)", "C 5h x"),
}


@pytest.mark.parametrize(("format_", "text"), VARIABLES.values(), ids=VARIABLES)
@pytest.mark.parametrize("surface", [plain, line])
def test_window_format_is_followed(surface, format_, text):
    said = surface(ONE, toml=windows(format_), now=NOW + 60 if "age" in format_ else NOW)
    assert without_colour(said) == text


@pytest.mark.parametrize("surface", [plain, line])
def test_reset_moment_is_local_time(surface):
    day, week = (
        time.strftime(how, time.localtime(at)) for how, at in (("%H:%M", NOW + 7_860), ("%a %H:%M", NOW + 345_600))
    )
    said = without_colour(surface(claude(), toml=windows("$label $resets_at")))
    assert said == f"C 5h {day} · 7d {week}"


@pytest.mark.parametrize("surface", [plain, line])
def test_past_reset_no_time_pace_number(surface):
    toml = windows("$label $used $left $gauge( $resets_in)( $pace)( $projected)( $resets_at)")
    said = without_colour(surface(ONE, toml=toml, pace=PACE, now=NOW + 7_860))
    assert said.startswith("C 5h – – – (")


PACES = {
    "ahead of even use, and where it leads": (PACE, 0, "C 5h +12% ≈85% · 7d -32% ≈37%"),
    "the time to the limit counts down": (FULL_SOON, 60, "C 5h +12% full in 1h19m · 7d"),
    "and is gone when it has passed": (FULL_SOON, 4_800, "C 5h +12% · 7d"),
    "no pace worth telling": ({}, 0, "C 5h · 7d"),
}


@pytest.mark.parametrize(("pace", "later", "text"), PACES.values(), ids=PACES)
@pytest.mark.parametrize("surface", [plain, line])
def test_pace_and_projection_where_known(surface, pace, later, text):
    said = surface(
        claude(), toml="stale_after = 90000\n" + windows("$label( $pace)( $projected)"), pace=pace, now=NOW + later
    )
    assert without_colour(said) == text


@pytest.mark.parametrize("surface", [plain, line])
def test_gauge_shows_even_use(surface):
    toml = "gauge_width = 10\n" + windows("$gauge|")
    assert without_colour(surface(ONE, toml=toml, pace=PACE)) == "C ███│▎░░░░░|"
    assert without_colour(surface(ONE, toml="gauge_tick = false\n" + toml, pace=PACE)) == "C ████▎░░░░░|"


def test_a_gauge_follows_the_session():
    own = {"five_hour": (90.0, NOW + 7_860, NOW + 10)}
    assert without_colour(line(ONE, toml=windows("$gauge|"), own=own, now=NOW + 20)) == "C ████▌|"


STYLES = {
    "the worst of all that is shown decides": ("$used", 5, 95, "\x1b[1;31m5%\x1b[0m · \x1b[1;31m95%\x1b[0m"),
    "from the warning on": ("$used", 5, 60, "\x1b[33m5%\x1b[0m · \x1b[33m60%\x1b[0m"),
    "nothing is wrong": ("$used", 5, 59, "5% · 59%"),
}


@pytest.mark.parametrize(("_", "five", "seven", "text"), STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("surface", ["ansi", "claude"])
def test_worst_shown_window_colours_all(surface, _, five, seven, text):
    account = claude(sample(used=five), sample("seven_day", "7d", seven, NOW + 345_600))
    toml = "[window]\nformat='[$used](level)'\n[claude]\nformat='$windows'\n[claude_line]\nformat='$accounts'\n"
    written = files(account, toml=toml)
    said = shown(written["ansi"]) if surface == "ansi" else line(account, toml=toml)
    assert said == text


@pytest.mark.parametrize("surface", ["ansi", "claude"])
def test_other_logins_count_past_resets_not(surface):
    toml = "[window]\nformat='[$used](level)'\n[claude]\nformat='$windows'\n[codex]\nformat='$windows'\n"
    toml += "[claude_line]\nformat='$accounts'\n"
    told = (claude(sample(used=5)), codex(sample(used=97, resets_at=NOW + 100)))

    def said(now):
        return shown(files(*told, toml=toml)["ansi"], now) if surface == "ansi" else line(*told, toml=toml, now=now)

    assert said(NOW) == "\x1b[1;31m5%\x1b[0m · \x1b[1;31m97%\x1b[0m"
    assert said(NOW + 100) == "5% · \x1b[2m–\x1b[0m"


@pytest.mark.parametrize("surface", ["ansi", "claude"])
def test_own_is_the_level_of_the_window_itself(surface):
    account = claude(sample(used=5), sample("seven_day", "7d", 95, NOW + 345_600))
    toml = "[window]\nformat='[$used](own)'\n[claude]\nformat='$windows'\n[claude_line]\nformat='$accounts'\n"
    said = shown(files(account, toml=toml)["ansi"]) if surface == "ansi" else line(account, toml=toml)
    assert said == "5% · \x1b[1;31m95%\x1b[0m"


@pytest.mark.parametrize("surface", ["ansi", "claude"])
def test_window_has_its_own_settings(surface):
    toml = """
        [claude]
        format = '$windows'
        [claude_line]
        format = '$accounts'
        [window.five_hour]
        label = "five"
        format = "$label [$used](level)"
        thresholds = { warning = 10, critical = 99 }
        [window.seven_day]
        format = "[$used](level)"
        style = "blue"
    """
    account = claude(sample(), sample("seven_day", "7d", 18.5, NOW + 345_600))
    said = shown(files(account, toml=toml)["ansi"]) if surface == "ansi" else line(account, toml=toml)
    assert said == "five \x1b[33m42%\x1b[0m · \x1b[34m18%\x1b[0m"


@pytest.mark.parametrize("surface", [plain, line])
def test_disabled_window_decides_nothing(surface):
    account = claude(sample(), sample("seven_day", "7d", 99, NOW + 345_600))
    assert "99" not in surface(account, toml="[window.seven_day]\ndisabled = true\n")
    assert "\x1b[1;31m" not in line(account, toml="[window.seven_day]\ndisabled = true\n")


@pytest.mark.parametrize("surface", [plain, line])
def test_account_order_is_the_users(surface):
    toml = "separator = ' | '\nformat = '$codex($sep$claude)'\n[claude_line]\nformat = '$codex($sep$claude)'\n"
    said = without_colour(surface(*BOTH, toml=toml))
    assert said == "X 5h 12% 3h40m | C 5h 42% 2h11m | 7d 18% Tue 08:00"
    assert without_colour(surface(claude(), toml=toml)) == "C 5h 42% 2h11m | 7d 18% Tue 08:00"


def test_a_separator_has_a_style_of_its_own():
    toml = "separator = '[|](blue)'\n[window]\nformat = '$used'\n[claude]\nformat = '$windows'\n"
    toml += "[claude_line]\nformat = '$accounts($sep$model)'\n"
    assert shown(files(claude(), toml=toml)["ansi"]) == "42%\x1b[34m|\x1b[0m18%"
    assert line(claude(), toml=toml, fields={"model": "Opus"}) == "42%\x1b[34m|\x1b[0m18%\x1b[34m|\x1b[0mOpus"


def test_target_has_its_own_settings():
    toml = """
        [window]
        format = "[$used](#ff0000)"
        [target.tmux]
        format = "$codex"
        [target.fish]
        colors = "none"
        [target.bash]
        colors = "16"
        [target.zsh]
        width = 3
    """
    told = files(*BOTH, toml=toml)
    assert shown(told["tmux"]) == "#[dim]X #[default]#[fg=#ff0000]12%#[default]"
    assert shown(told["fish"]) == "C 42% · 18% · X 12%"
    assert shown(told["bash"]).count("[91m") == 3
    assert shown(told["zsh"]) == "42%%"


SESSION = {
    "model": "Opus 5.5",
    "context": "57%",
    "cost": "$1.20",
    "dir": "proj",
    "branch": "main",
    "session": "mine",
    "effort": "high",
    "cache_left": f"\x1et{NOW + 252}",
}


@pytest.mark.parametrize("name", SESSION)
def test_session_variable_in_its_place(name):
    toml = f"[claude_line]\nformat = '<${name}>( $sep$codex)'\n"
    shown_text = "4m" if name == "cache_left" else SESSION[name]
    assert line(claude(), toml=toml, fields=SESSION) == f"<{shown_text}>"


def test_the_context_can_be_a_gauge():
    toml = "gauge_width = 4\n[claude_line]\nformat = '($context_gauge|)$context'\n"
    assert line(claude(), toml=toml, fields=SESSION) == "██▎░|57%"
    assert without_colour(line(claude(), toml=toml)) == "42%"


CONTEXT_LEVELS = {"59%": "normal", "60%": "warning", "84%": "warning", "85%": "critical", "": "normal"}
COLOURS = {"normal": "\x1b[32m", "warning": "\x1b[33m", "critical": "\x1b[31m"}
COLOURED = (
    'styles = { normal = "green", warning = "yellow", critical = "red" }\n[claude_line]\n'
    "format = '$claude[ ctx $context](own)( [in $model](own))'\n"
)


@pytest.mark.parametrize(("used", "level"), CONTEXT_LEVELS.items())
def test_own_is_the_level_of_the_context(used, level):
    text = line(claude(), toml=COLOURED, fields={"context": used, "model": "Opus"})
    assert f"{COLOURS[level]} ctx \x1b[0m" in text
    assert f"{COLOURS['normal']}in \x1b[0m" in text  # that of the limits, as anywhere else


def test_context_has_thresholds_of_its_own():
    toml = COLOURED + "context = { warning = 20, critical = 30 }\n"
    assert COLOURS["critical"] + " ctx " in line(claude(), toml=toml, fields={"context": "31%"})


FORMS_OF_FIELDS = "[claude_line]\nformat = '$claude($sep$repo)($sep$model)($sep$review)'\n"
NARROWER_FIELDS = {
    80: "C 5h 42% 2h11m · 7d 18% Tue 08:00 · acme/widgets · Opus · changes requested",
    63: "C 5h 42% 2h11m · 7d 18% Tue 08:00 · widgets · Opus · changes",
    49: "C 5h 42% 2h11m · 7d 18% Tue · widgets · Opus",
    34: "C 5h 42% 2h11m · 7d 18% Tue · Opus",
}


@pytest.mark.parametrize(("width", "text"), NARROWER_FIELDS.items())
def test_fields_get_shorter_before_they_go(width, text):
    document = {
        "workspace": {"repo": {"name": "widgets", "owner": "acme"}},
        "pr": {"review_state": "changes_requested"},
    }
    found = variants(files(claude(), toml=FORMS_OF_FIELDS)["claude"])
    fields = claude_line.fields_of({**document, "model": {"display_name": "Opus"}}, found, {}, NOW)[0]
    assert without_colour(claude_line.compose(found, {}, fields, NOW, (width, False))) == text


def test_the_folder_is_a_path_if_wanted():
    toml = "[claude_line]\ndir_from = 'home'\ndir_levels = 2\nformat = '$dir'\n"
    found = variants(files(claude(), toml=toml)["claude"])
    fields = claude_line.fields_of({"cwd": "/home/you/code/widgets"}, found, {"HOME": "/home/you"}, NOW)[0]
    assert claude_line.compose(found, {}, fields, NOW) == "code/widgets"


def test_lines_without_stray_separators():
    toml = '[claude_line]\nformat = """$accounts\n($sep$model)($sep$dir)"""\n'
    said = without_colour(line(claude(), toml=toml, fields=SESSION))
    assert said == "C 5h 42% 2h11m · 7d 18% Tue 08:00\nOpus 5.5 · proj"


@pytest.mark.parametrize("surface", [plain, line])
def test_front_text_gets_no_separator(surface):
    toml = "format = '> $accounts'\n[claude_line]\nformat = '> $accounts'\n"
    assert without_colour(surface(*BOTH, toml=toml)) == "> C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m"
    assert without_colour(surface(codex(), toml=toml)) == "> X 5h 12% 3h40m"


def test_lines_end_without_colour():
    toml = '[claude_line]\nformat = """[$accounts\n$model](bold)"""\n'
    for each in line(claude(), toml=toml, fields=SESSION).split("\n"):
        assert each.endswith("\x1b[0m")


NARROWER = {
    200: "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m",
    50: "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m",
    49: "C 5h 42% 2h11m · 7d 18% Tue · X 5h 12% 3h40m",
    43: "C 5h 42% 2h11m · 7d 18% Tue · X 5h 12%",
    36: "C 5h 42% · 7d 18% Tue · X 5h 12%",
    30: "C 5h 42% · 7d 18% · X 5h 12%",
    20: "C 5h 42% · 7d 18%",
    10: "C 5h 42%",
    5: "C 42%",
    3: "42%",
    2: "▄",
}


@pytest.mark.parametrize(("width", "text"), NARROWER.items())
def test_narrow_place_keeps_the_binding(width, text):
    assert plain(*BOTH, width=width) == text


CLAUDE_NARROWER = {
    200: "C 5h 42% 2h11m · 7d 18% Tue 08:00 · Opus 5.5 · ctx 57% · $1.20 · proj",
    55: "C 5h 42% 2h11m · 7d 18% Tue · Opus 5.5 · ctx 57% · proj",
    50: "C 5h 42% · 7d 18% Tue · Opus 5.5 · ctx 57% · proj",
    34: "C 5h 42% · 7d 18% Tue · Opus 5.5",
    20: "C 5h 42% · 7d 18%",
    10: "C 5h 42%",
    5: "C 42%",
    3: "42%",
    1: "▄",
}


@pytest.mark.parametrize(("width", "text"), CLAUDE_NARROWER.items())
def test_claude_line_loses_session_first(width, text):
    assert without_colour(line(claude(), fields=SESSION, told=(width, False))) == text


def test_frame_and_padding_go_off_columns():
    full = "C 5h 42% 2h11m · 7d 18% Tue 08:00"
    assert without_colour(line(claude(), told=(len(full) + 4, True))) == full
    assert without_colour(line(claude(), told=(len(full) + 7, True), padding=2)) != full
    assert without_colour(line(claude(), told=(len(full) + 8, True), padding=2)) == full


def test_stale_mark_takes_room():
    assert plain(*BOTH, width=50, now=NOW + 899) == "C 5h 42% 1h56m · 7d 18% Tue 08:00 · X 5h 12% 3h25m"
    assert plain(*BOTH, width=50, now=NOW + 900) == "C 5h 42% · 7d 18% (15m) · X 5h 12% (15m)"


def test_priority_keeps_a_window():
    toml = "[window.seven_day]\npriority = 1\n"
    told = claude(sample(used=50), sample("seven_day", "7d", 5, NOW + 9_000)), codex(sample(used=40))
    assert plain(*told, width=19) == "C 5h 50% · X 5h 40%"
    assert plain(*told, width=19, toml=toml) == "C 5h 50% · 7d 5%"


def test_first_to_run_out_binds():
    account = claude(sample(used=60), sample("seven_day", "7d", 70, NOW + 345_600))
    pace = {"five_hour": Pace(30.0, 30.0, 140.0, NOW + 1_800)}
    assert plain(account, width=3) == "70%"
    assert plain(account, width=3, pace=pace) == "60%"
    assert without_colour(line(account, told=(3, False), pace=pace)) == "60%"


def test_what_it_shows_in_ascii_is_ascii():
    toml = "ascii = true\n" + windows("$label $gauge $used( $projected)")
    for width in (None, 30, 12, 1):
        assert plain(*BOTH, toml=toml, pace=PACE, width=width).isascii()
    for width in (0, 30, 12, 1):
        assert line(*BOTH, toml=toml, pace=PACE, told=(width, False)).isascii()


SIGN_IN = dataclasses.replace(claude(problem=Problem("expired", "expired", "m", "r", "s")), samples=())
WORDS = {200: "C sign in", 8: "C !", 2: "!"}


@pytest.mark.parametrize(("width", "text"), WORDS.items())
@pytest.mark.parametrize("surface", ["plain", "claude"])
def test_remedy_in_the_narrowest_place(surface, width, text):
    if surface == "plain":
        assert plain(SIGN_IN, width=width) == text
    else:
        assert without_colour(line(SIGN_IN, told=(width, False))) == text


def test_an_estimate_keeps_its_mark_in_every_form():
    guess = claude(dataclasses.replace(sample(), confidence=ESTIMATE))
    assert plain(guess, width=5) == "~42%"
    assert plain(guess, width=6) == "C ~42%"


def test_variants_get_narrower():
    told = files(*BOTH)["plain"].partition("\n")[2].split("\n")
    widths = [int(re.match("\x1ef([0-9]+)", variant)[1]) for variant in told]
    assert widths == sorted(set(widths), reverse=True)
    assert len(widths) > 5


def test_outer_style_reaches_all_pieces():
    toml = "[claude_line]\nformat = '[$accounts](bg:blue)'\n[target.ansi]\nformat = '[$accounts](bg:blue)'\n"
    for text in (shown(files(*BOTH, toml=toml)["ansi"]), line(*BOTH, toml=toml)):
        assert without_colour(text).startswith("C 5h")
        bare = re.sub("\x1b\\[[0-9;]*44m[^\x1b]*\x1b\\[0m", "", text)
        assert bare in ("", " · " * bare.count("·"))


def test_the_prompt_file_of_a_shell_stays_small():
    assert all(len(fragments(files(*BOTH)[shell])) < 70 for shell in ("zsh", "bash", "fish"))
    assert 10 * max(len(text) for text in texts(*BOTH, config=CONFIG).values()) < prompt_file.SIZE_LIMIT


def test_longest_variants_go_at_the_limit():
    assert compiler._body("ansi", iter(["a" * prompt_file.SIZE_LIMIT, "b", "c"])) == "b\nc"
    assert compiler._body("ansi", iter(["a" * 30_000, "b"])) == "a" * 30_000 + "\nb"
    assert compiler._body("zsh", iter(["a" * 30_000, "b"])) == "b"  # shells read less
    assert compiler._body("zsh", iter(["a" * 30_000])) == "a" * 30_000


def test_least_windows_go_first_in_claude():
    told = claude(sample(), sample("seven_day", "7d", 18.5), sample("seven_day_opus", "opus", 5.0))
    toml = "windows = ['five_hour', 'seven_day', 'seven_day_opus']\n[window.seven_day_opus]\npriority = 1\n"
    said = {width: without_colour(line(told, told=(width, False), toml=toml)) for width in (30, 18, 10)}
    assert said == {30: "C 5h 42% · 7d 18% · opus 5%", 18: "C 5h 42% · opus 5%", 10: "C 5h 42%"}


RUNS_OUT = {
    60: "5h 42% 2h11m → full in 1h20m · 7d 18% Tue 08:00",
    46: "5h 42% 2h11m → full in 1h20m · 7d 18% Tue",
    25: "5h 42% →1h20m · 7d 18%",
}


@pytest.mark.parametrize(("width", "text"), RUNS_OUT.items())
@pytest.mark.parametrize("surface", [plain, line])
def test_what_runs_out_says_when(surface, width, text):
    room = {"width": width} if surface is plain else {"told": (width, False)}
    toml = "[claude]\nformat = '$windows'\n"
    assert without_colour(surface(claude(), pace=FULL_SOON, toml=toml, **room)) == text
    assert "→" not in surface(claude(), pace=PACE, toml=toml, **room)


FABLE = sample("seven_day:fable", "Fable", 30, NOW + 345_600)


def test_model_s_window_shows_when_it_runs_out_first():
    binds = {
        "seven_day:fable": Pace(10.0, 20.0, 210.0, NOW + 60_000),
        "five_hour": Pace(30.0, 12.4, 101.0, NOW + 61_000),
    }
    assert "Fable 30% Tue 08:00 → full in 16h40m" in plain(claude(sample(), FABLE), pace=binds)
    later = {**binds, "five_hour": Pace(30.0, 12.4, 140.0, NOW + 59_000)}
    assert "Fable" not in plain(claude(sample(), FABLE), pace=later)
    assert "Fable" not in plain(claude(sample(), FABLE))


ACCOUNTS = """
format = '$accounts( | $account.work)( | ${account.no such})'
claude_line.format = '$accounts( | $account.work)'
[[accounts]]
label = "work"
provider = "claude"
folder = "/home/me/.claude-work"
"""


def test_both_logins_of_a_vendor_in_one_format():
    config = parse(ACCOUNTS, "config")
    (entry,) = config.accounts
    mine, work = claude(sample(used=12)), dataclasses.replace(claude(sample(used=77)), account="claude:work")
    known = record(mine)
    known.accounts[work.account] = work
    known.logins[entry.key] = LoginState(("", "", "", ""), {"claude": SignedIn(work.account, 0)})
    header = compiler.Header(NOW, NOW + 300, "0", ("", "", "", ""))
    files = Texts(known, "default", config, header)
    assert shown(files["plain"]) == "C 5h 12% 2h11m | C 5h 77% 2h11m"
    own = {"five_hour": (13.0, NOW + 7_860, NOW + 10)}
    line = without_colour(claude_line.compose(variants(files["claude"]), own, {}, NOW + 20))
    assert line == "C 5h 13% 2h10m | C 5h 77% 2h10m"
