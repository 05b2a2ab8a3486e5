# ruff: noqa: T201 - what it prints is what it is for
"""Other programs beside ours, as the tables of docs/speed.md; those that are not installed have an empty row.

    PYTHONPATH=tests .venv/bin/python -m benchmarks.peers "$(.ci/get-peers)" [HOME]

HOME has logs (`.claude`, `.codex`), of which a copy is read; without one some are made. Programs take turns, so that a
busy machine hits all; a figure is the median of the ratios in one turn, in each of three parts of the turns. At the end
the tokens and dollars of ccusage and ours are compared day by day and model by model: each difference in money is
printed with its reason. The status is 1 where tokens differ, or where a difference has no reason.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.peers import equality, passes, renders
from support.usage_logs import Logs

SESSIONS, THREADS, WEIGHT = 2_100, 2_100, 8  # 1.0 GB in 6,737 logs, with 62,000 calls


def copied(source: Path, home: Path) -> None:
    for name in (".claude/projects", ".codex/sessions", ".codex/archived_sessions"):
        if (source / name).exists():
            shutil.copytree(source / name, home / name)


def main() -> int:
    programs = Path(sys.argv[1]) if sys.argv[1:] else Path(".peers")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name) / "home"
        home.mkdir()
        if sys.argv[2:]:
            copied(Path(sys.argv[2]), home)
        else:
            Logs(home, weight=WEIGHT).make(SESSIONS, THREADS)
        own = {f"STATUSLINE_{kind}_DIR": f"{name}/{kind.lower()}" for kind in ("STATE", "CACHE")}
        environ = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC", "LOG_LEVEL": "0"}
        environ |= {**own, "STATUSLINE_NO_REFRESH": "1"}
        print(renders.report(programs, home, environ), end="\n\n", flush=True)
        print(passes.report(programs, home, environ), end="\n\n", flush=True)
        equality.make_differences(home)
        anew = {"STATUSLINE_STATE_DIR": f"{name}/anew"}  # without what the passes had for a while
        return equality.report(programs, environ | anew)


if __name__ == "__main__":
    sys.exit(main())
