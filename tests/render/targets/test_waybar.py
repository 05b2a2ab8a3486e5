import json
import time
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.hot import prompt_file
from support.prompt_files import NOW, claude, codex, sample, shown, texts, write

WEEK = sample("seven_day", "7d", 18.5, NOW + 345_600)


def document(*accounts, now=NOW, **options):
    body = texts(*accounts, **options)["waybar"].partition("\n")[2]
    return json.loads(prompt_file.fill(body.split(prompt_file.UNIT)[:-1], now))


def visible(markup):
    return "".join(ET.fromstring(f"<markup>{markup}</markup>").itertext())


def test_a_whole_document():
    assert document(claude(), codex()) == {
        "text": "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m",
        "tooltip": "Claude max\n5h 42% 2h11m\n7d 18% Tue 08:00\nCodex pro\n5h 12% 3h40m",
        "class": ["normal"],
        "percentage": 42,
    }


STAGES = {
    "fresh": (0, ["critical"], 90),
    "stale": (900, ["critical", "stale"], 90),
    "the worst one past its reset": (7_860, ["normal", "stale"], 18),
    "all past their reset": (345_600, ["unknown", "stale"], None),
}


@pytest.mark.parametrize(("later", "classes", "percentage"), STAGES.values(), ids=STAGES)
def test_class_and_percentage_follow_clock(later, classes, percentage):
    found = document(claude(sample(used=90), WEEK), now=NOW + later)
    assert (found["class"], found.get("percentage")) == (classes, percentage)


def test_nobody_signed_in_hides_the_module():
    assert document() == {"text": "", "tooltip": "", "class": ["unconfigured"]}


def test_nothing_known_yet_is_said_honestly():
    assert json.loads(prompt_file.pending("waybar", NOW)) == {"text": "…", "class": ["pending"]}


@given(st.text(max_size=24))
def test_no_label_becomes_markup_or_ends_the_json(label):
    accounts = claude(sample(label=label))
    assert visible(document(accounts)["text"]) == shown(texts(accounts)["plain"])


def test_the_last_minute_is_no_markup_either(statusline, environ):
    now = int(time.time())
    write(environ, claude(sample(label="<5h>", resets_at=now + 40, as_of=now)), now=now, refresh_after=now + 300)
    document = json.loads(statusline("--format", "waybar").stdout)
    assert visible(document["text"]) == "C <5h> 42% <1m"
    assert visible(document["tooltip"]) == "Claude max\n<5h> 42% <1m"
