"""Attribution against a vendor whose formula is hidden: the scale, the shares of projects and sessions, the rest."""

from bisect import bisect_left
from collections import Counter
from itertools import groupby
from statistics import mean

import pytest

from statusline.blame import attribution, intervals, scale
from support.simulated_vendor import CAP, DAY, dollars, simulate

BEGIN = 1_795_219_200  # Sat 2026-11-21 00:00 UTC


def attributed(made, name, step):
    """Return the scale, and the shares of each cycle by one name beside its steps, as the program finds them."""
    cycles = made.cycles(BEGIN + 30 * DAY)
    steps = list(intervals.of_cycles(cycles))
    weights = [{} for _ in steps]
    ends = [each.until for each in steps]
    for call in made.local:
        at = bisect_left(ends, call.at)
        if at < len(steps) and steps[at].after < call.at:
            key = getattr(call, name)
            weights[at][key] = weights[at].get(key, 0.0) + dollars(call)
    rises = list(scale.joined(steps, [sum(each.values()) for each in weights], step))
    found = scale.find("list", "dollar", rises)
    pairs = list(zip(steps, weights, strict=True))
    by_cycle = [list(zip(*group, strict=True)) for _, group in groupby(pairs, lambda pair: pair[0].cycle)]
    return found, [(own, attribution.split(own, parts, found.per_unit, step)) for own, parts in by_cycle]


def shares_of(by_cycle):
    sums = Counter()
    for _, shares in by_cycle:
        sums.update(shares.points)
    return sums


def off(shares, truth):
    """Return by how much of all local points the shares are wrong."""
    return sum(abs(shares.get(key, 0.0) - points) for key, points in truth.items()) / sum(truth.values())


# Part elsewhere, step, what is hidden; how wrong the scale and the shares of projects may be, sessions in points.
CASES = {
    "nothing elsewhere": (0.0, 1.0, {}, 0.02, 0.04, 0.4),
    "a fifth elsewhere, in tenths": (0.2, 0.1, {}, 0.02, 0.02, 0.3),
    "half elsewhere": (0.5, 1.0, {}, 0.02, 0.02, 0.4),
    "most elsewhere": (0.8, 1.0, {}, 0.17, 0.1, 1.1),
    "output counts twice": (0.2, 1.0, {"hidden": (1, 1, 1, 1, 2)}, None, 0.03, 0.5),
    "reads are free": (0.2, 1.0, {"hidden": (1, 0, 1, 1, 1)}, None, 0.04, 0.5),
}


def check(case, seeds):
    elsewhere, step, terms, of_scale, of_projects, of_sessions = case
    scales, projects, sessions, rest = [], [], [], []
    for seed in seeds:
        made = simulate(seed, BEGIN, elsewhere=elsewhere, step=step, **terms)
        found, by_project = attributed(made, "project", step)
        scales.append(found.per_unit * CAP / 100)
        projects.append(off(shares_of(by_project), made.truth("project")))
        by_session, truth = shares_of(attributed(made, "session", step)[1]), made.truth("session")
        sessions.append(mean(abs(by_session.get(key, 0.0) - points) for key, points in truth.items()))
        for points, parts in sums_by_cycle(by_project):
            assert parts == pytest.approx(points, abs=1e-9)
        local, unknown = sum(truth.values()), sum(shares.elsewhere + shares.before for _, shares in by_project)
        rest.append((unknown - seen_elsewhere(made, by_project)) / local)
    assert of_scale is None or abs(mean(scales) - 1) <= of_scale
    assert mean(projects) <= of_projects
    assert mean(sessions) <= of_sessions
    assert abs(mean(rest)) <= 0.15


def sums_by_cycle(by_cycle):
    for steps, shares in by_cycle:
        yield sum(each.points for each in steps), sum(shares.points.values()) + shares.elsewhere + shares.before


def seen_elsewhere(made, by_cycle):
    """Return what was used elsewhere until the last official number of each cycle."""
    spans = [(steps[0].after, steps[-1].until) for steps, _ in by_cycle]
    others = (call for call in made.calls if not call.local)
    return sum(call.points for call in others if any(after < call.at <= until for after, until in spans))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_hidden_formula(case):
    check(case, range(2, 5))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_hidden_formula_long(case):
    check(case, range(40))
