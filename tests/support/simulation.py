"""A laptop in simulated time: people look at its surfaces, the hot half decides, refreshes run in process over sockets.

Simulated are the clock, the people and the vendors' moods. Real are the decisions, the files and the requests.
"""

import heapq
import itertools
import json
import os
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from statusline.demo.standin import write_claude_login, write_codex_login
from statusline.demo.standin.server import fingerprint
from statusline.errors import ServerFailed
from statusline.hot import claude_line, paths, prompt_file, show, spawn
from statusline.refresh import folder_watch, lingering, sessions
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.render import claude_line as claude_line_layout
from statusline.render import layout, targets
from statusline.state import schedule, transaction
from statusline.state.environment import find_environment
from support.moody_vendors import DAY, HOUR, MINUTE, PERSONAL, WORK, Vendors

LONGEST_GAP = 4 * MINUTE  # between two looks of somebody who is working
FIRST_ANSWER = 90  # seconds until the refresh that the first look starts has to show
START_OF_A_PROCESS = 1
NOTICED = 330 + LONGEST_GAP + FIRST_ANSWER  # seconds until a new credential has to show
TOLERATED_AGE = 10 * MINUTE
UNUSED = ("ansi", "tmux", "zsh", "bash", "fish", "starship")


class Clock:
    """Epoch seconds, moved by the simulation alone; `start` is the first midnight."""

    def __init__(self, start, now):
        self.start, self.now = start, now

    def __call__(self):
        return self.now

    @property
    def day(self):
        return (self.now - self.start) // DAY


@dataclass(frozen=True)
class Surface:
    """Where somebody looks: whose login, in which hours of a working day, how many seconds between two looks.

    `says` are the windows in the documents of a Claude Code session, "frozen" one that says the same for hours.
    """

    name: str
    login: str
    hours: tuple[tuple[float, float], ...]
    gap: tuple[float, float]
    says: tuple[str, ...] = ()
    frozen: bool = False
    weekend: bool = False


DESK = ((9.0, 12.5), (13.25, 18.0))
SURFACES = (
    Surface("tmux", "home", ((8.9, 18.1),), (15, 15)),
    Surface("zsh", "home", DESK, (5, 200)),
    Surface("another zsh", "home", DESK, (60, 1500)),
    Surface("bash in the evening", "home", ((20.0, 21.5),), (5, 235), weekend=True),
    Surface("starship", "second", ((9.5, 17.0),), (10, 238)),
    Surface("a session", "home", ((9.2, 11.5), (15.0, 16.2)), (10, 180), ("five_hour", "seven_day")),
    Surface("a session of the other login", "second", ((13.5, 15.0),), (10, 180), ("five_hour", "seven_day")),
    Surface("a session at its limit", "home", ((11.5, 12.4), (17.1, 18.0)), (10, 120), ("five_hour",)),
    Surface("a frozen session", "home", ((9.0, 18.0),), (100, 900), ("five_hour", "seven_day"), frozen=True),
    Surface("fish", "work", ((10.0, 12.0), (14.0, 15.0)), (5, 239)),
    Surface("a session at work", "work", ((10.5, 11.5),), (10, 120), ("five_hour", "seven_day")),
)


@dataclass
class Log:
    """What happened, for the assertions and the report."""

    looks: list[int] = field(default_factory=list)
    too_old: list[str] = field(default_factory=list)
    oldest: int = 0
    excused: int = 0
    judged: int = 0
    refreshes: int = 0
    ingests: int = 0


def life(environ, monkeypatch, first, last, seed):
    """Live from the first to the last hour with days on which everything goes wrong; return the laptop."""
    # What is decided is the same for every target and width, and durability is not in question: all that takes time.
    monkeypatch.setattr(targets, "TARGETS", {n: t for n, t in targets.TARGETS.items() if n not in UNUSED})
    shapes = layout.Layout._shapes
    monkeypatch.setattr(layout.Layout, "_shapes", lambda self: shapes(self)[:1])
    shapes_for_claude = claude_line_layout.ClaudeLayout._shapes
    monkeypatch.setattr(claude_line_layout.ClaudeLayout, "_shapes", lambda self: shapes_for_claude(self)[:1])
    monkeypatch.setattr(os, "fsync", lambda _: None)
    laptop = Laptop(environ, int(time.time()) // DAY * DAY, first, seed)
    monkeypatch.setattr(spawn, "start", laptop.start)
    with laptop.vendors:
        for login in laptop.environs:
            laptop.sign_in(login, f"sk-ant-oat01-{login}")
        for day in (0, 1, 4):
            laptop.trouble(day)
        laptop.live(last)
    return laptop


class Laptop:
    """Surfaces, logins and the processes they start; one thing happens after the other."""

    def __init__(self, environ, midnight, first_hour, seed):
        self.rng = random.Random(seed)
        self.clock, self.log = Clock(midnight, midnight + first_hour * HOUR), Log()
        self.vendors = Vendors(self.clock, self.rng, self._wait)
        self.home = Path(environ["HOME"])
        self.environs = {
            "home": environ,
            "second": {**environ, "CLAUDE_CONFIG_DIR": f"{self.home}/.claude-second"},
            "work": {**environ, "CLAUDE_CONFIG_DIR": f"{self.home}/.claude-work", "CODEX_HOME": f"{self.home}/none"},
        }
        self.asleep_until = 0
        self.frozen, self.tokens = {}, {}
        self.last_look, self.judged_from = defaultdict(int), defaultdict(int)
        self._events, self._order, self._waiting = [], itertools.count(), threading.Lock()

    def sign_in(self, login, token, valid_for=60 * DAY):
        """Write a login's credential, as `claude` does when it renews one."""
        folder = Path(self.environs[login].get("CLAUDE_CONFIG_DIR", f"{self.home}/.claude"))
        account = WORK if login == "work" else PERSONAL
        state = self.home / ".claude.json" if login == "home" else None
        write_claude_login(folder, token, self.clock.now + valid_for, account=account, state_file=state)
        self.vendors.accounts[fingerprint(token)] = account
        self.tokens[login] = token if valid_for > 0 else None
        self.judged_from[login] = self.clock.now + NOTICED

    def revoke(self, *logins):
        """Have the vendor refuse the tokens of these logins from now on."""
        for login in logins:
            self.vendors.revoked.add(fingerprint(self.tokens[login]))
            self.tokens[login] = None

    def trouble(self, day):
        """Plan a day on which everything goes wrong: an expired login, an outage, revoked tokens, a closed lid."""

        def at(hour, action, *arguments):
            moment = self.clock.start + day * DAY + round(hour * HOUR)
            if moment >= self.clock.now:
                self.at(moment, lambda: action(*arguments))

        at(9.6, self.sign_in, "second", "sk-ant-oat01-second", -HOUR)
        at(9.8, self.vendors.break_down, 50 * MINUTE)
        at(10.8, self.sign_in, "second", f"sk-ant-oat01-second-renewed-{day}")
        at(14.1, self.revoke, "home", "second")
        at(15.2, self.sign_in, "home", f"sk-ant-oat01-home-again-{day}")
        at(15.6, self.sign_in, "second", f"sk-ant-oat01-second-again-{day}")
        at(16.2, self.sleep, 50 * MINUTE)

    def at(self, moment, action):
        """Have action happen at a moment (epoch seconds)."""
        heapq.heappush(self._events, (moment, next(self._order), action))

    def live(self, last_hour):
        """Let the time pass until the last hour, counted from the first midnight."""
        write_codex_login(self.home / ".codex", f"{self.vendors.url}/backend-api/", self.clock.now + 60 * DAY)
        Path(self.environs["home"]["STATUSLINE_CONFIG"]).write_text(f'[claude]\nbase_url = "{self.vendors.url}"\n')
        for surface in SURFACES:
            self._look_again(surface, self.clock.now)
        self._until(self.clock.start + last_hour * HOUR)

    def sleep(self, seconds):
        """Close the lid: nobody looks, no process runs."""
        self.asleep_until = max(self.asleep_until, self.clock.now + seconds)

    def start(self, arguments, environ):
        """Stand in for spawn.start: the process begins a second later."""
        what = self._refresh if "--if-stale" in arguments else self._ingest
        self.at(self.clock.now + START_OF_A_PROCESS, lambda: what(environ))

    def _wait(self, seconds):
        """Let others look while an answer is on its way; 40 minutes: the lid closes in the middle of it."""
        if seconds and self._waiting.acquire(blocking=False):
            try:
                if seconds >= HOUR // 2:
                    self.sleep(seconds)
                self._until(self.clock.now + seconds)
            finally:
                self._waiting.release()

    def _until(self, end):
        while self._events and self._events[0][0] <= end:
            time, _, action = heapq.heappop(self._events)
            self.clock.now = max(self.clock.now, time, self.asleep_until)
            action()
        self.clock.now = max(self.clock.now, end)

    def _look_again(self, surface, after):
        """Plan the next look: a pause, then the next time at which this surface is in use."""
        time = int(after + self.rng.uniform(*surface.gap))
        while not self._in_use(surface, time):
            time += 5 * MINUTE
        self.at(time, lambda: self._look(surface))

    def _in_use(self, surface, time):
        day, hour = (time - self.clock.start) // DAY, (time - self.clock.start) % DAY / HOUR
        working = day % 7 < 5 or surface.weekend
        return working and any(begin <= hour < end for begin, end in surface.hours)

    def _look(self, surface):
        environ, now = self.environs[surface.login], self.clock.now
        self.log.looks.append(now)
        if surface.says:
            _, found, folder, spooled = claude_line.render(self._document(surface), environ, now)
        else:
            _, found, folder, spooled = show.segment("plain", environ, now)
        self._judge(surface.login, now)
        show.follow_up(found, folder, spooled, environ, now)
        self._look_again(surface, now)

    def _document(self, surface):
        account = WORK if surface.login == "work" else PERSONAL
        windows = dict(zip(("five_hour", "seven_day"), self.vendors.windows(account), strict=True))
        if surface.frozen:
            windows = self.frozen.setdefault((surface.name, self.clock.day), windows)
        said = {
            name: {"used_percentage": round(used), "resets_at": resets_at}
            for name, (used, resets_at) in windows.items()
            if name in surface.says and resets_at > self.clock.now
        }
        return {"session_id": f"{surface.name} {self.clock.day}", **({"rate_limits": said} if said else {})}

    def _judge(self, login, now):
        """Note a value that is too old although somebody has been looking for a while and the vendor answers."""
        if now - self.last_look[login] > LONGEST_GAP:
            self.judged_from[login] = max(self.judged_from[login], now + FIRST_ANSWER)
        self.last_look[login] = now
        found = prompt_file.read(
            f"{paths.login_dir(self.environs[login])}/json.prompt", paths.login(self.environs[login])
        )
        if now < self.judged_from[login] or not found:
            return
        self.log.judged += 1
        for account in json.loads(prompt_file.fill(found[1], now))["accounts"]:
            ages = [one["age_seconds"] for one in account["windows"] if not one["expired"]]
            if not ages or max(ages) <= TOLERATED_AGE:
                self.log.oldest = max(self.log.oldest, *ages, 0)
            elif self._in_back_off(account, login, now):
                self.log.excused += 1
            else:
                self.log.too_old.append(f"{login} {account['provider']} {max(ages)} s at {self.moment(now)}: {account}")

    def _in_back_off(self, account, login, now):
        if account["provider"] == "claude" and not self.tokens[login]:
            return True
        source = f"{account['provider']}_oauth"
        entry = transaction.read(find_environment(self.environs[login]), now).entries[account["account"], source]
        failed = entry.reason in (schedule.RATE_LIMITED, schedule.NETWORK, ServerFailed.code)
        return failed and now < entry.next_at + LONGEST_GAP + FIRST_ANSWER

    def _refresh(self, environ):
        self.log.refreshes += 1
        list(refresh_run.refresh(prepare(find_environment(environ), self.clock)))

    def _ingest(self, environ):
        self.log.ingests += 1
        job = prepare(find_environment(environ), self.clock)
        context = job.context()
        seen = sessions.newest(context)
        refresh_run.publish_sessions(job)
        self._wait_for_more(environ, context, seen, self.clock.now + lingering.LINGER)

    def _wait_for_more(self, environ, context, seen, deadline):
        more = sessions.newest(context) > seen
        if more or self.clock.now < deadline:
            spawn.claim(f"{paths.login_dir(environ)}/ingest.claim", self.clock.now, 0)
        if not more and self.clock.now < deadline:
            again = self.clock.now + folder_watch.LOOK_EVERY
            self.at(again, lambda: self._wait_for_more(environ, context, seen, deadline))
            return
        claim = f"{paths.login_dir(environ)}/ingest.claim"
        spawn.release(claim)
        if more and spawn.claim(claim, self.clock.now, spawn.INGEST_LIFE):
            self._ingest(environ)

    def moment(self, now):
        """Return a time for people: day and time of day."""
        seconds = int(now - self.clock.start)
        return f"day {seconds // DAY} {seconds % DAY // HOUR:02d}:{seconds % HOUR // 60:02d}:{seconds % 60:02d}"
