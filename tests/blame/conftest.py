import pytest
import time_machine

from support import attributed, in_process


@pytest.fixture(scope="session")
def made():
    """Return a life of a fortnight of which a fifth was elsewhere."""
    return attributed.life()


@pytest.fixture(scope="session")
def machine_of_it(made, tmp_path_factory):
    """Return the variables of a machine that knows that life."""
    folder = tmp_path_factory.mktemp("attributed")
    names = {"STATUSLINE_STATE_DIR": "state", "STATUSLINE_CACHE_DIR": "cache", "STATUSLINE_CONFIG": "config.toml"}
    variables = {"HOME": "/home/you", "TZ": "UTC", **{name: f"{folder}/{part}" for name, part in names.items()}}
    attributed.write(variables, made)
    return variables


@pytest.fixture
def run(made, machine_of_it, environ, capsys):
    """Return a function that runs a command on that machine, a minute after its last call."""
    environ.update(machine_of_it, STATUSLINE_NO_REFRESH="1")

    def run_command(*arguments):
        with time_machine.travel(attributed.now_of(made), tick=False):
            return in_process.run(arguments, environ, capsys)

    return run_command
