"""Settles Claude Code's line for shell/render.sh, which starts no interpreter for the next ones. HOT where it is used.

    <first line of claude.prompt><LF>
    2<US>boot<US>from<US>until<US>room<US>least<US>most<US>COLUMNS<US>TZ<US>pieces<US>step<US>step<US>step<US>step
    <US>who<US>limits<US>fragment<US>fragment…<LF>

Times are epoch seconds, but boot, which is in hundredths. A document begins with the session whose file this is. Split
at its commas there must be so many pieces. A step is the number of them to the next place: that of `who`, of the cost,
of the context, and of `limits`; 0 is for a number that is not shown. The text `who` or `limits` must stand there, which
may have commas of its own, or a number, which for the context goes from `least` up to `most`. What is shown from `from`
until `until` are the fragments, with `t` and `a` as docs/prompt-file.md has them, and `Dcost` and `Dcontext`; these may
take `room` columns. The file's mtime is when it ends.

The line is settled only if nothing but these decides what is shown: all that the variant says of the session stands in
the pieces, and whatever else it may have is left to Python.
"""

from statusline.hot import prompt_file, session_document, settling, spool
from statusline.hot.claude_resolver import Line, within
from statusline.hot.settling import boot, demand, edges, joined
from statusline.hot.text import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot import system
    from statusline.hot.claude_resolver import Numbers

VERSION = "2"
LONGEST = 2_300  # bytes of a document; a shell reads one a system call
CLOCK_COLUMNS = 6
KINDS = frozenset("XULGTR()S0FPfw<Dta")
OPEN = ("cost", "context")
KNOWN = {"model", "dir", *OPEN}  # what stands in pieces of the document, and nowhere else
ANY_CONTEXT = (0, 101)
UNIT, MARK = prompt_file.UNIT, prompt_file.MARK


def keep(path: str, *made_of: object) -> bool:
    """Write the line of the session just rendered; return whether there is one. made_of: what `settled` takes."""
    try:
        return settling.save(path, *settled(*made_of))  # type: ignore[arg-type]  # claude_line's, a list of different things
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, OSError):
        return False


def settled(  # noqa: PLR0913, PLR0917 - what a line is made of
    data: bytes,
    document: "dict[str, object]",
    prompt: "prompt_file.Prompt",
    numbers: "Numbers",
    fields: "dict[str, str]",
    columns: int,
    framed: bool,
    session: str,
    environ: "system.Environ",
    now: int,
) -> "tuple[str, int]":
    """Return the settled line and when it ends. Raises ValueError if there is more to it than a shell may know."""
    fragments, least, most = _of_level(prompt[1][0].split(UNIT), int(fields["context"].rstrip("%") or 0))
    holes = [fragment for fragment in fragments if fragment[:1] == MARK]
    shown = {hole[2:].partition(",")[0] for hole in holes if hole[1:2] == "D"}
    demand(data.endswith(b"}\n") and len(data) <= LONGEST and all(hole[1:2] in KINDS for hole in holes))
    demand(shown <= KNOWN and all(fields[name] for name in shown))
    demand((least, most) == ANY_CONTEXT or "context" in shown)
    plan = plan_of(data[:-1].decode(), document, session, shown)
    line = Line(numbers, {**fields, **{name: f"{MARK}D{name}" for name in OPEN}}, now)
    rest = joined(line.resolve(fragments))
    demand(all(fragment[1:2] in "taD" for fragment in rest if fragment[:1] == MARK))
    until = min([int(prompt[0][2]), *edges(holes, now), *(n[1] for n in numbers.values() if n[1] > now)])
    room = _room(line, rest, columns, framed)
    demand(until > now and room >= sum(len(fields[name]) for name in OPEN if name in shown))
    counts = [str(number) for number in (now, until, room, least, most)]
    own = [environ.get("COLUMNS", ""), environ.get("TZ", "-")]
    body = UNIT.join([VERSION, boot(), *counts, *own, *plan, *rest])
    demand("\n" not in body and not spool.may_be_secret(body))
    return f"{UNIT.join(prompt[0])}\n{body}\n", until


def plan_of(text: str, document: "dict[str, object]", session: str, shown: "set[str]") -> "list[str]":
    """Return the number of pieces, the steps, and the texts of who and of the limits, as a line has them.

    Raises ValueError or KeyError if one is not where a shell would look for it.
    """
    every = text.split(",")
    start, end, outer = _run(every, '"rate_limits":{')
    limits = ",".join(every[start:end])
    limits = limits[: len(limits) - outer]
    whole = {"rate_limits": document["rate_limits"]}
    model, folder = session_document.part(document, "model"), session_document.part(document, "workspace")
    wanted = (
        f'"model":{{"id":"{model["id"]}"',
        f'"display_name":"{model["display_name"] or model[""]}"}}',
        f'"workspace":{{"current_dir":"{folder["current_dir"] or folder[""]}"',
    )
    places = [every.index(piece) for piece in wanted if every.count(piece) == 1]
    who = ",".join(every[min(places) : max(places) + 1])
    first = cost = min(places)
    if "cost" in shown:
        cost = _number(every, document, '"cost":{"total_cost_usd":', "cost", "total_cost_usd")
    context = cost
    if "context" in shown:
        outside = [*every[:start], *[""] * (end - start), *every[end:]]
        context = _number(outside, document, '"used_percentage":', "context_window", "used_percentage")
    steps = [first, cost - first, context - cost, start - context]
    settling.demand(
        text.isprintable()
        and text[-1] == "}"
        and session_document.parse(f"{{{limits}}}".encode()) == whole
        and every[0] == f'{{"session_id":"{session}"'
        and len(places) == len(wanted)
        and min(steps) >= 0
        and "\\" not in who + limits
    )
    return [*(str(number) for number in (len(every), *steps)), who, limits]


def _of_level(fragments: "list[str]", context: int) -> "tuple[list[str], int, int]":
    """Return the fragments shown with so full a context, and from where up to where that is so."""
    level, (least, most) = True, ANY_CONTEXT
    shown = []
    for fragment in fragments:
        if fragment[:2] == MARK + "<":
            bounds = [-(-float(bound) // 1) for bound in fragment[2:].split(",") if bound]
            least = max([least, *(int(bound) for bound in bounds if bound <= context)])
            most = min([most, *(int(bound) for bound in bounds if bound > context)])
            level = within(fragment[2:], context)
        elif level or fragment[:2] == MARK + "w":
            shown.append(fragment)
    return shown, least, most


def _only(every: "list[str]", start: str) -> int:
    """Return the place of the one piece that begins so. Raises ValueError if there is none, or another."""
    (place,) = (number for number, piece in enumerate(every) if piece.startswith(start))
    return place


def _number(every: "list[str]", document: "dict[str, object]", start: str, name: str, key: str) -> int:
    place = _only(every, start)
    value = every[place][len(start) :]
    if not value.replace(".", "", 1).isdigit() or float(value) != session_document.part(document, name).get(key):
        raise ValueError(value)
    return place


def _run(every: "list[str]", start: str) -> "tuple[int, int, int]":
    """Return from where to where the pieces of an object go, and how many braces at its end are of those around it."""
    place = end = _only(every, start)
    depth = 0
    while depth > 0 or end == place:
        depth += every[end].count("{") - every[end].count("}")
        end += 1
    return place, end, -depth


def _room(line: Line, fragments: "list[str]", columns: int, framed: bool) -> int:
    """Return the columns for what is open in a line, whatever its clocks say."""
    columns = max(1, columns - 2 * line.padding) if framed else columns
    most = min(columns or line.cap, line.cap or columns) or 9_999
    clocks = sum(fragment[1:2] in "ta" for fragment in fragments if fragment[:1] == MARK)
    return most - width("".join(fragment for fragment in fragments if fragment[:1] != MARK)) - CLOCK_COLUMNS * clocks
