"""The page in a real Chromium: its numbers are those of the commands, and it asks nobody but its own server."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from statusline.dashboard import assets
from statusline.hot.text import whole
from statusline.index import snapshots
from statusline.state import token_index
from support import first_page, machine
from support.chromium import Chromium

UPLOT = {
    "uPlot.LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}
MOST_MEMORY = 40  # MiB
VIEWS = [view for view in assets.VIEWS if view != "session"]


@pytest.fixture(scope="module")
def address(used):
    """Return the address that `statusline dashboard` prints."""
    command = [sys.executable, "-P", "-m", "statusline", "dashboard", "--idle", "5"]
    with subprocess.Popen(command, env=used, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        yield server.stdout.readline().strip()
        assert most_memory(server) <= MOST_MEMORY  # after all views of the tests here
        server.terminate()
        assert server.wait(10) == 0


def most_memory(process):
    """Return the MiB that a process has had at most; 0 where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = machine.shell_or_skip("chromium")
    with Chromium(program, tmp_path_factory.mktemp("chromium"), os.environ["PATH"]) as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser, address):
    """Return a page with the dashboard; at the end it must have complained about nothing and asked nobody else."""
    page = browser.page()
    page.go(address)
    page.drawn()
    yield page
    assert page.complaints == []
    assert len(page.requests) > 10
    assert {url.partition("/api")[0].split("/")[2] for url in page.requests} == {address.split("/")[2]}


def led_to(page, address, target):
    page.go(address.partition("#")[0] + target)
    page.drawn()


def cells(page, head):
    """Return the rows of the table whose first column has this head, as lists of cells."""
    tables = page.run("""[...document.querySelectorAll('table')].map(table =>
        [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim())))""")
    return next(rows for rows in tables if rows[0][0] == head)


def priced(rows):
    """Return rows without the tokens that have no price, which a command marks with a plus alone."""
    assert rows[0][-1] == "no price"
    return [row[:-1] for row in rows]


def printed(environ, *arguments):
    """Return the rows of a command's table."""
    text = machine.run_statusline(arguments, environ).stdout
    return [re.split(r" {2,}", line) for line in text.splitlines() if "  " in line]


def test_key_leaves_the_address(page, address):
    assert page.run("location.href") == address.partition("#")[0]
    page.go(address.partition("#")[0] + "days")
    page.drawn()
    assert page.run("document.querySelector('h1').textContent") == "Use over time"


@pytest.mark.parametrize("by", ["model", "provider", "project"])
def test_costs_are_those_of_the_command(page, address, used, by):
    led_to(page, address, f"days?since=30d&by={by}")
    days = ["cost", "--since", "30d", "--no-read"]
    assert priced(cells(page, "day")) == printed(used, *days)
    assert priced(cells(page, by)) == printed(used, *days, "--by", by)


def test_limits_are_those_of_show(page, address, used):
    document = json.loads(machine.run_statusline(("show", "--format", "json", "--privacy", "normal"), used).stdout)
    led_to(page, address, "now")
    told = [f"{whole(window['used_percentage'])}%" for account in document["accounts"] for window in account["windows"]]
    assert page.run("[...document.querySelectorAll('.limit b')].map(number => number.textContent)") == told


def test_shares_are_those_of_blame(page, address, used):
    led_to(page, address, "who?window=seven_day&provider=claude")
    told = machine.run_statusline(("blame", "-w", "7d", "--provider", "claude", "--no-read"), used).stdout
    percents = re.findall(r"^ +(<?[0-9]+%|–)  ", told, re.MULTILINE)
    assert [row[1] for row in cells(page, "project")[1:]] == percents
    assert percents


def test_one_session_leads_to_its_calls(page, address, used):
    led_to(page, address, "sessions")
    first = cells(page, "last used")[1]
    page.run("document.querySelector('td a.link').click()")
    page.wait("location.pathname === '/session'")
    page.drawn()
    assert page.run("document.querySelector('.tile b').textContent") == first[-1]
    assert len(cells(page, "time")) == int(first[5]) + 1


def test_session_shows_agents_and_compactions(page, address, used):
    led_to(page, address, "sessions?order=calls")
    session = page.run("new URLSearchParams(document.querySelector('td a.link').search).get('session')")
    with token_index.reading(f"{used['STATUSLINE_STATE_DIR']}") as index:
        reader = "SELECT at FROM calls WHERE agent = 0 AND session = (SELECT id FROM names WHERE name = ?) ORDER BY at"
        times = [at for (at,) in index.connection.execute(reader, (session,))]
    snapshots.keep(used["STATUSLINE_STATE_DIR"], {session: snapshots.Counts(compactions=[times[2]])}, times[-1])
    led_to(page, address, f"session?session={session}")
    page.wait("document.querySelector('.lanes rect')")
    assert cells(page, "agent")[1][0] == "main"
    assert "compaction (1×)" in page.run("document.querySelector('.legend').textContent")
    assert [row[3] for row in cells(page, "time")].count("compacted") == 1


def test_what_has_no_price_is_hatched(page, address):
    led_to(page, address, "days?since=30d&show=tokens")
    page.wait("document.querySelector('rect[fill=\"url(#hatch)\"]')")
    assert "without a price" in page.run("document.querySelector('.legend').textContent")


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_wider_than_the_screen(page, address, view):
    led_to(page, address, view)
    for width in (380, 800, 1440):
        page.resize(width)
        page.wait(f"document.documentElement.scrollWidth <= {width}")  # a curve is drawn again a moment later
    assert page.run("document.querySelector('main').innerText.length") > 20


def test_keys_lead_through_the_views(page):
    page.press("4")
    page.wait("location.pathname === '/days'")
    page.press("?")
    assert page.run("document.querySelector('dialog').open")
    before = page.run("getComputedStyle(document.body).backgroundColor")
    page.press("t")
    assert page.run("getComputedStyle(document.body).backgroundColor") != before


def test_without_its_key_a_page_says_what_to_do(browser, address):
    stranger = browser.page()
    stranger.go(address.partition("#")[0])
    stranger.drawn()
    assert "This page has no key" in stranger.run("document.querySelector('main').innerText")


def test_page_is_small():
    assert sum(Path(assets.FOLDER, name).stat().st_size for name in first_page.FILES) <= 80_000


def test_chart_library_is_the_published_one():
    """Hold the files to those of uPlot 1.6.32 on npm."""
    digests = {name: hashlib.sha256(Path(assets.FOLDER, name).read_bytes()).hexdigest() for name in UPLOT}
    assert digests == UPLOT
