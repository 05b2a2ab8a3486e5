import gc
import itertools
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support import collecting, guards, machine, memory
from support.vendors import StandIn

# Without deadlines and health checks: what a busy machine takes, or how many draws a strategy throws away, says nothing
# about the code. The usual draws are the same in every run, so that what passed once passes everywhere;
# `pytest --hypothesis-profile thorough` makes new ones.
_BOTH = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("usual", max_examples=20, derandomize=True, database=None, **_BOTH)
settings.register_profile("thorough", max_examples=1_000, print_blob=True, **_BOTH)
settings.load_profile("usual")
TESTS = Path(__file__).parent


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Return three workers for two cores: a third of the time tests wait for a clock or for a process."""
    return -(-len(os.sched_getaffinity(0)) * 3 // 2) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def pytest_configure(config):
    os.fsync = lambda _: None  # no test cuts the power, and a third of a refresh is to wait for the disk
    measures = config.option.markexpr == "benchmark"  # also what a disk takes
    if not measures and "TMPDIR" not in os.environ and (folder := memory.folder()):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)
    # A script starts what runs in its background with ctrl-c ignored, and so it would be in every child.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    gc.freeze()  # what was collected lives as long as the run: no collection has to look at it
    gc.set_threshold(20_000)  # and seldom at what a test has just made


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    guards.arm()
    if hasattr(session.config, "workerinput"):
        collecting.share(session.config, TESTS)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish():
    guards.disarm()


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory):
    """Return paths for fake homes; the first is the home of the fixtures that outlive a test."""
    folder = tmp_path_factory.mktemp("homes")
    folders = (folder / str(number) for number in itertools.count())
    shared = next(folders)
    shared.mkdir()
    with machine.bare_environment(shared):
        yield folders


@pytest.fixture(autouse=True)
def in_bounds():
    """Fail a test that reached for the network or the real home, also if its code swallowed the error."""
    yield
    if attempts := guards.drain():
        pytest.fail("\n".join(attempts), pytrace=False)


@pytest.fixture(autouse=True)
def home(in_bounds, homes):
    """Return a fresh, empty HOME, which os.environ names along with PATH and little else."""
    folder = next(homes)
    folder.mkdir()
    with machine.bare_environment(folder):
        yield folder


@pytest.fixture
def environ(home, tmp_path):
    """Return an environment for children and for functions that take one."""
    return machine.child_environment(home, tmp_path)


@pytest.fixture
def standin():
    """Return both vendors on loopback, by the real clock."""
    with StandIn(time.time) as server:
        yield server


@pytest.fixture
def statusline(environ):
    """Return a function that runs `statusline` with arguments in `environ`, which a test may change before."""

    def run(*arguments, **options):
        return machine.run_statusline(arguments, environ, **options)

    return run


@pytest.fixture
def require():
    """Return a function that gives the path of a program, or skips."""
    return machine.shell_or_skip


@pytest.fixture
def clock():
    """Return a clock for the cold half, in epoch seconds; a test sets its `now`."""
    return machine.Clock()
