"""A loopback stand-in for both vendors: their endpoints, answers and credential folders."""

from statusline.demo.standin.bodies import claude_body, codex_body, reset_minute
from statusline.demo.standin.endpoint import HANG_UP, Answer, Endpoint
from statusline.demo.standin.logins import write_claude_login, write_codex_login
from statusline.demo.standin.server import StandIn

__all__ = [
    "HANG_UP",
    "Answer",
    "Endpoint",
    "StandIn",
    "claude_body",
    "codex_body",
    "reset_minute",
    "write_claude_login",
    "write_codex_login",
]
