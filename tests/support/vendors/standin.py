"""The stand-in of the demo, as strict as the vendors' servers are, with claude.ai beside it."""

from __future__ import annotations

from statusline.demo import standin
from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.demo.standin.logins import CODEX_ACCOUNT
from statusline.demo.standin.server import bearer_token
from support.vendors.endpoint import Endpoint
from support.vendors.refusals import claude_error, codex_error
from support.vendors.web import Web, session_key

ROUTING = "/backend-api/wham/accounts/check"


def account_routing(origin, account=CODEX_ACCOUNT):
    """Return what tells Codex CLI 0.171 which server answers an account."""
    routed = {
        "id": account,
        "name": "Personal",
        "structure": "personal",
        "plan_type": "pro",
        "is_deactivated": False,
        "can_access_with_session": True,
        "is_fedramp_compliant_workspace": False,
        "sso_connection_name": None,
        "profile_picture_url": None,
        "workspace_backend_origin": origin,
        "account_routing_override": "NO_CONSTRAINT",
    }
    return {"accounts": [routed], "account_ordering": [account], "default_account_id": account}


class StandIn(standin.StandIn):
    """`claude`, `codex` and `web` are the endpoints, `routing` is Codex's for the account's server."""

    def _prepare(self, start):
        self.routing = Endpoint(Answer(body=account_routing("https://chatgpt.com")), codex_error)
        self.claude = Endpoint(Answer(body=claude_body(start)), claude_error)
        self.codex = Endpoint(Answer(body=codex_body(start)), codex_error)
        self.web = Web(start)

    def _reply(self, method, path, headers, now):
        if method == "GET" and (endpoint := self.web.endpoint(path)):
            return endpoint.reply(session_key(headers), now)
        if method == "GET" and path == ROUTING:
            return self.routing.reply(bearer_token(headers), now)
        return super()._reply(method, path, headers, now)
