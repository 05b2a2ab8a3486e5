"""Our own files with something in them, and where the process of an environment keeps them."""

import shutil
from pathlib import Path

from statusline.limits.model import Problem
from statusline.state import record
from statusline.state.environment import find_environment
from support import prompt_files
from support.prompt_files import NOW

PROBLEM = Problem("expired", "expired", "The login is past its expiry.", "Run `claude`.", "claude_oauth", NOW + 60)
RECORD = prompt_files.record(
    prompt_files.claude(
        prompt_files.sample(), prompt_files.sample("seven_day:fable", "Fable", 80, NOW + 400), problem=PROBLEM
    ),
    prompt_files.codex(credits={"has_credits": True, "balance": 3.5}, requests={"codex_oauth": NOW - 5}),
)
USAGE = record.dump(RECORD)
_IN_THE_CACHE = ("usage.json",)


def put(environ, contents):
    """Write contents, by their names, where they are looked for."""
    here = find_environment(environ)
    for name, data in contents.items():
        path = Path(here.cache if name in _IN_THE_CACHE else here.state, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def forget(environ):
    """Remove all of them."""
    for folder in (find_environment(environ).cache, find_environment(environ).state):
        shutil.rmtree(folder, ignore_errors=True)
