"""A week at the laptop against a vendor that grants 28 requests an hour and is moody besides."""

import bisect
from collections import Counter, defaultdict

import pytest

from support import simulation
from support.moody_vendors import BUDGET, HOUR, MINUTE, per_hour

LAST_LOOK = 2 * MINUTE  # a refresh that somebody's look started has sent its requests by then


@pytest.fixture
def live(environ, monkeypatch):
    """Return a function that lives from the first to the last hour and returns the laptop."""

    def run(first, last, seed):
        laptop = simulation.life(environ, monkeypatch, first, last, seed)
        print(report(laptop))  # noqa: T201 - for -s
        return laptop

    return run


def test_afternoon_to_morning_no_avoidable_429(live):
    check(live(first=14, last=26, seed=1))


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [2, 3])
def test_week_without_avoidable_429(live, seed):
    check(live(first=0, last=7 * 24, seed=seed))


def check(laptop):
    told = report(laptop)
    assert not avoidable(laptop), told
    assert not too_early(laptop), told
    assert not sent_again(laptop), told
    assert not unseen(laptop), told
    assert max(per_hour(laptop.vendors.requests).values()) <= BUDGET, told
    assert laptop.log.judged > 0.6 * len(laptop.log.looks), (
        told
    )  # the others fell into a request: a busy machine has more
    assert not laptop.log.too_old, (told, len(laptop.log.too_old), laptop.log.too_old[:3])
    assert {(429, 0), (429, None), (429, 600)} < set(laptop.vendors.injected.values()), told


def avoidable(laptop):
    """Return the refusals that were not the vendor's mood: a 429 because our own requests used up the budget."""
    return [r for n, r in enumerate(laptop.vendors.requests) if r.status != 200 and n not in laptop.vendors.injected]


def too_early(laptop):
    """Return the requests before the deadline of a 429: its Retry-After, or five minutes where it says nothing."""
    deadlines, found = defaultdict(int), []
    for number, request in enumerate(laptop.vendors.requests):
        whose = laptop.vendors.account_of(request)
        if request.at < deadlines[whose]:
            found.append((laptop.moment(request.at), whose))
        status, retry_after = laptop.vendors.injected.get(number, (200, None))
        if status == 429:
            deadlines[whose] = request.at + (retry_after or 5 * MINUTE)
    return found


def sent_again(laptop):
    """Return how often tokens were sent that had been refused before."""
    sent = Counter(request.token for request in laptop.vendors.requests if request.status == 401)
    return {token: times for token, times in sent.items() if times > 1}


def unseen(laptop):
    """Return the requests while nobody looked."""
    looks = laptop.log.looks
    last = (looks[bisect.bisect_right(looks, r.at) - 1] for r in laptop.vendors.requests)
    return [
        laptop.moment(r.at) for r, look in zip(laptop.vendors.requests, last, strict=True) if r.at - look > LAST_LOOK
    ]


def report(laptop):
    """Return the numbers for people."""
    log, requests = laptop.log, laptop.vendors.requests
    hours = len({look // HOUR for look in log.looks})
    most = per_hour(requests)
    statuses = ", ".join(
        f"{status or 'hung up'} {count}" for status, count in sorted(Counter(r.status for r in requests).items())
    )
    whose = Counter(map(laptop.vendors.account_of, requests))
    return (
        f"{len(log.looks)} looks in {hours} hours started {log.refreshes} refreshes and {log.ingests} ingests; "
        f"{len(requests)} requests ({statuses}), per account and hour of looking "
        f"{', '.join(f'{count / hours:.1f}' for count in whose.values())}, per token at most {max(most.values())} "
        f"in a rolling hour of {BUDGET}; oldest value outside a back-off {log.oldest} s, "
        f"{log.excused} looks during one"
    )
