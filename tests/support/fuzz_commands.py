"""The command line in this process: what comes of arguments, as an exit code and text."""

import os
from unittest import mock

from click.testing import CliRunner

from statusline import cli
from statusline.errors import EXIT_PROBLEM, EXIT_UNKNOWN

EXIT_USAGE = 2  # click's
CODES = {0, EXIT_PROBLEM, EXIT_USAGE, EXIT_UNKNOWN}


def run(arguments, environ):
    """Run `statusline ARGUMENTS` in environ, with nothing on stdin; return (exit code, stdout, stderr)."""
    runner = CliRunner()
    with mock.patch.dict(os.environ, environ, clear=True), runner.isolation() as (out, err, *_):
        code = 0
        try:
            cli.run(list(arguments))
        except SystemExit as end:
            code = end.code or 0
        return code, out.getvalue().decode(errors="replace"), err.getvalue().decode(errors="replace")


def assert_runs(arguments, environ):
    """Assert that a command ends with one of the exit codes, and says something where it failed; return all that."""
    code, out, err = run(arguments, environ)
    assert code in CODES, (arguments, code)
    assert "Traceback" not in out + err
    assert code in (0, EXIT_UNKNOWN) or (out + err).strip(), arguments
    return code, out, err
