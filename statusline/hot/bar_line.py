"""Settles the text of a bar for shell/bar.sh, which starts no interpreter for the next ones. HOT where it is used.

    <first line of FORMAT.prompt><LF>
    1<US>boot<US>from<US>until<US>TZ<US>fragment<US>fragment…<US><LF>

Times are epoch seconds, but boot, which is in hundredths. What is shown from `from` until `until` are the fragments,
with `m<epoch>` as the minutes left until then, and `z<epoch>` as the same with two digits: a line ends where more than
the minutes of it changes, and where a refresh is wanted. The file is `FORMAT.line`, or `FORMAT-COLUMNS.line` for a bar
that named its width, and its mtime is when it ends.
"""

from statusline.hot import paths, prompt_file, settling, spool, system
from statusline.hot.text import DAY, HOUR, MINUTE, duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot.prompt_file import Prompt

VERSION = "1"
LONGEST = 4_000  # bytes of a line; a shell reads one a system call
MARK, UNIT = prompt_file.MARK, prompt_file.UNIT


def settle(
    format_: str, width: "int | None", prompt: "Prompt | None", folder: str, environ: "system.Environ", now: int
) -> None:
    """Leave the text just rendered to shell/bar.sh if it may stand for a while, else take an older one away.

    prompt: None if it is old, or there is none.
    """
    name = format_ if width is None else f"{format_}-{width}"
    path = f"{folder}/{name}.line"
    spool.count(f"{folder}/{format_}.misses")
    try:
        if width is not None:
            _sweep(folder, format_, now)
        if settling.save(path, *settled(format_, prompt or ([], []), environ, now)):
            return
    except (ValueError, IndexError, OverflowError, OSError):
        pass
    try:  # noqa: SIM105 - contextlib is not for the hot half
        system.unlink(path)
    except OSError:
        pass


def settled(format_: str, prompt: "Prompt", environ: "system.Environ", now: int) -> "tuple[str, int]":
    """Return the settled text and when it ends. Raises ValueError if there is more to it than a shell may know."""
    header, fragments = prompt
    settling.demand(header[4] == paths.config_stamp(environ))
    edges = [int(header[2]), *settling.edges(fragments, now)]
    out: "list[str]" = []
    shown = True
    for fragment in fragments:
        if fragment[:2] == MARK + "w":
            shown = not fragment[2:] or bool(prompt_file.fill([fragment, "x"], now))
        elif shown:
            pieces, edge = _settled(fragment, now)
            out += (piece if piece[:1] == MARK else prompt_file.escaped(format_, piece) for piece in pieces)
            edges.append(edge)
    out, until = settling.joined(out), min(edge for edge in edges if edge)
    line = UNIT.join([VERSION, settling.boot(), str(now), str(until), environ.get("TZ", "-"), *out, "\n"])
    settling.demand(bool(out) and until > now and line.count("\n") == 1 and len(line) < LONGEST)
    return UNIT.join(header) + "\n" + line, until


def _settled(fragment: str, now: int) -> "tuple[list[str], int]":
    """Return what a fragment is for a shell, and until when; 0: for as long as the line. Raises ValueError."""
    kind, argument = fragment[1:2], fragment[2:]
    if fragment[:1] != MARK or kind == "d":
        return [prompt_file.fill([fragment], now)], 0
    if kind == "a":
        age = now - int(argument)
        return [duration(age)], now + MINUTE - max(age, 0) % MINUTE
    settling.demand(kind == "t")
    left, end = int(argument) - now, int(argument) + 1
    if left < MINUTE:
        return [duration(left)], 0
    if left < HOUR:
        return [f"{MARK}m{end - 1}", "m"], end - MINUTE
    if left < DAY:
        hours = left // HOUR
        return [f"{hours}h", f"{MARK}z{end - 1 - hours * HOUR}", "m"], end - hours * HOUR
    step = HOUR if left < 2 * DAY else DAY
    return [duration(left)], end - left // step * step


def _sweep(folder: str, format_: str, now: int) -> None:
    """Remove what is over of bars of other widths."""
    for name in system.listdir(folder):
        if name.startswith(f"{format_}-") and name.endswith(".line"):
            path = f"{folder}/{name}"
            if system.stat(path).st_mtime < now:
                system.unlink(path)
