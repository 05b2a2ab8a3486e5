import dataclasses
import time
from pathlib import Path

import pytest

from statusline.config import Config, parse
from statusline.hot import claude_line, prompt_file
from statusline.hot.text import without_colour
from statusline.limits.model import ESTIMATE, Problem, Record
from statusline.limits.pace import Pace
from statusline.render import compiler
from support.prompt_files import CONFIG, NOW, claude, codex, record, sample, texts, variants

FIELDS = {"model": "Opus 5.5", "context": "2%", "cost": "$0.04", "dir": "proj"}
NO_FIELDS = dict.fromkeys(FIELDS, "")
FRESH_5H = {"five_hour": (50.0, NOW + 7_860, NOW + 10)}


def line(text, own=None, fields=NO_FIELDS, now=NOW, told=(0, False)):
    found = variants(text) if text else None
    return without_colour(claude_line.compose(found, own or {}, fields, now, told))


def test_cacheless_line_is_the_compilers():
    header = compiler.Header(NOW, NOW, "0", ("", "", "", ""))
    text = compiler.prompt_files(Record(), "default", CONFIG, header)["claude"]
    shipped = (Path(claude_line.__file__).parents[1] / claude_line.DEFAULT).read_text(encoding="utf-8")
    assert shipped == "\n".join(variants(text)[1])


def test_limits_come_first_and_then_the_session():
    assert line(texts(claude(), codex())["claude"], fields=FIELDS) == (
        "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m · Opus 5.5 · ctx 2% · $0.04 · proj"
    )


def test_unknown_leaves_no_separator():
    assert (
        line(texts(claude())["claude"], fields={**NO_FIELDS, "dir": "proj"})
        == "C 5h 42% 2h11m · 7d 18% Tue 08:00 · proj"
    )
    assert line(texts()["claude"], fields={**NO_FIELDS, "model": "Opus"}) == "Opus"


def test_single_window_has_no_separator():
    weekly = sample("seven_day", "7d", 91, NOW + 345_600)
    assert line(texts(claude(weekly))["claude"]) == "C 7d 91% Tue 08:00"


def test_document_numbers_without_a_cache():
    own = {"five_hour": (42.4, NOW + 7_860, NOW), "seven_day": (18.5, NOW + 345_600, NOW)}
    assert line("", own, FIELDS) == "C 5h 42% 2h11m · 7d 18% Tue 08:00 · Opus 5.5 · ctx 2% · $0.04 · proj"
    assert line("", {"seven_day": own["seven_day"]}) == "C 7d 18% Tue 08:00"


def test_nothing_known_is_said_honestly():
    assert line("") == "…"
    assert line("", fields={**NO_FIELDS, "model": "Opus"}) == "… · Opus"


OVERLAYS = {
    "a newer observation of the same cycle": ((50.0, NOW + 7_860, NOW + 10), "50%"),
    "a value may fall": ((30.0, NOW + 7_860, NOW + 10), "30%"),
    "an older observation of the same cycle is not believed": ((50.0, NOW + 7_860, NOW - 10), "42%"),
    "the same reset with jitter": ((50.0, NOW + 7_862, NOW - 10), "42%"),
    "a later cycle": ((3.0, NOW + 16_000, NOW + 10), "3%"),
    "a later cycle seen before the cache's number is another account's": ((3.0, NOW + 16_000, NOW - 10), "42%"),
    "an older cycle loses whenever it was seen": ((99.0, NOW + 3_000, NOW + 10), "42%"),
}


@pytest.mark.parametrize(("own", "used"), OVERLAYS.values(), ids=OVERLAYS)
def test_newer_session_numbers_show(own, used):
    assert f" {used} " in line(texts(claude(sample()))["claude"], {"five_hour": own}, now=NOW + 20)


ESTIMATED = {
    "the cache's estimate": (None, CONFIG, " ~42% "),
    "what is left of it": (None, dataclasses.replace(CONFIG, remaining=True), " ~58% left "),
    "a newer observation is none": ((50.0, NOW + 7_860, NOW + 10), CONFIG, " 50% "),
    "an older one gives way": ((40.0, NOW + 7_860, NOW - 10), CONFIG, " ~42% "),
}


@pytest.mark.parametrize(("own", "config", "shown"), ESTIMATED.values(), ids=ESTIMATED)
def test_an_estimate_is_marked_as_one(own, config, shown):
    guess = dataclasses.replace(sample(), confidence=ESTIMATE)
    text = texts(claude(guess), config=config)["claude"]
    assert shown in line(text, {"five_hour": own} if own else {}, now=NOW + 20)


def test_level_is_the_caches_until_ingest():
    own = {"five_hour": (93.0, NOW + 7_860, NOW + 10)}
    line = claude_line.compose(variants(texts(claude(sample()))["claude"]), own, NO_FIELDS, NOW + 20)
    assert "38;5;29m93%" in line
    merged = sample(used=93.0, as_of=NOW + 10, source="claude_statusline")
    line = claude_line.compose(variants(texts(claude(merged))["claude"]), own, NO_FIELDS, NOW + 20)
    assert "\x1b[1;38;2;227;36;43m93%\x1b[0m" in line


def test_past_reset_is_unknown():
    assert line(texts(claude(sample()))["claude"], now=NOW + 7_860).startswith("C 5h –")


def test_past_a_reset_the_session_s_cycle_shows():
    own = {"five_hour": (3.0, NOW + 25_860, NOW + 7_880)}
    assert line(texts(claude(sample()))["claude"], own, now=NOW + 7_900) == "C 5h 3% 4h59m"


def test_old_numbers_carry_their_age():
    text = texts(claude())["claude"]
    assert line(text, now=NOW + 899) == "C 5h 42% 1h56m · 7d 18% Tue 08:00"
    assert line(text, now=NOW + 900) == "C 5h 42% 1h56m · 7d 18% Tue 08:00 (15m ago)"
    both = {**FRESH_5H, "seven_day": (18.5, NOW + 345_600, NOW + 890)}
    assert "ago" not in line(text, {name: (*w[:2], NOW + 890) for name, w in both.items()}, now=NOW + 900)
    resent = {"five_hour": (42.4, NOW + 7_860, NOW)}
    assert line(text, resent, now=NOW + 900) == "C 5h 42% 1h56m · 7d 18% Tue 08:00 (15m ago)"


def test_what_is_left_can_be_shown_instead():
    text = texts(claude(sample()), config=Config(remaining=True))["claude"]
    assert line(text) == "C 5h 58% left 2h11m"
    assert line(text, FRESH_5H) == "C 5h 50% left 2h11m"


def test_word_stands_until_numbers_come():
    problem = Problem("expired", "expired", "m", "r", "claude_oauth")
    text = texts(dataclasses.replace(claude(problem=problem), samples=()))["claude"]
    assert line(text) == "C sign in"
    assert line(text, FRESH_5H) == "C 5h 50% 2h11m"


def test_signed_out_shows_session_numbers():
    assert line(texts(codex())["claude"], FRESH_5H) == "C 5h 50% 2h11m · X 5h 12% 3h40m"
    assert line(texts(codex())["claude"]) == "X 5h 12% 3h40m"


def test_window_outside_documents_shows():
    fable = sample("seven_day:fable", "Fable", 85, NOW + 345_600)
    assert line(texts(claude(sample(), fable))["claude"], FRESH_5H) == "C 5h 50% 2h11m · Fable 85% Tue 08:00"
    assert line(texts(claude(fable))["claude"]) == "C Fable 85% Tue 08:00"


GAUGES = {
    "in the same cycle the tick stays": (NOW + 7_860, "█│▌░░"),
    "in a later cycle it is not known": (NOW + 25_860, "██▌░░"),
}


@pytest.mark.parametrize(("resets_at", "gauge"), GAUGES.values(), ids=GAUGES)
def test_a_gauge_is_the_session_s_too(resets_at, gauge):
    config = parse("[window]\nformat = '$gauge $left $resets_at'\n", "c")
    header = compiler.Header(NOW, NOW + 300, "0", ("", "", "", ""))

    def paced(views):
        return tuple(dataclasses.replace(view, pace={"five_hour": Pace(30.0, 12.4, 85.4, None)}) for view in views)

    text = compiler.prompt_files(record(claude(sample())), "default", config, header, paced)["claude"]
    at = time.strftime("%H:%M", time.localtime(resets_at))
    assert line(text, {"five_hour": (50.0, resets_at, NOW + 10)}) == f"C {gauge} 50% {at}"


def test_unreadable_body_falls_back():
    found = (["statusline 1"], [f"{prompt_file.MARK}Xbroken{prompt_file.UNIT}{prompt_file.MARK}Unothing"])
    own = {"five_hour": (42.4, NOW + 7_860, NOW)}
    assert without_colour(claude_line.compose(found, own, NO_FIELDS, NOW)) == "C 5h 42% 2h11m"


TWO_LINES = parse(r'claude_line.format = "$accounts\n$model($sep$effort)($sep$duration)($sep$cost)"', "config")


def test_each_line_fits_by_itself():
    found = variants(texts(claude(), codex(), config=TWO_LINES)["claude"])
    fields = {**FIELDS, "effort": "high", "duration": "12m"}
    line = without_colour(claude_line.compose(found, {}, fields, NOW, (40, False)))
    assert line.split("\n") == [
        "C 5h 42% 2h11m · 7d 18% Tue · X 5h 12%",
        f"{FIELDS['model']} · high · 12m · {FIELDS['cost']}",
    ]
    narrow = without_colour(claude_line.compose(found, {}, fields, NOW, (22, False))).split("\n")
    assert narrow == ["C 5h 42% · 7d 18%", "Opus 5.5 · $0.04"]
