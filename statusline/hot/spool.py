"""The spool: what each Claude Code session last said about its limits, for the ingest to merge. HOT (Claude only).

One small file a session, `spool/<session id>` in the login's folder:

    spool 1<US>window<US>used<US>resets_at<US>observed_at<US>window…<LF>

What a session of Claude Code has cost so far, in dollars, is such an entry too: its window is COST, its reset 0.
Idle sessions re-send old numbers for hours, so an unchanged window keeps the time it was first seen; a session's
first document counts as of its transcript's last change.
"""

from statusline.hot import prompt_file, system
from statusline.hot.text import without_colour

VERSION = "spool 1"
FIELDS = 4
OLD = "?"  # behind what the ingest has found out too long ago
COST = "cost"
BURNT = "burnt"  # the folder of what sessions have used, a file each: resets_at, a space, `8%`
# A session's name or its branch can hold a token or an address: such a line is shown and not kept.
NOT_KEPT = ("@", "%40", "Bearer ", "sessionKey", "-----BEGIN")
TOKEN_STARTS = (
    *(
        "sk-",
        "sk_",
        "rk_",
        "pk_",
        "rt_",
        "eyJ",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "AKIA",
    ),
    *("ASIA", "AIza", "ya29.", "xoxb-", "xoxp-", "xoxa-", "xoxe", "xoxr-", "xoxs-", "xapp-", "npm_", "pypi-", "hf_"),
    *("dop_v1_", "SG.", "AGE-SECRET", "shpat_", "sq0", "EAAC", "whsec_", "glc_", "lin_api_", "ATATT", "dckr_pat_"),
)


def observe(  # noqa: PLR0913, PLR0917 - what a session says, and where it goes
    folder: str,
    session: str,
    transcript: str,
    windows: "dict[str, tuple[float, int]]",
    now: int,
    name: str = "spool",
    cost: "float | None" = None,
) -> "tuple[dict[str, int], bool]":
    """Spool windows if this session had not said so before; return (window -> observed_at, whether they are new).

    folder is the login's, name that of the spool in it, times are epoch seconds. A full disk or a missing session id
    only means "not new". cost: what the session has cost, in dollars; where only that is new, it is written too, and
    the windows keep their times.
    """
    from statusline.hot.paths import file_name

    if not windows or not session:
        return {}, False
    path = f"{folder}/{name}/{file_name(session)}"
    spooled = load(prompt_file.read_own(path, 4_096))
    same = all(spooled.get(window, ())[:2] == value for window, value in windows.items())
    if same:
        observed = {window: spooled[window][2] for window in windows}
        if cost is None or spooled.get(COST, ())[:1] == (cost,):
            return observed, False
    else:
        observed = dict.fromkeys(windows, now if spooled else _last_change(transcript, now))
    unit = prompt_file.UNIT
    entries = [f"{window}{unit}{u}{unit}{r}{unit}{observed[window]}" for window, (u, r) in windows.items()]
    if cost is not None:
        entries.append(f"{COST}{unit}{cost}{unit}0{unit}{now}")
    written = save(path, unit.join([VERSION, *entries]).encode() + b"\n")
    return observed, written and not same


def burnt(folder: str, session: str, now: int) -> str:
    """Return how much of a limit the session has used, as the ingest has left it; empty past that limit's reset."""
    from statusline.hot.paths import file_name

    data = prompt_file.read_own(f"{folder}/{BURNT}/{file_name(session)}", 64) if session else b""
    until, _, text = data.decode("ascii", "replace").rstrip().partition(" ")
    return text if until.isdigit() and now < int(until) else ""


def load(data: bytes) -> "dict[str, tuple[float, int, int]]":
    """Return window -> (used percentage, resets_at, observed_at) of a spool file's content, empty if it is not one."""
    parts = data.decode("ascii", "replace").rstrip("\n").split(prompt_file.UNIT)
    if parts[0] != VERSION or len(parts) % FIELDS != 1:
        return {}
    try:
        return {
            parts[i]: (float(parts[i + 1]), int(parts[i + 2]), int(parts[i + 3])) for i in range(1, len(parts), FIELDS)
        }
    except ValueError:
        return {}


def keep_line(folder: str, session: str, line: str) -> None:
    """Keep the line just printed, for a render whose document cannot be read; not one that may hold a secret."""
    from statusline.hot.paths import file_name

    if may_be_secret(line):
        return
    path = folder + "/spool/" + file_name(session) + ".last"
    data = line.encode("utf-8", "replace")
    if session and prompt_file.read_own(path) != data:
        save(path, data)


def may_be_secret(line: str) -> bool:
    """Return whether a token of a well-known form or an address may be in line: too often rather than too seldom."""
    plain = without_colour(line)
    return any(mark in plain for mark in NOT_KEPT) or any(_starts_a_word(plain, start) for start in TOKEN_STARTS)


def ask(path: str, data: bytes, *, again: bool) -> None:
    """Ask the ingest for what data names, by the time of the file at path; again: it was asked before."""
    if again:
        try:
            system.utime(path)
        except OSError:
            pass
        else:
            return
    save(path, data)


def ingest_runs(folder: str, now: int) -> bool:
    """Return whether an ingest works off the spool of this login's folder: it renews its claim every few seconds."""
    from statusline.hot.paths import INGEST_LIFE

    claimed = prompt_file.read_own(folder + "/ingest.claim", 64)[:10]
    return claimed.isdigit() and -1 <= now - int(claimed) < INGEST_LIFE


def _starts_a_word(text: str, start: str) -> bool:
    at = text.find(start)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(start, at + 1)
    return at >= 0


def last_line(folder: str, session: str) -> str:
    """Return the last line this session printed, empty if unknown."""
    from statusline.hot.paths import file_name

    return (
        prompt_file.read_own(folder + "/spool/" + file_name(session) + ".last").decode("utf-8", "replace")
        if session
        else ""
    )


def _last_change(transcript: str, now: int) -> int:
    try:
        return min(now, int(system.stat(transcript).st_mtime)) if transcript else now
    except (OSError, ValueError):
        return now


def count(path: str) -> None:
    """Make a file a byte longer, which is how shell/render.sh counts."""
    try:
        flags = system.O_WRONLY | system.O_CREAT | system.O_APPEND | getattr(system, "O_NOFOLLOW", 0)
        fd = system.open(path, flags, 0o600)
        system.write(fd, b".")
        system.close(fd)
    except OSError:
        pass


def save(path: str, data: bytes) -> bool:
    temporary = f"{path}.{system.getpid()}.tmp"
    flags = system.O_WRONLY | system.O_CREAT | system.O_EXCL | getattr(system, "O_CLOEXEC", 0)
    from statusline.hot import own_folder

    try:
        own_folder.use(system.dirname(path))
        try:
            fd = system.open(temporary, flags, 0o600)
        except FileExistsError:  # of a process that was killed
            system.unlink(temporary)
            fd = system.open(temporary, flags, 0o600)
        try:
            written = system.write(fd, data) == len(data)
        finally:
            system.close(fd)
        if written:
            system.replace(temporary, path)
            return True
    except OSError:
        pass
    try:  # noqa: SIM105 - contextlib is not for the hot half
        system.unlink(temporary)
    except OSError:
        pass
    return False
