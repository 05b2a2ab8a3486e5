"""One request to a stand-in, by the plainest client there is."""

import http.client

CLAUDE = "/api/oauth/usage"
CODEX = "/backend-api/wham/usage"


def ask(server, path, token="t", *, method="GET", tls=None, headers=None, body=None):
    """Return status, headers and body."""
    if tls:
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=10, context=tls)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        connection.request(method, path, headers={**bearer, **(headers or {})}, body=body)
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()
