"""Configurations of other status lines, and the nearest look of ours to each."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusline.config import editing, parse
from statusline.errors import InstallError
from statusline.hot.text import without_colour
from statusline.install import peers
from statusline.install.peers import ccometixline, ccstatusline, claude_hud, claude_powerline
from statusline.install.peers.look import Look, colour, literal
from statusline.render import preview

FIXTURES = Path(__file__).parents[1] / "fixtures/peers"


def fixture(name):
    return str(next(FIXTURES.glob(f"{name}.*")))


def shown(look, columns=120):
    text = ""
    for key, value in look.settings().items():
        text = editing.put(text, key, value, "config")
    return without_colour(preview.claude_line_at(parse(text, "config"), columns)).split("\n")


LOOKS = {
    "ccstatusline": [
        "Opus 5.5 │ █▌░░░ 31% │ main" + " " * 71 + "cache 4m │ say $hi",
        "C 5h 42% 2h11m │ 7d 71% Sun 08:00 │ X 5h 12% 3h40m │ ~/code/widgets",
    ],
    "claude-hud": [
        "Opus 5.5 | █▌░░░ 31% | code/widgets | git:main*2 | ↑1",
        "C 5h 42% 2h11m | 7d 71% Sun 08:00 | X 5h 12% 3h40m | 12m",
    ],
    "claude-powerline": [
        " ~/code/widgets \ue0b0 main +1 ~2 ?3 ↑1 1f0c3ab \ue0b0 Opus 5.5 \ue0b0 $0.42 \ue0b0",
        " C 5h 42% 2h11m · 7d 71% Sun 08:00 · X 5h 12% 3h40m \ue0b0 █▌░░░ 31% \ue0b0",
    ],
    "CCometixLine": ["C 5h 42% 2h11m │ 7d 71% Sun 08:00 │ X 5h 12% 3h40m │ M Opus 5.5 │ C 31% · 310.4k"],
}


@pytest.mark.parametrize("name", peers.NAMES)
def test_nearest_look_of_ours(name):
    assert shown(peers.nearest(name, fixture(name))) == LOOKS[name]


MISSING = {
    "ccstatusline": ["git-changes", "custom-command"],
    "claude-hud": ["running tools", "todos"],
    "claude-powerline": ["budgets", "the nearest tag", "tokens of a session or a day", "a variable of the environment"],
    "CCometixLine": ["news of a newer version"],
}


@pytest.mark.parametrize("name", peers.NAMES)
def test_what_cannot_be_had_is_named(name):
    assert peers.nearest(name, fixture(name)).missing == MISSING[name]


def test_colours_of_the_peer_are_kept():
    format_ = peers.nearest("ccstatusline", fixture("ccstatusline")).settings()["claude_line.format"]
    assert "[$model](bold cyan)" in format_
    assert "[$branch](purple)" in format_
    assert "[cache $cache_left](208)" in format_
    assert "(#88c0d0)" in format_
    assert (
        "[M $model](bold bright-cyan)"
        in peers.nearest("CCometixLine", fixture("CCometixLine")).settings()["claude_line.format"]
    )


COLOURS = {
    "brightBlue": "bright-blue",
    "bgMagenta": "purple",
    "bgBrightBlack": "bright-black",
    "ansi256:61": "61",
    "hex:FF8800": "#ff8800",
    "gray": "bright-black",
    "gradient:rainbow": "",
    "bold": "",
    "none": "",
    "red; reboot": "",
}


@pytest.mark.parametrize(("text", "word"), COLOURS.items())
def test_colour_of_a_peer_is_a_word_of_ours(text, word):
    assert colour(text) == word


def test_text_of_a_peer_is_only_text():
    assert literal("a$(b)[c]\x1b[31m\n\u202e") == r"a\$\(b\)\[c\]\[31m"


def test_places_of_the_peers_are_found(tmp_path):
    environ = {"HOME": str(tmp_path), "CLAUDE_CONFIG_DIR": str(tmp_path / "claude")}
    for place in (".config/ccstatusline/settings.json", "claude/ccline/config.toml", ".claude/claude-powerline.json"):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    assert peers.present(environ) == {
        "ccstatusline": f"{tmp_path}/.config/ccstatusline/settings.json",
        "claude-powerline": f"{tmp_path}/.claude/claude-powerline.json",
        "CCometixLine": f"{tmp_path}/claude/ccline/config.toml",
    }
    assert peers.present({"HOME": os.devnull}) == {}


@pytest.mark.parametrize("text", ["", "[1]", "{", "\0", "[" * 100_000])
def test_unreadable_configuration_is_a_sentence(tmp_path, text):
    file = tmp_path / "settings.json"
    file.write_text(text)
    with pytest.raises(InstallError, match="not a valid configuration"):
        peers.nearest("ccstatusline", str(file))


def test_more_than_a_format_holds_is_named():
    document = {"lines": [[{"type": "custom-text", "customText": f"{number:030}"} for number in range(200)]]}
    look = Look("ccstatusline", "f")
    ccstatusline.read(document, look)
    assert shown(look, 9_000)
    assert look.missing == ["more than 1500 characters of format"]


KEYS = st.sampled_from(
    [
        "lines",
        "type",
        "model",
        "flex-separator",
        "custom-text",
        "customText",
        "color",
        "display",
        "segments",
        "enabled",
        "git",
        "directory",
        "style",
        "id",
        "icon",
        "segments",
        "metadata",
        "powerline",
        "separators",
        "theme",
        "layout",
        "pathLevels",
        "gitStatus",
        "budget",
        "context",
        "session",
        "colors",
    ]
)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 999) | KEYS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
READERS = (ccometixline.read, ccstatusline.read, claude_hud.read, claude_powerline.read)


@settings(max_examples=60)
@given(st.dictionaries(KEYS, DOCUMENTS, max_size=6), st.sampled_from(READERS))
def test_any_document_gives_a_valid_format(document, read):
    look = Look("peer", "f")
    read(document, look)
    text = "\n".join(f"{key} = {value}" for key, value in look.settings().items())
    assert parse(text, "config")
