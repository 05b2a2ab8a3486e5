"""Several samples of one window, from sources that disagree: the one to believe, and what an account keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.limits.model import ESTIMATE, Account, Sample, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SAME_CYCLE = 60  # seconds between two resets that still mean the same one
MOVED = 15 * 60  # seconds by which an observation must be newer for its earlier reset to be believed
GRACE = 60  # seconds that a window may end later than its length allows
FUTURE = 60  # seconds by which an observation may lie ahead of the clock
KEPT_FOR = 8 * 86_400  # seconds: a week's window and a day
LONGEST = 31 * 86_400  # seconds that a window may last whose length is not known


def believe(samples: Iterable[Sample], now: int) -> dict[str, Sample]:
    """Return the sample to believe for each window, by name. Its reset may have passed: then its value is unknown."""
    return {window: _best(group, now) for window, group in _by_window(samples)}


def ranked(samples: Iterable[Sample], now: int) -> list[tuple[Sample, str]]:
    """Return every sample with the reason why it is believed or not: window by window, the believed one first."""
    told: list[tuple[Sample, str]] = []
    for _, group in _by_window(samples):
        best = _best(group, now)
        told.append((best, _why_believed(best, now)))
        others = sorted((s for s in group if s is not best), key=lambda s: (s.resets_at or 0, _precedence(s)))
        told += [(sample, _why_not(sample, best, now)) for sample in reversed(others)]
    return told


def is_kept(sample: Sample, now: int) -> bool:
    """Tell whether a sample is worth remembering: for eight days, and a longer window until its reset."""
    if abs(now - sample.as_of) <= KEPT_FOR:
        return True
    begun = (sample.resets_at or 0) - (sample.length_seconds or LONGEST)
    return _running(sample, now) and begun - SAME_CYCLE <= sample.as_of < now


def absorb(account: Account, usage: Usage, now: int) -> Account:
    """Return the account with what a source has just reported: one sample for each window and source.

    Observations of the future are dropped, and those older than eight days except of a longer window that goes on.
    A complete usage is the whole truth at its time: older samples of windows that it does not name go, and so do
    credits, extra usage and a block that it lacks. An estimate ends no problem.
    """
    banked = usage.banked_resets if usage.complete or usage.banked_resets is not None else account.banked_resets
    learned = usage.complete or any(not _ahead(s, now) and s.confidence != ESTIMATE for s in usage.samples)
    return replace(
        account,
        samples=_merged(account.samples, usage, now),
        plan=usage.plan or account.plan,
        credits=usage.credits if usage.complete or usage.credits is not None else account.credits,
        extra_usage=usage.extra_usage if usage.complete or usage.extra_usage is not None else account.extra_usage,
        problem=None if learned else account.problem,
        unlimited_at=_moment(account.unlimited_at, usage, now, holds=usage.unlimited),
        unnamed_at=_moment(account.unnamed_at, usage, now, holds=not usage.unlimited),
        block=usage.block if usage.complete or usage.block is not None else account.block,
        banked_resets=banked,
    )


def _moment(before: int | None, usage: Usage, now: int, *, holds: bool) -> int | None:
    """Return since when a whole answer without windows means what holds; windows end it."""
    if usage.samples:
        return None
    return (now if holds else None) if usage.complete or usage.unlimited else before


def possible(sample: Sample) -> Sample:
    """Return sample without a reset that its window cannot have: it would be believed for as long as it says."""
    length, resets_at = sample.length_seconds, sample.resets_at
    if length is None or resets_at is None or resets_at <= sample.as_of + length + GRACE:
        return sample
    return replace(sample, resets_at=None)


def _merged(old: Iterable[Sample], usage: Usage, now: int) -> tuple[Sample, ...]:
    new = [possible(sample) for sample in usage.samples if not _ahead(sample, now)]
    if usage.complete:
        old = _not_outdated(old, usage, new, now)
    if usage.whole_limits:
        old = _not_dropped(old, new)
    new = [_with_known_name(sample, old) for sample in new]
    estimated = {(sample.window, sample.source) for sample in new if sample.confidence == ESTIMATE}
    old = [sample for sample in old if (sample.window, sample.source) not in estimated]  # its reset was a guess too
    slots: dict[tuple[str, str], list[Sample]] = {}
    for sample in (*old, *new):
        if is_kept(sample, now):
            slots.setdefault((sample.window, sample.source), []).append(sample)
    return tuple(_best(group, now) for _, group in sorted(slots.items()))


def _not_outdated(old: Iterable[Sample], usage: Usage, new: Sequence[Sample], now: int) -> list[Sample]:
    """Return the samples that a complete answer leaves standing.

    It replaces its own source's value even if that named a later reset; another source's may know more than it does.
    """
    named = {sample.window for sample in usage.samples}
    replaced = {(s.window, s.source): s.as_of for s in new if s.used_percentage is not None}
    answered = max((sample.as_of for sample in new), default=now)
    kept = []
    for sample in old:
        outdated_by = replaced.get((sample.window, sample.source)) if sample.window in named else answered
        if outdated_by is None or outdated_by < sample.as_of <= now + FUTURE:
            kept.append(sample)
    return kept


def _not_dropped(old: Iterable[Sample], new: Sequence[Sample]) -> list[Sample]:
    """Return the samples without those of windows that newer ones of the same limit do not go on with."""
    named = {sample.window for sample in new}
    spoken = {_limit(sample): sample.as_of for sample in sorted(new, key=lambda sample: sample.as_of)}
    return [s for s in old if s.window in named or s.as_of >= spoken.get(_limit(s), 0)]


def _with_known_name(sample: Sample, old: Iterable[Sample]) -> Sample:
    """Return the sample under the name that its limit was once given, where it only gives the limit's id."""
    limit = _limit(sample)
    if not limit or not sample.label.lower().startswith(limit):
        return sample
    names = (known.label for known in old if known.window == sample.window)
    return replace(sample, label=next((name for name in names if not name.lower().startswith(limit)), sample.label))


def _limit(sample: Sample) -> str:
    """Return which limit a window is of: what follows the colon in its name, nothing for the main one."""
    return sample.window.partition(":")[2]


def _by_window(samples: Iterable[Sample]) -> list[tuple[str, list[Sample]]]:
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.window, []).append(sample)
    return sorted(groups.items())


def _best(samples: Sequence[Sample], now: int) -> Sample:
    """Return the one to believe of the samples of one window (at least one).

    An estimate counts while no official number is as new. Inside an official window that is only one that carries on
    from the very value that would be believed.
    """
    known = [sample for sample in samples if not _ahead(sample, now)] or samples
    official = [sample for sample in known if sample.confidence != ESTIMATE]
    seen = max((sample.as_of for sample in official if sample.used_percentage is not None), default=None)
    estimates = [s for s in known if s.confidence == ESTIMATE and (seen is None or s.as_of > seen)]
    if any(_running(sample, now) and sample.used_percentage is not None for sample in official):
        best = _newest(official, now)
        return max((s for s in estimates if _carries_on(s, best)), key=_precedence, default=best)
    return _newest([*official, *estimates], now)


def _carries_on(estimate: Sample, official: Sample) -> bool:
    """Tell whether an estimate is made of this official value, or of a newer one, and what was burnt since."""
    if estimate.since is None or estimate.since < official.as_of or official.resets_at is None:
        return False
    return estimate.resets_at is not None and abs(estimate.resets_at - official.resets_at) <= SAME_CYCLE


def _newest(known: Sequence[Sample], now: int) -> Sample:
    """Return the newest observation of the last cycle."""
    known = [sample for sample in known if not _was_moved(sample, known, now)]
    loose = max((s for s in known if s.resets_at is None), key=_precedence, default=None)
    last_reset = max((s.resets_at for s in known if s.resets_at is not None), default=None)
    if last_reset is None:
        return max(known, key=_precedence)
    cycle = [s for s in known if s.resets_at is not None and s.resets_at >= last_reset - SAME_CYCLE]
    newest = max(cycle, key=_precedence)
    return loose if loose is not None and _outdates(loose, newest, now) else newest


def _was_moved(sample: Sample, known: Sequence[Sample], now: int) -> bool:
    """Tell whether a clearly newer observation says that this window ends earlier, and is not over yet.

    Two cycles cannot run at once: the vendor moved the reset, and the later one will never come.
    """
    return any(
        (sample.resets_at or 0) - SAME_CYCLE > (other.resets_at or 0) > now
        and other.as_of > sample.as_of + MOVED
        and other.used_percentage is not None
        for other in known
    )


def _outdates(loose: Sample, newest: Sample, now: int) -> bool:
    """Tell whether a sample without a reset says more than the newest one of the last cycle."""
    if loose.used_percentage is None:
        return False
    margin = SAME_CYCLE if _running(newest, now) and newest.used_percentage is not None else 0
    return loose.as_of > newest.as_of + margin


def _precedence(sample: Sample) -> tuple[bool, int, bool, float, str, int, str, int, int]:
    """Order samples of one cycle: with a number, newest, official; the rest only makes the order total."""
    return (
        sample.used_percentage is not None,
        sample.as_of,
        sample.confidence != ESTIMATE,
        sample.used_percentage or 0.0,
        sample.source,
        sample.resets_at or 0,
        sample.label,
        sample.length_seconds or 0,
        sample.since or 0,
    )


def _ahead(sample: Sample, now: int) -> bool:
    return sample.as_of > now + FUTURE


def _running(sample: Sample, now: int) -> bool:
    return sample.resets_at is not None and sample.resets_at > now


def _why_believed(best: Sample, now: int) -> str:
    if _ahead(best, now):
        return "dated in the future, but nothing else is known"
    if best.confidence == ESTIMATE:
        return "an official value and what was burnt since" if best.since else "estimated, nothing official is usable"
    if best.resets_at is None:
        return "newest, without a reset"
    return "newest of the running cycle" if _running(best, now) else "newest, but its reset has passed"


def _why_not(sample: Sample, best: Sample, now: int) -> str:
    estimate = sample.confidence == ESTIMATE and best.confidence != ESTIMATE
    numberless = sample.used_percentage is None and best.used_percentage is not None
    reasons = (
        (_ahead(sample, now), "dated in the future"),
        (estimate, "estimate beside an official value"),
        (numberless, "without a number"),
        (sample.resets_at is None, "without a reset and not newer"),
        (best.resets_at is None, "older than a value without a reset"),
        ((sample.resets_at or 0) < (best.resets_at or 0) - SAME_CYCLE, "earlier cycle"),
        ((sample.resets_at or 0) > (best.resets_at or 0) + SAME_CYCLE, "a newer observation names an earlier reset"),
        (sample.as_of < best.as_of, "older observation of the same cycle"),
    )
    return next((reason for holds, reason in reasons if holds), "same moment, another source preferred")
