"""Alerts through whole refreshes against the stand-in, with a command of the user's at the end."""

import contextlib
import json
import os
import re
import sys
import threading
import time
from pathlib import Path

import pytest

from statusline.alerts import deliver, path, store
from statusline.demo.standin import Answer, claude_body
from statusline.hot import paths, spool
from statusline.refresh import detached
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from support import signed_in

OFTEN = 400


class Person:
    """Somebody with alerts, whose command keeps what it was told."""

    def __init__(self, environ, standin, clock, folder):
        self.environ, self.standin, self.clock = environ, standin, clock
        self.out = folder / "told"
        self.script = folder / "recorder"
        self.answering("cat")
        signed_in.claude(environ, standin)
        Path(environ["STATUSLINE_CONFIG"]).write_text(f"{Path(environ['STATUSLINE_CONFIG']).read_text()}{self.table()}")
        self.resets = clock.now + 9_000

    def table(self):
        events = '"threshold", "reset", "early_reset", "login"'
        return f'\n[alerts]\nenabled = true\nchannels = []\ncommand = ["{self.script}"]\nevents = [{events}]\n'

    def answering(self, line):
        """Make the command do line, with what it writes appended to what was told."""
        self.script.write_text(f"#!/bin/sh\n{{ {line}; }} >> {self.out}\n")
        self.script.chmod(0o755)

    def use(self, used, **more):
        body = claude_body(self.clock.now, five_hour=used, five_hour_in=self.resets - self.clock.now, **more)
        self.standin.claude.answer(Answer(200, body))

    def refresh(self, *, passed=OFTEN):
        """Refresh as a prompt's child does; return what has been told since."""
        self.clock.now += passed
        run = prepare(find_environment(self.environ), self.clock)
        list(refresh_run.refresh(run))
        deliver.deliver(run.environment, run.config, run.clock)
        return self.told()

    def told(self):
        lines = self.out.read_text().splitlines() if self.out.exists() else []
        self.out.unlink(missing_ok=True)
        found = [json.loads(line) for line in lines]
        return [(one["event"], one["window"], one.get("threshold")) for one in found]

    def book(self):
        return store.read(find_environment(self.environ).state)


FIVE_HOUR_80 = ("threshold", "five_hour", 80)


@pytest.fixture
def person(environ, standin, clock, tmp_path):
    return Person(environ, standin, clock, tmp_path)


def test_threshold_alerts_once_a_cycle(person):
    person.use(42.0)
    assert person.refresh(passed=0) == []
    person.use(83.0)
    assert person.refresh() == [FIVE_HOUR_80]
    assert [person.refresh() for _ in range(4)] == [[]] * 4
    person.clock.now = person.resets + 30
    person.resets += 18_000
    person.use(1.0)
    assert person.refresh() == [("reset", "five_hour", None)]
    person.use(84.0)
    assert person.refresh() == [FIVE_HOUR_80]
    assert person.refresh() == []


def test_a_projected_run_out_is_told_once(person):
    config = Path(person.environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("events = [", 'events = ["run_out", '))
    person.use(30.0)
    assert person.refresh(passed=0) == []
    person.use(70.0)
    assert person.refresh() == [("run_out", "five_hour", None)]
    person.use(75.0)
    assert person.refresh() == []


def test_early_reset_at_the_second_answer(person):
    person.use(60.0)
    person.refresh(passed=0)
    person.use(0.0)
    assert person.refresh() == []
    assert person.refresh() == [("early_reset", "five_hour", None)]
    assert person.refresh() == []


def test_a_login_that_ends_is_told_once(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.standin.claude.refuse(401)
    told = []
    for _ in range(4):
        person.clock.now += OFTEN
        run = prepare(find_environment(person.environ), person.clock)
        list(refresh_run.refresh(run))
        deliver.deliver(run.environment, run.config, run.clock)
    told = [json.loads(line) for line in person.out.read_text().splitlines()]
    assert [(one["event"], "window" in one) for one in told] == [("login", False)]
    assert told[0]["body"]


def test_session_numbers_alert_unasked(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.clock.now += 30
    asked = len(person.standin.requests)
    here = find_environment(person.environ)
    spool.observe(paths.login_dir(person.environ), "s", "", {"five_hour": (81.0, person.resets)}, person.clock.now)
    detached._merge(here, person.clock)
    assert person.told() == [FIVE_HOUR_80]
    assert len(person.standin.requests) == asked


def test_the_refresh_behind_a_prompt_tells(person, statusline):
    person.clock.now -= OFTEN
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    assert statusline("refresh", "--if-stale").returncode == 0
    assert person.told() == [FIVE_HOUR_80]


def test_off_is_the_default_and_leaves_nothing(person):
    config = Path(person.environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("enabled = true", ""))
    for used in (42.0, 83.0):
        person.use(used)
        assert person.refresh() == []
    assert not Path(path(find_environment(person.environ).state)).exists()


def test_off_and_on_again_sends_nothing_old(person):
    config = Path(person.environ["STATUSLINE_CONFIG"])
    on = config.read_text()
    person.use(42.0)
    person.refresh(passed=0)
    config.write_text(on.replace("enabled = true", "enabled = false"))
    person.use(83.0)
    assert person.refresh() == []
    assert person.book() == store.AlertFile()
    config.write_text(on)
    assert person.refresh() == []
    person.use(96.0)
    assert person.refresh() == [("threshold", "five_hour", 95)]


def test_failing_command_is_tried_again(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.answering("exit 1")
    person.use(83.0)
    assert person.refresh() == []
    assert person.book().errors["command"].message == "`recorder` failed with status 1."
    assert person.refresh() == []
    person.answering("cat")
    assert person.refresh() == [FIVE_HOUR_80]
    assert person.refresh() == []
    assert person.book().errors == {}


def test_failing_channel_stops_no_other(person):
    config = Path(person.environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("channels = []", 'channels = ["tmux"]'))
    person.environ["TMUX"] = "/nowhere,1,0"
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    assert person.refresh() == [FIVE_HOUR_80]
    assert [person.refresh() for _ in range(3)] == [[]] * 3
    assert [one.delivered for one in person.book().outbox.pending] == [("command",)]


def test_undelivered_before_reset_is_dropped(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.answering("exit 1")
    person.use(83.0)
    person.refresh()
    person.answering("cat")
    person.clock.now = person.resets + 30
    person.resets += 18_000
    person.use(1.0)
    assert person.refresh() == [("reset", "five_hour", None)]
    assert person.refresh() == []


KILLS = {
    "before the delivery: once, later": ("kill -9 $PPID", 0),
    "between the delivery and the mark: once more": ("cat; kill -9 $PPID", 1),
}


@pytest.mark.parametrize(("line", "before"), KILLS.values(), ids=KILLS)
def test_killed_refresh_loses_no_alert(person, statusline, line, before):
    person.clock.now -= OFTEN
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    person.answering(line)
    assert statusline("refresh", "--force").returncode == -9
    person.answering("cat")
    assert person.told() == [FIVE_HOUR_80] * before
    assert person.refresh(passed=OFTEN + 60) == []  # whoever claimed it may still be at work
    assert person.refresh() == [FIVE_HOUR_80]
    assert person.refresh() == []


def test_two_refreshes_at_once_tell_once(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    person.answering("sleep 0.5; cat")
    person.clock.now += OFTEN
    ready = [prepare(find_environment(person.environ), person.clock) for _ in range(4)]
    list(refresh_run.refresh(ready[0]))
    threads = [threading.Thread(target=deliver.deliver, args=(run.environment, run.config, run.clock)) for run in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert person.told() == [FIVE_HOUR_80]


def test_no_lock_is_held_while_a_channel_runs(person):
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    look = (
        "import sys; from statusline.state import files\n"
        "with files.exclusive(sys.argv[1], 1): sys.stdout.write(sys.stdin.read())"
    )
    person.answering(f"{sys.executable} -P -c '{look}' {find_environment(person.environ).state}")
    assert person.refresh() == [FIVE_HOUR_80]


def test_hanging_command_after_the_refresh(person):
    config = Path(person.environ["STATUSLINE_CONFIG"])
    config.write_text(config.read_text() + "command_seconds = 1\n")
    person.use(42.0)
    person.refresh(passed=0)
    person.use(83.0)
    person.answering("sleep 1000")
    began = time.monotonic()
    assert person.refresh() == []
    assert time.monotonic() - began < 15
    assert "83%" in Path(f"{paths.login_dir(person.environ)}/plain.prompt").read_text()


def test_unwritable_state_stops_no_refresh(person):
    person.use(42.0)
    person.refresh(passed=0)
    os.unlink(path(find_environment(person.environ).state))
    os.mkdir(path(find_environment(person.environ).state))
    person.use(83.0)
    assert person.refresh() == []


def test_alert_file_is_private_without_secret(person):
    person.use(83.0)
    person.refresh(passed=0)
    book = Path(path(find_environment(person.environ).state))
    assert book.stat().st_mode & 0o777 == 0o600
    for secret in (b"sk-ant", b"@", b"eyJ"):
        assert secret not in book.read_bytes()


def test_refresh_by_hand_alerts_and_says_so(person, statusline):
    person.clock.now = int(time.time())
    person.use(42.0)
    assert statusline("refresh").returncode == 0
    with contextlib.suppress(FileNotFoundError):
        person.out.unlink()
    person.use(83.0)
    time.sleep(1.1)  # a newer observation, in whole seconds
    assert statusline("refresh", "--force").returncode == 0
    assert FIVE_HOUR_80 in person.told()
    said = statusline("alerts").stdout.splitlines()
    assert said[0] == "Alerts go to command."
    assert "claude 5h: 83% when last seen, alerts at 95%" in said
    assert "sent by command <1m ago: Claude 5h: 83% used" in said


def test_the_command_knows_no_number_past_a_reset(person, statusline):
    person.clock.now -= 9_000
    person.resets = person.clock.now + 600
    person.use(42.0)
    person.refresh(passed=0)
    assert "claude 5h: past its reset, alerts at 80% and 95%" in statusline("alerts").stdout.splitlines()


def test_pending_alert_is_listed_with_reason(person, statusline):
    person.clock.now -= OFTEN
    person.use(42.0)
    person.refresh(passed=0)
    person.answering("exit 1")
    person.use(83.0)
    person.refresh()
    said = statusline("alerts").stdout.splitlines()
    way = r"pending: Claude 5h: 83% used: command failed 1 of 10 times, due (in (<1|1)m|now)"
    assert re.fullmatch(way, said[-2])
    assert said[-1] == "command failed <1m ago: `recorder` failed with status 1."


def test_alerts_test_tries_every_channel(person, statusline):
    done = statusline("alerts", "test")
    assert (done.returncode, done.stdout) == (0, "command: delivered\n")
    assert json.loads(person.out.read_text())["event"] == "test"
    person.answering("exit 4")
    done = statusline("alerts", "test")
    assert (done.returncode, done.stdout) == (1, "command: `recorder` failed with status 4.\n")
    done = statusline("alerts", "test", "--channel", "fax")
    assert done.returncode == 2


def test_alerts_off_says_how_to_change_it(person, statusline):
    config = person.environ["STATUSLINE_CONFIG"]
    where = f"the table [alerts] of {config} configures them; docs/alerts.md has the keys."
    Path(config).write_text("")
    assert (
        statusline("alerts").stdout
        == f"Alerts are off. `statusline config set alerts.enabled true` turns them on; {where}\n"
    )
    Path(config).write_text("[alerts]\nenabled = true\nchannels = []\n")
    assert statusline("alerts").stdout.splitlines()[0] == f"Alerts go to no channel; {where}"
    done = statusline("alerts", "test")
    assert (done.returncode, done.stdout) == (1, f"No channel is configured; {where}\n")
