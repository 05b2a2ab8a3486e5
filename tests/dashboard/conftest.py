import json
import time
from functools import cache
from importlib import resources

import jsonschema
import pytest
import time_machine

from cost.conftest import filled as filled  # noqa: PLC0414 - the same index
from statusline.config.providers import CODEX
from statusline.cost import zones
from statusline.dashboard.reading import Reading
from statusline.dashboard.routes import Routes
from statusline.dashboard.source import Source
from statusline.state.environment import find_environment
from support import in_process, index_rows, used_year
from support import machine as machines
from support.cost_index import NOW


@cache
def validator(schema):
    """Return what checks the documents of a schema's id, such as statusline-heat/1."""
    file = resources.files("statusline").joinpath(f"data/{schema.replace('/', '-')}.schema.json")
    content = json.loads(file.read_text())
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


@pytest.fixture
def valid():
    """Return a function that holds a document to the schema that it names."""
    return lambda document: validator(document["schema"]).validate(document)


def used_until(now, folder):
    """Return the environment of somebody with calls and official numbers of twelve days until now."""
    (folder / "home").mkdir()
    environ = {**machines.child_environment(folder / "home", folder), "STATUSLINE_NO_REFRESH": "1"}
    used_year.fill(environ, now, days=12, calls=600)
    with index_rows.writing(find_environment(environ).state) as index:  # at some hours none of the others is of it
        names = {"project": f"{environ['HOME']}/code/api", "session": "without-a-price"}
        index.add(now - used_year.HOUR, (900, 9_000, 0, 0, 500), provider=CODEX, model="gpt-6.2-sol", **names)
    return environ


@pytest.fixture(scope="session")
def used(tmp_path_factory):
    return used_until(int(time.time()), tmp_path_factory.mktemp("used"))


@pytest.fixture(scope="session")
def used_then(tmp_path_factory):
    """Return the same until NOW, so that it is the same each time."""
    return used_until(NOW, tmp_path_factory.mktemp("used"))


@pytest.fixture
def machine(filled, environ):
    """Return the environment of somebody with the index of the tests of `cost`, in UTC."""
    environ.update(STATUSLINE_STATE_DIR=str(filled), TZ="UTC", HOME="/home/you")
    return environ


@pytest.fixture
def routes(machine):
    """Return a function that gives the routes of a privacy mode at NOW."""

    def made(privacy=None):
        environment = find_environment(machine)
        source = Source(environment, privacy, zones.local(machine), lambda: NOW)
        return Routes(source, Reading(environment), lambda: None)

    return made


@pytest.fixture
def run(machine, capsys):
    """Return a function that runs a command on the same machine at NOW."""

    def run_command(*arguments):
        with time_machine.travel(NOW, tick=False):
            return in_process.run(arguments, machine, capsys)

    return run_command
