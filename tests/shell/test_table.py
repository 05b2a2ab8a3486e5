"""Each row of the table of shells has its snippet, its target and its quoting; every part of a snippet parses."""

import subprocess
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.config.shells import SHELLS, limit_of, target_of
from statusline.config.targets import TARGETS
from statusline.hot import prompt_file
from statusline.install import SURFACES
from statusline.render import settled

FOLDER = Path(__file__).parents[2] / "shell"
each_row = pytest.mark.parametrize("row", SHELLS.values(), ids=SHELLS)
WORDS = ["a b", "it's", "\\", "\\'", '$x `y` "z"', "ü"]


def test_each_snippet_has_a_row():
    snippets = {file.suffix[1:] for file in FOLDER.glob("statusline.*") if shell_init.PLACEHOLDER in file.read_text()}
    assert snippets == set(SHELLS)


@each_row
def test_row_is_a_target_and_a_surface(row):
    assert target_of(row) in TARGETS
    assert limit_of(target_of(row)) <= row.limit
    assert row.name in SURFACES


@each_row
def test_its_snippet_is_printed_by_init(row):
    assert shell_init.wanted(["init", row.name])
    assert shell_init.source(row.name).count(shell_init.PLACEHOLDER) >= 1
    assert shell_init.PLACEHOLDER not in shell_init.snippet(row.name)


@pytest.mark.parametrize("words", ["", "tmux", "../x", "zsh x"])
def test_init_prints_nothing_for_other_words(words):
    assert not shell_init.wanted(["init", *words.split()])
    assert not shell_init.wanted(["init", words])


@each_row
def test_snippet_reads_no_file_above_limit(row):
    read_by_the_package = row.limit == prompt_file.SIZE_LIMIT
    read_line_by_line = f"{row.name}{settled.SUFFIX}" in shell_init.source(row.name)
    assert read_by_the_package or read_line_by_line or str(row.limit) in shell_init.source(row.name)


PRINTED = {"nu": ("nu", "print -n ({})"), "sh": ("dash", "printf %s {}"), "xonsh": ("python3", "print({}, end='')")}


@each_row
@pytest.mark.parametrize("word", WORDS)
def test_quoting_is_the_shells(row, word, require):
    assert row.quote(word) == shell_init.quoted(word, row.name)
    program, line = PRINTED.get(row.name, (row.name, "printf %s {}"))
    command = [require(program), "-c", line.format(row.quote(word))]
    assert subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout == word


@each_row
def test_its_parts_parse(row, require):
    program, *options = row.syntax_check
    for file in FOLDER.glob(f"*.{row.name}"):
        done = subprocess.run([require(program), *options, file], check=False, capture_output=True, text=True)
        assert (file.name, done.returncode, done.stderr) == (file.name, 0, "")
