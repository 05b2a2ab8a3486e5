"""Two users besides root, for tests that run as root: who lives in a home, and who made a folder that it uses."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from support import forked

VICTIM = 2001
STRANGER = 2002

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")


@contextmanager
def folders():
    """Yield the victim's home and a folder of the stranger's, both where everybody may go."""
    with tempfile.TemporaryDirectory() as outer:
        os.chmod(outer, 0o755)
        home, scratch = Path(outer, "home"), Path(outer, "scratch")
        for folder, uid, mode in ((home, VICTIM, 0o700), (scratch, STRANGER, 0o755)):
            folder.mkdir()
            folder.chmod(mode)
            os.chown(folder, uid, uid)
        yield home, scratch


def give(path, uid):
    """Give a folder with all that is in it, or a file, to a user."""
    os.lchown(path, uid, uid)
    for each in path.rglob("*") if path.is_dir() and not path.is_symlink() else ():
        os.lchown(each, uid, uid)


def run(uid, command, environ, **options):
    """Run a program as a user."""
    usual = {"capture_output": True, "text": True, "timeout": 60}
    if "input" not in options:
        usual["stdin"] = subprocess.DEVNULL
    return subprocess.run(
        list(map(str, command)),
        env=environ,
        user=uid,
        group=uid,
        extra_groups=[],
        cwd="/",
        check=False,
        **usual,
        **options,
    )


def statusline(uid, arguments, environ, **options):
    """Run `statusline` as a user."""
    return forked.run(arguments, environ, cwd="/", user=uid, **options)
