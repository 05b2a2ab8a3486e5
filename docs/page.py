"""Draw the pictures of docs/dashboard.md, with Chromium: `PYTHONPATH=tests .venv/bin/python docs/page.py`.

What they show is made up by tests/support/used_year.py.
"""  # noqa: INP001 - a script

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support import used_year
from support.chromium import Chromium

DOCS = Path(__file__).parent
WIDTH, HEIGHT = 1180, 820
PICTURES = {"dashboard": ("now", False), "dashboard-window": ("window?window=seven_day&cycle=-1", True)}


def main() -> None:
    program = shutil.which("chromium") or sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folders = {f"STATUSLINE_{name}_DIR": f"{home}/{name.lower()}" for name in ("STATE", "CACHE")}
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "UTC", "STATUSLINE_NO_REFRESH": "1", **folders}
        used_year.fill(environ, int(time.time()), days=40, calls=12_000, seed=3)
        command = [sys.executable, "-P", "-m", "statusline", "dashboard"]
        with (
            subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as server,
            Chromium(program, home, os.environ["PATH"]) as browser,
        ):
            url = server.stdout.readline().strip() if server.stdout else ""
            for name, (view, dark) in PICTURES.items():
                page = browser.page(width=WIDTH, height=HEIGHT, dark=dark)
                page.go(url)
                page.go(f"{url.partition('#')[0]}{view}")
                page.drawn()
                page.wait("!document.querySelector('.who') || document.querySelector('.who *')")
                time.sleep(0.5)  # the curve is drawn last
                page.picture(DOCS / f"{name}.png")
            server.terminate()


if __name__ == "__main__":
    main()
