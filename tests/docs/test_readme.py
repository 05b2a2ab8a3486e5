"""The documentation held to the truth where no command is run: TOML, links, names of commands and of variables."""

import re
from pathlib import Path

import click
import pytest

from statusline.cli import command
from statusline.config import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

pytestmark = pytest.mark.skipif(
    not (ROOT / "docs").exists(), reason="docs/ is in the repository, not in the source distribution"
)


def name(page):
    return page.name


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")], ids=name)
def test_toml_of_a_page_is_a_valid_config(page):
    for block in blocks(page, "toml"):
        assert parse(block, page.name)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(((?:[\w./-]+)\.(?:md|svg|json))\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).is_file()] == []


def test_docs_are_linked_from_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_of_a_page_exists(page):
    context = click.Context(command)
    known = command.list_commands(context)
    named = re.findall(r"(?:^|[`$(] ?|exec )statusline ([a-z][a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted({word for word in named if word not in known}) == []


def test_readme_names_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    quiet = {"show", "orgs", "completion", "init", "logout", "cache"}
    context = click.Context(command)
    assert [
        word for word in command.list_commands(context) if word not in quiet and f"statusline {word}" not in text
    ] == []
