"""A loopback stand-in for both vendors: their endpoints, answers and credential folders, for the demo and the tests."""

from statusline.demo.standin.bodies import claude_body, codex_body, reset_minute
from statusline.demo.standin.endpoint import Answer, Budget, Endpoint
from statusline.demo.standin.logins import unsigned_jwt, write_claude_login, write_codex_login
from statusline.demo.standin.odd import ODD_CLAUDE, ODD_CODEX
from statusline.demo.standin.refusals import claude_error, codex_error
from statusline.demo.standin.server import Request, StandIn, fingerprint
from statusline.demo.standin.web import CHALLENGE, web_organization

__all__ = [
    "CHALLENGE",
    "ODD_CLAUDE",
    "ODD_CODEX",
    "Answer",
    "Budget",
    "Endpoint",
    "Request",
    "StandIn",
    "claude_body",
    "claude_error",
    "codex_body",
    "codex_error",
    "fingerprint",
    "reset_minute",
    "unsigned_jwt",
    "web_organization",
    "write_claude_login",
    "write_codex_login",
]
