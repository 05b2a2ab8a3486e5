"""The guard's answer: is every limit that counts below a percentage? Percent 0-100, times epoch seconds. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.hot.text import duration, whole
from statusline.limits.model import ESTIMATE
from statusline.limits.view import NOT_UNDERSTOOD, OK, PENDING, SIGNED_OUT, UNCONFIGURED
from statusline.limits.windows import AFTER_RESET, SIGN_IN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.config import Config
    from statusline.limits.model import Account, Sample
    from statusline.limits.view import AccountView

BELOW = "below"
REACHED = "reached"
UNKNOWN = "unknown"

OF_ONE_KIND = (":", "seven_day_")  # in the name of a window that counts for one model or one kind of use
NEEDS_A_PERSON = (UNCONFIGURED, *SIGN_IN_STATUSES)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the percentage to stay below, and which windows of which provider count; empty: the usual ones."""

    limit: int
    windows: tuple[str, ...] = ()
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one window stands.

    `why` says in a few words why a number does not count, or how old it is. `ask_from` is when a new answer may say
    more. `final`: waiting alone will not, a person has to do something. `blocked`: the vendor says no, whatever the
    numbers.
    """

    state: str
    name: str
    used: float | None = None
    mark: str = ""
    resets_at: int | None = None
    why: str = ""
    ask_from: int = 0
    final: bool = False
    blocked: bool = False


def judge(views: Iterable[AccountView], question: Question, config: Config, now: int, *, looked: bool) -> Finding:
    """Return the finding that decides: what is at the limit, else what is unknown, else what is nearest to the limit.

    looked: False as long as no refresh has found out who is signed in.
    """
    asked = [one for one in views if question.provider in ("", one.account.provider)]
    signed_in = [one for one in asked if one.status != UNCONFIGURED]
    found = [finding for one in signed_in or asked for finding in _of_account(one, question, config, now)]
    if not looked:
        found = [Finding(UNKNOWN, question.provider or "usage", why="nothing is known yet", final=config.offline)]
    elif not asked:
        why = "it is switched off in the config"
        found = [Finding(UNKNOWN, question.provider or "usage", why=why, final=True)]
    missing = [name for name in question.windows if not any(_is(name, finding) for finding in found)]
    if missing and all(finding.state != UNKNOWN for finding in found):
        found += [Finding(UNKNOWN, name, why="no account here has such a window", final=True) for name in missing]
    return _decisive(found)


def sentence(finding: Finding, question: Question, now: int) -> str:
    """Return the finding for people, without a full stop."""
    if finding.blocked:
        again = f"; until {duration(finding.resets_at - now)} from now" if finding.resets_at else ""
        return f"{finding.name} is blocked: {finding.why}{again}"
    if finding.state == UNKNOWN or finding.used is None:
        limits = f"below {question.limit}%" if finding.state == BELOW else finding.state
        return f"{finding.name} is {limits}" + (f": {finding.why}" if finding.why else "")
    relation = "below" if finding.state == BELOW else "not below"
    at = f"{finding.mark}{whole(finding.used)}%" + (f" ({finding.why})" if finding.why else "")
    reset = f"; resets in {duration(finding.resets_at - now)}" if finding.resets_at is not None else ""
    return f"{finding.name} is at {at}, {relation} {question.limit}%{reset}"


def _of_account(view: AccountView, question: Question, config: Config, now: int) -> Iterator[Finding]:
    account = view.account
    name = f"{account.provider} ({account.label})" if account.label else account.provider
    final = view.status in NEEDS_A_PERSON or config.offline
    if block := account.block:
        why = f"{block.message} {block.remedy}".rstrip(" .")
        yield Finding(REACHED, name, resets_at=block.until, why=why, final=block.until is None, blocked=True)
        return
    if not view.windows:
        unlimited = view.status == OK and view.stale_at is not None and now < view.stale_at  # said so by the vendor
        state, why = (BELOW, "no limits are in force") if unlimited else (UNKNOWN, _nothing(view))
        yield Finding(state, name, why=why, final=final)
    for sample in _that_count(view, question):
        finding = _of_window(sample, question, config, now)
        named = replace(finding, name=f"{name} {sample.window}", final=final)
        yield replace(named, why=_with_problem(named.why, account)) if named.state == UNKNOWN else named


def _that_count(view: AccountView, question: Question) -> list[Sample]:
    """Return the named windows, or those that any use counts for, or all of an account that has no such window."""
    if question.windows:
        return [sample for sample in view.windows if sample.window in question.windows]
    general = [sample for sample in view.windows if not any(part in sample.window for part in OF_ONE_KIND)]
    return general or list(view.windows)


def _of_window(sample: Sample, question: Question, config: Config, now: int) -> Finding:
    used, reset = sample.used_percentage, sample.resets_at
    if used is None:
        return Finding(UNKNOWN, "", why="it has no number")
    if reset is not None and reset <= now:
        return Finding(UNKNOWN, "", why="it is past its reset", ask_from=reset + AFTER_RESET)
    stale = now - sample.as_of >= config.stale_after
    seen = f"{duration(now - sample.as_of)} ago" if stale else ""
    mark = "~" if sample.confidence == ESTIMATE else ""
    # Use only grows until the reset: an old number still tells that the limit is reached, but not that it is not.
    if used >= question.limit:
        return Finding(REACHED, "", used, mark, reset, seen)
    if stale:
        return Finding(UNKNOWN, "", why=f"it was at {whole(used)}% {seen}")
    return Finding(BELOW, "", used, mark, reset)


def _decisive(found: list[Finding]) -> Finding:
    for state, weight in ((REACHED, _reset), (UNKNOWN, _hopeless), (BELOW, _used)):
        if matching := [finding for finding in found if finding.state == state]:
            decisive = max(matching, key=weight)
            return replace(decisive, ask_from=min(finding.ask_from for finding in matching))
    return Finding(UNKNOWN, "usage", why="nothing is known yet")


def _reset(finding: Finding) -> tuple[bool, float]:
    return finding.blocked, finding.resets_at or 0


def _hopeless(finding: Finding) -> float:
    return finding.final


def _used(finding: Finding) -> float:
    return finding.used or 0


def _is(window: str, finding: Finding) -> bool:
    return finding.name.endswith(f" {window}")


def _nothing(view: AccountView) -> str:
    if view.status == UNCONFIGURED:
        return SIGNED_OUT[view.account.provider]
    said = {PENDING: "nothing is known yet", NOT_UNDERSTOOD: "its server named no limit that is understood"}
    return _with_problem(said.get(view.status, "there is no number"), view.account)


def _with_problem(why: str, account: Account) -> str:
    problem = account.problem
    return f"{why}. {problem.message} {problem.remedy}".rstrip(" .") if problem else why
