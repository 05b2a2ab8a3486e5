"""The further fields of a session, each in its long, short and tiny form; what the document lacks is empty."""

import json
from pathlib import Path

import pytest

from statusline.config import variables
from statusline.hot import codex_state, links, session_document, session_fields

NOW = 1_795_235_500
REAL = Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json"
COST = {"total_lines_added": 12, "total_lines_removed": 3}
HOUR = {"total_cost_usd": 8.4, "total_duration_ms": 7_200_000, "total_api_duration_ms": 45_900}
USAGE = {
    "input_tokens": 12,
    "output_tokens": 57,
    "cache_creation_input_tokens": 4_321,
    "cache_read_input_tokens": 15_000,
}
CACHE = {"cache_creation_input_tokens": 4_321, "cache_read_input_tokens": 15_000}
WINDOW = {
    "total_input_tokens": 19_333,
    "context_window_size": 1_000_000,
    "remaining_percentage": 98,
    "current_usage": {"input_tokens": 12, "output_tokens": 57, **CACHE},
}
REPO = {"workspace": {"repo": {"host": "github.com", "owner": "acme", "name": "widgets"}}}


def forms(name, document, environ=None, now=NOW):
    values = session_fields.fields(document, [name], environ or {}, now)
    assert set(values) in (set(), {name, f"{name}:s", f"{name}:t"})
    return tuple(values.values()) or ("", "", "")


FIELDS = {
    "lines": ("lines", {"cost": COST}, "+12 -3"),
    "lines only added": ("lines", {"cost": COST | {"total_lines_removed": 0}}, "+12 -0"),
    "no line": ("lines", {"cost": {"total_lines_added": 0, "total_lines_removed": 0}}, ""),
    "half of the lines": ("lines", {"cost": {"total_lines_added": 12}}, ""),
    "fewer lines than none": ("lines", {"cost": COST | {"total_lines_added": -1}}, ""),
    "an hour and a half": ("duration", {"cost": {"total_duration_ms": 5_400_000}}, "1h30m"),
    "less than a minute": ("duration", {"cost": {"total_duration_ms": 59_999}}, ""),
    "seconds of the API": ("api_time", {"cost": HOUR}, "45s"),
    "minutes of the API": ("api_time", {"cost": {"total_api_duration_ms": 120_000}}, "2m"),
    "no second of the API": ("api_time", {"cost": {"total_api_duration_ms": 31}}, ""),
    "dollars in an hour": ("cost_per_hour", {"cost": HOUR}, ("$4.20/h", "$4.20/h", "$4/h")),
    "a rate before the first minute": ("cost_per_hour", {"cost": HOUR | {"total_duration_ms": 59_000}}, ""),
    "a rate of nothing": ("cost_per_hour", {"cost": HOUR | {"total_cost_usd": 0}}, ""),
    "context left": ("context_left", {"context_window": WINDOW}, "98%"),
    "context left that is null": ("context_left", {"context_window": {"remaining_percentage": None}}, ""),
    "tokens of context": ("context_tokens", {"context_window": WINDOW}, ("19.3k", "19k", "19k")),
    "no token of context": ("context_tokens", {"context_window": {"total_input_tokens": 0}}, ""),
    "a small context": ("context_size", {"context_window": {"context_window_size": 200_000}}, "200k"),
    "a large context": ("context_size", {"context_window": WINDOW}, "1M"),
    "nearly a million": ("context_size", {"context_window": {"context_window_size": 999_960}}, "1M"),
    "tokens not read from the cache": ("tokens_in", {"context_window": WINDOW}, ("4.3k", "4k", "4k")),
    "tokens out": ("tokens_out", {"context_window": WINDOW}, "57"),
    "tokens read from the cache": ("tokens_cached", {"context_window": WINDOW}, "15k"),
    "usage that is null": ("tokens_in", {"context_window": {"current_usage": None}}, ""),
    "the cache's expiry": ("cache_left", {"prompt_cache": {"expires_at": NOW + 186}}, f"\x1et{NOW + 186}"),
    "a cache that is cold": ("cache_left", {"prompt_cache": {"expires_at": NOW}}, "cold"),
    "no expiry": ("cache_left", {"prompt_cache": {"expires_at": None}}, ""),
    "an expiry in a year": ("cache_left", {"prompt_cache": {"expires_at": NOW + 31_536_000}}, ""),
    "hits of the cache": ("cache_hit", {"prompt_cache": {"hit_ratio": 0.7758}}, "78%"),
    "more hits than requests": ("cache_hit", {"prompt_cache": {"hit_ratio": 1.2}}, ""),
    "effort": ("effort", {"effort": {"level": "xhigh"}}, "xhigh"),
    "thinking": ("thinking", {"thinking": {"enabled": True}}, ("thinking", "think", "T")),
    "no thinking": ("thinking", {"thinking": {"enabled": False}}, ""),
    "fast mode": ("fast", {"fast_mode": True}, ("fast", "fast", "F")),
    "fast mode as text": ("fast", {"fast_mode": "yes"}, ""),
    "an output style": (
        "output_style",
        {"output_style": {"name": "Explanatory"}},
        ("Explanatory", "Explanatory", "Ex…ory"),
    ),
    "the usual output style": ("output_style", {"output_style": {"name": "default"}}, ""),
    "an agent": ("agent", {"agent": {"name": "reviewer"}}, ("reviewer", "reviewer", "re…wer")),
    "the type of an agent": ("agent", {"agent_type": "tester"}, "tester"),
    "the id of a session": ("session_id", {"session_id": "00ef723f-d815"}, ("00ef723f-d815", "00ef723f", "00ef723f")),
    "a version": ("version", {"version": "2.1.332"}, "2.1.332"),
    "a mode of vim": ("vim", {"vim": {"mode": "VISUAL LINE"}}, ("VISUAL LINE", "VL", "VL")),
    "a worktree": ("worktree", {"worktree": {"name": "fix-it"}}, "fix-it"),
    "a worktree of git": ("worktree", {"workspace": {"git_worktree": "other"}}, "other"),
    "a repository": ("repo", REPO, ("acme/widgets", "widgets", "widgets")),
    "a repository without an owner": ("repo", {"workspace": {"repo": {"name": "widgets"}}}, "widgets"),
    "a pull request": ("pr", {"pr": {"number": 7}}, "#7"),
    "a merge request": ("pr", {"pr": {"number": 7, "kind": "mr"}}, "!7"),
    "a pull request without a number": ("pr", {"pr": {"number": 0}}, ""),
    "an approval": ("review", {"pr": {"review_state": "approved"}}, ("approved", "approved", "ok")),
    "changes": ("review", {"pr": {"review_state": "changes_requested"}}, ("changes requested", "changes", "fix")),
    "a new word for a review": ("review", {"pr": {"review_state": "in_doubt\x1b[31m"}}, "in doubt [31m"),
}


@pytest.mark.parametrize(("name", "document", "texts"), FIELDS.values(), ids=FIELDS)
def test_field_has_its_forms(name, document, texts):
    assert forms(name, document) == (texts if isinstance(texts, tuple) else (texts,) * 3)


EVERY = [*session_fields.TOKENS, *(name for name in session_fields.FIELDS if name != "dir"), "dir home 0"]


def test_every_other_field_is_one_of_these():
    others = {"burnt", "model", "context", "context_gauge", "cost", "session", "backend", *session_document.REPOSITORY}
    assert {*session_fields.FIELDS, *session_fields.TOKENS} == set(variables.SESSION) - others


def test_empty_document_has_no_field():
    assert session_fields.fields({}, EVERY, {}, NOW) == {}


def test_real_document_fills_its_fields():
    document = json.loads(REAL.read_text())
    texts = session_fields.fields(document, EVERY, {}, NOW)
    filled = {name: text for name, text in texts.items() if name[-2:] not in (":s", ":t")}
    assert filled == {
        "context_left": "98%",
        "context_size": "1M",
        "context_tokens": "19.3k",
        "tokens_in": "4.3k",
        "tokens_out": "57",
        "tokens_cached": "15k",
        "cache_left": "\x1et1795235686",
        "cache_hit": "78%",
        "effort": "medium",
        "thinking": "thinking",
        "session_id": "00ef723f-d815-484c-9828-89dfb794e3af",
        "version": "2.1.329",
        "repo": "acme/widgets",
        "dir home 0": "/home/dev/proj",
    }


@pytest.fixture
def repository(tmp_path):
    """Return the path of a folder two below a repository's, itself two below a home."""
    (tmp_path / "home/code/widgets/.git").mkdir(parents=True)
    folder = tmp_path / "home/code/widgets/src/.config/app"
    folder.mkdir(parents=True)
    return str(folder)


PATHS = {
    "home 0": ("~/code/widgets/src/.config/app", "~/c/w/s/.c/app", "app"),
    "home 2": (".config/app", ".c/app", "app"),
    "repo 0": ("widgets/src/.config/app", "w/s/.c/app", "app"),
}


@pytest.mark.parametrize(("words", "texts"), PATHS.items())
def test_path_starts_where_wanted(repository, tmp_path, words, texts):
    assert forms(f"dir {words}", {"cwd": repository}, {"HOME": str(tmp_path / "home")}) == texts


OTHER_PATHS = {"/srv/app": "/srv/app", "/": "/", "/home/you": "~", "relative": "relative", "/a\0b/c": "/a b/c"}


@pytest.mark.parametrize(("path", "text"), OTHER_PATHS.items())
def test_path_outside_a_repository(path, text):
    assert forms("dir repo 0", {"cwd": path}, {"HOME": "/home/you"})[0] == text


def test_long_path_is_cut():
    assert forms("dir home 0", {"cwd": "/" + "folder-of-many-letters/" * 9}, {})[0].count("…") == 1


URL = "https://github.com/acme/widgets/pull/7"
LINKED = f"\x1b]8;;{URL}\x1b\\#7\x1b]8;;\x1b\\"
TERMINALS = {
    "an unknown terminal": ({"TERM": "xterm-256color"}, False),
    "kitty": ({"TERM": "xterm-kitty"}, True),
    "iTerm": ({"TERM_PROGRAM": "iTerm.app"}, True),
    "Terminal of macOS": ({"TERM_PROGRAM": "Apple_Terminal"}, False),
    "GNOME's": ({"VTE_VERSION": "7006"}, True),
    "an old one of GNOME": ({"VTE_VERSION": "4602"}, False),
    "Windows Terminal": ({"WT_SESSION": "x"}, True),
    "a new tmux": ({"TMUX": "x", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.5a"}, True),
    "an old tmux in kitty": (
        {"TMUX": "x", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a", "WT_SESSION": "x"},
        False,
    ),
    "screen in GNOME's": ({"STY": "x", "VTE_VERSION": "7006"}, False),
    "wanted": ({"FORCE_HYPERLINK": "1"}, True),
    "not wanted": ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
}


@pytest.mark.parametrize(("environ", "shown"), TERMINALS.values(), ids=TERMINALS)
def test_links_only_where_terminals_take_them(environ, shown):
    assert forms("pr", {"pr": {"number": 7, "url": URL}}, environ)[0] == (LINKED if shown else "#7")


REFUSED = (
    "http://github.com/x",
    "https://github.com/\x1b\\x",
    "https://github.com/a b",
    "https://github.com@evil.example/x",
    "https://gïthub.com/x",
    "https:///x",
    "javascript:alert(1)",
    "https://github.com/" + "x" * 600,
)


@pytest.mark.parametrize("url", REFUSED, ids=ascii)
def test_odd_address_is_no_link(url):
    assert links.linked("#7", url, {"FORCE_HYPERLINK": "1"}) == "#7"


def test_repository_is_linked_on_its_own_host():
    assert forms("repo", REPO, {"FORCE_HYPERLINK": "1"})[1] == (
        "\x1b]8;;https://github.com/acme/widgets\x1b\\widgets\x1b]8;;\x1b\\"
    )


def test_codex_s_state_fills_the_fields_that_it_has():
    state = json.loads((REAL.parents[1] / "codex/statusline-state-0.171.json").read_text())
    texts = session_fields.fields(codex_state.document(state), EVERY, {}, NOW)
    filled = {name: text for name, text in texts.items() if name[-2:] not in (":s", ":t")}
    assert filled == {
        "context_left": "100%",
        "context_size": "475k",
        "context_tokens": "1.5k",
        "tokens_in": "500",
        "tokens_out": "20",
        "tokens_cached": "1k",
        "cache_hit": "67%",
        "session_id": "01a21fad-6201-79b2-b366-c9cef46bf0aa",
        "version": "0.171.0",
        "dir home 0": "/home/u/proj",
    }
