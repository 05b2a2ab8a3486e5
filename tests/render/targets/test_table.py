"""Each row of the table of targets has its module, its place in the fast path and its line in the documentation."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from statusline.config import parse
from statusline.config.targets import TARGETS
from statusline.errors import ConfigError
from statusline.format import style
from statusline.hot import prompt_file, show
from statusline.render import targets
from support.prompt_files import NOW, claude, texts

REPOSITORY = Path(__file__).parents[3]
NOT_TARGETS = {"__init__", "base", "sgr"}
each_row = pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)


def test_the_hot_half_offers_the_same_formats():
    assert tuple(TARGETS) == show.FORMATS


def test_each_module_has_a_row():
    files = {file.stem for file in (REPOSITORY / "statusline/render/targets").glob("*.py")}
    assert files - NOT_TARGETS == set(TARGETS)


@each_row
def test_its_module_writes_what_the_row_says(row):
    if row.document:
        assert callable(targets.document(row.name).fragments)
    else:
        target = targets.load(row.name)
        assert isinstance(target.escape("42%"), str)
        assert len(target.paint(style.parse("bold red"))) == 2


@each_row
def test_a_prompt_file_is_compiled_for_it(row):
    assert "42" in texts(claude())[row.name]


@each_row
def test_before_the_first_refresh_it_says_so(row):
    text = prompt_file.pending(row.name, NOW)
    if text[0] == "{":
        assert json.loads(text)
    assert prompt_file.PENDING in text or '"pending"' in text


@each_row
def test_only_what_is_not_for_scripts_can_be_set(row):
    with pytest.raises(ConfigError) if row.for_scripts else nullcontext():
        parse(f"[target.{row.name}]\nwidth = 40", "c")


def test_documentation_lists_the_table():
    listed = ", ".join(row.name for row in TARGETS.values() if not row.for_scripts)
    assert f"# {listed}\n" in (REPOSITORY / "docs/format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [row for row in TARGETS.values() if row.document], ids=lambda row: row.name)
def test_the_readme_names_each_document(row):
    assert row.name in (REPOSITORY / "README.md").read_text(encoding="utf-8").lower()
