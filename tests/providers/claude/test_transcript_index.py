import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.limits.model import Login
from statusline.providers.claude import transcript_index
from statusline.state import append_reader
from support import trials
from support.machine import python_path
from support.transcript_files import owner, prompt, response

NOW = 1_795_300_000
DAY = 86_400
FIXTURE = Path(__file__).parents[2] / "fixtures/claude/transcript-2.1.329-trimmed.jsonl"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "projects"
    (folder / "-home-dev").mkdir(parents=True)
    return folder


@pytest.fixture
def index(tmp_path):
    with transcript_index.opened(str(tmp_path / "cache")) as found:
        yield found


def write(root, name, *lines, changed_at=NOW, mode="wb"):
    path = root / "-home-dev" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open(mode) as file:
        file.writelines(lines)
    os.utime(path, (changed_at, changed_at))
    return path


def never(read):
    return False


def advance(index, root, tired=never, now=NOW):
    return index.advance(str(root), now, tired)


def burnt(index, root, **more):
    return [(NOW - at, tokens) for at, tokens in index.burnt(str(root), 0, **more)]


def test_a_real_transcript(index, root):
    shutil.copy(FIXTURE, root / "-home-dev")
    advance(index, root, now=1_795_236_000)
    assert index.burnt(str(root), 0) == [
        (1_795_235_385, 7198.25),  # 12 + 5 x 57 + 1.25 x 4321 + 0.1 x 15000
        (1_795_235_711, 7198.25),
        (1_795_235_743, 7198.25),
        (1_795_235_748, 7198.25),
    ]


LINES = {
    "each kind by its weight": ([response(1, NOW, (100, 10, 8, 1000))], 260.0),
    "several lines of one response": ([response(1, NOW), response(1, NOW), response(1, NOW)], 35.0),
    "lines of one response that grows": ([response(1, NOW, (10, 1, 0, 0)), response(1, NOW)], 35.0),
    "two responses of one message": ([response(1, NOW), response(1, NOW, requestId="req_2")], 70.0),
    "no request id": ([response(1, NOW, requestId=None), response(1, NOW, requestId=None)], 35.0),
    "a sub-agent": ([response(1, NOW, sidechain=True)], 35.0),
    "the client's own words": ([response(1, NOW, model="<synthetic>")], None),
    "another kind of line": ([response(1, NOW, type="progress")], None),
    "no time": ([response(1, NOW, timestamp=None)], None),
    "nonsense for a time": ([response(1, NOW, timestamp="yesterday")], None),
    "nothing burnt": ([response(1, NOW, (0, 0, 0, 0))], None),
    "null for a kind": ([response(1, NOW, (10, 5, None, None))], 35.0),
    "nonsense for a kind": ([response(1, NOW, (10, 5, -7, "many"))], 35.0),
    "an epoch for a kind": ([response(1, NOW, (10, 5, NOW * 1000, 0))], 35.0),
    "no usage": ([response(1, NOW, message={"id": "m", "role": "assistant", "usage": None})], None),
    "a list for a message": ([response(1, NOW, message=["usage"])], None),
    "not JSON": ([b'{"type":"assistant","usage":\n'], None),
    "deeper than JSON goes": ([b'"assistant" "usage"' + b"[" * 100_000 + b"\n"], None),
    "not UTF-8": ([b'\xff\xfe"assistant""usage"\n'], None),
    "a long line": ([response(1, NOW, text="x" * 300_000)], 35.0),
    "a longer line than there are": ([response(1, NOW, text="x" * append_reader.LONGEST_LINE), response(2, NOW)], 35.0),
    "a line that is still being written": ([response(2, NOW), response(1, NOW)[:-1]], 35.0),
    "older than eight days": ([response(1, NOW - 8 * DAY - 1)], None),
    "eight days old": ([response(1, NOW - 8 * DAY)], 35.0),
}


@pytest.mark.parametrize(("lines", "tokens"), LINES.values(), ids=LINES)
def test_what_lines_say(index, root, lines, tokens):
    write(root, "a.jsonl", *lines)
    advance(index, root)
    assert [found for _, found in burnt(index, root)] == ([] if tokens is None else [tokens])


def test_only_claudes_own_models_count(index, root):
    write(root, "a.jsonl", trials.text("transcript-foreign-models.jsonl", NOW).encode())
    advance(index, root)
    assert burnt(index, root) == [(600, 100_000)]  # of 950,000: GLM, Bedrock, Vertex and a local model are not


def test_response_counts_once_in_many_files(index, root):
    write(root, "a.jsonl", response(1, NOW - 60), response(2, NOW - 30))
    write(root, "resumed.jsonl", response(1, NOW - 60), response(2, NOW - 30), response(3, NOW))
    advance(index, root)
    write(root, "resumed again.jsonl", response(1, NOW - 60))
    advance(index, root)
    assert burnt(index, root) == [(60, 35), (30, 35), (0, 35)]


def test_sub_agent_files_are_read(index, root):
    write(root, "session/subagents/agent-1.jsonl", response(1, NOW))
    write(root, "notes.json", response(2, NOW))
    os.mkfifo(root / "pipe.jsonl")
    os.symlink(root, root / "-home-dev" / "loop")
    os.symlink(root / "nowhere", root / "gone.jsonl")
    advance(index, root)
    assert burnt(index, root) == [(0, 35)]


def test_no_transcripts_at_all(index, tmp_path):
    assert advance(index, tmp_path / "projects") == (0, NOW - 8 * DAY)
    assert burnt(index, tmp_path / "projects") == []


def test_pass_reads_only_what_was_appended(index, root):
    first, second = response(1, NOW - 60), response(2, NOW)
    path = write(root, "a.jsonl", prompt(10_000_000), first)
    assert advance(index, root).read == path.stat().st_size
    assert advance(index, root).read == 0

    write(root, "a.jsonl", second, b'{"half', mode="ab")
    before = bytes_read()
    assert advance(index, root).read == len(second) + len(b'{"half')
    assert bytes_read() - before < 1_000_000
    write(root, "a.jsonl", b' a line": 1}\n', mode="ab")
    assert advance(index, root).read == len(b'{"half a line": 1}\n')
    assert burnt(index, root) == [(60, 35), (0, 35)]


def bytes_read():
    """Return how many bytes this process has read by system calls; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/io").read_text().split()[1])
    except OSError:
        return 0


def test_an_old_file_is_not_read_until_it_changes(index, root):
    write(root, "a.jsonl", response(1, NOW - DAY), changed_at=NOW - 8 * DAY - 1)
    assert advance(index, root).read == 0
    path = write(root, "a.jsonl", response(2, NOW), mode="ab")
    assert advance(index, root).read == path.stat().st_size


def test_cut_file_is_read_again(index, root):
    write(root, "a.jsonl", response(1, NOW - 60), prompt(1000))
    advance(index, root)
    write(root, "a.jsonl", response(2, NOW))
    advance(index, root)
    assert burnt(index, root) == [(60, 35), (0, 35)]


def test_longer_replacement_is_read_again(index, root):
    write(root, "a.jsonl", response(1, NOW - 60))
    advance(index, root)
    new = write(root, "new", response(2, NOW), prompt(1000))
    new.replace(root / "-home-dev" / "a.jsonl")
    assert advance(index, root).read == (root / "-home-dev" / "a.jsonl").stat().st_size
    assert burnt(index, root) == [(60, 35), (0, 35)]


def test_file_rewritten_in_place_is_read_again(index, root):
    path = write(root, "a.jsonl", response(1, NOW - 60))
    advance(index, root)
    with path.open("r+b") as file:
        file.writelines([response(2, NOW, text="longer than the first"), prompt(1000)])
    advance(index, root)
    assert burnt(index, root) == [(60, 35), (0, 35)]


def test_growing_huge_line_is_skipped(index, root):
    part = b"x" * append_reader.LONGEST_LINE
    write(root, "a.jsonl", part, b"one")
    assert advance(index, root).read == len(part) + len(b"one")
    write(root, "a.jsonl", part, b"two", mode="ab")
    assert advance(index, root).read == len(part) + len(b"onetwo")
    write(root, "a.jsonl", b"the end\n", response(2, NOW), mode="ab")
    advance(index, root)
    assert burnt(index, root) == [(0, 35)]


def test_returning_file_counts_once(index, root):
    path = write(root, "a.jsonl", response(1, NOW))
    advance(index, root)
    data = path.read_bytes()
    path.unlink()
    advance(index, root)
    assert burnt(index, root) == [(0, 35)]
    write(root, "a.jsonl", data)
    assert advance(index, root).read == len(data)
    assert burnt(index, root) == [(0, 35)]


def test_tired_pass_goes_on_next_time(index, root):
    one = response(1, NOW)
    write(root, "new.jsonl", one, changed_at=NOW)
    write(root, "old.jsonl", response(2, NOW - 700), response(3, NOW - 600), changed_at=NOW - 600)
    write(root, "older.jsonl", response(4, NOW - 900), changed_at=NOW - 900)

    passes = [advance(index, root, lambda read: read >= len(one)) for _ in range(5)]

    assert [progress.known_from - NOW for progress in passes] == [1, -599, -599, -899, -8 * DAY]
    assert burnt(index, root) == [(900, 35), (700, 35), (600, 35), (0, 35)]


def test_tired_from_the_start_knows_nothing(index, root):
    write(root, "a.jsonl", response(1, NOW - 5), changed_at=NOW - 5)
    assert advance(index, root, lambda _: True) == (0, NOW - 4)


def test_two_config_folders_are_kept_apart(index, root, tmp_path):
    other = tmp_path / "other"
    write(root, "a.jsonl", response(1, NOW))
    write(other, "a.jsonl", response(2, NOW - 60))
    advance(index, root)
    advance(index, other)
    assert (burnt(index, root), burnt(index, other)) == ([(0, 35)], [(60, 35)])


def test_other_organisation_is_left_out(index, root):
    path = write(root, "a.jsonl", response(1, NOW - 40), owner("mine"), response(2, NOW - 30))
    advance(index, root)
    write(root, "a.jsonl", response(3, NOW - 20), owner("other"), response(4, NOW - 10), mode="ab")
    advance(index, root)
    assert burnt(index, root, login=Login("claude", "k", "w", organization="mine")) == [(40, 35), (30, 35), (20, 35)]
    other = Login("claude", "k", "w", organization="other", user="a")
    assert burnt(index, root, login=other) == [(40, 35), (10, 35)]
    assert burnt(index, root, login=replace(other, user="b")) == [(40, 35)]
    assert burnt(index, root) == [(40, 35), (30, 35), (20, 35), (10, 35)]
    assert b"mine" not in b"".join(file.read_bytes() for file in (path.parents[2] / "cache").iterdir())


def test_burnt_before_eight_days_is_forgotten(index, root):
    write(root, "a.jsonl", response(1, NOW - DAY), response(2, NOW))
    advance(index, root)
    advance(index, root, now=NOW + 7 * DAY + 1)
    assert burnt(index, root) == [(0, 35)]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5), st.integers(0, 200)), min_size=1, max_size=30),
    st.lists(st.integers(1, 2000), min_size=1, max_size=8),
    st.integers(1, 3000),
)
def test_any_arrival_counts_each_once(tmp_path_factory, said, pieces, budget):
    """Lines of few responses, written in pieces that end anywhere, read by passes that are soon tired."""
    folder = tmp_path_factory.mktemp("work")
    path, data = folder / "a.jsonl", b"".join(response(n, NOW - n, (n, out, 0, 0), text="é" * t) for n, out, t in said)
    with transcript_index.opened(str(folder / "cache")) as index:
        while data:
            piece = pieces[len(data) % len(pieces)]
            with path.open("ab") as file:
                file.write(data[:piece])
            data = data[piece:]
            os.utime(path, (NOW, NOW))
            advance(index, folder, lambda read: read >= budget)
        while advance(index, folder, lambda read: read >= budget).read:
            pass
        expected = {n: n + 5 * max(o for m, o, _ in said if m == n) for n, _, _ in said}
        assert dict(burnt(index, folder)) == expected


READER = """
import json, resource, sys, time
from statusline.providers.claude import transcript_index
root, cache, now = sys.argv[1], sys.argv[2], int(sys.argv[3])
with transcript_index.opened(cache) as index:
    progress = index.advance(root, now, lambda read: False)
    tokens = sum(tokens for _, tokens in index.burnt(root, 0))
if sys.platform == "linux":  # whose ru_maxrss begins with that of the process that started this one
    peak = int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps([progress.read, tokens, peak]))
"""


def many_lines(path, megabytes):
    """Write responses between prompts of 1 to 100 KB; return the number of responses."""
    fillers = [prompt(1000), prompt(100_000), prompt(5000), prompt(20_000)]
    number = 0
    with path.open("wb") as file:
        while file.tell() < megabytes << 20:
            for filler in fillers:
                number += 1
                file.write(response(number, NOW - number % 600_000, text="x" * 2000))
                file.write(filler)
        file.write(b"x" * (20 << 20) + b"\n")
    os.utime(path, (NOW, NOW))
    return number


@pytest.mark.parametrize("megabytes", [120, pytest.param(1024, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_first_pass_within_sixty_megabytes(root, tmp_path, megabytes):
    path = root / "a.jsonl"
    number = many_lines(path, megabytes)
    child = subprocess.run(
        [sys.executable, "-c", READER, str(root), str(tmp_path / "cache"), str(NOW)],
        capture_output=True,
        env={**os.environ, **python_path()},
        timeout=300,
        check=True,
    )
    read, tokens, peak = json.loads(child.stdout)
    assert read == path.stat().st_size
    assert tokens == number * 35
    assert peak < 60 * 1024, "kilobytes"
    path.unlink()
