"""What a session of Claude Code uses where that is not the subscription: then its limits are not the session's. HOT.

The variables are those that Claude Code itself obeys; its status line command inherits them.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

OWN_SERVER = "api.anthropic.com"
CLOUDS = (
    ("CLAUDE_CODE_USE_BEDROCK", "Bedrock"),
    ("CLAUDE_CODE_USE_VERTEX", "Vertex"),
    ("CLAUDE_CODE_USE_FOUNDRY", "Foundry"),
)
OFF = ("", "0", "false", "no", "off")
LONGEST = 40


def backend(document: "dict[str, object]", environ: "os._Environ[str]") -> str:
    """Return what a session uses instead of the subscription, in a word or two; empty where that is what it uses."""
    for variable, word in CLOUDS:
        if environ.get(variable, "").lower() not in OFF:
            return word
    model = document.get("model")
    name = model.get("id") if isinstance(model, dict) else None
    if isinstance(name, str) and (name[:8] == "arn:aws:" or ".anthropic." in name):
        return "Bedrock"
    if isinstance(name, str) and name[:7] == "claude-" and "@" in name:
        return "Vertex"
    host = _host(environ.get("ANTHROPIC_BASE_URL", ""))
    if host not in ("", OWN_SERVER):
        return "via " + host
    key = environ.get("ANTHROPIC_API_KEY") or environ.get("ANTHROPIC_AUTH_TOKEN")
    return "API key" if key and document and "rate_limits" not in document else ""


def _host(url: str) -> str:
    """Return the name of the server in an address, without a user's name; what cannot be printed becomes `?`."""
    rest = url.partition("://")[2] or url
    name = rest.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2].lower()
    return "".join(c if c.isprintable() and c.isascii() else "?" for c in name)[:LONGEST]
