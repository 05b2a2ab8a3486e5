import json

import pytest

from support import in_process


@pytest.fixture
def run(environ, capsys):
    environ.update(TZ="UTC", STATUSLINE_NO_REFRESH="1")
    return lambda *arguments: in_process.run(arguments, environ, capsys)


@pytest.fixture
def advice(run):
    """Return a function that returns the findings by rule, of a single account."""

    def ask(*arguments):
        done = run("advice", "--format", "json", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return ask
