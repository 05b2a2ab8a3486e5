"""Claude Code's line without an interpreter: what shell/render.sh prints is what Python does, or Python prints it."""

import copy
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.config import parse
from support import sh_renders
from support.sh_renders import written

SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "ash"]}
SCRIPT = shell_init.shipped_file("render.sh")
TEXTS = (
    *("Opus 5.5", "a,b", 'x"y', "back\\slash", "ünï", "日本", '","display_name":"Z"}', "}", "{", "", "  sp  "),
    *("\u2028", "\x1b[31m", "\x1f\x1e", "a" * 60, "it's", "$HOME `id` $(id)", "*", "/", "a@b.org"),
)
COSTS = (0, 0.004, 0.005, 0.015, 1.005, 0.125, 2.675, 99.995, 1e-7, 99_999.994, 123_456.7, 5, -1, None, "x", 10**20)


@pytest.fixture(params=SHELLS.values(), ids=SHELLS)
def shell(request, require):
    require(request.param[0])
    return request.param


@pytest.fixture
def session(tmp_path):
    return sh_renders.prepared(tmp_path, int(time.time()))


def settled(session, shell):
    """Return the session with a line that a shell fills."""
    for _ in range(2):  # what has stood for one render is settled
        session.by_sh(shell)
    assert session.line.exists()
    return session


def test_it_starts_no_program(session, shell, require, tmp_path):
    settled(session, shell)
    trace = tmp_path / "trace"
    command = [require("strace"), "-f", "-qq", "-e", "trace=execve", "-o", trace, *shell, "-c", session.command]
    done = subprocess.run(command, env=session.environ, input=session.data, capture_output=True, check=True)
    assert done.stdout == session.by_python()
    assert trace.read_text().count("execve(") == 1  # the shell that is there anyway


def mutated(chance, document):
    """Return a document that differs in one thing, or in how it is written."""
    document = copy.deepcopy(document)
    change = chance.choice(CHANGES)
    change(document, chance)
    if chance.random() < 0.1:  # in another order
        items = list(document.items())
        chance.shuffle(items)
        document = dict(items)
    data = written(document)
    spoil = chance.random()
    if spoil < 0.3:
        data = chance.choice(SPOILT)(data, chance)
    return data


def _set(*path, values):
    def change(document, chance):
        *above, last = path
        for name in above:
            document = document[name]
        document[last] = chance.choice(values)

    return change


def _lookalike(document, chance):
    other = {
        "model": {"id": "q", "display_name": "WRONG"},
        "cost": {"total_cost_usd": 77, "x": 1},
        "workspace": {"current_dir": "/wrong", "x": 1},
        "rate_limits": {"five_hour": {"used_percentage": 99, "resets_at": 1}},
        "used_percentage": 88,
    }
    document[chance.choice(("zzz", "thinking", "pr"))] = other


CHANGES = (
    lambda *_: None,
    lambda document, chance: document["cost"].update(
        total_cost_usd=round(chance.random() * 10 ** chance.randrange(5), 6)
    ),
    _set("cost", "total_cost_usd", values=COSTS),
    _set("cost", "total_duration_ms", values=(1, 10**9)),
    _set("context_window", "used_percentage", values=(0, 7, 42, 100, 101, 2.5, 50.4, None, "7", -1)),
    _set("model", "display_name", values=TEXTS),
    _set("model", "id", values=("claude-opus-5-5", "arn:aws:bedrock:x", "claude-x@20260101", "")),
    _set("workspace", "current_dir", values=("/", "", "/a/b/", "rel", *(f"/x/{text}" for text in TEXTS))),
    _set("session_name", values=TEXTS),
    _set("output_style", values=tuple({"name": text} for text in TEXTS)),
    _set("rate_limits", values=({}, None)),
    _set("rate_limits", "five_hour", "used_percentage", values=(43.699999999999996, 43, 0, 100)),
    lambda document, chance: document.pop(
        chance.choice(("model", "cost", "context_window", "rate_limits", "workspace"))
    ),
    lambda document, chance: document["rate_limits"]["five_hour"].update(
        resets_at=document["rate_limits"]["five_hour"]["resets_at"] + chance.choice((-60, 60))
    ),
    _lookalike,
)
SPOILT = (
    lambda data, _: data[:-1],
    lambda data, chance: data[: chance.randrange(1, len(data))],
    lambda data, _: data[:-1] + b"\r\n",
    lambda data, _: data + data,
    lambda data, _: b" \n" + data,
    lambda data, _: b"\xef\xbb\xbf" + data,
    lambda data, _: data.replace(b":", b": ").replace(b",", b", "),
    lambda data, _: data.replace(b",", b",\n"),
    lambda data, _: data[:40] + b"\xff" + data[40:],
    lambda data, _: data[:-2] + b',"x":"' + b"y" * 30_000 + b'"}\n',
    lambda *_: b"",
)


def differences(session, shell, seed, count):
    """Return the documents for which the shell prints something else than Python, and how many it printed itself."""
    settled(session, shell)
    chance = random.Random(seed)
    spool = session.folder / "spool"
    before = {path: (path.read_bytes(), path.stat().st_mtime) for path in spool.iterdir()}
    found, hits = [], session.hits

    def rendered(by, data):
        for path, (content, mtime) in before.items():
            path.write_bytes(content)
            os.utime(path, (mtime, mtime))
        return by(data)

    def both(data):
        return rendered(session.by_python, data), rendered(lambda data: session.by_sh(shell, data), data)

    for _ in range(count):
        data = mutated(chance, session.document)
        wanted, text = both(data)
        if text != wanted:  # a minute may have passed in between, by the clock of either: it has not twice
            wanted, text = both(data)
        if text != wanted:
            found.append((data, wanted, text))
    return found, session.hits - hits


def test_random_documents_equal_python(session, shell):
    found, hits = differences(session, shell, 3, 40)
    assert found == []
    assert hits > 5


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_thousand_documents_equal_python(session, shell):
    found, hits = differences(session, shell, 5, 1_000)
    assert found == []
    assert hits > 100


def _stepped(session, by):
    """Have the settled line begin and end so many seconds off."""
    text = session.line.read_text().split("\x1f")
    text[11], text[12] = str(int(text[11]) + by), str(int(text[12]) + by)
    session.line.write_text("\x1f".join(text))
    os.utime(session.line, (int(text[12]), int(text[12])))


FAULTS = {
    "past its end": lambda session: os.utime(session.line, (time.time() - 1, time.time() - 1)),
    "not begun yet": lambda session: _stepped(session, 3_600),
    "over by its own clock": lambda session: (_stepped(session, -8_000), os.utime(session.line, (9**10, 9**10))),
    "a clock set back": lambda session: os.utime(session.folder / "claude.prompt", (9**10, 9**10)),
    "another boot": lambda session: _rewritten(session, lambda text: text.replace("\n2\x1f", "\n2\x1f9", 1)),
    "cut short": lambda session: _rewritten(session, lambda text: text[:-3]),
    "only a header": lambda session: _rewritten(session, lambda text: text[: text.index("\n") + 1]),
    "rubbish": lambda session: _rewritten(session, lambda _: "\x1f" * 40 + "\n"),
    "code for a number": lambda session: _rewritten(session, lambda text: text.replace("\x1et1", "\x1eta[$(>x)]1")),
    "empty": lambda session: _rewritten(session, lambda _: ""),
    "a folder": lambda session: (session.line.unlink(), session.line.mkdir()),
    "a link": lambda session: (
        session.line.rename(session.folder / "elsewhere") and session.line.symlink_to(session.folder / "elsewhere")
    ),
    "another prompt file": lambda session: _touched(
        session.folder / "claude.prompt", "statusline 1", "statusline 1\x1f7"
    ),
    "an edited config": lambda session: _new(session.folder.parents[3] / ".config/statusline/config.toml"),
    "an older config": lambda session: os.utime(
        _new(session.folder.parents[3] / ".config/statusline/config.toml"), (9, 9)
    ),
}
ELSEWHERE = {
    "another login": {"CLAUDE_CONFIG_DIR": "/elsewhere"},
    "a token": {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-TEST"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": ""},
    "another config": {"STATUSLINE_CONFIG": "/elsewhere.toml"},
    "another cloud": {"CLAUDE_CODE_USE_BEDROCK": "1"},
    "another server": {"ANTHROPIC_BASE_URL": "https://proxy.test"},
    "no colours": {"NO_COLOR": "1"},
    "another width": {"COLUMNS": "60"},
    "another zone": {"TZ": "Asia/Tokyo"},
    "another session": {"CLAUDE_CODE_SESSION_ID": "11111111-2222-3333-4444-555555555555"},
    "no session": {"CLAUDE_CODE_SESSION_ID": None},
}


def _rewritten(session, change):
    mtime = session.line.stat().st_mtime
    session.line.write_text(change(session.line.read_text()))
    os.utime(session.line, (mtime, mtime))


def _touched(path, old, new):
    mtime = path.stat().st_mtime
    path.write_text(path.read_text().replace(old, new, 1))
    os.utime(path, (mtime, mtime))


def _new(path):
    path.parent.mkdir(parents=True)
    path.touch()
    return path


@pytest.mark.parametrize("name", FAULTS)
def test_python_renders_what_is_not_sure(session, shell, name):
    settled(session, shell)
    hits = session.hits
    FAULTS[name](session)
    assert session.by_sh(shell) == session.by_python()
    asks_nobody = name == "another boot" and shell != ["dash"]  # the others have a clock of their own
    assert session.hits == hits + asks_nobody
    assert not (session.folder / "x").exists()


@pytest.mark.parametrize("environ", ELSEWHERE.values(), ids=ELSEWHERE)
def test_python_renders_for_others(session, shell, environ):
    settled(session, shell)
    hits = session.hits
    assert session.by_sh(shell, **environ) == session.by_python(**environ)
    assert session.hits == hits


def test_the_same_text_in_another_place_is_not_it(session, shell):
    own = {name: session.document[name] for name in ("model", "workspace")}
    other = {"model": {"id": "q", "display_name": "Q"}, "workspace": {**own["workspace"], "current_dir": "/q"}}
    both = [
        written({**session.document, **a, "thinking": {"enabled": True, **b}}) for a, b in ((own, other), (other, own))
    ]
    for _ in range(3):
        session.by_sh(shell, both[0])
    assert session.hits == 1
    assert session.by_sh(shell, both[1]) == session.by_python(both[1])
    assert session.hits == 1


def test_a_later_program_renders_itself(session, shell, tmp_path):
    settled(session, shell)
    package = shutil.copytree(Path(sh_renders.FAST).parent, tmp_path / "later/statusline")
    later = session.command.replace(sh_renders.FAST, str(package / "fast.py"))
    os.utime(package / "fast.py")
    hits = session.hits
    subprocess.run([*shell, "-c", later], env=session.environ, input=session.data, capture_output=True, check=True)
    assert session.hits == hits


def test_document_without_its_newline_settles_nothing(session, shell):
    for _ in range(3):
        session.by_sh(shell, session.data[:-1])
    assert not session.line.exists()


def test_a_document_that_never_ends_settles_nothing(session, shell):
    for _ in range(2):
        command = [*shell, "-c", session.command]
        with subprocess.Popen(command, env=session.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as render:
            os.write(render.stdin.fileno(), session.data)
            assert render.stdout.read() == session.by_python()
    assert not session.line.exists()


@pytest.mark.parametrize("more", ["$branch", "$session", "$lines", "$context_gauge", r"\n$dir"])
def test_a_line_with_more_is_not_settled(session, more):
    config = parse(f'[claude_line]\nformat = "$accounts $model {more}"\n', "config")
    sh_renders.compiled(session, config)
    named = session.data.replace(b'{"session_id"', b'{"session_name":"a","session_id"')
    for _ in range(3):
        session.by_sh(["sh"], named)
    assert not session.line.exists()


def test_a_long_document_settles_nothing(session, shell):
    long = session.data.replace(b'"added_dirs":[]', b'"added_dirs":["%s"]' % (b"x" * 2_000))
    for _ in range(3):
        session.by_sh(shell, long)
    assert not session.line.exists()


def test_a_number_that_moves_settles_nothing(session, shell):
    settled(session, shell)
    session.by_sh(shell, session.data.replace(b'"used_percentage":42.4', b'"used_percentage":43'))
    assert not session.line.exists()


@pytest.mark.parametrize("linter", [["shellcheck"], ["shfmt", "-i", "2", "-ci", "-d"]], ids=["shellcheck", "shfmt"])
def test_the_linters_find_nothing(require, linter):
    done = subprocess.run([require(linter[0]), *linter[1:], SCRIPT], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "")
