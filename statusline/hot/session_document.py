"""Claude Code's status line document on stdin: read it, take what we show, never trust a byte of it. HOT.

The format is Claude Code 2.1.329's (2.1.197 lacks some keys and sends float noise). Nothing here raises on a bad
document: what cannot be read is missing, and a missing value is never a zero.
"""

import sys

from statusline.hot import system
from statusline.hot.text import shortened, width

READ_SECONDS = 0.15
SIZE_LIMIT = 1024 * 1024
TEXT_LIMIT = 24  # columns or so: a long name must not take the room of a countdown
NAMES = ("model", "dir", "branch", "session")
REPOSITORY = (  # of the folder that the session works in
    "branch",
    "change",
    "sha",
    "dirty",
    "staged",
    "untracked",
    "ahead",
    "behind",
    "stash",
    "conflict",
    "git_worktree",
)
NAME_COLUMNS = (20, 16, 12)  # a name is cut to these, one after the other, before anything else goes
FIRST_MARK = "\u0300"
MOST_MARKS = 2
LEFT_TO_RIGHT = "\u200e"  # no width; the numbers behind it stay where they are
OWN_SERVER = "api.anthropic.com"
CLOUDS = (
    ("CLAUDE_CODE_USE_BEDROCK", "Bedrock"),
    ("CLAUDE_CODE_USE_VERTEX", "Vertex"),
    ("CLAUDE_CODE_USE_FOUNDRY", "Foundry"),
)
OFF = ("", "0", "false", "no", "off")
LONGEST_HOST = 40

# How far ahead a window's reset may be, in seconds: its length and a minute.
WINDOWS = {"five_hour": 18_060, "seven_day": 604_860, "spend_limit": 366 * 86_400}


class _Scanner:
    """The settings _json's scanner asks for: plain JSON without NaN."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    memo = None

    @staticmethod
    def parse_constant(name: str) -> None:
        """Read NaN and Infinity as null."""


class _TooLate(Exception):
    """The document did not arrive in time."""


late: "list[bytes]" = []  # what came in time of a document that did not


def read() -> "dict[str, object]":
    """Return the document on stdin, empty if there is none."""
    return receive()[0]


def receive(data: bytes = b"", seconds: float = READ_SECONDS) -> "tuple[dict[str, object], bytes]":
    """Return the document on stdin, empty if there is none, and the bytes that came.

    Reads until the object is complete, not until EOF (some versions never close stdin), for so long at most; what
    came until then is in `late`. data: what came before.
    """
    if system.isatty(0):
        return {}, b""
    document: dict[str, object] = {}
    try:
        _set_deadline(seconds)
        while len(data) <= SIZE_LIMIT:
            chunk = system.read(0, 65_536)
            data += chunk
            if not chunk or data[-4:].rstrip()[-1:] == b"}":
                document = parse(data)
            if not chunk or document:
                break
        _set_deadline(0)
    except _TooLate:
        late.append(data)
    except OSError:
        pass
    return document, data


def parse(data: bytes) -> "dict[str, object]":
    """Return data as a JSON object, empty if it is anything else."""
    import _json

    try:
        document, _ = _json.make_scanner(_Scanner())(data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n"), 0)  # type: ignore[arg-type]  # any object with these attributes will do
    except (
        ValueError,
        StopIteration,
        RecursionError,
        SystemError,
    ):  # SystemError: 3.11 finds no JSONDecodeError to raise
        return {}
    return document if isinstance(document, dict) else {}


def windows(document: "dict[str, object]", now: int) -> "dict[str, tuple[float, int]]":
    """Return window -> (used percentage 0-100, resets_at in epoch seconds), without windows past their reset."""
    limits = document.get("rate_limits")
    current = {}
    for name, longest in WINDOWS.items():
        window = limits.get(name) if isinstance(limits, dict) else None
        if isinstance(window, dict):
            used, resets_at = number(window.get("used_percentage")), number(window.get("resets_at"))
            if used is not None and resets_at is not None and 0 <= used <= 1_000 and now < resets_at <= now + longest:  # noqa: PLR2004 - more than ten times the limit is not a percentage
                current[name] = (min(round(used, 1), 100.0) + 0.0, int(resets_at))  # no -0.0
    return current


def fields(document: "dict[str, object]") -> "dict[str, str]":
    """Return what most lines show of their session, by the names of the format; empty if unknown.

    `session_fields` has the others.
    """
    values = {}
    model, path = part(document, "model"), folder(document)
    dollars = number(part(document, "cost").get("total_cost_usd"))
    used = number(part(document, "context_window").get("used_percentage"))
    values["model"] = clean(_without_account(word(model.get("display_name")) or word(model.get("id"))))
    values["dir"] = clean(path.rstrip("/").rpartition("/")[2] or path[:1])
    values["context"] = f"{used:.0f}%" if used is not None and 0 <= used <= 100 else ""  # noqa: PLR2004 - percent
    values["cost"] = f"${dollars:.2f}" if dollars is not None and 0.005 <= dollars < 1e6 else ""  # noqa: PLR2004 - half a cent rounds to nothing
    values["session"] = clean(word(document.get("session_name")))
    return values


def ever_shorter(fields: "dict[str, str]", times: "dict[str, int]", over: int) -> "list[dict[str, str]]":
    """Return fields with the long NAMES cut, ever shorter, where that may save `over` columns.

    times: how often the line shows each of them.
    """
    long = [
        (name, text, size)
        for name in NAMES
        if (text := fields.get(name, "")) and (size := width(text)) > NAME_COLUMNS[-1]
    ]
    return [
        {**fields, **{name: shortened(text, most) for name, text, _ in long}}
        for most in NAME_COLUMNS
        if sum(times[name] * (size - most + 1) for name, _, size in long if size > most) >= over  # 1: for a wide letter
    ]


def _without_account(model: str) -> str:
    """Return of an ARN what tells it from others: it names the AWS account before that."""
    before, arn, rest = model.partition("arn:aws")
    return before + ":".join(rest.split(":")[4:]).rpartition("/")[2] if arn else model


def folder(document: "dict[str, object]") -> str:
    """Return the path that the session works in, empty if the document has none."""
    return word(part(document, "workspace").get("current_dir")) or word(document.get("cwd"))


def worktree_branch(document: "dict[str, object]") -> str:
    """Return the branch of the session's worktree, empty if the document does not say."""
    return word(part(document, "worktree").get("branch"))


def dollars(document: "dict[str, object]") -> "float | None":
    """Return what the session has cost so far by Claude Code's own ledger, in dollars; None if it does not say."""
    cost = number(part(document, "cost").get("total_cost_usd"))
    return round(cost, 6) if cost is not None and 0 <= cost < 1e6 else None  # noqa: PLR2004 - more is no cost


def session(document: "dict[str, object]") -> str:
    """Return the session's id, empty if the document has none."""
    return word(document.get("session_id"))


def transcript(document: "dict[str, object]") -> str:
    """Return the path of the session's transcript, empty if the document has none."""
    return word(document.get("transcript_path"))


def backend(document: "dict[str, object]", environ: "system.Environ") -> str:
    """Return what a session uses instead of the subscription, in a word or two; empty where that is what it uses.

    The variables are those that Claude Code itself obeys; its status line command inherits them.
    """
    for variable, cloud in CLOUDS:
        if environ.get(variable, "").lower() not in OFF:
            return cloud
    name = word(part(document, "model").get("id"))
    if name[:8] == "arn:aws:" or ".anthropic." in name:
        return "Bedrock"
    if name[:7] == "claude-" and "@" in name:
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
    return "".join(c if c.isprintable() and c.isascii() else "?" for c in name)[:LONGEST_HOST]


def number(value: object) -> "float | None":
    """Return a finite JSON number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if -1e15 < value < 1e15 else None  # noqa: PLR2004 - also false for nan and infinities


def clean(text: str, longest: int = TEXT_LIMIT) -> str:
    """Return server or user text as one short line: no control character can reach the terminal."""
    if len(text) > longest:  # names that differ mostly do so at one of their ends
        text = f"{text[: longest // 2 - 1]}…{text[-longest // 2 :]}"
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    if not text.isascii() and max(text) >= FIRST_MARK:
        return _in_order(text, longest)
    return text


def _in_order(text: str, longest: int) -> str:
    """Return text with few marks on a letter, and with right-to-left letters moving nothing that is beside them."""
    from unicodedata import bidirectional, category

    length = marks = 0
    out = ""
    for c in text:
        marks = marks + 1 if category(c) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS and length < longest:
            out += c
            length += 1
    return LEFT_TO_RIGHT + out + LEFT_TO_RIGHT if any(bidirectional(c) in ("R", "AL", "AN") for c in out) else out


def word(value: object) -> str:
    """Return a JSON string, empty for anything else."""
    return value if isinstance(value, str) else ""


def part(document: "dict[str, object]", name: str) -> "dict[str, object]":
    """Return the object that a document has under a name, empty if that is none."""
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _set_deadline(seconds: float) -> None:
    if sys.platform != "win32":
        import _signal  # type: ignore[import-not-found]  # the built-in behind signal, which costs an enum

        if seconds:
            _signal.signal(_signal.SIGALRM, _give_up)
        _signal.setitimer(_signal.ITIMER_REAL, seconds)


def _give_up(*_: object) -> None:
    raise _TooLate
