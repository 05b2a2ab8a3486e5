"""SwiftBar's lines, read as its README describes them: `text | options`, `---`, dashes for submenus."""

from hypothesis import given
from hypothesis import strategies as st

from support.prompt_files import claude, codex, sample, shown, texts

OPTIONS = "emojize=false symbolize=false"


def menu(*accounts):
    """Return the texts in the menu bar and those of the menu."""
    bar, rule, *lines = shown(texts(*accounts)["swiftbar"]).split("\n")
    assert rule == "---"
    return [text(bar)], [text(line) for line in lines]


def text(line):
    shown_text, separator, options = line.partition("|")
    assert (separator, options.strip()) == ("|", OPTIONS)
    assert not shown_text.startswith("-")
    return shown_text.strip(" \N{ZERO WIDTH SPACE}")


def test_a_whole_menu():
    bar, lines = menu(claude(), codex())
    assert bar == ["C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m"]
    assert lines == ["Claude max", "5h 42% 2h11m", "7d 18% Tue 08:00", "Codex pro", "5h 12% 3h40m"]


def test_nobody_signed_in_is_an_empty_text():
    assert menu() == ([""], [])


@given(st.text(st.characters() | st.sampled_from("|-:"), max_size=24))
def test_no_label_becomes_an_option_or_a_submenu(label):
    accounts = claude(sample(label=label))
    (bar,), lines = menu(accounts)
    plain = shown(texts(accounts)["plain"]).replace("|", "¦")
    assert bar == plain.strip(" \N{ZERO WIDTH SPACE}")
    assert len(lines) == 2
