import os
import sqlite3
import time
from dataclasses import replace
from statistics import median

import pytest

from statusline.config import Config
from statusline.config.working_time import EVERYTHING, Basis, Pacing
from statusline.limits import view
from statusline.limits.model import LoginState, Record, Sample, SignedIn
from statusline.limits.pace import Rate
from statusline.refresh import publish
from statusline.render.compiler import Header
from statusline.state import recent_pace, sqlite
from statusline.state import samples as state_samples
from statusline.state.environment import find_environment
from support.prompt_files import claude, codex

NOW = 1_795_235_400
HOUR, DAY, WEEK = 3_600, 86_400, 604_800
MINUTE = 60
RESET = NOW + 9_000  # half of the five hours have elapsed
ME = claude().account
CONFIG = Config()


def sample(used=50.0, *, ago=0, resets_at=RESET, **more):
    return Sample(
        "five_hour", "5h", used, resets_at, NOW - ago, **{"source": "claude_oauth", "length_seconds": 18_000, **more}
    )


@pytest.fixture
def here(environ):
    return find_environment(environ)


def keep(here, *samples, account=ME):
    with state_samples.opened(here.state) as past:
        for one in samples:
            past.record(account, [one])


def views(*samples, account=claude, now=NOW):
    return (view.view(account(*(samples or (sample(),))), CONFIG, now),)


def rate(here, *samples, config=CONFIG, **options):
    (told,) = recent_pace.sums(views(*samples, **options), here, config, NOW)
    return told["five_hour"].rate


def test_pace_from_the_average_alone(here):
    (found,) = recent_pace.attach(views(sample(60)), here, CONFIG, NOW)
    assert found.pace["five_hour"].projected == pytest.approx(120)
    assert found.pace["five_hour"].runs_out_at == NOW + 6_000
    assert not os.path.exists(here.state)


# 20 points an hour on average; the recent span, 50 minutes, weighs one half, its half one quarter.
HISTORIES = {
    "nothing": ([], None),
    "a point before the span": ([sample(40, ago=60 * MINUTE)], (10, 3_000)),
    "the last point before it": ([sample(20, ago=90 * MINUTE), sample(45, ago=51 * MINUTE)], (5, 3_000)),
    "a point where it begins": ([sample(40, ago=50 * MINUTE)], (10, 3_000)),
    "points within it": ([sample(45, ago=25 * MINUTE), sample(47, ago=5 * MINUTE)], (5, 1_500)),
    "points on both sides": ([sample(40, ago=60 * MINUTE), sample(47, ago=5 * MINUTE)], (10, 3_000)),
    "the sample itself": ([sample(50)], None),
    "idle since": ([sample(50, ago=60 * MINUTE)], (0, 3_000)),
    "a correction": ([sample(70, ago=60 * MINUTE)], (0, 3_000)),
    "a reset that jitters": ([sample(40, ago=60 * MINUTE, resets_at=RESET - 60)], (10, 3_000)),
    "the cycle before": ([sample(40, ago=60 * MINUTE, resets_at=RESET - 61)], None),
    "another cycle that ends later": ([sample(40, ago=60 * MINUTE, resets_at=RESET + 61)], None),
    "no reset": ([sample(40, ago=60 * MINUTE, resets_at=None)], None),
    "from before the window": ([sample(40, ago=3 * HOUR)], None),
    "a later point, of a clock since set back": ([sample(60, ago=-MINUTE)], None),
    "another source": ([sample(40, ago=60 * MINUTE, source="claude_statusline")], (10, 3_000)),
    "another window": ([replace(sample(40, ago=60 * MINUTE), window="seven_day")], None),
}


@pytest.mark.parametrize(("points", "recent"), HISTORIES.values(), ids=HISTORIES)
def test_the_recent_rate_comes_from(here, points, recent):
    keep(here, *points)
    found = rate(here)
    gained, span = recent or (0, 0)
    weight = 0.5 * span / 3_000
    expected = Rate(50 / 9_000, gained / span if span else 0, span, weight)
    assert (found.average, found.recent, found.span, found.weight) == pytest.approx(
        (expected.average, expected.recent, expected.span, expected.weight)
    )


def test_pace_rests_on_the_blend(here):
    keep(here, sample(40, ago=25 * MINUTE))
    (found,) = recent_pace.attach(views(), here, CONFIG, NOW)
    # 20 points an hour on average, 24 in the last 25 minutes: 0.75 x 20 + 0.25 x 24 = 21
    assert found.pace["five_hour"].projected == pytest.approx(50 + 21 * 2.5)
    assert found.pace["five_hour"].delta == pytest.approx(0)


def test_points_of_another_account(here):
    keep(here, sample(40, ago=60 * MINUTE), account="claude:ffffffffffffffff")
    assert rate(here).weight == 0


def test_a_stale_sample_keeps_the_pace_it_had(here):
    keep(here, sample(40, ago=60 * MINUTE))
    fresh = recent_pace.attach(views(), here, CONFIG, NOW)[0].pace
    assert recent_pace.attach(views(now=NOW + HOUR), here, CONFIG, NOW + HOUR)[0].pace == fresh


def test_a_window_past_its_reset_has_no_pace(here):
    (found,) = recent_pace.attach(views(now=RESET), here, CONFIG, RESET)
    assert found.pace == {}
    assert recent_pace.attach(views(), here, CONFIG, RESET - 1)[0].pace


def test_accounts_keep_their_place(here):
    both = (*views(sample(), replace(sample(None), window="seven_day")), *views(sample(10), account=codex))
    found = recent_pace.attach(both, here, CONFIG, NOW)
    assert [one.account for one in found] == [one.account for one in both]
    assert [list(one.pace) for one in found] == [["five_hour"], ["five_hour"]]
    assert found[1].pace["five_hour"].delta == pytest.approx(-40)


def test_nobody_has_no_pace(here):
    assert recent_pace.attach((), here, CONFIG, NOW) == ()


def test_no_history_no_old_pace(here):
    keep(here, sample(40, ago=60 * MINUTE))
    assert rate(here).weight > 0
    assert rate(here, config=replace(CONFIG, history_days=0)).weight == 0


def test_the_config_says_what_of_a_week_counts():
    assert recent_pace.of_config(CONFIG) == EVERYTHING
    assert recent_pace.of_config(replace(CONFIG, pace=Pacing(5, "09:00-17:30"))) == Basis(5, (540, 1050))


def listing(folder):
    """Return the size and time of each file in folder."""
    return {entry.name: (entry.stat().st_size, entry.stat().st_mtime_ns) for entry in os.scandir(folder)}


def test_looking_leaves_the_folder_as_it_was(here):
    keep(here, sample(40, ago=60 * MINUTE))
    before = listing(here.state)
    assert rate(here).weight > 0
    assert listing(here.state) == before


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def damaged(here):
    keep(here, *(sample(i % 90, ago=i, source=f"s{i}") for i in range(3_000)))
    with open(f"{here.state}/{state_samples.FILE}", "r+b") as file:
        file.seek(4_096)
        file.write(b"\xff" * 4_096 * 8)


def locked(here):
    keep(here, sample(40, ago=60 * MINUTE))
    holder = sqlite3.connect(f"{here.state}/{state_samples.FILE}", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("DELETE FROM samples")
    return holder


def with_texts_for_numbers(here):
    keep(here, sample(40, ago=60 * MINUTE))
    with sqlite.opened(f"{here.state}/{state_samples.FILE}", state_samples._MIGRATIONS) as found:
        found.connection.execute("UPDATE samples SET used = 'much'")


BROKEN = {
    "empty": lambda here: write(f"{here.state}/{state_samples.FILE}", b""),
    "no database": lambda here: write(f"{here.state}/{state_samples.FILE}", b"not a database" * 100),
    "damaged": damaged,
    "a folder": lambda here: os.makedirs(f"{here.state}/{state_samples.FILE}"),
    "a folder that is a file": lambda here: write(here.state, b""),
    "locked": locked,
    "texts for numbers": with_texts_for_numbers,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_unreadable_history_no_recent_rate(here, broken):
    holder = broken(here)
    began = time.monotonic()
    assert rate(here) == Rate(50 / 9_000)
    assert time.monotonic() - began < 2
    assert not os.path.isdir(here.state) or not [name for name in os.listdir(here.state) if "corrupt" in name]
    if holder:
        holder.close()


def test_folder_with_address_signs(here, tmp_path):
    odd = replace(here, state=str(tmp_path / "what?mode=memory#%41 50% ü"))
    keep(odd, sample(40, ago=60 * MINUTE))
    assert rate(odd).weight == pytest.approx(0.5)


def steps(connection, sql, *values):
    """Return how many instructions of SQLite's machine a statement takes, in tens."""
    count = 0

    def tick():
        nonlocal count
        count += 1

    connection.set_progress_handler(tick, 10)
    connection.execute(sql, values).fetchall()
    return count


def fill(here, rows):
    with state_samples.opened(here.state) as past, sqlite.transaction(past.connection):
        many = (
            (ME, window, NOW - 5 * (rows // 2 - i), "claude_oauth", i % 100, RESET, "official")
            for window in ("five_hour", "seven_day")
            for i in range(rows // 2)
        )
        past.connection.executemany("INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)", many)


def test_only_points_of_the_window_are_read(here):
    fill(here, 100_000)
    with sqlite.opened(f"{here.state}/{state_samples.FILE}", state_samples._MIGRATIONS) as found:
        for statement in (state_samples.NEWEST_IN_CYCLE, state_samples.FIRST_IN_CYCLE):
            running = steps(found.connection, statement, ME, "five_hour", RESET - 60, RESET + 60, 0, NOW)
            of_another_cycle = steps(found.connection, statement, ME, "five_hour", 0, 1, NOW - 500, NOW)
            assert (running < 10, of_another_cycle < 200) == (True, True)


@pytest.mark.benchmark
def test_cost_with_a_year_of_history(here):
    fill(here, 100_000)
    seen = views(sample(), replace(sample(), window="seven_day", length_seconds=WEEK, resets_at=NOW + 3 * DAY))
    working = replace(CONFIG, pace=Pacing(5, "09:00-18:00"))
    for name, config in {"all hours": CONFIG, "working hours": working}.items():
        taken = []
        for _ in range(50):
            began = time.perf_counter()
            recent_pace.attach(seen, here, config, NOW)
            taken.append(time.perf_counter() - began)
        print(f"\n{name}: {median(taken) * 1000:.2f} ms, at most {max(taken) * 1000:.2f} ms")  # noqa: T201 - a benchmark reports
        assert median(taken) < 0.02


def test_prompt_files_have_the_pace(here):
    keep(here, sample(40, ago=25 * MINUTE))
    account = claude(sample())
    login = LoginState(here.login, {"claude": SignedIn(ME, 0)})
    header = Header(NOW, NOW + 300, "0", here.login)
    publish.write(here, Record({ME: account}, {here.key: login}), CONFIG, {here.key: header})
    with open(f"{here.folder}/json.prompt", encoding="utf-8") as file:
        assert '"projected_percentage":\x1f102.5' in file.read()
