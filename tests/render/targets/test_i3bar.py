"""A block as i3bar's protocol describes it: known keys, strings only."""

import json

from hypothesis import given
from hypothesis import strategies as st

from statusline.config import parse
from statusline.hot import prompt_file
from support.prompt_files import NOW, claude, codex, sample, shown, texts

KEYS = {"name", "full_text", "short_text", "color"}
GREEN = parse('[styles]\nnormal = "#00ff7f"', "config")


def block(*accounts, now=NOW, **options):
    found = json.loads(shown(texts(*accounts, **options)["i3bar"], now))
    assert set(found) <= KEYS
    assert all(isinstance(value, str) for value in found.values())
    return found


def test_a_whole_block():
    assert block(claude(sample(used=90)), codex()) == {
        "name": "statusline",
        "full_text": "C 5h 90% 2h11m · X 5h 12% 3h40m",
        "short_text": "C 5h 90% · X 5h 12%",
        "color": "#cd0000",
    }


def test_the_colour_is_that_of_the_level():
    assert block(claude(), config=GREEN)["color"] == "#00ff7f"
    assert "color" not in block(claude())


def test_the_colour_follows_the_clock():
    assert "color" not in block(claude(sample(used=90)), now=NOW + 9_000)


def test_nobody_signed_in_hides_the_block():
    assert block()["full_text"] == ""


@given(st.text(max_size=24))
def test_no_label_ends_the_json(label):
    accounts = claude(sample(label=label))
    assert block(accounts)["full_text"] == shown(texts(accounts)["plain"])


def test_block_before_the_first_refresh():
    assert json.loads(prompt_file.pending("i3bar", NOW))["full_text"] == "…"
