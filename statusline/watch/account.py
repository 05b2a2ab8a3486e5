"""The rows of one account: name and status, windows, credits, age, and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statusline.config.providers import source_title
from statusline.limits.view import BLOCKED, NOT_UNDERSTOOD, OK, PENDING, SIGNED_OUT, STALE, UNCONFIGURED
from statusline.limits.windows import BLOCKED_WORD, sign_in_word
from statusline.watch import clocks, credit, window
from statusline.watch.context import name
from statusline.watch.rows import Row, Worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Block, Problem, Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context

ASKING = "No data yet; the first answer takes a moment."
NO_WINDOWS = {
    OK: "No limits are in force.",
    NOT_UNDERSTOOD: "Its server named no limit that is understood.",
    PENDING: ASKING,
}
_WORDS = {
    OK: "",
    STALE: "stale",
    PENDING: "waiting",
    UNCONFIGURED: "not signed in",
    BLOCKED: BLOCKED_WORD,
    NOT_UNDERSTOOD: "unknown",
    "rate_limited": "rate limited",
}


def rows(view: AccountView, context: Context, binding: Sample | None) -> Iterator[Row]:
    """Yield the rows of an account, with the window `binding` marked if it is one of them."""
    if view.status == UNCONFIGURED:
        yield from _nobody(view, context)
        return
    binds = any(sample is binding for sample in view.windows)
    yield Row(_title(view, context), Worth.NAME if binds else Worth.WINDOW)
    for sample in view.windows:
        yield from window.rows(view, sample, context, binds=sample is binding)
    if not view.windows:
        yield from words(NO_WINDOWS.get(view.status, ""), context, Worth.WINDOW, "unknown")
    if view.account.block:
        yield from _block(view.account.block, context)
    for text in credit.lines(view.account, context.now):
        yield Row(context.painter.text(f" {text}"), Worth.MONEY)
    if view.account.problem:
        yield from _problem(view.account.problem, context)
    if fresh := _freshness(view, context):
        yield Row(context.painter.text(fresh, "stale" if _status(view, context) == STALE else "label"), Worth.FRESHNESS)


def words(text: str, context: Context, worth: Worth, style: str = "") -> Iterator[Row]:
    """Yield the rows of a sentence, indented by one and wrapped between words."""
    if text:
        for line in context.painter.wrapped(text, context.width - 1, style, indent=2):
            yield Row(Text.assemble(" ", line, no_wrap=True), worth)


def _status(view: AccountView, context: Context) -> str:
    return view.stale_status if view.stale_at is not None and context.now >= view.stale_at else view.status


def _title(view: AccountView, context: Context) -> Text:
    status = _status(view, context)
    status_word = context.painter.text(sign_in_word(view) or _WORDS.get(status, "failed"), "warning")
    owner = " · ".join(filter(None, (name(view.account, context.state.labels), view.account.plan)))
    title = context.painter.cut(context.painter.text(owner, "name"), max(1, context.width - status_word.cell_len - 1))
    gap = max(1, context.width - title.cell_len - status_word.cell_len) if status_word else 0
    return Text.assemble(title, " " * gap, status_word, no_wrap=True)


def _nobody(view: AccountView, context: Context) -> Iterator[Row]:
    owner = name(view.account, context.state.labels)
    problem = view.account.problem
    why = problem.message.rstrip(".") if problem else SIGNED_OUT[view.account.provider]
    text = context.first_that_fits(f"{owner}: {why}", f"{owner}: not signed in")
    yield Row(context.painter.text(text, "unknown"), Worth.NOBODY)


def _problem(problem: Problem, context: Context) -> Iterator[Row]:
    retry = ""
    if problem.retry_at is not None and problem.retry_at > context.now:
        retry = f"Next try in {clocks.countdown(problem.retry_at - context.now)}."
    text = " ".join(filter(None, (problem.message, problem.remedy, retry)))
    yield from words(f"! {text}", context, Worth.PROBLEM, "warning")


def _block(block: Block, context: Context) -> Iterator[Row]:
    ending = f"Until {clocks.countdown(block.until - context.now)} from now." if block.until else ""
    text = " ".join(filter(None, (block.message, block.remedy, ending)))
    yield from words(f"! {text}", context, Worth.WINDOW, "critical")


def _freshness(view: AccountView, context: Context) -> str:
    """Return the age and source of the newest number, and the time of the next refresh, as far as there is room."""
    newest = max(view.windows, key=lambda sample: sample.as_of, default=None)
    age = "" if view.as_of is None else f"{clocks.age(context.now - view.as_of)} ago"
    source = f"{age} by {source_title(newest.source)}" if newest else age
    next_at = view.account.next_refresh_at
    countdown = None if next_at is None else clocks.countdown(next_at - context.now) if next_at > context.now else "now"
    offline = "offline" if context.state.config.offline else ""
    upcoming = (
        [offline] * 2 if offline or countdown is None else [f"next refresh {_in(countdown)}", f"next {_in(countdown)}"]
    )
    options = [(source, upcoming[0]), (age, upcoming[0]), (age, upcoming[1]), (age, "")]
    return context.first_that_fits(*(" " + " · ".join(filter(None, parts)) for parts in options)).rstrip()


def _in(countdown: str) -> str:
    return countdown if countdown == "now" else f"in {countdown}"
