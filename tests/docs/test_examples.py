"""The documentation, run: every ```console block of the Markdown files, line by line, in a shell of its own.

    ```console
    $ statusline guard --max 40   # exit 1
    statusline: codex 7d is at 47%, not below 40%; resets in 4d.
    ```

A line with `$ ` is a command, `> ` goes on with it; what stands below is its output, stdout and stderr together.
It runs at home, signed in to both vendors (the stand-in's) after one refresh. The status is 0 unless a comment at the
end of the command says otherwise. Numbers, durations, names of days and months and the width of gaps are not compared,
`~` is the home. A line `…` stands for any lines. ```console no-run is not run, and listed in NOT_RUN with the reason.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from statusline.hot import paths
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from support import signed_in
from support.vendors import StandIn

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN: dict[tuple[str, str], str] = {}  # (page, first command): why

ANY_LINES = "…"
STATUS = re.compile(r"\s# exit (\d+)\s*$")
DAYS = "Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?"
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
MASKS = (
    (re.compile("\x1b\\[[0-9;]*m"), ""),
    (re.compile(rf"\b(?:{DAYS}|{MONTHS})\b"), "<day>"),
    (re.compile(r"<1m|(?<![\w.])\d+(?:d(?:\d+h)?|h(?:\d\dm)?|m(?:\d\ds)?|s)(?![a-z])"), "<time>"),
    (re.compile(r"\d+(?:\.\d+)?"), "<n>"),
    (re.compile(r"(?<=\S)[ \t]+"), " "),
)


@dataclass(frozen=True)
class Block:
    """A ```console block: its page, the line of its first command, and (command, expected lines) each."""

    page: str
    line: int
    runs: bool
    steps: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self):
        return f"{self.page}:{self.line}"


def blocks(text, page):
    """Yield the console blocks of a Markdown text."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        found = re.fullmatch(r"(\s*)```console\b(.*)", line)
        if found:
            indent, words = len(found[1]), found[2].split()
            end = next((at for at, after in enumerate(lines[number:], number) if after.strip() == "```"), len(lines))
            yield Block(page, number + 1, "no-run" not in words, steps([one[indent:] for one in lines[number:end]]))


def steps(lines):
    """Return (command, expected lines) of a block's lines."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and line.startswith("> ") and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", [])
        elif found:
            found[-1][1].append(line)
    return tuple((command, tuple(said)) for command, said in found)


def masked(text, home):
    """Return the lines of text with everything that differs from run to run replaced, `home` by `~`."""
    text = re.sub(r"/home/[a-z]+(?=/|\b)", "~", text.replace(home, "~"))
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip("\n") else []


def matches(expected, lines):
    """Return whether the lines are the expected ones, where ANY_LINES stands for any number of any lines."""
    if not expected:
        return not lines
    first, *rest = expected
    if first == ANY_LINES:
        return any(matches(rest, lines[skipped:]) for skipped in range(len(lines) + 1))
    return bool(lines) and first == lines[0] and matches(rest, lines[1:])


ALL = [block for page in PAGES for block in blocks(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT)))]


@pytest.fixture(scope="module")
def signed_in_home(tmp_path_factory):
    """Yield the home of a person who is signed in to both vendors and whose numbers are fresh."""
    home = tmp_path_factory.mktemp("life")
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    with StandIn(time.time) as server:
        signed_in.both({**environ, "STATUSLINE_CONFIG": paths.config_file(environ)}, server)
        outcomes = refresh_run.refresh(prepare(find_environment(environ), lambda: int(time.time())))
        assert [one.answer for one in outcomes if one.error] == []
        yield home


@pytest.fixture
def sandbox(environ, signed_in_home, tmp_path):
    """Return the environment of such a person, in a home of their own."""
    for name in ("STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR", "STATUSLINE_CONFIG"):
        del environ[name]  # paths in examples are the usual ones
    shutil.copytree(signed_in_home, environ["HOME"], symlinks=True, dirs_exist_ok=True)
    command = tmp_path / "bin" / "statusline"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m statusline "$@"\n')
    command.chmod(0o755)
    environ["PATH"] = f"{command.parent}:{environ['PATH']}"
    environ["USER"] = "you"
    return environ


def run(command, environ):
    return subprocess.run(
        ["bash", "--norc", "--noprofile", "-c", command],
        cwd=environ["HOME"],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("block", [block for block in ALL if block.runs], ids=str)
def test_an_example_prints_what_it_says(block, sandbox, require):
    require("bash")
    assert block.steps, f"{block} has no line that begins with `$ `."
    for command, said in block.steps:
        done = run(command, sandbox)
        expected = masked("\n".join(said), sandbox["HOME"])
        lines = masked(done.stdout, sandbox["HOME"])
        status = STATUS.search(command)
        if not matches(expected, lines) or done.returncode != int(status[1] if status else 0):
            pytest.fail(complaint(block, command, done, expected, lines), pytrace=False)


def complaint(block, command, done, expected, lines):
    """Return what an author of documentation needs to put a block right."""
    shown = "\n".join(difflib.unified_diff(expected, lines, "in the page", "printed", lineterm="", n=1))
    return (
        f"{block}\n$ {command}\nexit status {done.returncode}\n\n{shown or 'The output is the one in the page.'}\n\n"
        f"What it printed, to paste into the page:\n{done.stdout}"
    )


def test_not_run_is_listed_with_its_reason():
    assert {(block.page, block.steps[0][0]) for block in ALL if not block.runs} == set(NOT_RUN)
    assert all(NOT_RUN.values())


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "docs"], ids=lambda page: page.name)
def test_each_page_has_an_example_that_is_run(page):
    assert any(block.runs and block.page == f"docs/{page.name}" for block in ALL)


MATCHES = {
    "the same": ("C 5h 42% 2h11m", "C 5h 41% 9m", True),
    "another word": ("C 5h 42% 2h11m", "X 5h 42% 2h11m", False),
    "a line more": ("a", "a\nb", False),
    "a line less": ("a\nb", "a", False),
    "nothing, as expected": ("", "", True),
    "something where nothing was expected": ("", "a", False),
    "any lines": ("…", "a\nb\nc", True),
    "any lines before": ("…\nc", "a\nb\nc", True),
    "any lines between": ("a\n…\nc", "a\nc", True),
    "any lines, and the last one missing": ("a\n…\nc", "a\nb", False),
    "less than a minute": ("in <1m", "in 3d", True),
    "a date": ("Sat 21 Nov 09:15", "Mon 2 Mar 23:59", True),
    "another gap": ("used   9%", "used 10%", True),
    "another indent": ("  used", "used", False),
    "colours": ("used", "\x1b[1mused\x1b[0m", True),
    "the home": ("~/.config", "/tmp/home/.config", True),
    "somebody's home": ("/home/you/.config", "/tmp/home/.config", True),
    "an account's key": ("claude:0123abcd", "claude:4567abcd", True),
    "a word that ends in a number and a letter": ("seven7d", "seven8d", True),
}


@pytest.mark.parametrize(("page", "printed", "alike"), MATCHES.values(), ids=MATCHES)
def test_only_numbers_days_gaps_may_differ(page, printed, alike):
    assert matches(masked(page, "/tmp/home"), masked(printed, "/tmp/home")) is alike


def test_page_splits_into_commands_and_output():
    page = "text\n```console\n$ a |\n> b   # exit 1\nx\n\ny\n$ c\n```\n```sh\n$ d\n```\n- ```console no-run: a reason\n"
    first, *others = blocks(page, "p.md")
    assert first == Block("p.md", 3, runs=True, steps=(("a |\nb   # exit 1", ("x", "", "y")), ("c", ())))
    assert others == []
    (indented,) = blocks("  ```console no-run a reason\n  $ watch\n  ```\n", "p.md")
    assert indented == Block("p.md", 2, runs=False, steps=(("watch", ()),))


def test_wrong_example_shows_its_output(environ):
    done = run("echo one; exit 3", environ)
    said = complaint(Block("p.md", 3, runs=True, steps=()), "echo one; exit 3", done, ["two"], ["one"])
    assert said == (
        "p.md:3\n$ echo one; exit 3\nexit status 3\n\n--- in the page\n+++ printed\n@@ -1 +1 @@\n-two\n+one\n\n"
        "What it printed, to paste into the page:\none\n"
    )
