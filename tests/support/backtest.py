"""Forecasts as they would have been made of cycles that are over, by the product's own formulas."""

from statusline.config.working_time import EVERYTHING
from statusline.history import cycles as cycles_of
from statusline.limits import forecast, pace
from statusline.limits.forecast import LEADS, SLACK, Forecast
from statusline.limits.model import Sample
from support.weeks import Cycle


def forecasts(cycles, length):
    """Yield the forecast of each lead of each cycle (of `length` seconds) that has a pace then."""
    for number, cycle in enumerate(cycles):
        peaks = [(one.resets_at, one.actual) for one in cycles[max(0, number - pace.EARLIER_CYCLES) : number]]
        for lead in LEADS:
            at = cycle.resets_at - lead
            used = cycle.used(at)
            if at > cycle.starts_at and used < 100 and _seen_to_its_end(cycle, lead):
                sample = Sample("window", "", used, cycle.resets_at, at, "simulated", length)
                yield from _forecast(sample, cycle, lead, peaks)


def _seen_to_its_end(cycle, lead):
    return cycle.full_at is not None or cycle.seen_at >= cycle.resets_at - lead // SLACK


def _forecast(sample, cycle, lead, peaks):
    since = pace.recent_since(sample)
    earlier = None if since is None else (since, cycle.used(since))
    usual = pace.usual(peaks, sample) if pace.is_long(sample) else None
    rate, share = pace.rate_of(sample, earlier, EVERYTHING, usual), pace.share(sample, EVERYTHING)
    if rate and share:
        result = pace.of(sample, rate.blended, EVERYTHING)
        average = sample.used_percentage + rate.average * share.left
        yield Forecast(
            lead,
            cycle.resets_at,
            sample.used_percentage,
            result.projected,
            average,
            result.runs_out_at,
            cycle.actual,
            cycle.full_at,
        )


def of_history(history, account, window, length, now):
    """Return the cycles of a window as a history has them; one that was cut short is left out."""
    believed = cycles_of.believed(history.series(account, window))
    return [
        Cycle(one.started_at, one.resets_at, [(point.as_of, point.used) for point in one.points], one.points[-1].as_of)
        for one in cycles_of.cycles(believed, length, now)
        if one.resets_at is not None and one.resets_at <= now and not one.early
    ]


def scores(every, length):
    """Return the score of each lead over several people's cycles."""
    each = (made for cycles in every for made in forecasts(cycles, length))
    return {score.lead: score for score in forecast.scores(each)}
