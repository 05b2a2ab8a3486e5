"""The answer of `guard`: is every checked window below a percentage? Percent 0-100, times epoch seconds. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import duration, whole
from statusline.limits.model import ESTIMATE
from statusline.limits.view import NOT_UNDERSTOOD, OK, PENDING, SIGNED_OUT, UNCONFIGURED
from statusline.limits.windows import AFTER_RESET, MISSING_SCOPE, SIGN_IN_STATUSES, label, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.config import Config
    from statusline.limits.model import Account, Sample
    from statusline.limits.view import AccountView

BELOW = "below"
REACHED = "reached"
UNKNOWN = "unknown"

OF_ONE_KIND = (":", "seven_day_")  # in the name of a window that counts for one model or one kind of use
NEEDS_A_PERSON = (UNCONFIGURED, MISSING_SCOPE, *SIGN_IN_STATUSES)


@dataclass(frozen=True, slots=True)
class Question:
    """Stay below `limit` percent, in these windows of this provider; empty: the usual windows, every provider.

    `credits_help`: a window at the limit is no stop while the vendor goes on with credits.
    """

    limit: int
    windows: tuple[str, ...] = ()
    provider: str = ""
    credits_help: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one window: `name` is for people, `window` the window's own name (empty: of a whole account).

    `why`: why there is no usable number, or how old the number is. `ask_from`: when a new answer may
    help. `final`: only a person can help, waiting cannot. `on_credits`: at the limit, and credits help.
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
    on_credits: bool = False
    window: str = ""


def judge(views: Iterable[AccountView], question: Question, config: Config, now: int, *, refreshed: bool) -> Finding:
    """Return the finding that decides: a window at the limit, else an unknown one, else the nearest to the limit.

    refreshed: False until a refresh has found out who is signed in.
    """
    candidates = [view for view in views if question.provider in ("", view.account.provider)]
    signed_in = [view for view in candidates if view.status != UNCONFIGURED]
    findings = [finding for view in signed_in or candidates for finding in _of_account(view, question, config, now)]
    if not refreshed:
        findings = [Finding(UNKNOWN, question.provider or "usage", why="no data yet", final=config.offline)]
    elif not candidates:
        why = "it is switched off in the config"
        findings = [Finding(UNKNOWN, question.provider or "usage", why=why, final=True)]
    missing = [name for name in question.windows if all(name != finding.window for finding in findings)]
    if missing and all(finding.state != UNKNOWN for finding in findings):
        findings += [_nobodys(name, config) for name in missing]
    return _decisive(findings)


def sentence(finding: Finding, question: Question, now: int) -> str:
    """Return the finding as a sentence without its full stop."""
    if finding.blocked:
        again = f"; until {duration(finding.resets_at - now)} from now" if finding.resets_at else ""
        return f"{finding.name} is blocked: {finding.why}{again}"
    if finding.state == UNKNOWN or finding.used is None:
        limits = f"below {question.limit}%" if finding.state == BELOW else finding.state
        return f"{finding.name} is {limits}" + (f": {finding.why}" if finding.why else "")
    relation = "below" if finding.state == BELOW else "not below"
    at = f"{finding.mark}{whole(finding.used)}%" + (f" ({finding.why})" if finding.why else "")
    reset = f"; resets in {duration(finding.resets_at - now)}" if finding.resets_at is not None else ""
    if finding.on_credits:
        return f"{finding.name} is at {at} and goes on with credits{reset}"
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
        state, why = (BELOW, "there are no limits") if unlimited else (UNKNOWN, _nothing(view))
        yield Finding(state, name, why=why, final=final)
    for sample in that_count(view, question):
        finding = _of_window(sample, question, config, now)
        if question.credits_help and finding.state == REACHED and not finding.why and _goes_on(sample, account):
            finding = replace(finding, state=BELOW, on_credits=True)
        labelled = replace(finding, name=f"{name} {label(sample, config)}", window=sample.window, final=final)
        yield replace(labelled, why=_with_problem(labelled.why, account)) if labelled.state == UNKNOWN else labelled


def that_count(view: AccountView, question: Question) -> list[Sample]:
    """Return the named windows, or those that any use counts for, or all windows if there are none of these."""
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
    age = f"{duration(now - sample.as_of)} ago" if stale else ""
    mark = "~" if sample.confidence == ESTIMATE else ""
    # Use only grows until the reset: an old number can prove that the limit is reached, but not the opposite.
    if used >= question.limit:
        return Finding(REACHED, "", used, mark, reset, age)
    if stale:
        return Finding(UNKNOWN, "", why=f"it was at {whole(used)}% {age}")
    return Finding(BELOW, "", used, mark, reset)


def _goes_on(sample: Sample, account: Account) -> bool:
    """Tell whether credits help at the end of a window; a limit in credits is not helped by them."""
    credits_ = account.credits or {}
    balance = credits_.get("balance")
    left = credits_.get("has_credits") is True and not (isinstance(balance, int | float) and balance <= 0)
    return sample.amounts is None and (left or credits_.get("unlimited") is True)


def _decisive(findings: list[Finding]) -> Finding:
    for state, weight in ((REACHED, _reset), (UNKNOWN, _hopeless), (BELOW, _used)):
        if matching := [finding for finding in findings if finding.state == state]:
            decisive = max(matching, key=weight)
            return replace(decisive, ask_from=min(finding.ask_from for finding in matching))
    return Finding(UNKNOWN, "usage", why="no data yet")


def _reset(finding: Finding) -> tuple[bool, float]:
    return finding.blocked, finding.resets_at or 0


def _hopeless(finding: Finding) -> float:
    return finding.final


def _used(finding: Finding) -> float:
    return finding.used or 0


def _nobodys(window: str, config: Config) -> Finding:
    return Finding(UNKNOWN, label_of(window, config), why="no account has this window", final=True)


def _nothing(view: AccountView) -> str:
    if view.status == UNCONFIGURED:
        problem = view.account.problem
        return f"{problem.message} {problem.remedy}".rstrip(" .") if problem else SIGNED_OUT[view.account.provider]
    sentence = {PENDING: "no data yet", NOT_UNDERSTOOD: "its server named no limit that is understood"}
    return _with_problem(sentence.get(view.status, "there is no number"), view.account)


def _with_problem(why: str, account: Account) -> str:
    problem = account.problem
    return f"{why}. {problem.message} {problem.remedy}".rstrip(" .") if problem else why
