"""What can go wrong, or has not happened yet: each state brought about by driving the pipeline, then rendered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from statusline.demo import renders
from statusline.demo.stage import claude_says, codex_says, session_says
from statusline.demo.standin import HANG_UP, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.demo.stage import Stage

_LONG_AGO, _A_WHILE_AGO, _SOON = 22 * 60, 8 * 60, 180
_RETRY_AFTER = 120
_CLAUDE = "claude_oauth"


class State(NamedTuple):
    """What was done, the segment (ansi) after it, and what `statusline refresh` says, empty if nothing."""

    cause: str
    segment: str
    says: str = ""


def stale(stage: Stage) -> State:
    machine = stage.machine("stale", codex=False)
    machine.refresh(time.time() - _LONG_AGO)
    stage.stand_in.claude.answer(Answer(HANG_UP))
    says = machine.refresh()[_CLAUDE].answer
    return State("Answered 22 minutes ago, hangs up now: the last good value stays.", machine.render("ansi"), says)


def rate_limited(stage: Stage) -> State:
    machine = stage.machine("rate-limited")
    machine.refresh(time.time() - _A_WHILE_AGO)
    stage.stand_in.claude.refuse(429, _RETRY_AFTER)
    machine.refresh()
    before = stage.asked_claude()
    machine.refresh(force=True)
    sent = stage.asked_claude() - before
    return State(
        f"Claude's server answers 429; even `refresh --force` keeps to its pause (requests: {sent}).",
        machine.render("ansi"),
    )


def expired(stage: Stage) -> State:
    machine = stage.machine("expired", codex=False)
    machine.refresh(time.time() - _LONG_AGO)
    machine.sign_in_claude(expires_at=time.time() - 1)
    before = stage.asked_claude()
    says = machine.refresh()[_CLAUDE].answer.replace(f"{machine.folder}/", "~/")
    sent = stage.asked_claude() - before
    return State(f"The token is neither renewed nor sent (requests: {sent}).", machine.render("ansi"), says)


def past_reset(stage: Stage) -> State:
    machine = stage.machine("past-reset")
    then = time.time() - _A_WHILE_AGO
    stage.stand_in.claude.answer(Answer(body=claude_says(then, _SOON)))
    stage.stand_in.codex.answer(Answer(body=codex_says(then, _SOON)))
    machine.refresh(then)
    return State("The five hours ended after the last answer: neither 0 nor the old number.", machine.render("ansi"))


def offline(stage: Stage) -> State:
    machine = stage.machine("offline", codex=False)
    machine.configure("offline = true")
    before = stage.asked_claude()
    machine.render("claude", session_says(time.time()))
    machine.refresh()
    sent = stage.asked_claude() - before
    return State(
        f"`offline = true` (requests: {sent}): what Claude Code told its own line is in every other.",
        machine.render("ansi"),
    )


def not_signed_in(stage: Stage) -> State:
    machine = stage.machine("nobody", claude=False, codex=False)
    machine.refresh()
    return State(
        "Prompts and bars stay empty; a person at a terminal reads why.",
        machine.render("ansi"),
        renders.at_a_terminal(machine.quiet),
    )


STATES: dict[str, Callable[[Stage], State]] = {
    "stale": stale,
    "rate limited": rate_limited,
    "expired login": expired,
    "past reset": past_reset,
    "offline": offline,
    "not signed in": not_signed_in,
}
