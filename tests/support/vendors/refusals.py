"""What the vendors answer when they refuse: their error bodies by status, as reported in public issues."""

from __future__ import annotations

_CLAUDE = {
    401: ("authentication_error", "OAuth token has expired. Please obtain a new token or refresh your existing token."),
    403: ("permission_error", "OAuth token does not meet scope requirement user:profile"),
    404: ("not_found_error", "Not found"),
    429: ("rate_limit_error", "Rate limited. Please try again later."),
    500: ("api_error", "Internal server error"),
    529: ("overloaded_error", "Overloaded"),
}
_CODEX = {
    401: ("token_expired", "Your authentication token has expired. Please try signing in again."),
    403: ("forbidden", "You have insufficient permissions for this operation."),
    429: ("rate_limit_exceeded", "Too many requests."),
}


def claude_error(status: int) -> dict[str, object]:
    """Return the body of api.anthropic.com for an HTTP status."""
    kind, message = _CLAUDE.get(status, ("api_error", f"Status {status}"))
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_011standin"}


def codex_error(status: int) -> dict[str, object]:
    """Return the body of chatgpt.com for an HTTP status; the wording beyond 401 is approximate."""
    if status not in _CODEX:
        return {"detail": f"Status {status}"}
    code, message = _CODEX[status]
    error = {"message": message, "type": "invalid_request_error", "code": code, "param": None}
    return {"error": error, "status": status}
