"""The rows of one account: name and status, windows, credits, age, and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statusline.config.providers import source_title
from statusline.limits.view import NOT_UNDERSTOOD, OK, PENDING, SIGNED_OUT, STALE, UNCONFIGURED
from statusline.limits.windows import status_word
from statusline.watch import clocks, credit, window
from statusline.watch.context import name
from statusline.watch.rows import Row, Worth, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Block, Problem, Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context
    from statusline.watch.grid import Grid

GAP = 2  # columns, at least, between the name of an account and what stands at its right
NEXT_STAYS = 2  # the forms of an age that say when the next number comes
ASKING = "No data yet; the first answer takes a moment."
NO_WINDOWS = {
    OK: "No limits are in force.",
    NOT_UNDERSTOOD: "Its server named no limit that is understood.",
    PENDING: ASKING,
}


def rows(view: AccountView, context: Context, grid: Grid, binding: Sample | None) -> Iterator[Row]:
    """Yield the rows of an account, with the window `binding` marked if it is one of them."""
    if view.status == UNCONFIGURED:
        yield from _nobody(view, context)
        return
    binds = any(sample is binding for sample in view.windows)
    yield from _title(view, context, Worth.NAME if binds else Worth.WINDOW)
    for sample in view.windows:
        yield from window.rows(view, sample, context, grid, binds=sample is binding)
    if not view.windows:
        yield from words(NO_WINDOWS.get(view.status, ""), context, Worth.WINDOW, "unknown")
    if view.account.block:
        yield from _block(view.account.block, context)
    for text in credit.lines(view.account, context.now):
        yield from words(text, context, Worth.MONEY)
    if view.account.problem:
        yield from _problem(view.account.problem, context)


def _status(view: AccountView, context: Context) -> str:
    return view.stale_status if view.stale_at is not None and context.now >= view.stale_at else view.status


def _title(view: AccountView, context: Context, worth: Worth) -> Iterator[Row]:
    """Yield the name and the status of an account, and its age beside them or below, as far as there is room."""
    painter, status = context.painter, _status(view, context)
    style = "stale" if status == STALE else "label"
    word = painter.text(status_word(view, status), "warning")
    owners = [painter.text(owner, "name") for owner in _owners(view, context)]
    for age in map(painter.text, _ages(view, context)[:NEXT_STAYS]):
        age.stylize(painter.styles[style])
        if line := _between(owners[0], painter.text(" · " if word and age else "").join([word, age]), context.width):
            yield Row(line, worth)
            return
    line = next((line for owner in owners if (line := _between(owner, word, context.width))), None)
    yield Row(line or painter.cut(owners[-1], context.width), worth)
    if line is None:
        yield from words(word.plain, context, worth, "warning")
    if ages := _ages(view, context):
        yield Row(painter.text(context.first_that_fits(*(f" {age}" for age in ages)), style), Worth.FRESHNESS)


def _owners(view: AccountView, context: Context) -> list[str]:
    """Return the name of an account, in full and ever shorter."""
    account_name = name(view.account, context.state.labels)
    options = [f"{account_name} · {view.account.plan}"] if view.account.plan else []
    return [*options, account_name, *([account_name.partition(" · ")[0]] if " · " in account_name else [])]


def _between(left: Text, right: Text, width: int) -> Text | None:
    """Return two texts at both ends of a line, None if it is too short for them."""
    gap = width - left.cell_len - right.cell_len
    if gap < (GAP if right else 0):
        return None
    return Text.assemble(left, " " * gap, right, no_wrap=True) if right else left


def _nobody(view: AccountView, context: Context) -> Iterator[Row]:
    owner = name(view.account, context.state.labels)
    problem = view.account.problem
    why = problem.message.rstrip(".") if problem else SIGNED_OUT[view.account.provider]
    text = context.first_that_fits(f"{owner}: {why}", f"{owner}: not signed in")
    yield from words(text, context, Worth.NOBODY, "unknown", indent=0)


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


def _ages(view: AccountView, context: Context) -> list[str]:
    """Return the age and source of the newest number and the time of the next refresh, in full and ever shorter."""
    newest = max(view.windows, key=lambda sample: sample.as_of, default=None)
    age = "" if view.as_of is None else f"{clocks.age(context.now - view.as_of)} ago"
    source = f"{age} by {source_title(newest.source)}" if newest else age
    next_at = view.account.next_refresh_at
    countdown = None if next_at is None else clocks.countdown(next_at - context.now) if next_at > context.now else "now"
    offline = "offline" if context.state.config.offline else ""
    upcoming = (
        [offline] * 2 if offline or countdown is None else [f"next refresh {_in(countdown)}", f"next {countdown}"]
    )
    options = [(source, upcoming[0]), (age, upcoming[1]), (age, "")]
    return [text for parts in options if (text := " · ".join(filter(None, parts)))]


def _in(countdown: str) -> str:
    return countdown if countdown == "now" else f"in {countdown}"
