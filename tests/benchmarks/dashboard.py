"""How soon the dashboard answers: `.venv/bin/python tests/benchmarks/dashboard.py`.

A machine with a year of 200,000 calls is made in a temporary folder. Printed are the time from the start of the process
to the first byte of the page, the bytes of the page, the memory, and for each view the time of its answers (medians of
five, and what they take of the CPU) with its usual filters and for the whole year.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from statusline.dashboard import assets
from support import first_page, used_year

ROUNDS = 5
YEAR = "since=365d"
VIEWS = {
    "now": (["limits", "cost?by=day&since=14d", "blame?window=five_hour&window=seven_day"], []),
    "who": (["blame", "limits"], ["blame?window=seven_day&by=session"]),
    "window": (["history?since=30d", "course?window=seven_day&provider=claude"], [f"history?{YEAR}"]),
    "days": (["cost?by=day&by=model&since=30d"], [f"cost?by=day&by=model&{YEAR}", f"cost?by=day&by=project&{YEAR}"]),
    "heat": (["heat?since=90d"], [f"heat?{YEAR}"]),
    "sessions": (["sessions?since=30d&limit=50"], [f"sessions?limit=50&{YEAR}", f"sessions?order=cost&{YEAR}"]),
    "models": (["models?since=30d"], [f"models?{YEAR}"]),
    "dearest calls": (["calls?top=cost&since=30d"], [f"calls?top=cost&{YEAR}"]),
    "advice": (["advice"], []),
}


def asked(address, path):
    """Return the seconds until an answer was there, and the answer."""
    base, _, token = address.partition("#")
    request = urllib.request.Request(base + path, headers={"X-Statusline-Token": token})
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
    return time.perf_counter() - began, body


def cpu(process):
    """Return the milliseconds of CPU that a process has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return 1_000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process):
    """Return the memory of a process now and at most, in MiB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmHWM", "VmRSS"))}
    return f"memory {sizes['VmRSS']:.0f} MiB, at most {sizes['VmHWM']:.0f}"


def measure(server, address, paths):
    for path in paths:
        before = cpu(server)
        times = [asked(address, f"api/{path}")[0] for _ in range(ROUNDS)]
        own = (cpu(server) - before) / ROUNDS
        show(f"  {path:52} {1_000 * statistics.median(times):6.0f} ms, of CPU {own:4.0f} ms")


def show(text):
    print(text, flush=True)  # noqa: T201 - a benchmark reports


def run(server, began):
    address = server.stdout.readline().strip()
    asked(address, "")
    show(f"first byte of the page after {time.perf_counter() - began:.2f} s, of CPU {cpu(server):.0f} ms")
    show(f"page: {sum(Path(assets.FOLDER, name).stat().st_size for name in first_page.FILES) / 1e3:.0f} KB")
    show(memory(server))
    while json.loads(asked(address, "api/server")[1])["reading"]["running"]:
        time.sleep(0.1)
    for number, name in enumerate(("with its usual filters", "for the whole year")):
        for view, paths in VIEWS.items():
            if paths[number]:
                show(f"{view}, {name}")
                measure(server, address, paths[number])
        show(memory(server))
    largest = json.loads(asked(address, f"api/sessions?order=calls&limit=1&{YEAR}")[1])["sessions"][0]["session"]
    measure(server, address, [f"session?session={largest}"])


def main():
    with tempfile.TemporaryDirectory() as home:
        folders = {f"STATUSLINE_{name}_DIR": f"{home}/{name.lower()}" for name in ("STATE", "CACHE")}
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "Europe/Berlin", "STATUSLINE_NO_REFRESH": "1"}
        used_year.fill({**environ, **folders}, int(time.time()))
        command = [sys.executable, "-P", "-m", "statusline", "dashboard"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        began = time.perf_counter()
        with subprocess.Popen(command, env={**environ, **folders}, **pipes) as server:
            try:
                run(server, began)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
