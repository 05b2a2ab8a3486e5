"""`$fill`, `$cap` and gauges with a gradient, in the line of Claude Code."""

import pytest

from statusline.config import parse
from statusline.hot import claude_line, row_layout
from statusline.hot.text import width, without_colour
from support.prompt_files import NOW, claude, sample, shown, texts, variants

ACCOUNT = claude(sample())
FIELDS = {"model": "Opus", "cost": "$0.42", "dir": "proj", "branch": "", "context": "50%"}
PURPLE, TEAL = "\x1b[48;5;61m", "\x1b[48;5;24m"


def line(format_, columns=0, fields=FIELDS, toml=""):
    config = parse(f"{toml}\nstyles.normal = 'none'\n[claude_line]\n{format_}", "config")
    found = variants(texts(ACCOUNT, config=config)["claude"])
    return claude_line.compose(found, {}, fields, NOW, (columns, False))


def text(format_, columns=0, **options):
    return without_colour(line(f"format = '{format_}'", columns, **options))


FILLED = {
    "two ends": ("$model$fill$cost", 20, "Opus           $0.42"),
    "the middle": ("$model$fill$dir$fill$cost", 20, "Opus   proj    $0.42"),
    "no room left": ("$model$fill$cost", 10, "Opus $0.42"),
    "unknown columns": ("$model$fill$cost", 0, "Opus  $0.42"),
    "nothing behind it": ("$model$fill($branch)", 20, "Opus"),
    "nothing before it": ("($branch)$fill$cost", 12, "       $0.42"),
    "a separator before it": ("$model$sep$fill$sep$cost", 12, "Opus   $0.42"),
}


@pytest.mark.parametrize(("format_", "columns", "row"), FILLED.values(), ids=FILLED)
def test_fill_takes_the_space_that_is_left(format_, columns, row):
    assert text(format_, columns) == row


def test_leading_space_survives_a_trim():
    assert line("format = '$fill$cost'", 12).startswith("\x1b[0m ")


def test_each_line_is_filled_by_itself():
    rows = line('format = """\n$model$fill$cost\n$dir$fill$model"""', 30).split("\n")
    assert [width(row) for row in rows] == [30, 30]


BLOCKS = "[ $model ](bg:61)($cap[ $dir ](bg:24))($cap[ $branch ](bg:22))$cap"
CAPS = {
    "arrow": f"{PURPLE} \x1b[0m{PURPLE}Opus\x1b[0m{PURPLE} \x1b[0m\x1b[38;5;61;48;5;24m\ue0b0\x1b[0m"
    f"{TEAL} \x1b[0m{TEAL}proj\x1b[0m{TEAL} \x1b[0m\x1b[38;5;24m\ue0b0\x1b[0m",
    "round": f"{PURPLE} \x1b[0m{PURPLE}Opus\x1b[0m{PURPLE} \x1b[0m\x1b[38;5;61m\ue0b4\x1b[0m\x1b[38;5;24m\ue0b6\x1b[0m"
    f"{TEAL} \x1b[0m{TEAL}proj\x1b[0m{TEAL} \x1b[0m\x1b[38;5;24m\ue0b4\x1b[0m",
}


@pytest.mark.parametrize(("caps", "row"), CAPS.items())
def test_cap_has_the_colours_beside_it(caps, row):
    assert line(f"format = '{BLOCKS}'\ncaps = '{caps}'") == row


def test_round_cap_begins_a_line_that_has_one():
    assert line("format = '$cap[$model](bg:61)$cap'\ncaps = 'round'").startswith("\x1b[38;5;61m\ue0b6\x1b[0m")


def test_caps_vanish_with_their_block():
    assert text(BLOCKS, fields={"model": "Opus", "dir": "", "branch": "main"}) == " Opus \ue0b0 main \ue0b0"


def test_one_colour_is_parted_thinly():
    assert text("[ $model ](bg:61)$cap[ $dir ](bg:61)$cap") == " Opus \ue0b1 proj \ue0b0"


def test_caps_are_spaces_in_ascii():
    assert text("[ $model ](bg:61)$cap[ $dir ](bg:24)$cap", toml="ascii = true") == " Opus   proj  "


GROUNDS = {
    "48;5;61": "48;5;61",
    "1;38;5;231;48;2;1;2;3": "48;2;1;2;3",
    "38;5;48;4": "",
    "30;41": "41",
    "104": "104",
    "38;2;48;5;61": "",
}


@pytest.mark.parametrize(("codes", "background"), GROUNDS.items())
def test_background_is_read_off_a_sequence(codes, background):
    assert row_layout._background(codes) == background


def test_separator_has_the_background_of_its_block():
    assert f"{PURPLE} · \x1b[0m" in line("format = '[$claude$sep$model](bg:61)'")


GRADIENT = "gauge_gradient = true\nstyles.warning = '#ff0000'\nstyles.critical = '#ff0000'\ngauge_width = 4\n"


def test_gauge_goes_from_normal_to_critical():
    first, second, *empty = line("format = '[$context_gauge](bg:61)'", toml=GRADIENT).split("\x1b[0m")
    assert first == f"{PURPLE}\x1b[38;2;64;131;71m█"
    assert second == f"{PURPLE}\x1b[38;2;191;44;24m█"
    assert empty == [f"{PURPLE}░", f"{PURPLE}░", "", ""]


def test_gauge_without_a_value_colours_nothing_else():
    assert line("format = '$context_gauge$model'", toml=GRADIENT, fields={"model": "Opus"}) == "Opus"


def test_gradient_is_in_every_target():
    toml = GRADIENT + "window.format = '$gauge'\ngauge_tick = false\n"
    account = claude(sample(used=50))
    many, few = (
        texts(account, config=parse(toml + more, "config"))["ansi"] for more in ("", "target.ansi.colors = 'none'")
    )
    assert shown(many).endswith("\x1b[38;2;64;131;71m█\x1b[0m\x1b[38;2;191;44;24m█\x1b[0m░░")
    assert shown(few).endswith(" ██░░")
