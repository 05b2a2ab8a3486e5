"""The stand-in of the demo, as strict as the vendors' servers are, with claude.ai beside it."""

from __future__ import annotations

from statusline.demo import standin
from statusline.demo.standin import Answer, claude_body, codex_body
from support.vendors.endpoint import Endpoint
from support.vendors.refusals import claude_error, codex_error
from support.vendors.web import Web, session_key


class StandIn(standin.StandIn):
    """`claude`, `codex` and `web` are the endpoints."""

    def _prepare(self, start):
        self.claude = Endpoint(Answer(body=claude_body(start)), claude_error)
        self.codex = Endpoint(Answer(body=codex_body(start)), codex_error)
        self.web = Web(start)

    def _reply(self, method, path, headers, now):
        if method == "GET" and (endpoint := self.web.endpoint(path)):
            return endpoint.reply(session_key(headers), now)
        return super()._reply(method, path, headers, now)
