"""The reader of prompt files, and Claude's, against files that were cut, damaged or made up."""

import re
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from statusline.hot import claude_line, prompt_file, show
from statusline.hot.text import without_colour
from support import prompt_files
from support.mutation import mutated
from support.prompt_files import CONFIG, NOW

RS, US = prompt_file.MARK.encode(), prompt_file.UNIT.encode()
LOGIN = ("", "", "", "")
ACCOUNTS = (prompt_files.claude(), prompt_files.codex())
TEXTS = prompt_files.texts(*ACCOUNTS)
RICH = prompt_files.texts(
    *ACCOUNTS,
    config=replace(
        CONFIG,
        claude_line=replace(CONFIG.claude_line, format="$claude( $model)( $context_gauge)\n$branch( $session)"),
        remaining=True,
    ),
)
HOLES = [RS + hole for hole in b"? | ; ( ) S N F 0 1 K A U L T R O G C D X Y P f w t a n l o .".split()]
ARGUMENTS = [b"five_hour", b"five_hour,", b",", b"%c%c", b"%999999d", b"999999999,blocks,", b"-1,ascii,nan", b"inf"]
WORDS = [*HOLES, *(US + hole for hole in HOLES), *ARGUMENTS, RS, US, RS + b"f9\n", "٣".encode()]
OWN = {"five_hour": (42.4, NOW + 7_860, NOW), "seven_day": (18.5, NOW + 345_600, NOW)}
FIELDS = {"model": "Opus", "context": "2%", "cost": "", "dir": "proj", "branch": "main"}
ENOUGH = 20_000_000  # characters no line has any business to come near


def files(*names):
    return mutated(*(text[name].encode() for text in (TEXTS, RICH) for name in names), words=WORDS)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some.prompt"


def test_damaged_prompt_file_missing_or_filled(fuzz, path):
    def holds(data, width, now):
        path.write_bytes(data)
        found = prompt_file.read(str(path), LOGIN, width)
        if found is None:
            return
        assert show.stale(found[0], now) in (True, False)
        try:
            text = prompt_file.fill(found[1], now)
        except ValueError:  # a hole of a newer version: `show` says "…"
            return
        text.encode()

    moments = st.integers(0, 1 << 40) | st.just(NOW)
    fuzz(holds, files("plain", "ansi", "tmux", "json", "waybar", "zsh"), st.none() | st.integers(1, 200), moments)


def test_a_damaged_claude_file_still_gives_a_line(fuzz, path):
    def holds(data, told, own):
        path.write_bytes(data)
        found = prompt_file.variants(str(path), LOGIN)
        line = claude_line.compose(found, own, FIELDS, NOW, told)
        assert without_colour(line).strip()
        assert len(line) < ENOUGH
        line.encode()

    rooms = st.sampled_from([(0, False), (1, False), (40, True), (200, True), (9_999, False)])
    fuzz(holds, files("claude"), rooms, st.sampled_from([OWN, {}]))


def test_holes_in_any_order_still_give_a_line(fuzz):
    fragment = st.builds(
        lambda hole, argument: (hole + argument).decode(), st.sampled_from(HOLES), st.sampled_from([b"", *ARGUMENTS])
    )
    known = st.sampled_from(prompt_files.variants(TEXTS["claude"])[1][0].split(prompt_file.UNIT))
    header = TEXTS["claude"].partition("\n")[0].split(prompt_file.UNIT)

    def holds(fragments, now):
        variant = prompt_file.UNIT.join([prompt_file.VARIANT + "0", *fragments])
        line = claude_line.compose((header, [variant]), OWN, FIELDS, now)
        assert without_colour(line).strip()

    fuzz(holds, st.lists(fragment | known | st.just("text"), max_size=30), st.integers(0, 1 << 40))


HEADERS = {
    "a number beyond all clocks": ("9" * 5_000, NOW + 300),
    "a refresh beyond all clocks": (NOW, "9" * 5_000),
    "digits of another script": ("٣" * 10, NOW + 300),
}


@pytest.mark.parametrize(("written_at", "refresh_after"), HEADERS.values(), ids=HEADERS)
def test_odd_header_times_delay_not_for_ever(path, written_at, refresh_after):
    text = prompt_files.laddered((9, "text"), now=0, refresh_after=0)
    path.write_text(re.sub(r"\x1f0\x1f0\x1f", f"\x1f{written_at}\x1f{refresh_after}\x1f", text, count=1))
    found = prompt_file.read(str(path), LOGIN)
    assert found is None or show.stale(found[0], NOW)
