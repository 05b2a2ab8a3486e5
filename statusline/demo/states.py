"""What can go wrong, or has not happened yet: each state brought about by driving the pipeline, then rendered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.demo import renders
from statusline.demo.stage import claude_says, codex_says, session_says
from statusline.demo.standin import HANG_UP, Answer
from statusline.hot.text import duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.demo.stage import Stage
    from statusline.refresh.outcome import Outcome

_LONG_AGO = 22 * 60
_A_WHILE_AGO = 8 * 60
_SOON = 180
_RETRY_AFTER = 120
_CLAUDE = "claude_oauth"


@dataclass(frozen=True, slots=True)
class Shown:
    """One state: what was done, what the segment (ansi) is then, and what `statusline refresh` says, if anything."""

    cause: str
    segment: str
    says: str = ""


def stale(stage: Stage) -> Shown:
    """Let the server answer 22 minutes ago, and hang up now."""
    machine = stage.machine("stale", codex=False)
    machine.refresh(time.time() - _LONG_AGO)
    stage.stand_in.claude.answer(Answer(HANG_UP))
    outcome = machine.refresh()[_CLAUDE]
    return Shown(
        "Answered 22 minutes ago, hangs up now. The last good value stays; after 15 minutes its age is shown.",
        machine.render("ansi"),
        _words(outcome),
    )


def rate_limited(stage: Stage) -> Shown:
    """Let one server answer 8 minutes ago and ask for a pause now, while the other answers."""
    machine = stage.machine("rate-limited")
    machine.refresh(time.time() - _A_WHILE_AGO)
    stage.stand_in.claude.refuse(429, _RETRY_AFTER)
    says = _words(machine.refresh()[_CLAUDE])
    before = stage.asked_claude()
    machine.refresh(force=True)
    sent = stage.asked_claude() - before
    return Shown(
        f"Claude's server answers 429 with Retry-After: {_RETRY_AFTER}, Codex's answers. The last good value stays. 15"
        f" minutes are added to the pause, and even `refresh --force` keeps to it (requests: {sent}).",
        machine.render("ansi"),
        says,
    )


def expired(stage: Stage) -> Shown:
    """Let the login expire after a good answer."""
    machine = stage.machine("expired", codex=False)
    machine.refresh(time.time() - _LONG_AGO)
    machine.sign_in_claude(expires_at=time.time() - 1)
    before = stage.asked_claude()
    outcome = machine.refresh()[_CLAUDE]
    sent = stage.asked_claude() - before
    return Shown(
        f"The token has expired since the last answer. It is not renewed and not sent (requests: {sent}).",
        machine.render("ansi"),
        outcome.answer.replace(f"{machine.folder}/", "~/"),
    )


def past_reset(stage: Stage) -> Shown:
    """Let the short windows end after the last answer."""
    machine = stage.machine("past-reset")
    then = time.time() - _A_WHILE_AGO
    stage.stand_in.claude.answer(Answer(body=claude_says(then, _SOON)))
    stage.stand_in.codex.answer(Answer(body=codex_says(then, _SOON)))
    machine.refresh(then)
    return Shown(
        "The five hours ended after the last answer, so nobody knows what is used now: neither 0 nor the old number.",
        machine.render("ansi"),
    )


def offline(stage: Stage) -> Shown:
    """Forbid the network, let a Claude Code session write to its status line, and merge what it said."""
    machine = stage.machine("offline", codex=False)
    machine.configure("offline = true")
    before = stage.asked_claude()
    machine.render("claude", session_says(time.time()))
    machine.refresh()
    sent = stage.asked_claude() - before
    return Shown(
        f"Set to `offline = true` (requests: {sent}). What Claude Code told its own line is in every other one, too.",
        machine.render("ansi"),
    )


def not_signed_in(stage: Stage) -> Shown:
    """Ask on a machine without any login."""
    machine = stage.machine("nobody", claude=False, codex=False)
    machine.refresh()
    return Shown(
        "No login of either vendor: prompts and bars stay empty, and a person at a terminal reads why.",
        machine.render("ansi"),
        renders.at_a_terminal(machine.quiet),
    )


STATES: dict[str, Callable[[Stage], Shown]] = {
    "stale": stale,
    "rate limited": rate_limited,
    "expired login": expired,
    "past reset": past_reset,
    "offline": offline,
    "not signed in": not_signed_in,
}


def _words(outcome: Outcome) -> str:
    if outcome.next_at is None:
        return outcome.answer
    return f"{outcome.answer} Next request in {duration(outcome.next_at - int(time.time()))}."
