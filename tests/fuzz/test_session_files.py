"""Rollouts of Codex CLI and transcripts of Claude Code: damaged lines, huge ones, packed files cut short."""

import gzip
import json
import os
import shutil
import tracemalloc
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import strategies as st

from statusline.config import Config
from statusline.config.providers import CODEX
from statusline.index import queries, update
from statusline.providers import http
from statusline.providers.base import Context
from statusline.providers.claude import transcript_line
from statusline.providers.claude import transcripts as claude_transcripts
from statusline.providers.claude.login import claude_login
from statusline.providers.codex import rollouts
from statusline.providers.codex.login import codex_login
from statusline.state import append_reader, tail, token_index
from statusline.state.environment import find_environment
from support import pipeline
from support.credential_files import put
from support.mutation import encoded, misshapen, mutated
from support.prompt_files import NOW
from support.transcript_files import owner, prompt, response
from support.vendor_documents import FIXTURES

WRITTEN = datetime.fromtimestamp(NOW - 60, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
WINDOW = {"used_percent": 12.5, "window_minutes": 300, "resets_at": NOW + 9_000}
LIMITS = {"limit_id": "codex", "primary": WINDOW, "secondary": {**WINDOW, "window_minutes": 10_080}}
TOLD = {
    "timestamp": WRITTEN,
    "type": "event_msg",
    "payload": {"type": "token_count", "info": None, "rate_limits": {**LIMITS, "plan_type": "pro"}},
}
META = {"timestamp": WRITTEN, "type": "session_meta", "payload": {"id": "x", "forked_from_id": None}}
ROLLOUT = b"\n".join(map(encoded, [META, TOLD, TOLD])) + b"\n"
REAL = [path.read_bytes() for path in sorted((FIXTURES / "codex").glob("rollout-*.jsonl"))]
TRANSCRIPT = owner("org") + response(1, NOW - 90) + prompt(200) + response(2, NOW - 30, (0, 7, 1, 2))
LINES = [json.loads(line) for line in TRANSCRIPT.splitlines()]
WORDS = [b"\n", b"\0" * 9, b"\r\n", b'"rate_limits"', b'"assistant"', b"1e400", b'"\\ud800"', b"[" * 3_000]
MEGABYTE = 1 << 20
MEMORY = 40 * MEGABYTE


@pytest.fixture
def codex(home):
    put(home / ".codex/auth.json", (FIXTURES / "codex/auth.json").read_bytes())
    folder = home / ".codex/sessions/2027/01/15"
    folder.mkdir(parents=True)
    return folder


def context(home):
    return Context({"HOME": str(home)}, NOW, Config(), http.Client("statusline/test"))


@pytest.fixture
def fetch(home, codex):
    """Return a function that asks the source about a session file with data in it."""
    login = codex_login({"HOME": str(home)})

    def run(data, name="rollout-2027-01-15T07-00-00-x.jsonl"):
        for old in codex.iterdir():
            old.unlink()
        (codex / name).write_bytes(data)
        return rollouts.fetch(context(home), login)

    return run


def test_whole_rollout_is_read(fetch):
    assert {one.window: one.used_percentage for one in fetch(ROLLOUT).samples} == {"five_hour": 12.5, "seven_day": 12.5}


def test_damaged_rollout_breaks_nothing(fuzz, fetch):
    def holds(data, packed):
        name = "rollout-2027-01-15T07-00-00-x.jsonl" + (".zst" if packed else "")
        usage = fetch(zstandard.compress(data) if packed else data, name)
        assert all(0 <= sample.used_percentage <= 100 for sample in usage.samples)

    lines = st.lists(misshapen(META, TOLD).map(encoded), max_size=4).map(b"\n".join)
    fuzz(holds, mutated(ROLLOUT, *REAL, words=WORDS) | lines, st.booleans())


def test_what_a_damaged_rollout_says_can_be_shown(fuzz, fetch):
    def holds(told):
        pipeline.assert_shown(pipeline.of_usage(fetch(encoded(told) + b"\n"), CODEX))

    fuzz(holds, misshapen(TOLD), weight=6)


def test_damaged_packed_rollout(fuzz, fetch):
    def holds(data):
        assert len(fetch(data, "rollout-2027-01-15T07-00-00-x.jsonl.zst").samples) <= 2

    fuzz(holds, mutated(zstandard.compress(ROLLOUT), gzip.compress(ROLLOUT), zstandard.compress(b"") * 3))


HUGE = {
    "one line of eight megabytes": b'{"a": "' + b"x" * (8 * MEGABYTE) + b'"}\n',
    "a megabyte of empty lines": b"\n" * MEGABYTE,
    "eight megabytes of nothing": b"\0" * (8 * MEGABYTE),
    "deep lines": (b'{"token_count" "rate_limits": ' + b"[" * 100_000 + b"\n") * 100,
}


@pytest.mark.parametrize("data", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("name", ["rollout-x.jsonl", "rollout-x.jsonl.zst"])
def test_huge_files_are_read_in_little_memory(fetch, data, name):
    content = zstandard.compress(data) if name.endswith(".zst") else data
    tracemalloc.start()
    try:
        assert fetch(content, name).samples == ()
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_a_packed_bomb_is_given_up(fetch):
    bomb = zstandard.compress(b"\n" * (300 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    assert fetch(bomb, "rollout-x.jsonl.zst").samples == ()


def test_lines_from_the_end_equal_the_start(fuzz, tmp_path):
    path = tmp_path / "some.jsonl"

    def holds(data):
        path.write_bytes(data)
        assert list(tail.lines(str(path))) == data.split(b"\n")[::-1]
        assert tail.first_line(str(path)) == data.split(b"\n")[0]

    fuzz(holds, mutated(ROLLOUT, b"\n" * 70_000, b"x" * 70_000, words=[b"\n", b"y" * 66_000]).filter(bool))


# Transcripts


@pytest.fixture
def projects(home):
    put(home / ".claude/.credentials.json", (FIXTURES / "claude/credentials.json").read_bytes())
    folder = home / ".claude/projects/-home-dev"
    folder.mkdir(parents=True)
    return folder


def test_transcript_line_has_an_owner_or_none(fuzz):
    def holds(line):
        owner = transcript_line.owner(line)
        assert owner is None or set(owner.stored) <= set("0123456789abcdef.")

    fuzz(holds, mutated(*TRANSCRIPT.splitlines(), words=WORDS) | misshapen(*LINES).map(encoded))


def index(environ):
    """Read the transcripts as a refresh does; return the calls that are known."""
    environment = find_environment(environ)
    update.a_part(environment, Config(), NOW)
    with token_index.reading(environment.state) as database:
        return list(queries.calls(database.connection))


def test_damaged_transcript_is_indexed(fuzz, projects, environ):
    path = projects / "session.jsonl"
    login = claude_login(environ)

    def holds(data, more):
        path.write_bytes(data)
        index(environ)
        with path.open("ab") as file:
            file.write(more)
        assert all(min(call.tokens) >= 0 for call in index(environ))
        assert len(claude_transcripts.fetch(context(environ["HOME"]), login).samples) <= 2

    damaged = mutated(TRANSCRIPT, words=WORDS)
    fuzz(holds, damaged, damaged | st.just(b""), weight=3)


ODD_NAMES = [b"\xff\xfe.jsonl", b"a\nb.jsonl", b"$(touch x).jsonl", b"\xe4\xb8\x96.jsonl", b" .jsonl"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_oddly_named_transcript_is_read(any_names, projects, environ, name):
    path = bytes(projects) + b"/" + name
    with open(path, "wb") as file:
        file.write(TRANSCRIPT)
    os.utime(path, (NOW, NOW))
    assert len(index(environ)) == 2


def test_a_file_number_of_64_bits_can_be_kept():
    state = os.stat_result((0o100600, 2**64 - 1, 0, 1, 0, 0, 0, 0, 0, 0))
    assert append_reader.inode(state) == 2**63 - 1
    assert append_reader.inode(os.stat(__file__)) == os.stat(__file__).st_ino


def test_odd_folders_are_passed_by(projects, environ):
    (projects / "loop").symlink_to(projects)
    (projects / "zero.jsonl").symlink_to("/dev/zero")
    (projects / "nowhere.jsonl").symlink_to("/nowhere")
    (projects / "folder.jsonl").mkdir()
    projects.joinpath(*["d"] * 40).mkdir(parents=True)
    shutil.copy(FIXTURES / "claude/transcript-2.1.329-trimmed.jsonl", projects)
    assert len(index(environ)) == 4
    assert claude_transcripts.fetch(context(environ["HOME"]), claude_login(environ)).samples == ()


def test_growing_file_is_read_once(fuzz, tmp_path):
    path = tmp_path / "some.jsonl"

    def holds(chunks):
        path.write_bytes(b"")
        cursor, found = None, []
        for chunk in chunks:
            with path.open("ab") as file:
                file.write(chunk)
            for line, length, after in append_reader.lines(str(path), cursor):
                found.append(line)
                assert length >= len(line)
                cursor = after
        assert b"".join(found) == b"".join(chunks).rpartition(b"\n")[0] + (b"\n" if b"\n" in b"".join(chunks) else b"")

    fuzz(holds, st.lists(st.binary(max_size=30) | st.sampled_from([b"\n", b"a\nb", b"x"]), max_size=8))
