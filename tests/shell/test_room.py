"""All three shells: beside every prompt, in every terminal, there is a text that fits and a whole command line."""

import time

import pytest

from support import bash_session, fish_session, zsh_session
from support.prompt_files import write_ladder

TEXTS = ("L" * 55, "M" * 40, "S" * 28, "T" * 8)
COLUMNS = (80, 60, 40)
PROMPTS = (10, 24, 30, 39, 40, 47, 60)
PS1 = {"zsh": "PROMPT={}", "bash": "PS1={}", "fish": "function fish_prompt; echo -n {}; end"}


@pytest.fixture(params=PS1)
def name(request):
    return request.param


@pytest.fixture
def screen(request, name, require, environ, tmp_path):
    """Return a terminal with an interactive shell."""
    now = int(time.time())
    variants = [(len(text), text) for text in TEXTS]
    write_ladder(environ, *variants, formats=(name,), now=now, refresh_after=now + 3_600)
    if name == "zsh":
        yield from (start("PROMPT_EOL_MARK=") for start in zsh_session.terminal(require, environ, tmp_path))
        return
    program = tmp_path / "program"
    program.symlink_to("/bin/true")
    if name == "bash":
        opened = bash_session.interactive(require(name), environ, bash_session.snippet(program), tmp_path, columns=100)
    else:
        opened = fish_session.interactive(require(name), environ, fish_session.snippet(program))
    with opened:
        yield opened


def test_a_text_that_fits_and_a_whole_command_line(name, screen):
    for columns in COLUMNS:
        screen.resize(columns)
        for width in PROMPTS:
            if name == "fish" and width >= columns:
                continue  # it cuts the prompt off itself
            prompt = "p" * (width - 1) + ">"
            row = prompt[-(width % columns) :] if width % columns else ""
            screen.enter(f"clear; {PS1[name].format(repr(prompt))}")
            screen.wait_until(lambda rows, end=row or prompt[-columns:]: any(end in each for each in rows), "no prompt")
            screen.send("#")
            screen.wait_until(lambda rows, row=row: any(f"{row}#" in each for each in rows), f"not {row}#")
            rows = screen.lines()
            assert sum(text in each for each in rows for text in TEXTS) == 1, (columns, width, rows)
            screen.send("\x15")


@pytest.fixture
def placed(request, environ):
    """Return a terminal of 100 columns whose shell was told a position by its environment."""
    environ["STATUSLINE_POSITION"] = request.param
    return request.getfixturevalue("screen")


@pytest.mark.parametrize("placed", ["above"], indirect=True)
def test_above_is_a_line_of_its_own(name, placed):
    placed.wait_until(lambda rows: rows[:2] == [TEXTS[0], "ready>"], f"not above in {name}")


@pytest.mark.parametrize("name", ["bash"])
@pytest.mark.parametrize("placed", ["right"], indirect=True)
def test_bash_draws_it_at_the_edge(name, placed):
    placed.wait_until(lambda rows: rows == [f"ready> {TEXTS[0]:>92}"], f"not at the right in {name}")
    placed.send("echo 12")
    placed.wait_until(lambda rows: rows == [f"ready> echo 12{TEXTS[0]:>85}"], "not on its row")
