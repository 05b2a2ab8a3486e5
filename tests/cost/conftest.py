import pytest
import time_machine

from support import in_process, index_rows
from support.cost_index import DAY, HOUR, MILLION, NOW, OPUS, SESSION


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return a state folder with an index: three days of Claude, one of Codex, a ledger with more than the log."""
    state = tmp_path_factory.mktemp("state")
    claude = {"provider": "claude", "model": OPUS, "session": SESSION, "account": "claude:0123456789abcdef"}
    with index_rows.writing(state) as index:
        index.add(NOW, (MILLION, 0, 0, MILLION), project="/home/you/api", effort="high", **claude)
        index.add(NOW - HOUR, (0, MILLION, 0, 0, 100_000), project="/home/you/api", agent="Explore", **claude)
        index.add(NOW - DAY, (0, 0, 0, 0, MILLION), project="/home/you/=web", tier="fast", **claude)
        index.add(NOW - 10 * DAY, (MILLION,), project="/home/you/api", **claude)
        index.add(
            NOW, (100_000, 100_000, 0, 0, 10_000, 4_000), provider="codex", model="gpt-5.5", project="/home/you/api"
        )
        index.add(NOW, (1_000,), provider="codex", model="gpt-6.2-sol", project="/home/you/api")
        counts = (2 * MILLION + 500, MILLION, 0, MILLION, MILLION + 100_000)
        index.ledger(NOW, counts, 58.202, SESSION, OPUS)
    return state


@pytest.fixture
def run(filled, environ, capsys):
    """Return a function that runs a command on that index at NOW in UTC."""
    environ.update(STATUSLINE_STATE_DIR=str(filled), TZ="UTC", HOME="/home/you")

    def run_command(*arguments):
        with time_machine.travel(NOW, tick=False):
            return in_process.run(arguments, environ, capsys)

    return run_command
