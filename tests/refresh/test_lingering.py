"""The ingest that stays for a minute: what ends it, and that there are never two."""

import os
import sys
import time
from pathlib import Path

import pytest

from statusline.hot import spawn
from statusline.refresh import lingering
from statusline.state.environment import find_environment
from support.processes import COMMAND, Running


@pytest.fixture
def environment(environ):
    found = find_environment(environ)
    for folder in (found.folder, found.state):
        os.makedirs(folder)
    return found


@pytest.fixture
def claim(environment):
    return lingering.Lingering(environment, lambda: int(time.time()))


def claim_file(environment):
    return f"{environment.folder}/ingest.claim"


def test_another_claim_ends_it(environment, claim):
    assert claim.lasts()
    later = int(time.time()) + spawn.INGEST_LIFE
    assert spawn.claim(claim_file(environment), later, spawn.INGEST_LIFE)
    assert not claim.lasts()


def test_the_younger_of_two_stays(environment, claim):
    file = Path(claim_file(environment))
    file.write_text(f"{file.read_text().split()[0]}\n1\n")  # in the same second
    assert not claim.lasts()


@pytest.mark.parametrize("gone", ["folder", "state"])
def test_a_vanished_folder_ends_it(environment, claim, gone):
    os.rename(getattr(environment, gone), f"{environment.cache}-gone")
    assert not claim.lasts()
    assert not os.path.exists(getattr(environment, gone))


def test_a_newer_version_ends_it_and_its_claim(environment, claim, monkeypatch):
    monkeypatch.setattr(lingering.statusline, "__file__", os.__file__)
    assert not claim.lasts()
    assert spawn.claim(claim_file(environment), int(time.time()), spawn.INGEST_LIFE)


def test_uninstall_ends_it(environment, claim):
    lingering.dismiss(environment)
    assert not claim.lasts()


@pytest.mark.parametrize("jump", [-100_000, 100_000])
def test_a_clock_that_jumps_is_followed(environment, jump):
    now = [int(time.time())]
    claim = lingering.Lingering(environment, lambda: now[0])
    now[0] += jump
    assert claim.lasts()
    assert not spawn.claim(claim_file(environment), now[0] + 1, spawn.INGEST_LIFE)
    assert lingering.process(environment, now[0]) == os.getpid()


def test_what_renders_ask_for_keeps_it(claim, monkeypatch):
    asked = iter([True, True, True])
    until = []
    monkeypatch.setattr(lingering.time, "monotonic", lambda: until.append(1) or len(until))
    assert claim.wait(2, lambda: False, lambda: next(asked, False), lambda: None) is False
    assert next(asked, None) is None


def test_without_a_claim_nobody_lingers(environment):
    assert lingering.process(environment, int(time.time())) is None


@pytest.mark.skipif(sys.platform == "win32", reason="looks at a POSIX process")
def test_two_that_are_started_are_soon_one(environ, environment, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = Running([*COMMAND, "refresh", "--ingest"], environ, tmp_path / "a")
    deadline = time.monotonic() + 20
    while lingering.process(environment, int(time.time())) != first.pid:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second = Running([*COMMAND, "refresh", "--ingest"], environ, tmp_path / "b")
    assert first.end(20).status == 0
    while lingering.process(environment, int(time.time())) != second.pid:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    lingering.dismiss(environment)
    assert second.end(20).err == ""


def test_doctor_names_the_process(claim, statusline):
    assert f"waits for the next answer of a session (process {os.getpid()})" in statusline("doctor", "-v").stdout
    assert '"process": null' in statusline("doctor", "-f", "json", "--privacy", "strict").stdout
