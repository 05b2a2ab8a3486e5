"""Two versions of the package on one cache, used in turns: neither breaks the other, none refreshes without end."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline
from statusline import shell_init
from statusline.hot import prompt_file, show
from support import prompt_files, signed_in
from support.processes import alive, end_all, wait_for

PACKAGE = Path(statusline.__file__).parent
PERCENT = re.compile(r"C 5h 42%.* X 5h 12%")
CHANGES = {  # of the other version: file -> what is replaced in it
    "another number": {"__init__.py": [('__version__ = "', '__version__ = "9')]},
    "another layout of the prompt files": {
        "hot/prompt_file.py": [('VERSION = "statusline 1"', 'VERSION = "statusline 2"')],
        "*": [('.prompt"', '.prompt2"'), ("claude.prompt2", "claude.prompt")],
    },
    "a later record and schedule": {
        "state/record.py": [("\nVERSION = 1", "\nVERSION = 2")],
        "state/schedule.py": [("\nVERSION = 1", "\nVERSION = 2")],
        "hot/prompt_file.py": [('VERSION = "statusline 1"', 'VERSION = "statusline 2"')],
        "*": [('.prompt"', '.prompt2"'), ("claude.prompt2", "claude.prompt")],
    },
    "a later history": {"state/history_schema.py": [("\nMIGRATIONS = (", '\nMIGRATIONS = (("SELECT 1",),')]},
}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")


class Version:
    """A package in a folder of its own, and the environment that leads to it."""

    def __init__(self, package, environ):
        self.package = package
        self.environ = {**environ, "PYTHONPATH": str(package.parent)}

    def render(self):
        """Return what a prompt shows."""
        return self._run(["-IS", str(self.package / "fast.py"), "-f", "plain"]).stdout.strip()

    def refresh(self, *options):
        """Return how a refresh in the foreground ended."""
        return self._run(["-P", "-m", "statusline", "refresh", *options])

    def _run(self, arguments):
        return subprocess.run(
            [sys.executable, *arguments], env=self.environ, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip


def changed(folder, changes):
    """Return a copy of the package with changes."""
    package = folder / "statusline"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "shell"))
    for name, pairs in changes.items():
        for file in package.rglob("*.py") if name == "*" else [package / name]:
            text = file.read_text(encoding="utf-8")
            for old, new in pairs:
                assert name == "*" or text.count(old) == 1, (name, old)
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")
    return package


@pytest.fixture
def pair(environ, standin, tmp_path, request):
    """Return this version and the other one, on one cache, both vendors signed in."""
    signed_in.both(environ, standin)
    other = changed(tmp_path / "other", CHANGES[request.param])
    yield Version(PACKAGE, environ), Version(other, environ)
    end_all(environ)


def in_turns(pair, environ, rounds):
    """Have both render in turns; return what each showed, and the refreshes that were started."""
    shown, refreshes = ([], []), set()
    for _ in range(rounds):
        for version, texts in zip(pair, shown, strict=True):
            texts.append(version.render())
            refreshes |= set(alive(environ, b"--if-stale"))
            wait_for(lambda: not alive(environ, b"--if-stale"))
    return shown, refreshes


@pytest.mark.parametrize("pair", CHANGES, indirect=True)
def test_two_versions_in_turns(pair, environ, standin):
    shown, refreshes = in_turns(pair, environ, 3)
    for texts in shown:
        assert all(map(PERCENT.match, texts[1:])), texts
    assert len(refreshes) <= 2
    assert len(standin.requests) <= 4  # both vendors, once more where the other does not know when they were asked


def test_unknown_setting_refreshes_not_for_ever(environ, standin, tmp_path):
    signed_in.both(environ, standin)
    other = changed(tmp_path / "other", {"*": [("history_days", "history_time")]})
    pair = Version(PACKAGE, environ), Version(other, environ)
    assert pair[0].refresh().returncode == 0
    signed_in.configure(environ, "offline = true\nhistory_days = 30\n")  # offline: the other's defaults lead outside
    assert "history_days" in pair[1].refresh("--offline").stderr
    shown, refreshes = in_turns(pair, environ, 3)
    end_all(environ)
    assert all(map(PERCENT.match, shown[0] + shown[1])), shown
    assert len(refreshes) <= 1
    assert len(standin.requests) == 2


def test_newer_files_are_not_overwritten(environ, standin, tmp_path):
    signed_in.both(environ, standin)
    this = Version(PACKAGE, environ)
    newer = Version(changed(tmp_path / "other", CHANGES["a later record and schedule"]), environ)
    assert this.refresh().returncode == 0
    assert newer.refresh().returncode == 0
    kept = [Path(environ["STATUSLINE_STATE_DIR"], "schedule.json"), Path(environ["STATUSLINE_CACHE_DIR"], "usage.json")]
    before = [path.read_bytes() for path in kept]
    requests = len(standin.requests)
    done = this.refresh("--force")
    assert done.returncode == 1
    assert "was written by a newer statusline (file version 2, this one reads 1). Update statusline" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.read_bytes() for path in kept] == before
    assert len(standin.requests) == requests
    assert PERCENT.match(this.render())
    assert PERCENT.match(newer.render())


def test_older_prompt_layout_is_shown(environ):
    folder = prompt_files.write(environ, prompt_files.claude(), now=int(time.time()))
    for file in folder.glob("*.prompt"):
        head, *variants = file.read_text().split("\n")
        if variants[0].startswith(prompt_file.VARIANT):
            fragments = variants[0].split(prompt_file.UNIT)[1:]
            fragments = fragments if fragments[-1] == prompt_file.END else [*fragments, prompt_file.END]
            file.write_text(f"{head}\n{prompt_file.UNIT.join(fragments)}")
    now = int(time.time())
    text, found, _, _ = show.segment("plain", environ, now, None, 20)
    assert text.startswith("C 5h ")
    assert not show.stale(found[0], now)


def test_layout_and_ending_go_together():
    assert prompt_file.VERSION == "statusline 1", (
        "Another layout needs other endings than .prompt and .line: see prompt_file.py."
    )
    for shell in ("zsh", "bash", "fish"):
        assert f"{shell}.line" in shell_init.source(shell)
        assert prompt_file.VERSION in shell_init.source(shell)
