import pytest
import time_machine

from support import attributed, in_process

EVIL = """<img src=x onerror="alert(1)">&'`"""


@pytest.fixture(scope="session")
def machine_of_it(tmp_path_factory):
    """Return the variables of a machine that knows a fortnight, and its time; one project has an evil name."""
    made = attributed.life()
    for call in made.calls:
        call.project = call.project.replace("/p3", f"/{EVIL}")
    return attributed.machine(tmp_path_factory.mktemp("report"), made), attributed.now_of(made)


@pytest.fixture
def run(machine_of_it, environ, capsys):
    """Return a function that runs `report` on that machine."""
    variables, now = machine_of_it
    environ.update(variables, STATUSLINE_NO_REFRESH="1")

    def run_command(*arguments, command="report"):
        with time_machine.travel(now, tick=False):
            return in_process.run((command, "--no-read", *arguments), environ, capsys)

    return run_command
