"""The installed `claude`, asked for its usage by a control request: no tokens are spent, no transcript is written.

Its answer (Claude Code 2.1.329, "experimental") holds the body of `/api/oauth/usage`. It renews its own login, and it
runs the user's start-up, so it is only ever asked in the background. What it remembers of a 429 ends with its process,
and it does not hand on a Retry-After: holding back is left to us.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline.config.providers import CLAUDE
from statusline.errors import BadDocument, MissingScope, RateLimited, Unauthorized, Unreachable
from statusline.providers import client_process
from statusline.providers.claude import usage_document
from statusline.providers.parsing.values import NAME_LENGTH, mapping, text
from statusline.state import folders, process

if TYPE_CHECKING:
    from statusline.limits.model import Login, Usage
    from statusline.providers.base import Context

NAME = "claude_client"
PROVIDER = CLAUDE
NETWORK = True

PROGRAM = "claude"
SCOPE = "user:profile"
DEADLINE = 20  # seconds for everything, the end of the process included

_ARGUMENTS = ("-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose")
_ID = "statusline"
# Without skip_behaviors it reads a week of transcripts first.
_QUESTION = {
    "type": "control_request",
    "request_id": _ID,
    "request": {"subtype": "get_usage", "skip_behaviors": True},
}


def describe(context: Context) -> str:
    return f"{process.find(PROGRAM, context.environ) or f'{PROGRAM} (not on PATH)'}, control request get_usage"


def fetch(context: Context, login: Login) -> Usage:
    _check_scope(login)
    program = process.find(PROGRAM, context.environ)
    if program is None:
        raise Unreachable(f"`{PROGRAM}` is not on PATH.", f"Install Claude Code, or take {NAME} out of the sources.")
    folder = folders.cache(context.environ)  # not the user's: a project's own hooks and servers would be run
    with client_process.opened([program, *_ARGUMENTS], context.environ, folder, DEADLINE) as dialogue:
        dialogue.say(_QUESTION)
        dialogue.hang_up()
        answer = mapping(dialogue.listen(_is_answer)["response"])
    return _usage(answer, login, context.now)


def _check_scope(login: Login) -> None:
    scopes = login.credential.scopes if login.credential else None
    if scopes is not None and SCOPE not in scopes:
        raise MissingScope(
            "The token in {where} does not have the scope {scope}: `{program}` could not ask with it.",
            "Claude Code's own status line still brings its limits; or sign in with `claude`.",
            where=login.where,
            scope=SCOPE,
            program=PROGRAM,
        )


def _is_answer(message: dict[str, Any]) -> bool:
    answer = mapping(message.get("response"))
    return message.get("type") == "control_response" and answer.get("request_id") == _ID


def _usage(answer: dict[str, Any], login: Login, now: int) -> Usage:
    body = mapping(answer.get("response"))
    if answer.get("subtype") != "success" or "rate_limits" not in body:
        raise BadDocument(f"`{PROGRAM}` does not know the question for its usage.", "Run `claude update`.")
    if body.get("rate_limits_available") is False:
        raise Unauthorized(f"`{PROGRAM}` says that its sign-in has no limits to show.", "Run `claude` and sign in.")
    if body["rate_limits"] is None:
        raise RateLimited(f"`{PROGRAM}` got no limits: the server is rate limiting us.", "It is asked again later.")
    usage = usage_document.parse(body["rate_limits"], NAME, as_of=now, now=now)
    return replace(usage, plan=text(body.get("subscription_type"), NAME_LENGTH) or login.plan)
