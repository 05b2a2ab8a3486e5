"""A render never takes more than a quarter of a second of its own, whatever it is fed.

Counted are CPU seconds of the process, not time on the wall, which includes waiting for a slow writer and for a busy
machine; and beside them those of a render of a good file, since an interpreter needs some to start. A processor that is
several times slower than ours still passes; work that grows with the square of its food does not.
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.hot import paths, prompt_file
from statusline.hot.prompt_file import MARK, UNIT
from support import prompt_files

FAST = str(Path(package.__file__).parent / "fast.py")
ALLOWED = 0.25  # CPU seconds
SLACK = 2.0  # for processors that are slower than those that this was written on
MEMORY = 120 << 20  # resident bytes
MOST = prompt_file.SIZE_LIMIT - 1_000
EMPTY = b"{}"


@pytest.fixture
def environ(environ):
    """Return an environment with fresh prompt files, in which a render starts nothing."""
    now = int(time.time())
    accounts, formats = (prompt_files.claude(), prompt_files.codex()), prompt_files.OF_CLAUDE
    prompt_files.write(environ, *accounts, now=now, refresh_after=now + 3_600, formats=formats)
    return {**environ, "STATUSLINE_NO_REFRESH": "1", "COLUMNS": "160"}


# A process that is small itself: what Linux calls a child's largest size begins with that of whoever started it.
MEASURE = """
import os, sys
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
"""


def cost(environ, format_, document=EMPTY, *arguments):
    """Return the CPU seconds and resident bytes of one render, which must leave with 0 and complain about nothing."""
    render = [sys.executable, "-IS", FAST, "--format", format_, *arguments]
    command = [sys.executable, "-IS", "-c", MEASURE, *render]
    done = subprocess.run(command, env=environ, input=document, capture_output=True, timeout=60, check=True)
    status, seconds, size = done.stderr.split()
    assert status == b"0"
    return float(seconds), int(size) * (1 if sys.platform == "darwin" else 1 << 10)


@pytest.fixture(scope="module")
def usual(homes):
    """Return what an interpreter costs that renders nothing to speak of, in CPU seconds."""
    environ = {"HOME": str(next(homes)), "STATUSLINE_NO_REFRESH": "1"}
    return min(cost(environ, "plain")[0] for _ in range(5))


@pytest.fixture
def is_cheap(environ, usual):
    """Return a function that tells whether a render is within what is allowed; a busy moment gets a second look."""

    def run(format_, *more, **variables):
        for _ in range(2):
            seconds, size = cost({**environ, **variables}, format_, *more)
            if seconds < usual + ALLOWED * SLACK and size < MEMORY:
                return True
        return False

    return run


def named(key, text):
    return b'{"%s": "' % key + text + b'"}'


DOCUMENTS = {
    "ten megabytes of one name": lambda: named(b"session_name", b"x" * 10_000_000),
    "as much as is read": lambda: named(b"session_name", b"\\u0007" * 690_000),
    "a long session id": lambda: named(b"session_id", b"x" * 4_000_000),
    "a long path": lambda: named(b"cwd", b"/a" * 2_000_000),
    "a long transcript": lambda: named(b"transcript_path", b"/a" * 2_000_000),
    "four megabytes of digits": lambda: b'{"cost": ' + b"9" * 4_000_000 + b"}",
    "four megabytes of a fraction": lambda: b'{"cost": 1.' + b"9" * 4_000_000 + b"}",
    "many numbers of many digits": lambda: b'{"cost": [' + b",".join([b"9" * 4_300] * 900) + b"]}",
    "many keys": lambda: b"{" + b",".join(b'"%d":0' % at for at in range(350_000)) + b"}",
    "one key many times": lambda: b"{" + b",".join([b'"cwd":"/"'] * 380_000) + b"}",
    "many lists": lambda: b'{"a": [' + b",".join([b"[]"] * 1_000_000) + b"]}",
    "deep": lambda: b'{"a":' * 600_000,
    "many closing braces": lambda: b'{"a":"' + b"}" * 4_000_000,
    "nothing but braces": lambda: b"}" * 4_000_000,
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_costs_no_more_than(is_cheap, document):
    assert is_cheap("claude", document())


WINDOW = f"{MARK}Xfive_hour,42,1800000000,1,,s,50,80,{UNIT}"


def filled(*fragments):
    """Return as many of fragments, one after the other, as a file may hold."""
    whole = UNIT.join(fragments) + UNIT
    return whole * (MOST // len(whole.encode()))


def half(first, then):
    """Return a file half full of first, which differ, and half of then."""
    found, size = [], 0
    while size < MOST // 2:
        found.append(first.format(at=len(found)))
        size += len(found[-1]) + 1
    return UNIT.join(found) + UNIT + (then + UNIT) * (MOST // 2 // (len(then) + 1))


def declared(kind, rest):
    return f"{MARK}{kind}{{at}},{rest}"


CLOCKS = {
    "times": filled(f"{MARK}t1799999999"),
    "spans": filled(f"{MARK}w1,2", "x", f"{MARK}w"),
    "numbers of many digits": filled(f"{MARK}t" + "9" * 4_200),
    "more digits than a number has": filled(f"{MARK}t" + "9" * 5_000),
    "ten thousand variants": f"\n{MARK}f900{UNIT}x" * 10_000 + UNIT,
    "ten thousand empty variants": f"\n{MARK}f0{UNIT}" * 10_000 + UNIT,
    "separate fragments": UNIT * MOST,
    "wide characters": "世" * (MOST // 3) + UNIT,
}
HOLES = {
    "deep branches": filled(f"{MARK}?wx"),
    "branches opened and closed": filled(f"{MARK}?wx", f"{MARK};"),
    "deep groups": filled(f"{MARK}("),
    "groups opened and closed": filled(f"{MARK}(", "x", f"{MARK})"),
    "separators": filled(f"{MARK}Sxx", "y"),
    "gauges": WINDOW + filled(f"{MARK}Gfive_hour,64,blocks,50"),
    "a gauge of a billion columns": WINDOW + f"{MARK}Gfive_hour,999999999,blocks,{UNIT}",
    "a context of a billion columns": f"{MARK}C999999999,blocks{UNIT}",
    "wide moments": WINDOW.replace("1800000000", "9999999999") + filled(f"{MARK}Rfive_hour,%9999d%9999d"),
    "windows, and whether any is known": half(declared("Y", ",,0,0,"), f"{MARK}?n{UNIT}{MARK};"),
    "windows, and which binds": half(declared("Y", ",,0,0,"), f"{MARK}?bx{UNIT}{MARK};"),
    "windows, and how old they are": half(declared("X", ",,1,,,9,9,"), f"{MARK}K9,"),
    "new lines": filled(f"{MARK}N", "x"),
    "fields": filled(f"{MARK}Dmodel"),
}


CASES = [
    pytest.param(format_, body, id=f"{format_}: {name}")
    for format_, bodies in (("plain", CLOCKS), ("claude", {**CLOCKS, **HOLES}))
    for name, body in bodies.items()
]


@pytest.mark.parametrize(("format_", "body"), CASES)
def test_a_prompt_file_costs_no_more_than(environ, is_cheap, format_, body):
    path = Path(paths.login_dir(environ), f"{format_}.prompt")
    head = path.read_text().partition("\n")[0]
    variants = body.removeprefix("\n") if body.startswith("\n") else f"{MARK}f0{UNIT}{body}"
    path.write_text(f"{head}\n{variants}{MARK}.")
    assert prompt_file.parts(str(path), paths.login(environ))
    assert is_cheap(format_, EMPTY, "--width", "20")


@pytest.mark.parametrize("name", ["COLUMNS", "STATUSLINE_WIDTH", "CLAUDE_CONFIG_DIR", "TERM", "CLAUDE_CODE_SESSION_ID"])
def test_an_environment_costs_no_more_than(is_cheap, name):
    assert is_cheap("claude", EMPTY, **{name: "9" * 120_000})
