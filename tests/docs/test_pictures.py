import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support.moments import timeless

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = DOCS / "surfaces.py"
# The environment of a test is a bare one, so this is read before.
STARSHIP = os.environ.get("STATUSLINE_STARSHIP", "")
NAMESPACE = "http://www.w3.org/2000/svg"
LEFT, CELL = 16, 9.6
SEGMENT = "C 5h 42% 2h11m · 7d 71% Day Time · X 5h 12% 3h40m · 7d 88% Day Time → full in 15h40m"
RIGHT = "C 5h 42% · 7d 71% Day · X 5h 12% · 7d 88% Day → full in 15h40m"
HALF = "C 5h 42% · 7d 71% · X 5h 12% · 7d 88% Day →15h40m"
TODO = ["- the retry loop gives up at the deadline", "- the same for uploads"]
NEEDED = {
    "zsh": ["zsh"],
    "bash": ["bash"],
    "fish": ["fish"],
    "starship": ["zsh", "starship"],
    "tmux": ["tmux", "bash"],
    "claude": [],
}
ROWS = {
    "zsh": [
        '~/widgets ❯ eval "$(statusline init zsh)"',
        f"~/widgets ❯ cat TODO {RIGHT}",
        *TODO,
        f"~/widgets ❯ {RIGHT}",
    ],
    "bash": [
        '~/widgets ❯ eval "$(statusline init bash)"',
        f"{HALF} ~/widgets ❯ cat TODO",
        *TODO,
        f"{HALF} ~/widgets ❯",
    ],
    "fish": [
        "~/widgets ❯ statusline init fish | source",
        f"~/widgets ❯ cat TODO {RIGHT}",
        *TODO,
        f"~/widgets ❯ {RIGHT}",
    ],
    "starship": [
        f"~/widgets {SEGMENT}",
        "❯ grep -A2 '^.env_var' ~/.config/starship.toml",
        "[env_var.STATUSLINE_SEGMENT]",
        'format = "[$env_value]($style) "',
        'style = "dimmed"',
        f"~/widgets {SEGMENT}",
        "❯",
    ],
    "tmux": ["~/widgets ❯ cat TODO", *TODO, "~/widgets ❯", f"widgets 0:code* 1:logs {HALF}"],
    "claude": [
        "❯ now the same for uploads",
        "● Uploads give up at the deadline too, and all tests pass.",
        "❯",
        f"{RIGHT} · Opus 5.5 · ctx 31% · widgets",
    ],
}
# fish paints what is typed, and starship the prompt, as their versions please.
OF_ITS_VERSION = {"fish", "starship"}

pytestmark = pytest.mark.skipif(
    not SCRIPT.exists(), reason="docs/ is in the repository, not in the source distribution"
)


def loaded(picture):
    """Return what a viewer might fetch or run."""
    return re.findall(r"(?:\w+:)?//[^\"'\s]*|url\(|@import|href|<script|<image", picture)


def rows(picture):
    """Return the text of a picture, row by row, with one blank for any gap."""
    found = {}
    for text in ET.fromstring(picture).iter(f"{{{NAMESPACE}}}text"):
        column = round((float(text.get("x")) - LEFT) / CELL)
        row = found.setdefault(float(text.get("y")), [" "] * 120)
        row[column : column + len(text.text)] = text.text
    return [timeless(" ".join("".join(row).split())) for _, row in sorted(found.items())]


@pytest.fixture
def draw(environ, tmp_path):
    """Return a function that runs the script and returns the CompletedProcess."""

    def run(name):
        code = [str(Path(__file__).parents[1]), environ.get("PYTHONPATH")]
        environ.update(PYTHONPATH=os.pathsep.join(filter(None, code)), STATUSLINE_STARSHIP=STARSHIP)
        command = [sys.executable, SCRIPT, tmp_path, name]
        return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False, timeout=110)

    return run


@pytest.mark.parametrize("name", NEEDED)
def test_surface_picture_is_what_it_shows(draw, require, tmp_path, name):
    for program in NEEDED[name]:
        assert (program == "starship" and STARSHIP) or require(program)
    done = draw(name)
    assert (done.returncode, done.stderr) == (0, "")
    drawn = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    kept = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
    assert rows(drawn) == ROWS[name]
    assert name in OF_ITS_VERSION or timeless(drawn) == timeless(kept), (
        "run docs/surfaces.py, and look at what it draws"
    )


@pytest.mark.parametrize("name", NEEDED)
def test_readme_picture_is_small_and_closed(name):
    kept = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
    assert rows(kept) == ROWS[name]
    assert loaded(kept) == [NAMESPACE]
    assert len(kept.encode()) < 12_000


PRESETS = [
    "default the default: each limit, how much is used, when it resets.",
    "C 5h 42% 2h11m · 7d 71% Day Time · X 5h 12% 3h40m",
    "compact only numbers and their names, in as few columns as they need.",
    "C 5h 42% 7d 71% X 5h 12%",
    "full everything: plan, gauge with its mark for even use, pace, and the projection.",
    "C max 5h 42% 2h11m -14% ≈75% · 7d 71% Day Time on pace ≈99% · X plus 5h 12% 3h40m -15% ≈45%",
    "bars a gauge for each limit, with a mark for even use.",
    "C 5h 42% 2h11m · 7d 71% Day Time · X 5h 12% 3h40m",
    "powerline coloured blocks with round ends; needs a font with powerline symbols.",
    "C 5h 42% 2h11m 7d 71% Day Time X 5h 12% 3h40m",
    "ascii for terminals and fonts without other characters.",
    "C 5h [##|--] 42% 2h11m | 7d [###|-] 71% Day Time | X 5h [#|---] 12% 3h40m",
    "remaining the percentage left instead of the percentage used.",
    "C 5h 58% left 2h11m · 7d 29% left Day Time · X 5h 88% left 3h40m",
]


def test_presets_picture_has_the_same_numbers(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    picture = import_module("picture")
    kept = (DOCS / "presets.svg").read_text(encoding="utf-8")
    assert picture.all_presets() == kept, "run docs/picture.py, and look at what it draws"
    assert rows(kept) == PRESETS
    assert loaded(kept) == [NAMESPACE]
    assert len(kept.encode()) < 16_000


def test_moving_picture_is_the_pipelines(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    film = import_module("film")
    drawn = film.film()
    kept = film.FILM.read_text(encoding="utf-8")
    assert timeless(drawn) == timeless(kept), "run docs/film.py, and look at what it draws"
    assert loaded(drawn) == [NAMESPACE]
    assert len(drawn.encode()) < 36_000
    scenes = [scene for scene in ET.fromstring(drawn).iter(f"{{{NAMESPACE}}}g") if scene.get("class") == "scene"]
    words = ["".join(text.text for text in scene.iter(f"{{{NAMESPACE}}}text")) for scene in scenes]
    assert [[each.count(used) for used in ("42%", "91%")] for each in words] == [[3, 0], [0, 0], [0, 4]]
    assert [each.count("Claude 5h: 91% used") for each in words] == [0, 0, 1]


def test_picture_of_watch_is_its_frame(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    picture = import_module("picture")
    kept = picture.WATCH.read_text(encoding="utf-8")
    # Numbers, durations, and moments of today or of another day.
    varies = re.compile(r"(?:Day )?\d[\d:dhms]*|Day Time")
    frames = [[varies.sub("#", row) for row in rows(text)] for text in (picture.watch(), kept)]
    assert frames[0] == frames[1], "run docs/picture.py, and look at what it draws"
    assert loaded(kept) == [NAMESPACE]
    assert len(kept.encode()) < 12_000


def test_pictures_need_no_font():
    root = ET.fromstring((DOCS / "presets.svg").read_text(encoding="utf-8"))
    written = "".join(text.text for text in root.iter(f"{{{NAMESPACE}}}text"))
    assert [character for character in written if character in "░▏▎▍▌▋▊▉█│\ue0b6\ue0b4\ue0b1"] == []
    assert len(list(root.iter(f"{{{NAMESPACE}}}path"))) == 10
    marks = [box for box in root.iter(f"{{{NAMESPACE}}}rect") if box.get("width") == "1.92"]
    assert len(marks) == 6


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("zsh", "zsh is not installed.\n"), ("nushell", "nushell: there is no such picture, but zsh, bash, ")],
    ids=["a missing program", "an unknown name"],
)
def test_what_cannot_be_drawn_is_one_sentence(draw, environ, tmp_path, name, sentence):
    environ["PATH"] = str(tmp_path)
    done = draw(name)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert list(tmp_path.glob("*.svg")) == []
