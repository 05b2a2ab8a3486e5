import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.hot import session_document

NOW = 1_795_235_700
FIXTURES = Path(__file__).parents[1] / "fixtures" / "claude"


def fixture(name):
    return session_document.parse((FIXTURES / f"statusline-stdin-{name}.json").read_bytes())


REAL = {
    "after-first-response": {"five_hour": (42.4, 1795242486), "seven_day": (18.5, 1795635286)},
    "5h-only-over-100": {"five_hour": (100.0, 1795235730)},
    "7d-only-warning": {"seven_day": (91.0, 1795322143)},
    "zero": {"five_hour": (0.0, 1795252748), "seven_day": (0.0, 1795835748)},
    "5h-reset-passed": {},
    "apikey-no-rate-limits": {},
    "startup-no-api-call": {},
    "2.1.197-startup": {},
}


@pytest.mark.parametrize(("name", "windows"), REAL.items())
def test_the_windows_of_real_documents(name, windows):
    assert session_document.windows(fixture(name), NOW) == windows


SILENT = {"model": "Opus 5.5", "dir": "proj"} | dict.fromkeys(("context", "cost", "session"), "")


def test_the_session_fields_of_a_real_document():
    said = fixture("after-first-response")
    assert session_document.fields(said) == SILENT | {"context": "2%", "cost": "$0.04"}
    assert session_document.session(said) == "00ef723f-d815-484c-9828-89dfb794e3af"
    assert session_document.transcript(said).endswith("/00ef723f-d815-484c-9828-89dfb794e3af.jsonl")


def test_silent_session_has_no_context_or_cost():
    assert session_document.fields(fixture("startup-no-api-call")) == SILENT


FIELDS = {
    "the id of a model without a name": ("model", {"model": {"id": "claude-x", "display_name": None}}, "claude-x"),
    "a model that is no object": ("model", {"model": "opus"}, ""),
    "the folder of the workspace first": ("dir", {"cwd": "/a/b", "workspace": {"current_dir": "/a/c/"}}, "c"),
    "the folder without a workspace": ("dir", {"cwd": "/a/b"}, "b"),
    "the root": ("dir", {"cwd": "/"}, "/"),
    "context with a fraction": ("context", {"context_window": {"used_percentage": 56.99999999}}, "57%"),
    "no context at all": ("context", {"context_window": {"used_percentage": 0}}, "0%"),
    "context that is null": ("context", {"context_window": {"used_percentage": None}}, ""),
    "context that is no percentage": ("context", {"context_window": {"used_percentage": 1_795_235_700}}, ""),
    "context that is true": ("context", {"context_window": {"used_percentage": True}}, ""),
    "dollars": ("cost", {"cost": {"total_cost_usd": 12.346}}, "$12.35"),
    "less than half a cent": ("cost", {"cost": {"total_cost_usd": 0.0049}}, ""),
    "dollars as text": ("cost", {"cost": {"total_cost_usd": "12"}}, ""),
    "the name of a session": ("session", {"session_name": "fix\nit"}, "fix it"),
}


@pytest.mark.parametrize(("name", "said", "text"), FIELDS.values(), ids=FIELDS)
def test_each_field_of_a_session(name, said, text):
    assert session_document.fields(said)[name] == text


ODD_WINDOWS = {
    "a percentage over the limit is the limit": ({"used_percentage": 107.31, "resets_at": NOW + 9}, 100.0),
    "float noise": ({"used_percentage": 56.99999999999999, "resets_at": NOW + 9}, 57.0),
    "half a percent": ({"used_percentage": 0.5, "resets_at": NOW + 9}, 0.5),
    "past its reset": ({"used_percentage": 42, "resets_at": NOW}, None),
    "more than a year ahead": ({"used_percentage": 42, "resets_at": NOW + 400 * 86_400}, None),
    "an epoch in a percentage": ({"used_percentage": NOW, "resets_at": NOW + 9}, None),
    "negative": ({"used_percentage": -1, "resets_at": NOW + 9}, None),
    "null": ({"used_percentage": None, "resets_at": NOW + 9}, None),
    "a truth value": ({"used_percentage": True, "resets_at": NOW + 9}, None),
    "no reset": ({"used_percentage": 42}, None),
    "a list": ([], None),
}


@pytest.mark.parametrize(("window", "used"), ODD_WINDOWS.values(), ids=ODD_WINDOWS)
def test_odd_windows_are_read_or_refused(window, used):
    found = session_document.windows({"rate_limits": {"five_hour": window}}, NOW)
    assert found == ({} if used is None else {"five_hour": (used, NOW + 9)})


BROKEN = {
    "nothing": b"",
    "cut in the middle": b'{"session_id": "a", "rate_limits": {"five',
    "a list": b"[1, 2]",
    "a number": b"42",
    "deep nesting": b'{"a":' * 100_000,
    "deeply nested and closed": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of five thousand digits": b'{"a": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_is_no_document(data):
    assert session_document.parse(data) == {}


LENIENT = {
    "duplicate keys: the last wins": (b'{"cwd": "/a", "cwd": "/b"}', {"cwd": "/b"}),
    "NaN is null": (b'{"a": NaN, "b": Infinity}', {"a": None, "b": None}),
    "invalid UTF-8 is replaced": (b'{"a": "\xff"}', {"a": "\ufffd"}),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    "raw control characters in a string": (b'{"a": "x\ny"}', {"a": "x\ny"}),
}


@pytest.mark.parametrize(("data", "expected"), LENIENT.values(), ids=LENIENT)
def test_what_can_be_read_is_read(data, expected):
    assert session_document.parse(data) == expected


def test_names_bring_no_control_characters():
    said = {"model": {"display_name": "Op\x1b[31mus\x07\x9b\n\u202e5"}, "cwd": "/home/\x1b]0;x\x07dir"}
    assert session_document.fields(said)["model"] == "Op [31mus    5"
    assert session_document.fields(said)["dir"] == " ]0;x dir"
    assert session_document.clean("a" * 24) == "a" * 24
    assert session_document.clean("a" * 30 + "b" * 30) == "a" * 11 + "…" + "b" * 12


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "rate_limits",
                        "five_hour",
                        "used_percentage",
                        "resets_at",
                        "model",
                        "display_name",
                        "cost",
                        "total_cost_usd",
                        "cwd",
                        "workspace",
                        "context_window",
                        "session_id",
                    ]
                ),
                inner,
            )
        ),
        max_leaves=20,
    )
)
def test_any_document_reads_without_failure(value):
    said = session_document.parse(json.dumps(value).encode())
    assert set(session_document.windows(said, NOW)) <= set(session_document.WINDOWS)
    assert all(isinstance(text, str) for text in session_document.fields(said).values())
    assert isinstance(session_document.session(said) + session_document.transcript(said), str)


READ = "from statusline.hot import session_document; print(sorted(session_document.read()))"


def reader(environ):
    return subprocess.Popen(
        [sys.executable, "-c", READ], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n", " \n"], ids=repr)
def test_document_ends_when_its_object_closes(environ, end):
    with reader(environ) as child:
        child.stdin.write('{"cwd": "/a"}' + end)
        child.stdin.flush()
        assert child.stdout.readline() == "['cwd']\n"  # stdin is still open


def test_a_document_that_never_ends_is_given_up(environ):
    with reader(environ) as child:
        started = time.monotonic()
        child.stdin.write('{"cwd": ')
        child.stdin.flush()
        assert child.stdout.readline() == "[]\n"
        assert time.monotonic() - started < 10


def test_ten_megabytes_are_given_up(environ):
    with reader(environ) as child:
        try:
            child.stdin.write('{"a": "' + "x" * 10_000_000 + '"}')
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.stdout.readline() == "[]\n"


ARNS = {
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234efgh": "abcd1234efgh",
    "arn:aws-cn:bedrock:cn-north-1:123456789012:inference-profile/us.claude:0": "us.claude:0",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1": "anthropic.claude-v2:1",
    "Custom (arn:aws:bedrock:us-east-1:123456789012:x/abcd)": "Custom (abcd)",
    "arn:aws:bedrock:us-east-1:123456789012": "",
    "learn:ed/model": "learn:ed/model",
}


@pytest.mark.parametrize(("name", "shown"), ARNS.items())
def test_arn_shows_its_name_not_the_account(name, shown):
    assert session_document.fields({"model": {"display_name": name}})["model"] == shown
