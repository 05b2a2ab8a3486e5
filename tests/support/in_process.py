"""A command in the test's own process: quicker, where a process of its own would show nothing more."""

import os
import subprocess

import pytest

from statusline import cli


def run(arguments, environ, capsys):
    """Run `statusline` with arguments in environ; return what a process would have left."""
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(environ):
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.run(list(arguments))
    said = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, end.value.code or 0, said.out, said.err)
