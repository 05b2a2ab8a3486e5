"""The CPU of one redraw of tmux's bar: `.venv/bin/python tests/benchmarks/tmux.py`.

The server's own time and that of its jobs, in ms, while the bar holds a plain text, our formats, and the job of a tmux
that cannot count; medians of three rounds of so many redraws.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from statusline.hot import prompt_file  # noqa: E402 - found by the line above
from statusline.render import tmux_format  # noqa: E402
from statusline.shell_init import fast_command  # noqa: E402
from support.prompt_files import claude, codex, sample, write  # noqa: E402
from support.tmux_server import served  # noqa: E402

ROUNDS, REDRAWS = 3, 100
TICKS = os.sysconf("SC_CLK_TCK")


def spent(pid):
    """Return the CPU seconds of a process, and of those it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def main():
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "STATUSLINE_NO_REFRESH": "1"}
        now = int(time.time())
        accounts = [
            claude(sample(resets_at=now + 7_890, as_of=now), sample("seven_day", "7d", 18.5, now + 345_700, now)),
            codex(sample(used=12, resets_at=now + 13_230, as_of=now, source="codex_oauth")),
        ]
        folder = write(environ, *accounts, now=now, refresh_after=now + 3_600)
        texts = tmux_format.formats(*prompt_file.variants(f"{folder}/tmux.prompt", None), now)
        Path(home, "formats").write_text(tmux_format.commands(texts))
        bars = {
            "a plain text": "C 5h 42% 2h11m",
            "our formats": f"#{{T:{tmux_format.TEXT}}}",
            "a job": f"#({fast_command()} --format tmux)",
        }
        with served("tmux", environ) as server:
            server.start()
            server.run("source-file", f"{home}/formats")
            server.run("set-option", "-g", "status-right-length", "150")
            pid = server.run("display-message", "-p", "#{pid}")
            with server.client() as client:
                for bar, text in bars.items():
                    server.run("set-option", "-g", "status-right", text)
                    client.terminal.settle(1)
                    times = [redrawn(server, client, pid) for _ in range(ROUNDS)]
                    print(f"{bar:14} {statistics.median(times):6.2f} ms")  # noqa: T201 - a benchmark reports


def redrawn(server, client, pid):
    name = server.run("list-clients", "-F", "#{client_name}")
    before = spent(pid)
    for _ in range(REDRAWS):
        server.run("refresh-client", "-S", "-t", name)
        time.sleep(0.02)
    client.terminal.settle(1)
    return 1_000 * (spent(pid) - before) / REDRAWS


if __name__ == "__main__":
    main()
