"""Talking to real child processes, most of which do not behave."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from statusline.errors import BadDocument, SourceError, Unreachable
from statusline.providers import client_process
from support.fake_clients import SHELL, group, install, left

SECONDS = 20  # of which two are for the end
SHORT = 3
NOBODY = {"PATH": os.defpath}


def is_answer(message):
    return message.get("id") == 1


def ask(command, environ=NOBODY, folder="/", seconds=SECONDS, question=(1,)):
    with client_process.opened(list(command), environ, folder, seconds) as dialogue:
        dialogue.say(*question)
        return dialogue.listen(is_answer)


def test_answer_is_found_among_other_lines(tmp_path):
    body = 'sys.stdin.readline(); say("", "no json", "[1]", {"id": 2}, "{" + "x" * 200_000, {"id": 1, "said": "yes"})'
    assert ask([install(tmp_path, "fake", body)]) == {"id": 1, "said": "yes"}


def test_answer_in_pieces_longer_than_a_pipe(tmp_path):
    body = """
text = json.dumps({"id": 1, "long": "ä" * 300_000}, ensure_ascii=False).encode() + b"\\n"
for at in range(0, len(text), 70_001):
    os.write(1, text[at:at + 70_001]); time.sleep(0.005)
"""
    assert ask([install(tmp_path, "fake", body)])["long"] == "ä" * 300_000


def test_lines_of_json_arrive_stdin_closes(tmp_path):
    fake = install(tmp_path, "fake", 'say({"id": 1, "heard": sys.stdin.read()})')
    with client_process.opened([fake], NOBODY, "/", SECONDS) as dialogue:
        dialogue.say({"a": "ü"})
        dialogue.say([2], None)
        dialogue.hang_up()
        assert dialogue.listen(is_answer)["heard"] == '{"a": "\\u00fc"}\n[2]\nnull\n'


IGNORES_TERM = "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
FORKS = "child = os.fork()\nif child == 0:\n    time.sleep(60)\n"

MISBEHAVIOURS = {
    "never answers": ("time.sleep(60)", Unreachable, "gave no answer in time"),
    "ignores TERM": (IGNORES_TERM + "time.sleep(60)", Unreachable, "gave no answer in time"),
    "answers something else": ('say({"id": 2}, {"id": None}, {})\ntime.sleep(60)', Unreachable, "no answer in time"),
    "floods with lines": ('while True: os.write(1, (b"y" * 999 + b"\\n") * 60)', BadDocument, "a lot and no answer"),
    "floods with one line": ('while True: os.write(1, b"{" * 60_000)', BadDocument, "a lot and no answer"),
    "floods and ignores TERM": (
        IGNORES_TERM + 'while True: say({"id": "x" * 999})',
        BadDocument,
        "a lot and no answer",
    ),
    "drips for ever": ('while True: os.write(1, b"."); time.sleep(0.02)', Unreachable, "gave no answer in time"),
    "ends at once": ("", Unreachable, "ended without an answer"),
    "fails": ("raise SystemExit(3)", Unreachable, "ended without an answer"),
    "dies": ("os.kill(os.getpid(), signal.SIGKILL)", Unreachable, "ended without an answer"),
    "prints garbage and ends": ('os.write(1, b"\\xff\\x00{\\n}{\\n{1}\\n{\\"id\\"")', Unreachable, "without an answer"),
    "cuts its answer short": ('os.write(1, b"{\\"id\\": 1}")', Unreachable, "ended without an answer"),
    "nests beyond reason": ('say("{\\"id\\":" * 100_000)', Unreachable, "ended without an answer"),
    "closes its stdout and lives on": ("os.close(1)\ntime.sleep(60)", Unreachable, "ended without an answer"),
    "closes its stdin and lives on": (
        "sys.stdin.readline()\nos.close(0)\ntime.sleep(60)",
        Unreachable,
        "gave no answer in time",
    ),
    "leaves a grandchild with the pipe": (FORKS + "os._exit(0)", Unreachable, "gave no answer in time"),
    "leaves a stubborn grandchild": (IGNORES_TERM + FORKS + "os._exit(0)", Unreachable, "gave no answer in time"),
    "stops itself": ("os.kill(os.getpid(), signal.SIGSTOP)", Unreachable, "gave no answer in time"),
}


@pytest.fixture(scope="module")
def misbehaved(tmp_path_factory):
    """Ask all that misbehave at once, since most of them let the time run out; return name -> how each came out."""
    before = open_descriptors()
    with ThreadPoolExecutor(6) as pool:
        folders = (tmp_path_factory.mktemp("misbehaviour") for _ in MISBEHAVIOURS)
        outcomes = dict(zip(MISBEHAVIOURS, pool.map(misbehave, folders, MISBEHAVIOURS.values()), strict=True))
    assert open_descriptors() == before
    return outcomes


class Outcome(NamedTuple):
    """How a question ended: the error, after how many seconds of those it may take, and what is left of the child."""

    error: Exception | None
    took: float
    seconds: int
    left: list[int]


def misbehave(folder, case):
    body, _, sentence = case
    fake = install(folder, "fake", body)
    error, seconds = None, SHORT if "in time" in sentence else SECONDS
    while not (folder / "group").exists():  # on a busy machine the time may be over before the child has begun
        started = time.monotonic()
        try:
            ask([fake], seconds=seconds)
        except SourceError as raised:
            error = raised
        took = time.monotonic() - started
    return Outcome(error, took, seconds, left(group(folder)))


@pytest.mark.parametrize(("name", "error", "sentence"), [(name, *case[1:]) for name, case in MISBEHAVIOURS.items()])
def test_a_misbehaving_child_is_one_error_in_time(misbehaved, name, error, sentence):
    outcome = misbehaved[name]
    assert isinstance(outcome.error, error)
    assert sentence in outcome.error.message
    assert "`fake`" in outcome.error.message
    assert outcome.error.remedy
    assert outcome.took < outcome.seconds + 1
    assert outcome.left == []


ENDINGS = {
    "a child that ends when its stdin does": "sys.stdin.read()",
    "a child that waits for TERM": "time.sleep(60)",
    "a child that goes on talking": IGNORES_TERM + 'while True: say("x" * 9999)',
    "a grandchild": FORKS + "sys.stdin.read()",
    "a stubborn grandchild": IGNORES_TERM + FORKS + "sys.stdin.read()",
}


@pytest.mark.parametrize("after", ENDINGS.values(), ids=ENDINGS)
def test_after_its_answer_nothing_is_left_of(tmp_path, after):
    fake = install(tmp_path, "fake", 'say({"id": 1})\n' + after)
    started = time.monotonic()
    assert ask([fake]) == {"id": 1}
    assert time.monotonic() - started < SECONDS / 2
    assert left(group(tmp_path)) == []


def test_child_may_finish_when_stdin_ends(tmp_path):
    body = 'say({"id": 1})\nsys.stdin.read()\nsay(*["x" * 1000] * 200)\ntime.sleep(0.2)\nkeep("finished", "yes")'
    ask([install(tmp_path, "fake", body)])
    assert (tmp_path / "finished").read_text() == "yes"


def test_term_comes_before_kill(tmp_path):
    body = """
def leave(*_):
    keep("said", "goodbye"); os._exit(0)
signal.signal(signal.SIGTERM, leave)
say({"id": 1})
time.sleep(60)
"""
    ask([install(tmp_path, "fake", body)])
    assert (tmp_path / "said").read_text() == "goodbye"


def test_callers_error_ends_the_child(tmp_path):
    fake = install(tmp_path, "fake", 'say({"id": 1})\nsys.stdin.read()')
    with pytest.raises(KeyError), client_process.opened([fake], NOBODY, "/", SECONDS) as dialogue:
        dialogue.listen(is_answer)["missing"]
    assert left(group(tmp_path)) == []


def children():
    """Return the ids of this process's children, zombies too; other tests of the same worker may have left some."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 2) for line in listed.splitlines())
    return {int(pid) for pid, parent, name in rows if int(parent) == os.getpid() and name != "ps"}


@pytest.mark.parametrize("runs", [150, pytest.param(1_000, marks=pytest.mark.slow)])
def test_many_runs_leave_nothing_open(tmp_path, runs):
    body = f"echo $$ >> {tmp_path}/pids\nread -r line\necho '{{\"id\": 1}}'\nsleep 60 &\n"
    fake = install(tmp_path, "fake", body, SHELL)
    before, children_before = open_descriptors(), children()
    for _ in range(runs):
        assert ask([fake]) == {"id": 1}
    groups = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(groups) == runs
    assert left(*groups) == []
    assert open_descriptors() == before
    assert children() <= children_before


def test_child_has_the_users_environment(tmp_path):
    fake = install(
        tmp_path, "fake", 'sys.stdin.readline(); say({"id": 1, "env": dict(os.environ), "folder": os.getcwd()})'
    )
    environ = {
        "HOME": str(tmp_path),
        "CLAUDE_CONFIG_DIR": "/c",
        "HTTPS_PROXY": "http://localhost:1",
        "STATUSLINE_CLAUDE_SESSION_KEY": "secret",
        "STATUSLINE_CACHE_DIR": "/x",
        "CLAUDE_CODE_MESSAGING_TOKEN": "secret",
        "CLAUDE_CODE_MESSAGING_SOCKET": "/s",
    }
    answer = ask([fake], environ, str(tmp_path))
    given = {name: value for name, value in answer["env"].items() if name in environ or value == "secret"}
    assert given == {"HOME": str(tmp_path), "CLAUDE_CONFIG_DIR": "/c", "HTTPS_PROXY": "http://localhost:1"}
    assert answer["folder"] == os.path.realpath(tmp_path)


def test_child_has_a_session_of_its_own(tmp_path):
    body = """
handlers = [int(number) for number in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(number) is signal.SIG_IGN]
sys.stdin.readline(); say({"id": 1, "session": os.getsid(0) == os.getpid(), "ignored": handlers})
"""
    assert ask([install(tmp_path, "fake", body)]) == {"id": 1, "session": True, "ignored": []}


def test_missing_folder_is_no_failure(tmp_path):
    fake = install(tmp_path, "fake", 'sys.stdin.readline(); say({"id": 1, "folder": os.getcwd()})')
    assert ask([fake], folder=str(tmp_path / "gone"))["folder"] == "/"


def test_what_cannot_be_started_is_said(tmp_path):
    (tmp_path / "fake").write_text("#!/nonexistent/interpreter\n")
    (tmp_path / "fake").chmod(0o755)
    with pytest.raises(Unreachable, match="`fake` cannot be started"):
        ask([str(tmp_path / "fake")])


def test_many_descriptors_are_no_obstacle(tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1400:
        pytest.skip("No more than a thousand descriptors are allowed here.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (1400, hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert ask([install(tmp_path, "fake", 'sys.stdin.readline(); say({"id": 1})')]) == {"id": 1}
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_descriptors():
    return sorted(os.listdir("/dev/fd"))
