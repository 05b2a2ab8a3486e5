"""The prompt file: what the cold half leaves for a render, with the clock still open. HOT: built-ins only.

    statusline 1<US>written_at<US>refresh_after<US>stale_at<US>config stamp<US>login (4 fields)<US>message<LF>
    <RS>f<width><US>fragment<US>fragment<US>…<LF>
    <RS>f<width><US>fragment<US>fragment<US>…<US><RS>.

Times are epoch seconds. US is ASCII 31, RS is ASCII 30. Each line after the first is a variant: the whole segment,
shorter than in the variant above, and never wider than `width` terminal cells, whatever the clock says. A reader that
knows how many columns there are takes the first variant that fits, the last if none does; one that does not takes the
first. A body that does not start with `f` (JSON) is one variant, line feeds and all.

A fragment that starts with RS is a hole:

    w<from>,<until>  what follows is shown while from <= now < until (empty: no bound); a bare `w` ends it
    t<epoch>         time left until epoch: 3d, 1d4h, 2h11m, 14m, <1m
    a<epoch>         age since epoch, in the same form
    d<epoch>,<strftime>,<TZ>,<text>   a moment in the reader's own zone; the text is right where the variable TZ is that
    n  l<epoch>  o<epoch>   now, seconds left, seconds since, as whole numbers (JSON)
    N                a new line (Claude's file only)
    .                the end: a file without it is cut short and counts as missing

A layout that earlier readers cannot read gets another version, and its files another ending than `.prompt`: two
versions of the package on one cache would overwrite each other's files for ever.

A POSIX shell can read it with IFS splitting and integer arithmetic alone. Claude's has more holes: docs/prompt-file.md.
"""

from statusline.hot import paths, system
from statusline.hot.text import duration, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    Prompt = tuple[list[str], list[str]]

VERSION = "statusline 1"
WIDEST = 64  # columns of a moment: more no config asks for
UNIT = "\x1f"
MARK = "\x1e"
PART = "\x1d"  # between the fragments of a separator in a hole
END = MARK + "."
VARIANT = MARK + "f"
WIDTH_DIGITS = 9
TIME_DIGITS = 12
HEADER_FIELDS = 10
ELSEWHERE = "_elsewhere"  # ends the name of the file for sessions that do not use a vendor's limits
PENDING = "…"
UNREADABLE = "!"
STATUSES = {PENDING: "pending", UNREADABLE: "unreadable"}
ACCOUNT = '{"provider":"%s","status":"%s","windows":[]}'
SIZE_LIMIT = 262_144
SETTLE = "STATUSLINE_SETTLE"  # set by shell/render.sh and shell/bar.sh, for a render that is to leave its line to them
_OPEN_FLAGS = system.O_RDONLY | sum(getattr(system, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC"))
_NO_LINK = getattr(system, "O_NOFOLLOW", 0)


def read_own(path: str, limit: int = SIZE_LIMIT) -> bytes:
    """Return what `read_bytes` does of a file that must be ours: no link, and neither it nor its folder another's."""
    try:
        owner = system.stat(path[: path.rfind("/")]).st_uid
    except OSError:
        return b""
    return read_bytes(path, limit, own=True) if paths.owned(owner) else b""


def read_bytes(path: str, limit: int = SIZE_LIMIT, own: bool = False) -> bytes:
    """Return a small file's content without ever blocking; empty if it is missing, unreadable or too long."""
    try:
        fd = system.open(path, _OPEN_FLAGS | _NO_LINK if own else _OPEN_FLAGS)
    except OSError:
        return b""
    try:
        if own and not paths.plain_and_owned(system.fstat(fd)):
            return b""
        data = system.read(fd, limit + 1)
    except OSError:
        return b""
    finally:
        system.close(fd)
    return data if len(data) <= limit else b""


def read(
    path: str, login: "tuple[str, ...] | None", width: "int | None" = None
) -> "tuple[list[str], list[str]] | None":
    """Return (header fields, fragments of the variant for width) of a prompt file of this login.

    None if it is missing, foreign or cut short. login None: of whatever login, for a folder that is not named after
    one. width: the columns (terminal cells) there are, None if nobody said.
    """
    file = parts(path, login)
    if not file:
        return None
    header, body = file
    if body[:2] != VARIANT:
        return header, body.split(UNIT)[:-1]
    fragments = _chosen(body, width)
    return None if fragments is None else (header, fragments)


def variants(path: str, login: "tuple[str, ...] | None") -> "tuple[list[str], list[str]] | None":
    """Return (header fields, the text of each variant with its fragments not yet split) as `read` does."""
    file = parts(path, login)
    if not file:
        return None
    header, body = file
    body = body[: -len(END) - 1]
    return header, body.split("\n") if body[:2] == VARIANT else [body]


def parts(path: str, login: "tuple[str, ...] | None") -> "tuple[list[str], str] | None":
    """Return (header fields, everything after the header's line) as `read` does."""
    try:
        head, _, body = read_own(path).decode().partition("\n")
    except UnicodeDecodeError:
        return None
    header = head.split(UNIT)
    if header[0] != VERSION or len(header) != HEADER_FIELDS or not (body == END or body.endswith(UNIT + END)):
        return None
    if not all(time.isdecimal() and len(time) <= TIME_DIGITS for time in header[1:4]):
        return None
    if login is not None and header[5:9] != [printable(value) for value in login]:
        return None
    return header, body


def fill(fragments: "list[str]", now: int) -> str:
    """Return the text of fragments at now (epoch seconds). Raises ValueError on a hole it does not know."""
    out = []
    shown = True
    for fragment in fragments:
        if fragment[:1] != MARK:
            if shown:
                out.append(fragment)
            continue
        kind = fragment[1:2]
        argument = fragment[2:]
        if kind == "w":
            start, _, end = argument.partition(",")
            shown = (not start or int(start) <= now) and (not end or now < int(end))
        elif shown:
            out.append(_clock(kind, argument, now))
    return "".join(out)


def _clock(kind: str, argument: str, now: int) -> str:
    if kind == "t":
        return duration(int(argument) - now)
    if kind == "a":
        return duration(now - int(argument))
    if kind == "n":
        return str(now)
    if kind in ("l", "o"):
        left = int(argument) - now
        return str(max(0, left if kind == "l" else -left))
    if kind == "d":
        epoch, shape, _ = argument.split(",", 2)
        return moment(int(epoch), shape)
    if kind == "N":
        return "\n"
    raise ValueError(kind)


def moment(epoch: int, shape: str) -> str:
    """Return a time as strftime writes it, however wide shape wants it not wider than WIDEST."""
    import time

    return time.strftime(shape[:WIDEST], time.localtime(epoch))[:WIDEST]


def escaped(format_: str, text: str) -> str:
    """Return text with the clock's `<1m` as the format has it: the only `<` that the compiler has not escaped."""
    return text.replace("<", "&lt;") if format_ == "waybar" else text


def _chosen(body: str, width: "int | None") -> "list[str] | None":
    """Return the fragments of the first variant that fits, else of the last; None for a body that has none."""
    fragments: "list[str]" = []
    for variant in body.split("\n"):
        hole, *fragments = variant.split(UNIT)
        most = hole[2:]
        if hole[:2] != VARIANT or not most.isdecimal() or len(most) > WIDTH_DIGITS:
            return None
        if width is None or int(most) <= width:
            break
    return fragments[:-1] if fragments[-1:] == [END] else fragments


def placeholder(path: str) -> str:
    """Return the word for a prompt file that gave nothing: not there yet, or there and not for this user to read."""
    try:
        status = system.lstat(path)
        folder = system.stat(path[: path.rfind("/")])
    except (FileNotFoundError, NotADirectoryError):
        return PENDING
    except OSError:
        return UNREADABLE
    usable = paths.plain_and_owned(status) and paths.owned(folder.st_uid) and system.access(path, system.R_OK)
    return PENDING if usable else UNREADABLE


def pending(format_: str, now: int, word: str = PENDING) -> str:
    """Return what is shown without any number; word is one of `placeholder`'s."""
    status = STATUSES[word]
    if format_ == "waybar":
        return f'{{"text":"{word}","class":["{status}"]}}'
    if format_ == "i3bar":
        return f'{{"name":"statusline","full_text":"{PENDING}"}}'
    if format_ == "prometheus":
        return f"# {word} {'nothing is known yet' if word == PENDING else 'the files of statusline cannot be read'}"
    if format_ == "codex":
        return f'"{word}"'
    if format_ != "json":
        return word
    accounts = ",".join(ACCOUNT % (name, status) for name in ("claude", "codex"))
    return f'{{"schema":"statusline/1","generated_at":{now},"stale":true,"status":"{status}","accounts":[{accounts}]}}'
