"""The detached children, as real processes: they start once, outlive their caller, and leave the caller alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.demo.standin import Answer, claude_body
from statusline.hot import paths, prompt_file
from statusline.refresh import lingering
from statusline.state.environment import find_environment
from support import signed_in
from support.machine import run_statusline

FAST = [sys.executable, "-IS", str(Path(package.__file__).parent / "fast.py")]
DOCUMENT = Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json"


@pytest.fixture
def reaped(environ, tmp_path):
    """Wait at the end until no child of ours works in this test's folders."""
    yield
    lingering.dismiss(find_environment(environ))
    deadline = time.monotonic() + 30
    while children(environ) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in children(environ):
        os.kill(pid, signal.SIGKILL)


def children(environ, word=b"statusline"):
    """Return the pids of processes with word in their command line and our cache folder in their environment."""
    mark = f"STATUSLINE_CACHE_DIR={environ['STATUSLINE_CACHE_DIR']}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes() and word in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def refreshes(environ):
    """Return the pids of detached refreshes."""
    return children(environ, b"--if-stale")


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def render(environ, format_="plain", **options):
    options = {"stdin": subprocess.DEVNULL, **options} if "input" not in options else options
    return subprocess.run(
        [*FAST, "-f", format_], env=environ, capture_output=True, check=True, timeout=30, **options
    ).stdout.decode()


def plain(environ):
    found = prompt_file.read(f"{paths.login_dir(environ)}/plain.prompt", paths.login(environ))
    return prompt_file.fill(found[1], int(time.time())) if found else None


linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")


@linux
def test_first_render_starts_the_refresh(environ, standin, reaped):
    signed_in.both(environ, standin)
    assert render(environ) == "…\n"
    wait_for(lambda: plain(environ))
    wait_for(lambda: "X 5h" in plain(environ))
    assert render(environ).startswith("C 5h 42%")
    assert len(standin.requests) == 2


@linux
def test_many_renders_start_one_refresh(environ, standin, reaped):
    signed_in.both(environ, standin)
    slow = Answer(200, claude_body(time.time()), delay=1.0)
    standin.claude.answer(slow)
    os.makedirs(paths.login_dir(environ))
    for _ in range(4):
        renders = [
            subprocess.Popen([*FAST, "-f", "plain"], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            for _ in range(50)
        ]
        for one in renders:
            assert one.wait(timeout=60) == 0
    assert len(refreshes(environ)) <= 1
    wait_for(lambda: plain(environ) and "X 5h" in plain(environ))
    assert len(standin.requests) == 2


@linux
def test_render_waits_for_no_server(environ, standin, reaped):
    signed_in.claude(environ, standin)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        Path(environ["STATUSLINE_CONFIG"]).write_text(
            f'[claude]\nbase_url = "http://127.0.0.1:{hole.getsockname()[1]}"\n'
        )
        done = subprocess.run(
            ["/bin/sh", "-c", f"x=$('{FAST[0]}' -IS '{FAST[2]}' -f plain); echo \"<$x>\""],
            env=environ,
            capture_output=True,
            check=True,
            timeout=10,
        )
        assert done.stdout.decode() == "<…>\n"
        hole.accept()[0].close()


@linux
def test_refresh_outlives_its_caller(environ, standin, reaped):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=1.5))
    shell = subprocess.Popen(
        ["/bin/sh", "-c", f"'{FAST[0]}' -IS '{FAST[2]}' -f plain; sleep 60"],
        env=environ,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert shell.stdout.readline().decode() == "…\n"
    wait_for(lambda: refreshes(environ))
    os.killpg(shell.pid, signal.SIGKILL)
    shell.wait()
    shell.stdout.close()
    wait_for(lambda: "5h 42%" in (plain(environ) or ""))


@linux
def test_child_leaves_the_current_folder(environ, standin, reaped, tmp_path):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=1.5))
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("requests", "statusline", "json", "os"):
        (trap / f"{name}.py").write_text(f"open({str(trap / 'sprung')!r}, 'w')")
    render(environ, cwd=trap)
    wait_for(lambda: refreshes(environ))
    wait_for(lambda: refreshes(environ) and all(os.readlink(f"/proc/{pid}/cwd") == "/" for pid in refreshes(environ)))
    wait_for(lambda: "5h 42%" in (plain(environ) or ""))
    assert not (trap / "sprung").exists()


@linux
def test_relative_folders_still_mean_the_caller_s(environ, standin, reaped, tmp_path):
    signed_in.claude(environ, standin)
    place = tmp_path / "here"
    place.mkdir()
    relative = {**environ, "STATUSLINE_CACHE_DIR": "c", "STATUSLINE_STATE_DIR": "s"}
    render(relative, cwd=place)
    wait_for((place / "c/logins/default/plain.prompt").exists)
    wait_for((place / "s/schedule.json").exists)


@linux
def test_failing_refresh_is_not_repeated(environ, reaped):
    closed = socket.create_server(("127.0.0.1", 0))
    address = closed.getsockname()[1]
    closed.close()
    signed_in.claude(environ, type("Nobody", (), {"url": f"http://127.0.0.1:{address}"}))
    render(environ)
    wait_for(lambda: plain(environ) == "C ?" and not children(environ))
    for _ in range(5):
        render(environ)
        assert children(environ) == []


@linux
def test_broken_config_starts_nothing(environ, standin, reaped):
    signed_in.claude(environ, standin)
    render(environ)
    wait_for(lambda: "5h 42%" in (plain(environ) or "") and not children(environ))
    Path(environ["STATUSLINE_CONFIG"]).write_text("[[")
    assert render(environ).startswith("C 5h 42%")
    wait_for(lambda: not children(environ))
    time.sleep(0.2)
    render(environ)
    assert children(environ) == []


@linux
def test_what_a_session_says_is_soon_everywhere(environ, standin, reaped):
    signed_in.configure(environ, "offline = true\n")
    signed_in.claude(environ, standin)
    said = json.loads(DOCUMENT.read_bytes())
    render(environ)
    wait_for(lambda: plain(environ) == "C …" and not children(environ))
    ingests = set()
    for used in (50, 91):  # the process that merges the first one takes the second, too
        said["rate_limits"] = {"five_hour": {"used_percentage": used, "resets_at": int(time.time()) + 9_000}}
        started = time.monotonic()
        data = json.dumps(said).encode()
        assert f"5h {used}%" in render({**environ, "NO_COLOR": "1"}, "claude", input=data)
        ingests |= set(children(environ, b"--ingest"))
        wait_for(lambda used=used: f"5h {used}%" in plain(environ), seconds=10)
        print(f"{used}% is in the prompt files after {time.monotonic() - started:.1f} s")  # noqa: T201 - for -s
    assert len(ingests) == 1
    wait_for(lambda: "\x1b[1;38;2;227;36;43m91%" in render(environ, "claude", input=data))
    for format_ in ("plain", "tmux", "ansi"):
        wait_for(lambda format_=format_: "91%" in render(environ, format_))
    assert standin.requests == ()


@linux
def test_the_process_that_stays_refreshes(environ, standin, reaped):
    signed_in.claude(environ, standin)
    signed_in.configure(environ, "offline = true\n")
    said = json.loads(DOCUMENT.read_bytes())

    def answer(used):
        said["rate_limits"] = {"five_hour": {"used_percentage": used, "resets_at": int(time.time()) + 9_000}}
        data = json.dumps(said).encode()
        render(environ, "claude", input=data, preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        wait_for(lambda: f"5h {used}%" in (plain(environ) or "") and not refreshes(environ))

    answer(50)
    answer(51)
    (stays,) = children(environ)
    config = Path(environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("offline = true\n", ""))
    path = f"{paths.login_dir(environ)}/plain.prompt"
    header, body = prompt_file.parts(path, None)
    header[2] = header[1]  # it is stale, and no render sees that
    Path(path).write_text(f"{prompt_file.UNIT.join(header)}\n{body}")
    wait_for(lambda: len(standin.requests) == 1 and children(environ) == [stays])
    answer(52)
    assert children(environ) == [stays]
    assert "_ssl" not in Path(f"/proc/{stays}/maps").read_text()


@linux
def test_an_unchanged_document_starts_nothing(environ, standin, reaped):
    signed_in.configure(environ, "offline = true\n")
    said = json.loads(DOCUMENT.read_bytes())
    said["rate_limits"] = {"five_hour": {"used_percentage": 50, "resets_at": int(time.time()) + 9_000}}
    data = json.dumps(said).encode()
    render(environ, "claude", input=data)
    wait_for(lambda: plain(environ) and not refreshes(environ))
    lingering.dismiss(find_environment(environ))
    wait_for(lambda: not children(environ))
    render(environ, "claude", input=data)
    assert children(environ) == []


@linux
def test_stale_render_starts_exactly_one(environ, standin, reaped, require, tmp_path):
    strace = require("strace")
    signed_in.both(environ, standin)

    def started(name):
        log = tmp_path / name
        subprocess.run(
            [strace, "-f", "-qq", "-e", "trace=clone,clone3,fork,vfork", "-o", str(log), *FAST, "-f", "plain"],
            env=environ,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        own = log.read_text().split(maxsplit=1)[:1]
        lines = [line for line in log.read_text().splitlines() if line.split()[0] in own and "CLONE_THREAD" not in line]
        return [line for line in lines if "exited" not in line]

    assert len(started("stale")) == 1
    wait_for(lambda: "X 5h" in (plain(environ) or "") and not children(environ))
    assert started("fresh") == []


def test_two_configs_on_one_cache_compile_in_turns_once(environ):
    config, folder = Path(environ["STATUSLINE_CONFIG"]), Path(paths.login_dir(environ))
    claim = folder / "recompile.claim"
    for mtime, claimed in (
        (2_000_000_000, "1234567890\n"),
        (2_000_000_001, "0000000000\n"),
        (1_999_999_999, "1234567890\n"),
    ):
        config.write_text("offline = true\n")
        os.utime(config, (mtime, mtime))
        folder.mkdir(parents=True, exist_ok=True)
        claim.write_text("1234567890\n")
        assert run_statusline(["refresh", "--recompile"], environ).returncode == 0
        assert str(mtime) in (folder / "plain.prompt").read_text()
        assert claim.read_text() == claimed
