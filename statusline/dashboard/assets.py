"""The page's own files, by a table of names: no path of a request leads to the disk."""

from __future__ import annotations

import os
from functools import cache

from statusline.dashboard.server import Answer

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "dashboard")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Each view is an address of its own, with its filters behind `?`; all are the same page.
VIEWS = ("now", "who", "window", "days", "heat", "sessions", "session", "models", "advice")
PAGE = "index.html"
CHARTS = "uPlot.js"
_UPLOT = "uPlot.iife.min.js"


def names() -> list[str]:
    """Return the files that are served."""
    return sorted(name for name in os.listdir(FOLDER) if os.path.splitext(name)[1] in _KINDS)


def answer(path: str) -> Answer | None:
    """Return the file for a path such as /app.css, the page for a view's, None for any other."""
    name = path.removeprefix("/")
    if not name or name in VIEWS:
        name = PAGE
    if name == CHARTS:
        return _charts()
    return _file(name) if name in _names() else None


@cache
def _charts() -> Answer:
    """Return uPlot, which is a script of the old kind, as a module: a page with Trusted Types loads no script late."""
    script = _file(_UPLOT)
    return Answer(script.body + b"\nexport default uPlot;\n", script.kind)


@cache
def _names() -> frozenset[str]:
    return frozenset(names())


@cache
def _file(name: str) -> Answer:
    with open(f"{FOLDER}/{name}", "rb") as file:
        return Answer(file.read(), _KINDS[os.path.splitext(name)[1]])
