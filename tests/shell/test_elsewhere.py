"""What docs/surfaces.md says of shells and multiplexers that have no snippet, in the real ones."""

import re
import sys
from pathlib import Path

import pytest

from support.bash_session import show
from support.prompt_files import USUAL, sample
from support.terminal import Terminal

PAGE = (Path(__file__).parents[2] / "docs/surfaces.md").read_text()
FILES = {
    "elvish": ("rc.elv", ["-rc", "rc.elv"]),
    "tcsh": (".tcshrc", ["-i"]),
    "screen": (".screenrc", ["-c", ".screenrc", "sh"]),
}
END = {"elvish": [], "tcsh": [], "screen": ["autodetach off"]}  # a screen ends with its terminal


def config(name):
    """Return the lines of a row: what stands in backquotes in its second cell, one or two of them."""
    cell = re.search(rf"^\| {name} \| (.*?) \| [^|]*\|$", PAGE, re.MULTILINE)[1].replace("\\|", "|")
    return [double or single for double, single in re.findall(r"``(.+?)``|`([^`]+)`", cell)]


@pytest.mark.parametrize("name", FILES)
def test_a_line_of_the_page_shows_the_text(require, environ, tmp_path, name):
    program = require(name)
    show(environ, sample(used=42, resets_at=None), formats=USUAL)
    file, arguments = FILES[name]
    (tmp_path / file).write_text("\n".join([*config(name), *END[name]]) + "\n")
    (tmp_path / "sockets").mkdir(mode=0o700)
    environ |= {
        "PATH": f"{Path(sys.executable).parent}:{environ['PATH']}",
        "HOME": str(tmp_path),
        "SCREENDIR": str(tmp_path / "sockets"),
    }
    with Terminal([program, *arguments], environ, folder=tmp_path) as terminal:
        terminal.wait_for("C 5h 42%")
        terminal.enter("exit")
        terminal.wait_for_end()
