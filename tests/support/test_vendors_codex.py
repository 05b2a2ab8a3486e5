"""The stand-in's account routing, which Codex CLI 0.171 asks before a turn."""

import json
import time
import urllib.request

from statusline.demo.standin.logins import CODEX_ACCOUNT
from support.vendors import StandIn
from support.vendors.standin import ROUTING


def test_account_is_routed_to_the_server():
    with StandIn(time.time) as server:
        request = urllib.request.Request(server.url + ROUTING, headers={"Authorization": "Bearer t"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            (account,) = json.load(answer)["accounts"]
    assert (account["id"], account["workspace_backend_origin"]) == (CODEX_ACCOUNT, "https://chatgpt.com")
    assert account["account_routing_override"] == "NO_CONSTRAINT"
