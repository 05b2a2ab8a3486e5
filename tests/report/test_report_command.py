import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

import statusline as package
from report.conftest import EVIL

SCHEMA = Path(package.__file__).parent / "data/statusline-report-1.schema.json"
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """The elements of a page; their text by tag. Unbalanced tags are an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def columns(text, title):
    """Return the numbers of a table of the text, by their names."""
    block = next(part for part in text.split("\n\n") if part.startswith(title))
    return {row[0]: row[1:] for row in (re.split(r"\s{2,}", line) for line in block.splitlines()[2:])}


@pytest.fixture
def page(run):
    done = run("--html", "-")
    assert (done.returncode, done.stderr) == (0, "")
    return Page(done.stdout)


def test_text_says_what_other_commands_say(run):
    text = run().stdout
    assert text.startswith("7 days to Friday, 27 November 2026, compared with 14 to 20 November 2026\n")
    cost = json.loads(run("-f", "json", command="cost").stdout)["total"]
    summary = [re.split(r"\s{2,}", line)[:2] for line in text.split("\n\n")[1].splitlines()]
    assert ["cost at list prices", f"${cost['list_usd']:.2f}"] in summary
    assert ["calls", f"{cost['calls']:,}"] in summary


@pytest.mark.parametrize("by", ["project", "model"])
def test_shares_add_up(run, by):
    rows = columns(run().stdout, f"claude · 5h by {by}, in points")
    for column in (0, 1):
        *parts, total = [float(row[column]) for row in rows.values()]
        assert round(sum(parts), 1) == total


def test_month_is_longer(run):
    week, month = (json.loads(run(option, "-f", "json").stdout) for option in ("--week", "--month"))
    assert (week["days"], month["days"]) == (7, 30)
    assert month["total"]["calls"] == week["total"]["calls"] + week["total_before"]["calls"]
    assert month["total_before"]["calls"] == 0


def test_json_is_of_its_schema(run):
    document = json.loads(run("-f", "json").stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    (by_project, _) = document["shares"]
    parts = [share["points"] for share in by_project["now"]["shares"]]
    assert round(sum(parts) + by_project["now"]["elsewhere"], 3) == by_project["now"]["points"]


def test_page_has_no_script_and_nothing_from_elsewhere(page):
    assert not [tag for tag in ("script", "img", "link", "iframe", "object", "form", "a") if page.of(tag)]
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href", "style")}


def test_policy_allows_its_own_style_alone(page):
    (policy,) = [each["content"] for each in page.of("meta") if "http-equiv" in each]
    style = next(text for tag, text in page.texts if tag == "style")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style


def test_evil_name_is_text(page):
    assert [text for tag, text in page.texts if tag == "td" and text == f"~/{EVIL}"]


def test_every_chart_has_its_table(page):
    charts = page.of("svg")
    assert {chart["class"] for chart in charts} == {"curve", "stack", "bars", "heat"}
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert len(page.of("table")) >= len(charts)


@pytest.mark.parametrize("mode", ["redacted", "strict"])
def test_privacy(run, mode):
    for form in (("--html", "-"), ("-f", "json"), ()):
        shown = run("--privacy", mode, *form).stdout
        assert not [word for word in ("/p0", "/p1", "onerror", "0123456789") if word in shown]


def test_page_is_written_and_not_over_another(run, tmp_path):
    file = tmp_path / "report.html"
    done = run("--html", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Wrote {file}. Open it in a browser.\n")
    assert file.read_text().startswith("<!DOCTYPE html>")
    assert file.stat().st_mode & 0o777 == 0o600
    again = run("--html", str(file))
    assert (again.returncode, again.stdout) == (1, "")
    assert "already exists. Name another file, or add --force to replace it." in again.stderr
    assert run("--html", str(file), "--force").returncode == 0


def test_two_forms_are_refused(run):
    refused = run("--html", "-", "-f", "json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip().endswith("Name --html or --format, not both.")
