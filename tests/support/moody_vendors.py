"""The stand-in for both vendors with a budget and moods: it takes its time, and now and then it refuses."""

import itertools
import threading
from collections import Counter, defaultdict

from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.demo.standin.server import fingerprint
from support.vendors import Budget, StandIn

MINUTE, HOUR, DAY = 60, 3600, 86_400
BUDGET = 28  # requests per token in any hour
PERSONAL, WORK = "11111111-1111-4111-8111-111111111111", "99999999-9999-4999-8999-999999999999"
CODEX_PATH = "/backend-api/wham/usage"
SECONDS_TO_ANSWER = {0: 60, 2: 30, 14: 8, 40 * MINUTE: 2}  # and how often; the last: the lid closes meanwhile
MOODS = [(200, None)] * 97
MOODS[7] = MOODS[65] = (429, 0)
MOODS[19] = MOODS[83] = (429, "N")
MOODS[31], MOODS[43], MOODS[53] = (429, None), (500, None), (0, None)
RETRY_AFTER = (600, 30, 3600, 2400)


class Vendors(StandIn):
    """The stand-in in a mood: used windows grow, answers take their time, now and then it refuses.

    `injected` are the refusals that are no fault of ours: number of the request -> status and Retry-After.
    `while_waiting` is called with the seconds that an answer takes.
    """

    def __init__(self, clock, rng, while_waiting):
        super().__init__(clock)
        self.clock, self.rng, self.while_waiting = clock, rng, while_waiting
        self.injected, self._turns = {}, itertools.count()
        self.outages, self.revoked, self.accounts = [], set(), {}
        self._taking = threading.Lock()
        for endpoint in (self.claude, self.codex):
            endpoint.limit(Budget(BUDGET, HOUR, retry_after=0, refusals_count=True))

    def take(self, method, path, headers):
        with self._taking:
            endpoint = self.codex if path == CODEX_PATH else self.claude
            token = headers["authorization"].removeprefix("Bearer ")
            status, retry_after = (401, None) if fingerprint(token) in self.revoked else self._mood()
            if status == 200:
                endpoint.answer(Answer(200, self.body(path, self.accounts.get(fingerprint(token)))))
            elif status == 0:
                endpoint.answer(Answer(0))
            else:
                endpoint.refuse(status, retry_after)
            answer = super().take(method, path, headers)
            if status != 200 and answer.status == status:
                self.injected[len(self.requests) - 1] = (status, retry_after)
        self.while_waiting(self.rng.choices(*zip(*SECONDS_TO_ANSWER.items(), strict=True))[0])
        return answer

    def _mood(self):
        """Return the status of the next answer and its Retry-After."""
        if any(start <= self.clock.now < end for start, end in self.outages):
            return self.rng.choice((500, 529)), None
        time, turn = divmod(next(self._turns), len(MOODS))
        status, retry_after = MOODS[turn]
        return status, RETRY_AFTER[time % len(RETRY_AFTER)] if retry_after == "N" else retry_after

    def break_down(self, seconds):
        """Fail for a while."""
        self.outages.append((self.clock.now, self.clock.now + seconds))

    def account_of(self, request):
        """Return whose numbers a request was for."""
        return "codex" if request.path == CODEX_PATH else self.accounts[request.token]

    def body(self, path, account):
        if path == CODEX_PATH:
            five, week = self.windows(CODEX_PATH)
            return codex_body(
                self.clock.now, int(five[0]), int(week[0]), five_hour_in=five[1] - self.clock.now,
                seven_day_in=week[1] - self.clock.now,
            )  # fmt: skip
        five, week = self.windows(account)
        scoped = {"Fable": 7} if account == WORK else {}
        return claude_body(
            self.clock.now, *(round(used, 1) for used in (five[0], week[0])), scoped,
            five_hour_in=five[1] - self.clock.now, seven_day_in=week[1] - self.clock.now,
        )  # fmt: skip

    def windows(self, account):
        """Return (used, resets_at) of the five hours and of the week at this moment."""
        shift = {CODEX_PATH: 70, WORK: 190}.get(account, 20) * MINUTE
        out = []
        for length in (5 * HOUR, 7 * DAY):
            spent = (self.clock.now + shift) % length
            out.append((min(100.0, 90 * spent / length), (self.clock.now - spent + length) // 60 * 60))
        return out


def per_hour(requests):
    """Return token -> the most requests in any rolling hour."""
    most, recent = Counter(), defaultdict(list)
    for request in requests:
        window = recent[request.token] = [at for at in recent[request.token] if at > request.at - HOUR] + [request.at]
        most[request.token] = max(most[request.token], len(window))
    return most
