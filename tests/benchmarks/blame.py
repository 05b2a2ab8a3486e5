"""The CPU time of `blame` over an index of 100,000 calls of a month: `.venv/bin/python tests/benchmarks/blame.py`.

Beside `statusline --version`: a week with the scale in the cache, with a new scale (once an hour), and `guard --for`.
"""

import hashlib
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from index import VERSION, median, show
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, record, samples
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from statusline.state.token_index import BANDS, COUNTS, QUARTER
from support import index_rows

CALLS, DAY, HOUR = 100_000, 86_400, 3_600
ACCOUNT = "claude:0123456789abcdef"
STATUSLINE = [sys.executable, "-P", "-m", "statusline"]
WEEK = [*STATUSLINE, "blame", "--window", "seven_day"]
WINDOWS = {"five_hour": 5 * HOUR, "seven_day": 7 * DAY}
MODELS = ("claude-opus-5-5", "claude-sonnet-4-6", "claude-haiku-4-5")


def fill(index, now):
    made = random.Random(1)
    names = {"session": 400, "project": 12, "agent": 3}
    ids = {kind: [index.name(kind, f"/{kind}/{number}") for number in range(many)] for kind, many in names.items()}
    models = [index.name("model", model) for model in MODELS]
    provider, account = index.name("provider", "claude"), index.name("account", ACCOUNT)
    rows = []
    for number in range(CALLS):
        session = number // 250
        counts = (
            made.randint(2, 20),
            made.randint(20_000, 150_000),
            0,
            made.randint(300, 6_000),
            made.randint(50, 2_500),
        )
        key = int.from_bytes(hashlib.sha256(b"%d" % number).digest()[:8], "big") >> 1
        whose = (provider, ids["session"][session], ids["project"][session % 12], models[session % 3], 0)
        agent = made.choice([0, *ids["agent"]])
        rows.append((key, moment(number, now), *whose, agent, account, 0, *counts, 0, 0, 1, 0, 0, 0))
    marks = ", ".join("?" * len(rows[0]))
    index.connection.executemany(f"INSERT INTO calls VALUES ({marks})", rows)
    groups = "provider, session, project, model, effort, agent, account, tier"
    band = " + ".join(f"({' + '.join(COUNTS[:4])} > {bound})" for bound in BANDS)
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    index.connection.execute(
        f"INSERT INTO quarters SELECT at / {QUARTER}, {groups}, {band}, count(*), {sums} FROM calls "
        f"GROUP BY at / {QUARTER}, {groups}, {band}"
    )
    index.read_from("/projects", "claude", 0)


def moment(number, now):
    return now - 30 * DAY + number * 30 * DAY // CALLS


def points(now):
    """Yield official numbers: each window is used to nine tenths at its reset, in steps of 1 %."""
    for window, length in WINDOWS.items():
        first = (now - 30 * DAY) // length * length
        for start in range(first, now, length):
            for step in range(1, 91):
                at = start + step * length // 91
                if at < now:
                    yield Point(ACCOUNT, window, at, "claude_oauth", float(step), start + length, "official")


def prepare(environ):
    environment, now = find_environment(environ), int(time.time())
    with index_rows.writing(environment.state) as index:
        fill(index, now)
    known = list(points(now))
    with samples.opened(environment.state) as history:
        history.backfill(known)
    last = {point.window: point for point in known}
    seen = tuple(
        Sample(name, name, point.used, point.resets_at, now, point.source, WINDOWS[name])
        for name, point in last.items()
    )
    logins = {environment.key: LoginState(environment.login, {"claude": SignedIn(ACCOUNT, 0)})}
    accounts = {ACCOUNT: Account(ACCOUNT, "claude", samples=seen)}
    files.write_atomic(environment.record, record.dump(Record(accounts, logins)))
    return environment


def main():
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "STATUSLINE_NO_REFRESH": "1",
            "STATUSLINE_STATE_DIR": f"{home}/state",
            "STATUSLINE_CACHE_DIR": f"{home}/cache",
            "STATUSLINE_CONFIG": f"{home}/config.toml",
        }
        environment = prepare(environ)
        version = median(VERSION, environ, 9)
        show("statusline --version", version, version[0])
        scales = Path(environment.cache, "scales.json")
        new = []
        for _ in range(3):
            scales.unlink(missing_ok=True)
            new.append(median(WEEK, environ, 1))
        show("blame of a week, a new scale", min(new), version[0])
        for by in ("project", "session"):
            show(f"blame of a week, by {by}", median([*WEEK, "--by", by], environ, 9), version[0])
        show("guard --for 200k", median([*STATUSLINE, "guard", "--for", "200k"], environ, 5), version[0])


if __name__ == "__main__":
    main()
