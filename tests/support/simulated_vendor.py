"""A vendor with a hidden formula: made-up calls here and elsewhere, and the official numbers that they lead to.

What is made up is known: how many points each call really took. The program gets the official numbers, in the
vendor's steps, and the calls of this machine.
"""

import random
from dataclasses import dataclass, field

from statusline.history import cycles
from statusline.state.samples import Point

DAY, HOUR = 86_400, 3_600
FIVE_HOURS = 5 * HOUR
ACCOUNT = "claude:0123456789abcdef"
CAP = 50.0  # dollars in a whole window
# Dollars per million tokens: input, read from a cache, written for five minutes, for an hour, output.
RATES = {
    "claude-opus-5-5": (4, 0.2, 5, 8, 20),
    "claude-sonnet-4-6": (3, 0.3, 3.75, 6, 15),
    "claude-haiku-4-5": (1, 0.1, 1.25, 2, 5),
}
PLAIN = (1, 1, 1, 1, 1)


@dataclass
class Call:
    """`points`: what it really took of the window."""

    at: int
    model: str
    session: str
    project: str
    counts: tuple[int, ...]
    local: bool
    points: float = 0.0


@dataclass
class Simulated:
    calls: list[Call]
    starts: list[int]  # of the windows
    points: list[Point] = field(default_factory=list)

    @property
    def local(self):
        return [call for call in self.calls if call.local]

    def cycles(self, now):
        return cycles.cycles(cycles.believed(self.points), FIVE_HOURS, now)

    def truth(self, name):
        """Return the points that the calls of this machine really took, by one of their names."""
        sums = {}
        for call in self.local:
            key = getattr(call, name)
            sums[key] = sums.get(key, 0.0) + call.points
        return sums


def dollars(call, hidden=PLAIN):
    return sum(map(lambda *terms: terms[0] * terms[1] * terms[2], RATES[call.model], call.counts, hidden)) / 1e6


def simulate(seed, begin, days=14, elsewhere=0.2, step=1.0, hidden=PLAIN):
    """Return days of a life from begin (epoch seconds) on, of whose use a part was elsewhere.

    hidden: how much more than its list price each class of tokens counts for the vendor.
    """
    made = random.Random(seed)
    calls = _here(made, begin, days)
    total = sum(dollars(call, hidden) for call in calls)
    calls += _elsewhere(made, begin, days, total * elsewhere / (1 - elsewhere), hidden)
    calls.sort(key=lambda call: call.at)
    result, used, start = Simulated(calls, []), 0.0, None
    for call in calls:
        if start is None or call.at >= start + FIVE_HOURS:
            start, used = call.at, 0.0
            result.starts.append(start)
        call.points = 100 * dollars(call, hidden) / CAP
        used += call.points
        if call.local:  # its answer has the number, in whole steps
            told = min(100.0, round(int(used / step) * step, 1))
            values = (call.at + 1, "claude_statusline", told, start + FIVE_HOURS, "official")
            result.points.append(Point(ACCOUNT, "five_hour", *values))
    return result


def _here(made, begin, days):
    calls = []
    for day in range(days):
        for number in range(made.randint(2, 6)):
            at = begin + day * DAY + made.uniform(8, 20) * HOUR
            model = made.choices(list(RATES), (0.6, 0.3, 0.1))[0]
            context, project = 20_000, f"/home/you/p{made.randrange(4)}"
            for _ in range(int(made.expovariate(1 / 60)) + 5):
                at += made.expovariate(1 / 30) + 2
                new, output = made.randint(300, 6_000), made.randint(50, 2_500)
                counts = (made.randint(2, 20), context, 0, new, output)
                calls.append(Call(int(at), model, f"{day}.{number}", project, counts, local=True))
                context = context + new + output if context < 160_000 else 25_000
    return calls


def _elsewhere(made, begin, days, wanted, hidden):
    calls, total = [], 0.0
    while total < wanted:
        at = begin + made.uniform(0, days * DAY)
        for _ in range(made.randint(5, 60)):
            at += made.expovariate(1 / 40) + 2
            counts = (10, made.randint(5_000, 90_000), 0, made.randint(200, 5_000), made.randint(100, 2_000))
            calls.append(Call(int(at), "claude-sonnet-4-6", "other", "other", counts, local=False))
            total += dollars(calls[-1], hidden)
    return calls
