"""The page in a real Chromium: it asks nobody, complains about nothing, and fits any screen, light or dark."""

import os

import pytest

from support import machine
from support.chromium import Chromium


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = machine.shell_or_skip("chromium")
    with Chromium(program, tmp_path_factory.mktemp("chromium"), os.environ["PATH"]) as browser:
        yield browser


@pytest.fixture
def file(run, tmp_path):
    path = tmp_path / "report.html"
    assert run("--html", str(path)).returncode == 0
    return path


def test_fits_asks_nobody_and_complains_of_nothing(browser, file):
    page = browser.page()
    page.go(file.as_uri())
    backgrounds = set()
    for dark in (False, True):
        page.prefer(dark=dark)
        for width in (1440, 800, 380):
            page.resize(width)
            assert page.run("document.scrollingElement.scrollWidth") <= width
        backgrounds.add(page.run("getComputedStyle(document.body).backgroundColor"))
    assert len(backgrounds) == 2
    assert page.run("document.querySelectorAll('img, script').length") == 0
    assert page.complaints == []
    assert set(page.requests) == {file.as_uri()}
