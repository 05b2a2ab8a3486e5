"""Merges samples of sources that disagree: the sample to believe for each window, and what an account keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot.text import DAY, SAME_CYCLE
from statusline.limits.model import ESTIMATE, OF_SESSIONS, Account, Sample, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOVED = 15 * 60  # seconds by which an observation must be newer for its earlier reset to be believed
GRACE = 60  # seconds that a window may end later than its length allows
FUTURE = 60  # seconds by which an observation may lie ahead of the clock
KEPT_FOR = 8 * DAY  # seconds: a week's window and a day
LONGEST = 31 * DAY  # seconds that a window may last whose length is not known


def believe(samples: Iterable[Sample], now: int) -> dict[str, Sample]:
    """Return the sample to believe for each window, by name. If its reset has passed, its value is unknown."""
    return {window: _best(group, now) for window, group in _by_window(samples)}


def ranked(samples: Iterable[Sample], now: int) -> list[tuple[Sample, str]]:
    """Return every sample with the reason why it is believed or not, window by window, the believed sample first."""
    ranking: list[tuple[Sample, str]] = []
    for _, group in _by_window(samples):
        best = _best(group, now)
        ranking.append((best, _why_believed(best, now)))
        rest = sorted((s for s in group if s is not best), key=lambda s: (s.resets_at or 0, _precedence(s)))
        ranking += [(sample, _why_not(sample, best, now)) for sample in reversed(rest)]
    return ranking


def is_kept(sample: Sample, now: int) -> bool:
    """Tell whether a sample is worth remembering: for eight days, and a longer window until its reset."""
    if abs(now - sample.as_of) <= KEPT_FOR:
        return True
    begun = (sample.resets_at or 0) - (sample.length_seconds or LONGEST)
    return _running(sample, now) and begun - SAME_CYCLE <= sample.as_of < now


def absorb(account: Account, usage: Usage, now: int) -> Account:
    """Return the account with what a source has just reported: one sample for each window and source.

    Samples of the future and those older than eight days are dropped. A complete usage is the whole truth at its time:
    older samples of windows that it does not name are dropped, and so are credits and extra usage that it lacks. An
    estimate ends no problem.
    """
    banked = usage.banked_resets if usage.complete or usage.banked_resets is not None else account.banked_resets
    learned = usage.complete or any(not _ahead(s, now) and s.confidence != ESTIMATE for s in usage.samples)
    return replace(
        account,
        samples=_merged(account.samples, usage, now),
        plan=usage.plan or account.plan,
        plan_named=True if usage.names_plan and usage.plan is not None else account.plan_named,
        credits=usage.credits if usage.complete or usage.credits is not None else account.credits,
        extra_usage=usage.extra_usage if usage.complete or usage.extra_usage is not None else account.extra_usage,
        problem=None if learned else account.problem,
        unlimited_at=_moment(account.unlimited_at, usage, now, holds=usage.unlimited),
        unnamed_at=_moment(account.unnamed_at, usage, now, holds=not usage.unlimited),
        block=usage.block if usage.block or _ends_block(account, usage) else account.block,
        banked_resets=banked,
    )


def _ends_block(account: Account, usage: Usage) -> bool:
    """Tell whether a report without a block means that there is none any more: it was answered later."""
    since = account.block.as_of if account.block else 0
    answered = usage.whole_limits and any(not _limit(sample) and sample.as_of > since for sample in usage.samples)
    return usage.complete or answered


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


def _merged(earlier: Iterable[Sample], usage: Usage, now: int) -> tuple[Sample, ...]:
    latest = [possible(sample) for sample in usage.samples if not _ahead(sample, now)]
    if usage.complete:
        earlier = _not_outdated(earlier, usage, latest, now)
    if usage.whole_limits:
        earlier = _not_dropped(earlier, latest)
    latest = [_with_known_name(sample, earlier) for sample in latest]
    estimated = {(sample.window, sample.source) for sample in latest if sample.confidence == ESTIMATE}
    # The reset of an earlier estimate was a guess too.
    earlier = [sample for sample in earlier if (sample.window, sample.source) not in estimated]
    slots: dict[tuple[str, str], list[Sample]] = {}
    for sample in (*earlier, *latest):
        if is_kept(sample, now):
            slots.setdefault((sample.window, sample.source), []).append(sample)
    return tuple(_best(group, now) for _, group in sorted(slots.items()))


def _not_outdated(earlier: Iterable[Sample], usage: Usage, latest: Sequence[Sample], now: int) -> list[Sample]:
    """Return the samples that a complete answer leaves valid.

    The answer replaces its own source's value even if that named a later reset; another source may know more.
    """
    named = {sample.window for sample in usage.samples}
    replaced = {(s.window, s.source): s.as_of for s in latest if s.used_percentage is not None}
    answered = max((sample.as_of for sample in latest), default=now)
    current = []
    for sample in earlier:
        outdated_by = replaced.get((sample.window, sample.source)) if sample.window in named else answered
        if outdated_by is None or outdated_by < sample.as_of <= now + FUTURE:
            current.append(sample)
    return current


def _not_dropped(old: Iterable[Sample], new: Sequence[Sample]) -> list[Sample]:
    """Return the samples without those of windows that newer ones of the same limit do not go on with.

    A limit in credits is not always named beside the windows.
    """
    named = {sample.window for sample in new}
    spoken = {_limit(sample): sample.as_of for sample in sorted(new, key=lambda sample: sample.as_of)}
    return [s for s in old if s.window in named or s.amounts or s.as_of >= spoken.get(_limit(s), 0)]


def _with_known_name(sample: Sample, old: Iterable[Sample]) -> Sample:
    """Return the sample under the name that its limit was once given, where it only gives the limit's id."""
    limit = _limit(sample)
    if not limit or not sample.label.lower().startswith(limit):
        return sample
    names = (earlier.label for earlier in old if earlier.window == sample.window)
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
    """Return the sample to believe of the samples of one window (at least one).

    An estimate counts while no official number is as new. In a running official window it counts only if it carries on
    from the very value that would be believed.
    """
    candidates = [sample for sample in samples if not _ahead(sample, now)] or samples
    candidates = [sample for sample in candidates if not _contradicted(sample, candidates)]
    official = [sample for sample in candidates if sample.confidence != ESTIMATE]
    observed_at = max((sample.as_of for sample in official if sample.used_percentage is not None), default=None)
    estimates = [s for s in candidates if s.confidence == ESTIMATE and (observed_at is None or s.as_of > observed_at)]
    if any(_running(sample, now) and sample.used_percentage is not None for sample in official):
        best = _newest(official, now)
        return max((s for s in estimates if _carries_on(s, best)), key=_precedence, default=best)
    return _newest([*official, *estimates], now)


def _contradicted(sample: Sample, samples: Sequence[Sample]) -> bool:
    """Tell whether an answer that was asked for with the login's own token knows better than a session.

    It does if it is newer, whatever the resets say: a session of another account may name a later one.
    """
    return sample.source in OF_SESSIONS and any(
        other.as_of > sample.as_of
        for other in samples
        if other.source not in OF_SESSIONS and other.confidence != ESTIMATE and other.used_percentage is not None
    )


def _carries_on(estimate: Sample, official: Sample) -> bool:
    """Tell whether an estimate starts from this official value or a newer one, and adds what was used since."""
    if estimate.since is None or estimate.since < official.as_of or official.resets_at is None:
        return False
    return estimate.resets_at is not None and abs(estimate.resets_at - official.resets_at) <= SAME_CYCLE


def _newest(samples: Sequence[Sample], now: int) -> Sample:
    samples = [sample for sample in samples if not _was_moved(sample, samples, now)]
    loose = max((s for s in samples if s.resets_at is None), key=_precedence, default=None)
    last_reset = max((s.resets_at for s in samples if s.resets_at is not None), default=None)
    if last_reset is None:
        return max(samples, key=_precedence)
    cycle = [s for s in samples if s.resets_at is not None and s.resets_at >= last_reset - SAME_CYCLE]
    newest = max(cycle, key=_precedence)
    return loose if loose is not None and _outdates(loose, newest, now) else newest


def _was_moved(sample: Sample, samples: Sequence[Sample], now: int) -> bool:
    """Tell whether a clearly newer observation names an earlier reset that is still to come.

    Two cycles cannot run at once: the vendor moved the reset, and the later one will never come.
    """
    return any(
        (sample.resets_at or 0) - SAME_CYCLE > (other.resets_at or 0) > now
        and other.as_of > sample.as_of + MOVED
        and other.used_percentage is not None
        for other in samples
    )


def _outdates(loose: Sample, newest: Sample, now: int) -> bool:
    """Tell whether a sample without a reset says more than the newest one of the last cycle."""
    if loose.used_percentage is None:
        return False
    margin = SAME_CYCLE if _running(newest, now) and newest.used_percentage is not None else 0
    return loose.as_of > newest.as_of + margin


def _precedence(sample: Sample) -> tuple[bool, int, bool, float, str, int, str, int, int]:
    """Order samples of one cycle: with a number, newest, official. The other fields make the order total."""
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
        return "dated in the future, but the only sample"
    if best.confidence == ESTIMATE:
        return "an official value plus use since then" if best.since else "an estimate: no official value is usable"
    if best.resets_at is None:
        return "newest, without a reset"
    return "newest of the running cycle" if _running(best, now) else "newest, but its reset has passed"


def _why_not(sample: Sample, best: Sample, now: int) -> str:
    estimate = sample.confidence == ESTIMATE and best.confidence != ESTIMATE
    numberless = sample.used_percentage is None and best.used_percentage is not None
    reasons = (
        (_ahead(sample, now), "dated in the future"),
        (_contradicted(sample, [best]), "a session's word against an answer to the login's own token"),
        (estimate, "estimate beside an official value"),
        (numberless, "without a number"),
        (sample.resets_at is None, "without a reset and not newer"),
        (best.resets_at is None, "older than a value without a reset"),
        ((sample.resets_at or 0) < (best.resets_at or 0) - SAME_CYCLE, "earlier cycle"),
        ((sample.resets_at or 0) > (best.resets_at or 0) + SAME_CYCLE, "a newer observation names an earlier reset"),
        (sample.as_of < best.as_of, "older observation of the same cycle"),
    )
    return next((reason for holds, reason in reasons if holds), "same moment, another source preferred")
