"""The rows of one account: its name and status, its windows, money, freshness, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statusline.limits.view import BLOCKED, NOT_UNDERSTOOD, OK, PENDING, SIGNED_OUT, STALE, UNCONFIGURED
from statusline.limits.windows import BLOCKED_WORD, SIGN_IN_STATUSES
from statusline.watch import clocks, credit, window
from statusline.watch.context import name
from statusline.watch.rows import Row, Worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.limits.model import Block, Problem, Sample
    from statusline.limits.view import AccountView
    from statusline.watch.context import Context

ASKING = "Nothing is known yet; the first answer takes a moment."
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
    **dict.fromkeys(SIGN_IN_STATUSES, "sign in"),
}


def rows(view: AccountView, scene: Context, binding: Sample | None) -> Iterator[Row]:
    """Yield the rows of an account, the window `binding` marked if it is one of its own."""
    if view.status == UNCONFIGURED:
        yield from _nobody(view, scene)
        return
    binds = any(sample is binding for sample in view.windows)
    yield Row(_title(view, scene), Worth.NAME if binds else Worth.WINDOW)
    for sample in view.windows:
        yield from window.rows(view, sample, scene, binds=sample is binding)
    if not view.windows:
        yield from words(NO_WINDOWS.get(view.status, ""), scene, Worth.WINDOW, "unknown")
    if view.account.block:
        yield from _block(view.account.block, scene)
    for text in credit.lines(view.account, scene.now):
        yield Row(scene.pen.text(f" {text}"), Worth.MONEY)
    if view.account.problem:
        yield from _problem(view.account.problem, scene)
    if fresh := _freshness(view, scene):
        yield Row(scene.pen.text(fresh, "stale" if _status(view, scene) == STALE else "label"), Worth.FRESHNESS)


def words(text: str, scene: Context, worth: Worth, style: str = "") -> Iterator[Row]:
    """Yield the rows of a sentence, indented by one and broken between words."""
    if text:
        for line in scene.pen.wrapped(text, scene.width - 1, style, indent=2):
            yield Row(Text.assemble(" ", line, no_wrap=True), worth)


def _status(view: AccountView, scene: Context) -> str:
    return view.stale_status if view.stale_at is not None and scene.now >= view.stale_at else view.status


def _title(view: AccountView, scene: Context) -> Text:
    """Return whose account it is, and at the right what is wrong with it."""
    status = _status(view, scene)
    word = scene.pen.text(_WORDS.get(status, "failed"), "warning")
    whose = " · ".join(filter(None, (name(view.account, scene.state.labels), view.account.plan)))
    title = scene.pen.cut(scene.pen.text(whose, "name"), max(1, scene.width - word.cell_len - 1))
    gap = max(1, scene.width - title.cell_len - word.cell_len) if word else 0
    return Text.assemble(title, " " * gap, word, no_wrap=True)


def _nobody(view: AccountView, scene: Context) -> Iterator[Row]:
    whose = name(view.account, scene.state.labels)
    text = scene.first_that_fits(f"{whose}: {SIGNED_OUT[view.account.provider]}", f"{whose}: not signed in")
    yield Row(scene.pen.text(text, "unknown"), Worth.NOBODY)


def _problem(problem: Problem, scene: Context) -> Iterator[Row]:
    again = ""
    if problem.retry_at is not None and problem.retry_at > scene.now:
        again = f"Asked again in {clocks.countdown(problem.retry_at - scene.now)}."
    text = " ".join(filter(None, (problem.message, problem.remedy, again)))
    yield from words(f"! {text}", scene, Worth.PROBLEM, "warning")


def _block(block: Block, scene: Context) -> Iterator[Row]:
    again = f"Until {clocks.countdown(block.until - scene.now)} from now." if block.until else ""
    text = " ".join(filter(None, (block.message, block.remedy, again)))
    yield from words(f"! {text}", scene, Worth.WINDOW, "critical")


def _freshness(view: AccountView, scene: Context) -> str:
    """Return how old the newest number is, whose it is, and when the next one is due, as far as there is room."""
    newest = max(view.windows, key=lambda sample: sample.as_of, default=None)
    seen = "" if view.as_of is None else f"{clocks.age(scene.now - view.as_of)} ago"
    source = f"{seen} by {newest.source}" if newest else seen
    at = view.account.next_refresh_at
    due = None if at is None else clocks.countdown(at - scene.now) if at > scene.now else "now"
    offline = "offline" if scene.state.config.offline else ""
    coming = [offline] * 2 if offline or due is None else [f"next refresh {_in(due)}", f"next {_in(due)}"]
    options = [(source, coming[0]), (seen, coming[0]), (seen, coming[1]), (seen, "")]
    return scene.first_that_fits(*(" " + " · ".join(filter(None, parts)) for parts in options)).rstrip()


def _in(due: str) -> str:
    return due if due == "now" else f"in {due}"
