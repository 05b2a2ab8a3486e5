"""The documentation held to the truth where no command is run: TOML, links, names of commands and of variables."""

import re
from pathlib import Path

import click
import pytest

from statusline.cli import GROUPS, command
from statusline.config import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = ("bin", "docs", "shell", "statusline", ".ci", ".github")  # whatever a user may read

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


def anchors(page):
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page):
    for path, anchor in re.findall(r"\]\(([\w./-]+\.\w+)(?:#([\w-]+))?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / path).is_file(), path
        assert not anchor or anchor in anchors(page.parent / path), (path, anchor)


def test_docs_are_linked_from_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_of_a_page_exists(page):
    context = click.Context(command)
    known = command.list_commands(context)
    named = re.findall(r"(?:^|[`$(] ?|exec )statusline ([a-z][a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted({word for word in named if word not in known}) == []


def test_page_of_commands_is_the_help():
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## (.*)\n\n((?:\|.*\n)+)", page, re.MULTILINE))
    listed = {
        title: dict(re.findall(r"^\| `statusline (\S+)` \| (.*) \|$", rows, re.MULTILINE))
        for title, rows in parts.items()
    }
    assert listed == GROUPS


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 900


def test_readme_has_its_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "    python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/statusline demo\n" in text
    assert "    python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest\n" in text


FROM_AN_INDEX = re.compile(
    r"\b(?:pip[x3]?|uv|poetry|pdm|conda|brew)(?: (?:tool|pip))? (?:install|add|run|upgrade)(?: -\S+)* [\"']?statusline"
    r"|\buvx(?: -\S+)* [\"']?statusline"
)
INDEX_LINES = {
    "pip install statusline": True,
    "pipx install -f 'statusline-limits'": True,
    "uv tool install --quiet statusline": True,
    "uvx statusline demo": True,
    "pipx install .": False,
    ".venv/bin/pip install . && .venv/bin/statusline demo": False,
    "statusline install tmux": False,
}


@pytest.mark.parametrize(("line", "fetches"), INDEX_LINES.items(), ids=INDEX_LINES)
def test_the_search_for_index_lines_finds(line, fetches):
    assert bool(FROM_AN_INDEX.search(line)) is fetches


def test_no_line_fetches_a_package_of_another_project():
    files = [*ROOT.glob("*.md"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file())]
    texts = ((path, path.read_bytes().decode("utf-8", "replace")) for path in files if "__pycache__" not in path.parts)
    assert [str(path.relative_to(ROOT)) for path, text in texts if FROM_AN_INDEX.search(text)] == []
