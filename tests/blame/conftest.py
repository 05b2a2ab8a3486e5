import os

import pytest
import time_machine

from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state import samples, transaction
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from support import attributed, in_process, index_rows, signed_in

A_DOLLAR = (0, 0, 0, 0, 50_000)  # of Opus 5.5's output
ELSEWHERE = 10  # points


@pytest.fixture(scope="session")
def made():
    """Return a life of a fortnight of which a fifth was elsewhere."""
    return attributed.life()


@pytest.fixture(scope="session")
def machine_of_it(made, tmp_path_factory):
    """Return the variables of a machine that knows that life."""
    return attributed.machine(tmp_path_factory.mktemp("attributed"), made)


@pytest.fixture
def run(made, machine_of_it, environ, capsys):
    """Return a function that runs a command on that machine, a minute after its last call."""
    environ.update(machine_of_it, STATUSLINE_NO_REFRESH="1")

    def run_command(*arguments):
        with time_machine.travel(attributed.now_of(made), tick=False):
            return in_process.run(arguments, environ, capsys)

    return run_command


@pytest.fixture
def used(environ, standin, clock):
    """Sign in, and let 42 % of five hours be 10 % elsewhere, 20 % of session `one` and 12 % of `two`, a dollar each."""
    signed_in.claude(environ, standin)
    signed_in.configure(environ, '[claude_line]\nformat = "([this $burnt]())"\n')
    list(refresh_run.refresh(prepare(find_environment(environ), clock)))
    environment = find_environment(environ)
    os.unlink(f"{environment.cache}/scales.json")  # it says for an hour that there is not enough
    (account,) = [known for known in transaction.read(environment, clock.now).record.accounts.values() if known.samples]
    window = next(sample for sample in account.samples if sample.window == "five_hour")
    start = window.resets_at - window.length_seconds
    with index_rows.writing(environment.state) as index, samples.opened(environment.state) as history:
        index.read_from("/projects", "claude", 0)
        for number in range(33):
            at, reached = start + 60 * (number + 1), float(ELSEWHERE + number)
            values = ("five_hour", at, "claude_oauth", reached, window.resets_at, "official")
            history.backfill([Point(account.account, *values)])
            if number:
                session = "one" if number <= 20 else "two"
                names = {"provider": "claude", "model": "claude-opus-5-5", "account": account.account}
                index.add(at - 1, A_DOLLAR, session=session, project="/home/you/api", **names)
    return environment
