"""The installed `codex`, asked through its app-server, which looks after login, proxy and address itself.

JSON lines without a "jsonrpc" key, as Codex CLI 0.171.0 speaks them. Notifications come in between.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from statusline import __version__
from statusline.config.providers import CODEX
from statusline.errors import (
    BadDocument,
    NotServed,
    NotSignedIn,
    RateLimited,
    ServerFailed,
    SourceError,
    Unauthorized,
    Unreachable,
)
from statusline.providers import client_process
from statusline.providers.codex import rate_limits
from statusline.providers.parsing.values import mapping
from statusline.state import folders, process

if TYPE_CHECKING:
    from statusline.limits.model import Login, Usage
    from statusline.providers.base import Context
    from statusline.providers.client_process import Dialogue

NAME = "codex_client"
PROVIDER = CODEX
NETWORK = True

PROGRAM = "codex"
DEADLINE = 20  # seconds for everything, the end of the process included

_HELLO = {
    "id": 1,
    "method": "initialize",
    "params": {"clientInfo": {"name": "statusline", "title": "statusline", "version": __version__}},
}
_QUESTION = {"id": 2, "method": "account/rateLimits/read"}
_UPSTREAM = re.compile(r"failed: ([1-5][0-9]{2})\b")
_LATER = "It is asked again later."
_SIGN_IN = "Run `codex login`."
_RENEW = "Renew the access token that Codex uses."


def describe(context: Context) -> str:
    program = process.find(PROGRAM, context.environ) or f"{PROGRAM} (not on PATH)"
    return f"{program} app-server, account/rateLimits/read"


def fetch(context: Context, login: Login) -> Usage:
    program = process.find(PROGRAM, context.environ)
    if program is None:
        raise Unreachable(f"`{PROGRAM}` is not on PATH.", f"Install Codex CLI, or take {NAME} out of the sources.")
    folder = folders.cache(context.environ)  # not the user's: a project's own settings do not matter here
    with client_process.opened([program, "app-server"], context.environ, folder, DEADLINE) as dialogue:
        _result(dialogue, _HELLO, login)
        dialogue.say({"method": "initialized"})
        result = _result(dialogue, _QUESTION, login)
    _check_account(result, login)
    return rate_limits.parse(result, NAME, as_of=context.now, now=context.now)


def _result(dialogue: Dialogue, question: dict[str, Any], login: Login) -> object:
    dialogue.say(question)
    answer = dialogue.listen(lambda message: message.get("id") == question["id"] and "method" not in message)
    if "error" in answer:
        raise _refusal(mapping(answer["error"]).get("message"), _RENEW if login.obstacle else _SIGN_IN)
    return answer.get("result")


def _refusal(message: object, sign_in: str) -> SourceError:
    """Return what an error means by its message: the codes say no more than "invalid request" and "internal"."""
    text = message if isinstance(message, str) else ""
    if "chatgpt authentication required" in text:  # an API key, which a new login would take the place of
        return NotSignedIn(f"`{PROGRAM}` is not signed in with ChatGPT.", f"Take {NAME} out of the sources.")
    if "authentication required" in text:
        return NotSignedIn(f"`{PROGRAM}` is not signed in with ChatGPT.", sign_in)
    upstream = _UPSTREAM.search(text)
    if upstream is None and "failed" not in text:
        return BadDocument(f"`{PROGRAM}` does not know the question for its limits.", "Update Codex CLI.")
    return _of_the_server(int(upstream[1]) if upstream else None, sign_in)


def _of_the_server(status: int | None, sign_in: str) -> SourceError:
    """Return what the status means that the server gave Codex itself; its body is not looked at."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"`{PROGRAM}` says that the server is rate limiting us (status {status}).", _LATER)
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthorized(f"`{PROGRAM}` says that the server refused its sign-in (status {status}).", sign_in)
    if status == HTTPStatus.FORBIDDEN:
        return NotServed(f"`{PROGRAM}` says that the server does not serve its request (status {status}).", _LATER)
    return ServerFailed(f"`{PROGRAM}` could not get its limits (status {status or 'unknown'}).", _LATER)


def _check_account(result: object, login: Login) -> None:
    answered = mapping(result).get("accountId")
    signed_in = login.credential.account_id if login.credential else None
    if isinstance(answered, str) and signed_in and answered != signed_in:
        raise BadDocument(
            "`{program}` answered for another account than the one in {where}.",
            _LATER,
            program=PROGRAM,
            where=login.where,
        )
