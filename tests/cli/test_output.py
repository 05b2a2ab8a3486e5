"""What a command does where nobody hears it: no traceback, and a guard's status stays the answer."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.test_guard import at, stock
from support.terminal import Terminal

COMMAND = [sys.executable, "-P", "-m", "statusline"]
PRINTING = {
    "a page": ["alerts"],
    "a table": ["history"],
    "rows": ["export", "--format", "json"],
    "one frame": ["watch", "--once"],
    "more than a buffer": ["privacy"],
    "a snippet": ["init", "zsh"],
}
FULL = ("a page", "rows", "more than a buffer", "a snippet")


@pytest.fixture
def known(environ):
    """Return an environment with numbers, so that there is something to print and nothing to refresh."""
    stock(environ, at(42), now=int(time.time()))
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def run(arguments, environ, shell, **options):
    script = f'exec "$@" {shell}'
    return subprocess.run(
        ["sh", "-c", script, "-", *COMMAND, *arguments], env=environ, timeout=60, check=False, text=True, **options
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [PRINTING[name] for name in FULL], ids=FULL)
def test_a_full_disk_is_told_in_a_sentence(known, arguments):
    done = run(arguments, known, ">/dev/full", stderr=subprocess.PIPE)
    assert done.returncode == 1
    said = "statusline: The output cannot be written: No space left on device. Check the disk or program it goes to.\n"
    assert done.stderr.endswith(said)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", PRINTING.values(), ids=PRINTING)
def test_a_closed_stdout_is_no_failure(known, arguments):
    done = run(arguments, known, ">&-", stderr=subprocess.PIPE)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


UNHEARD = {"closed": "2>&-", "full": "2>/dev/full"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("shell", UNHEARD.values(), ids=UNHEARD)
def test_unheard_guard_still_answers(known, shell):
    assert run(["guard"], known, shell).returncode == 0


def test_guard_without_reader_still_answers(known):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert run(["guard"], known, "", stderr=writer).returncode == 0
    finally:
        os.close(writer)


def test_closed_stdout_leads_into_no_file(known, tmp_path):
    done = run(["export", "--format", "csv", "--output", str(tmp_path / "rows.csv")], known, ">&- 2>&-")
    assert done.returncode == 0
    assert (tmp_path / "rows.csv").read_text().startswith("provider,account,label,window,as_of")


LIGHT = ("guard", "history", "export", "watch", "alerts")


@pytest.mark.parametrize("name", LIGHT)
def test_local_commands_load_no_network(name):
    program = (
        f"import sys, statusline.cli.{name}; sys.exit(' '.join({{'requests', 'keyring'}} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_failure_is_wrapped_between_words(environ, tmp_path):
    command = [sys.executable, "-P", "-m", "statusline", "refresh"]
    with Terminal(command, environ, folder=tmp_path, columns=60) as terminal:
        assert terminal.wait_for_end() == 1
        assert terminal.lines()[:2] == [
            "statusline: Nobody is signed in to Claude Code or Codex",
            "here. Run `claude` or `codex login`, then `statusline",
        ]
