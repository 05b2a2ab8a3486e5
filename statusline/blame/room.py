"""Whether a task fits into what is left of the limits, and why that is so or not known.

What a task takes is a guess from the calls of the last 30 days: so many tokens at what a session's tokens weigh, or as
much as a session of a project. Times the scale of a window that is so many points of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import scales, spending, weightings
from statusline.blame import sources as sources_of
from statusline.frozen import dataclass
from statusline.hot.text import DAY, duration
from statusline.limits import guard, view, windows
from statusline.limits.guard import BELOW, REACHED, Question
from statusline.state import recent_pace
from statusline.state.token_index import QUARTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.blame.sources import Sources, Window
    from statusline.blame.spending import Use
    from statusline.blame.weightings import Weighting
    from statusline.limits.model import Sample
    from statusline.limits.pace import Pace
    from statusline.limits.view import AccountView

YES, NO, UNKNOWN = "yes", "no", "unknown"
SCHEMA = "statusline-room/1"
LEAST_SESSIONS = 3
_FULL = 100
_HAS = {YES: "has room", NO: "has no room", UNKNOWN: "may have no room"}


@dataclass(frozen=True, slots=True)
class Task:
    """So many `tokens`, or (None) a session like those of the folder `project`; `model`: a part of its name."""

    tokens: int | None = None
    project: str = ""
    model: str = ""

    def text(self, shown: str) -> str:
        """Return the task as the subject of a sentence with its verb. shown: what the project is shown as."""
        of_model = f" of {self.model}" if self.model else ""
        if self.tokens is None:
            return f"a session like those of {shown}{of_model} takes"
        return f"{self.tokens:,} tokens{of_model} take"


class Needs(NamedTuple):
    """What a task takes in the unit of a weighting, mostly and at most; `why` it is not known, else empty."""

    low: float
    high: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a task fits into one window. `points` are those it takes; `by_pace` is what is left at the reset."""

    verdict: str
    why: str
    account: str = ""
    window: str = ""
    points: tuple[float, float] | None = None
    left: float | None = None
    by_pace: float | None = None
    resets_at: int | None = None


def answers(sources: Sources, task: Task, question: Question) -> list[Answer]:
    """Return the answer for each window that counts, as `guard` sees it; never empty."""
    views = view.accounts(sources.record, sources.environment.key, sources.config, sources.now)
    paced = recent_pace.attach(views, sources.environment, sources.config, sources.now)
    candidates = [shown for shown in paced if question.provider in ("", shown.account.provider)]
    concerned = [shown for shown in candidates if _has_calls(sources, shown.account.provider, task)]
    refreshed = sources.environment.key in sources.record.logins
    return [
        answer
        for shown in concerned or [each for each in candidates if each.status != view.UNCONFIGURED] or candidates
        for answer in _of_account(sources, shown, task, question, refreshed=refreshed)
    ] or [Answer(UNKNOWN, "Nobody is signed in to what this is about")]


def decisive(answers: Iterable[Answer]) -> Answer:
    """Return the answer that decides: a window without room, else one that is not known, else the tightest."""
    order = (NO, UNKNOWN, YES)
    return min(answers, key=lambda each: (order.index(each.verdict), _spare(each)))


def document(answers: list[Answer], now: int) -> dict[str, object]:
    """Return all answers as JSON; what is unknown is left out."""
    best = decisive(answers)
    return {
        "schema": SCHEMA,
        "generated_at": now,
        "verdict": best.verdict,
        "why": best.why,
        "windows": [_entry(each) for each in answers if each.window],
    }


def _entry(answer: Answer) -> dict[str, object]:
    values = {
        "account": answer.account,
        "window": answer.window,
        "verdict": answer.verdict,
        "why": answer.why,
        "points": [round(points, 1) for points in answer.points] if answer.points else None,
        "left": answer.left if answer.left is None else round(answer.left, 1),
        "left_by_pace": answer.by_pace if answer.by_pace is None else round(answer.by_pace, 1),
        "resets_at": answer.resets_at,
    }
    return {name: value for name, value in values.items() if value is not None}


def _of_account(
    sources: Sources, shown: AccountView, task: Task, question: Question, *, refreshed: bool
) -> Iterator[Answer]:
    """Yield the answer of each window; of an account whose state is in the way, that state."""
    name = sources.names.account_name(shown.account.account).text if shown.account.account else shown.account.provider
    judged = guard.judge((shown,), question, sources.config, sources.now, refreshed=refreshed)
    if judged.state != BELOW:
        verdict = NO if judged.state == REACHED else UNKNOWN
        why = guard.sentence(judged, question, sources.now)
        yield Answer(verdict, why, name, judged.window, resets_at=judged.resets_at)
        return
    chosen = {sample.window: sample for sample in guard.that_count(shown, question)}
    pairs = [pair for pair in sources_of.pairs(sources, shown.account.account) if pair[1].window in chosen]
    own_windows = {window.name.window: window for window in sources_of.read(sources, pairs)}
    for window, sample in chosen.items():
        own = own_windows.get(window)
        if own is None:
            yield Answer(UNKNOWN, f"{name} {windows.label(sample, sources.config)} has no history yet", name, window)
        else:
            yield _of_window(sources, own, sample, shown.pace.get(window), task)


def _of_window(sources: Sources, window: Window, sample: Sample, pace: Pace | None, task: Task) -> Answer:
    title = f"{window.account.text} {window.name.label}"
    left = max(0.0, _FULL - (sample.used_percentage or 0.0))
    by_pace = None if pace is None else min(left, max(0.0, _FULL - pace.projected))
    own = (window.account.text, window.name.window)
    scale, why = scales.find(sources, window)
    if scale is None:
        return Answer(UNKNOWN, f"{title}: {why}", *own, None, left, by_pace, sample.resets_at)
    needs = needed(sources, window, task, weightings.named(scale.weighting))
    if needs.why:
        return Answer(UNKNOWN, f"{title}: {needs.why}", *own, None, left, by_pace, sample.resets_at)
    points = needs.low * scale.low, needs.high * scale.high
    verdict, reason = judged(points, left, by_pace)
    takes = f"{task.text(sources.names.shown('project', task.project))} {_range(points)} points, {reason}"
    reset = "" if sample.resets_at is None else f"; resets in {duration(sample.resets_at - sources.now)}"
    return Answer(verdict, f"{title} {_HAS[verdict]}: {takes}{reset}", *own, points, left, by_pace, sample.resets_at)


def judged(points: tuple[float, float], left: float, by_pace: float | None) -> tuple[str, str]:
    """Return whether points (mostly, at most) fit into those that are left now and at the reset, and why."""
    low, high = points
    at_reset = "" if by_pace is None else f", {by_pace:.0f} at the reset by the pace"
    if low > left:
        return NO, f"and {left:.0f} are left"
    if high > left or (by_pace is not None and high > by_pace):
        return UNKNOWN, f"and {left:.0f} are left{at_reset}"
    return YES, f"and {left:.0f} are left{at_reset}"


def needed(sources: Sources, window: Window, task: Task, weighting: Weighting) -> Needs:
    """Return what a task takes, from the sessions of the last 30 days."""
    since = sources.now - sources_of.KNOWN_DAYS * DAY
    sessions: dict[str | None, list[Use]] = {}
    for session, use in spending.by_session(sources.connection, sources.whose(window), since, task.project):
        if task.model.lower() in (use.model or "").lower():
            sessions.setdefault(session, []).append(use)
    weights = [
        (sum(weightings.weight(use, weighting, sources.prices) or 0.0 for use in own), own) for own in sessions.values()
    ]
    priced = [(weight, sum(use.tokens.total for use in own)) for weight, own in weights if weight > 0]
    if len(priced) < LEAST_SESSIONS:
        of = f" of {task.model}" if task.model else ""
        where = " in this project" if task.project else ""
        return Needs(0, 0, f"{len(priced)} of {LEAST_SESSIONS} sessions{of}{where} with a price are known in 30 days")
    if task.tokens is None:
        values = sorted(weight for weight, _ in priced)
        return Needs(values[len(values) // 2], values[len(values) * 9 // 10])
    rates = sorted(weight / tokens for weight, tokens in priced)
    return Needs(task.tokens * rates[len(rates) // 4], task.tokens * rates[len(rates) * 9 // 10])


def _has_calls(sources: Sources, provider: str, task: Task) -> bool:
    """Tell whether a provider has calls of the task's model and project in the last 30 days."""
    statement = """SELECT 1 FROM quarters JOIN names AS p ON p.id = provider LEFT JOIN names AS m ON m.id = model
        LEFT JOIN names AS f ON f.id = project
        WHERE quarter >= ? AND p.name = ? AND ? IN ('', f.name) AND instr(lower(coalesce(m.name, '')), ?) LIMIT 1"""
    since = (sources.now - sources_of.KNOWN_DAYS * DAY) // QUARTER
    values = (since, provider, task.project, task.model.lower())
    return sources.connection.execute(statement, values).fetchone() is not None


def project_of(sources: Sources, folder: str) -> str:
    """Return the folder that the index knows the calls of a folder by: itself or the nearest above it, else empty."""
    rows = sources.connection.execute("SELECT name FROM names WHERE kind = 'project'")
    above = [name for (name,) in rows if folder == name or folder.startswith(f"{name.rstrip('/')}/")]
    return max(above, key=len, default="")


def _range(points: tuple[float, float]) -> str:
    low, high = (f"{value:.0f}" if value >= 1 else f"{value:.1g}" for value in points)
    return low if low == high else f"{low}-{high}"


def _spare(answer: Answer) -> float:
    """Return how many points are to spare, or how far away an unknown answer is from being known."""
    return (answer.left or 0.0) - (answer.points[1] if answer.points else 0.0)
