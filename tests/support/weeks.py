"""Simulated use of a limit over weeks: people with hours, moods and holidays, on one or several devices."""

import math
import random
from typing import NamedTuple

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
STEP = 5 * MINUTE
FIVE_HOURS = 5 * HOUR
FIRST = 4 * DAY  # 1970-01-05, a Monday


def office(day, hour):
    return 1.0 if day < 5 and 9 <= hour < 18 and hour != 12 else 0.03


def nights(day, hour):
    return 1.0 if hour >= 20 or hour < 2 else 0.05


def evenings(day, hour):
    return (0.8 if 18 <= hour < 23 else 0.02) if day < 5 else (0.6 if 10 <= hour < 23 else 0.02)


def around_the_clock(day, hour):
    return 0.5


def at_all_times(day, hour):
    return 1.0 if day < 5 and 8 <= hour < 20 else (0.25 if 10 <= hour < 22 else 0.02)


class Person(NamedTuple):
    hours: object  # how likely a session begins, by weekday and hour
    sessions: float  # an hour, at most
    devices: int = 1


PEOPLE = {
    "office": Person(office, 0.7),
    "nights": Person(nights, 0.6),
    "evenings": Person(evenings, 0.6),
    "agents around the clock": Person(around_the_clock, 0.35, 2),
    "three devices": Person(at_all_times, 0.35, 3),
}


class Cycle(NamedTuple):
    """A cycle, the changes of its number (time, percentage), and until when it was watched."""

    starts_at: int
    resets_at: int
    points: list
    seen_at: int

    def used(self, moment):
        return next((used for at, used in reversed(self.points) if at <= moment), 0.0)

    @property
    def actual(self):
        return self.points[-1][1] if self.points else 0.0

    @property
    def full_at(self):
        return next((at for at, used in self.points if used >= 100), None)


def use(person, weeks, seed):
    """Return how much a person uses in each step: sessions in bursts, by day and week of very different size."""
    rng = random.Random(seed)
    steps = [0.0] * (weeks * WEEK // STEP)
    for _ in range(person.devices):
        step, of_day, of_week = 0, 1.0, 1.0
        while step < len(steps):
            moment = step * STEP
            if moment % WEEK == 0:
                of_week = rng.lognormvariate(0, 0.5) * (0.1 if rng.random() < 0.08 else 1)
            if moment % DAY == 0:
                of_day = rng.lognormvariate(0, 0.6) * (rng.random() >= 0.1)
            likely = person.hours(moment // DAY % 7, moment // HOUR % 24) * person.sessions * of_day * of_week
            if rng.random() < likely * STEP / HOUR:
                step += _session(steps, step, rng)
            else:
                step += 1
    return steps


def _session(steps, first, rng):
    length = int(rng.lognormvariate(math.log(35 * MINUTE), 0.9) / STEP) + 1
    rate = rng.lognormvariate(0, 0.7)
    for step in range(first, min(first + length, len(steps))):
        if rng.random() < 0.75:
            steps[step] += rate * rng.expovariate(1)
    return length


def weekly(steps, usual, phase):
    """Return the cycles of a week each, from a phase (hours) on, of which `usual` percent are used on average."""
    starts = range(phase * HOUR // STEP, len(steps) - WEEK // STEP + 1, WEEK // STEP)
    return _cycles(steps, list(starts), WEEK, usual)


def of_five_hours(steps, usual):
    """Return the cycles of five hours, each begun by the first use after the one before."""
    starts, step = [], 0
    while step < len(steps) - FIVE_HOURS // STEP:
        if steps[step] > 0:
            starts.append(step)
            step += FIVE_HOURS // STEP
        else:
            step += 1
    return _cycles(steps, starts, FIVE_HOURS, usual)


def _cycles(steps, starts, length, usual):
    every = length // STEP
    scale = usual * len(starts) / sum(sum(steps[start : start + every]) for start in starts)
    return [_cycle(steps[start : start + every], FIRST + start * STEP, length, scale) for start in starts]


def _cycle(steps, starts_at, length, scale):
    total, points = 0.0, []
    for number, step in enumerate(steps, 1):
        total = min(100.0, total + step * scale)
        whole = float(math.floor(total))
        if whole > (points[-1][1] if points else 0):
            points.append((starts_at + number * STEP, whole))
    return Cycle(starts_at, starts_at + length, points, starts_at + length)


def cycles(length, seeds, weeks=20):
    """Yield (person, cycles) for each person and seed; the same for the same arguments."""
    for name, person in PEOPLE.items():
        for seed in range(seeds):
            steps = use(person, weeks, f"{name} {seed}")
            phase = random.Random(f"phase {name} {seed}").randrange(WEEK // HOUR)
            usual = (40, 75, 110)[seed % 3]
            yield name, weekly(steps, usual, phase) if length == WEEK else of_five_hours(steps, usual)
