"""A machine with a history: calls of many days, the official percentages that they led to, and the limits of now."""

import random
from bisect import bisect_right
from datetime import UTC, datetime

from statusline.config.providers import CLAUDE, CODEX
from statusline.hot import paths
from statusline.index.quarters import sum_quarters
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, samples, token_index
from statusline.state import record as records
from statusline.state.environment import find_environment
from statusline.state.samples import Point
from statusline.state.sqlite import transaction
from statusline.state.token_index import COUNTS, QUARTER
from support.index_rows import KINDS, Index

HOUR, DAY, WEEK = 3600, 86400, 604_800
ACCOUNTS = {CLAUDE: "claude:0123456789abcdef", CODEX: "codex:fedcba9876543210"}
PROJECTS = ("api", "web-shop", "infra/terraform", "notes", "research-agent", "mobile", "<b>design&amp;", "billing")
MODELS = {
    CLAUDE: (("claude-opus-5-5", 6), ("claude-sonnet-5-5", 3), ("claude-haiku-5-5", 1)),
    CODEX: (("gpt-6-sol", 5), ("gpt-6.1-terra", 2), ("gpt-6.2-sol", 1)),
}
AGENTS = ("Explore", "general-purpose", "code-reviewer")
_JUST_NOW = 0.004  # of the sessions
_BUSY = (*[0.1] * 8, *[1] * 4, 0.5, *[1] * 5, 0.6, 0.3, 0.5, 0.5, 0.3, 0.2)  # by hour


def fill(environ, now, days=365, calls=200_000, seed=7):
    """Write index, history and record for `environ`: so many calls in the days before now, in sessions."""
    draw = random.Random(seed)
    environment = find_environment(environ)
    made = [call for _ in range(2) for call in _calls(draw, environ["HOME"], now, days, calls // 2)]
    _index(environment.state, made)
    points = list(_points(draw, made, now))
    with samples.opened(environment.state) as history:
        history.backfill(points)
    files.write_atomic(environment.record, records.dump(_record(environ, points, now)))


def _calls(draw, home, now, days, most):
    """Yield (at, names, counts) of sessions until there are enough."""
    count = 0
    while count < most:
        at = _moment(draw, now, days) if count else now - HOUR  # somebody is at work
        provider = draw.choices((CLAUDE, CODEX), (7, 3))[0]
        session = f"{draw.getrandbits(32):08x}-{draw.getrandbits(16):04x}-4000-8000-{draw.getrandbits(48):012x}"
        names = {"provider": provider, "session": session, "account": ACCOUNTS[provider], "effort": "high"}
        names["project"] = f"{home}/code/{draw.choices(PROJECTS, range(8, 0, -1))[0]}"
        names["model"] = draw.choices(*zip(*MODELS[provider], strict=True))[0]
        context = draw.randint(12_000, 30_000)
        for _ in range(min(most - count, int(draw.lognormvariate(3.2, 0.9)) + 1)):
            at += int(draw.expovariate(1 / 45)) + 4
            if at >= now:
                break
            new, output = int(draw.lognormvariate(7, 1)), int(draw.lognormvariate(6, 1))
            agent = draw.choice(AGENTS) if draw.random() < 0.2 else ""
            side = {"agent": agent, "model": MODELS[provider][-2][0] if agent else names["model"]}
            yield at, {**names, **side}, (draw.randint(2, 40), context, 0 if provider == CLAUDE else new, new, output)
            context = 15_000 if context > 170_000 else context + new + output
            count += 1


def _moment(draw, now, days):
    """Return a moment at which people work."""
    if draw.random() < _JUST_NOW:
        return now - draw.randint(600, 3 * HOUR)
    while True:
        at = now - int(draw.random() * days * DAY)
        local = datetime.fromtimestamp(at, UTC)
        grows = 0.4 + 0.6 * (1 - (now - at) / (days * DAY))
        if draw.random() < _BUSY[local.hour] * (1 if local.weekday() < 5 else 0.25) * grows:
            return at


def _index(state, made):
    with token_index.opened(state) as database, transaction(database.connection):
        index, numbers = Index(database.connection), {}
        columns = ("key", "at", *KINDS, "tier", *COUNTS, "official", "rank", "file", "offset")
        statement = f"INSERT INTO calls ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for key, (at, names, counts) in enumerate(made):
            row = []
            for kind in KINDS:
                pair = kind, names.get(kind, "")
                if pair not in numbers:
                    numbers[pair] = index.name(*pair)
                row.append(numbers[pair])
            database.connection.execute(statement, (key + 1, at, *row, 0, *counts, counts[4] // 3, 0, 1, 0, 0, 0))
        sum_quarters(database.connection, {at // QUARTER for at, *_ in made})
        sessions = "SELECT DISTINCT session, provider FROM calls"
        database.connection.execute(f"INSERT OR IGNORE INTO sessions (session, provider) {sessions}")


def _points(draw, made, now):
    """Yield the official numbers, in whole percents, that these calls and some others lead to."""
    for provider, account in ACCOUNTS.items():
        used = sorted(
            (at, counts[1] / 5e6 + counts[3] / 2e5 + counts[4] / 4e4)
            for at, names, counts in made
            if names["provider"] == provider
        )
        times = [at for at, _ in used]
        a_day = sum(weight for _, weight in used) * DAY / (now - times[0])
        for window, length, days_worth in (("five_hour", 5 * HOUR, 1.1), ("seven_day", WEEK, 7)):
            scale = 100 / (a_day * days_worth)
            start = times[0] // HOUR * HOUR
            while start < now:
                yield from _cycle(draw, (account, window), used[bisect_right(times, start - 1) :], start, length, scale)
                following = bisect_right(times, start + length)
                start = times[following] // HOUR * HOUR if following < len(times) else now + 1


def _cycle(draw, whose, used, start, length, scale):
    total, shown = 0.0, -1
    for at, weight in used:
        if at >= start + length:
            break
        total = min(100.0, total + weight * scale * (2 if draw.random() < 0.05 else 1))
        if int(total) > shown:
            shown = int(total)
            source = "claude_oauth" if whose[0].startswith(CLAUDE) else "codex_oauth"
            yield Point(*whose, at, source, float(shown), start + length, "official")


def _record(environ, points, now):
    """Return the record in which the last numbers are those of now."""
    accounts = {}
    for provider, key in ACCOUNTS.items():
        lengths = {"five_hour": ("5h", 5 * HOUR), "seven_day": ("7d", WEEK)}
        last = {point.window: point for point in points if point.account == key}
        seen = []
        for window, (label, length) in lengths.items():
            point = last[window]
            alive = point.resets_at > now
            used, reset = (point.used, point.resets_at) if alive else (0.0, None)
            seen.append(Sample(window, label, used, reset, now - 40, point.source, length))
        plan = {CLAUDE: "max", CODEX: "pro"}[provider]
        accounts[key] = Account(key, provider, plan=plan, samples=tuple(seen), next_refresh_at=now + 260)
    login = paths.login(environ)
    signed_in = {provider: SignedIn(key, now - DAY) for provider, key in ACCOUNTS.items()}
    return Record(accounts, {paths.login_key(login): LoginState(login, signed_in)})
