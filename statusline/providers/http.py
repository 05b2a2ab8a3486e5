"""What sources ask servers with: loads an HTTP library only once something is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Client:
    """Asks vendors' servers. Times in seconds; `total_timeout` bounds a whole request, name look-up included.

    Proxies and CA bundles come from requests' usual environment variables; ~/.netrc and cookies are never used.
    """

    user_agent: str
    connect_timeout: float = 5.0
    total_timeout: float = 15.0

    def get_json(self, url: str, token: str | None, headers: Mapping[str, str]) -> object:
        """Return the parsed body of a 200 answer. Without a token no Authorization is sent.

        Plain http is for loopback only. Raises Unauthorized (a refused sign-in, an unusable token), NotServed (another
        401 or 403), RateLimited (429), Unreachable (no answer), BadDocument (url, header or body that does not hold),
        ServerFailed (all else).
        """
        from statusline.providers.exchange import Exchange

        sent = {**headers, "User-Agent": self.user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
        return Exchange(self.connect_timeout, self.total_timeout).get(url, token, sent)
