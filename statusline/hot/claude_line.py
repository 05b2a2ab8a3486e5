"""The Claude Code line: the cached limits of every login, with what this session itself has just learned. HOT.

Claude's prompt file has more holes than the others (docs/prompt-file.md lists them), all filled before the clock's.
The first of its variants that fits is shown, measured with this session's texts: Claude Code leaves COLUMNS - 4 - 2 x
padding columns, and cuts off what is longer.
"""

from statusline.hot import paths, prompt_file, session_document, spool, system
from statusline.hot.claude_resolver import FILL, Line
from statusline.hot.text import width, without_colour, without_links

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot.claude_resolver import Numbers

FRAME = 4
DEFAULT = "data/claude.prompt"  # what the compiler makes of a default config and no data; a test holds the two equal
ELSEWHERE = "claude" + prompt_file.ELSEWHERE
MARK = prompt_file.MARK
SETTLE = prompt_file.SETTLE
received: "list[object]" = []  # for session_line: the document's bytes, and what a line is made of that may stay


def segment(
    _: str,
    environ: "system.Environ",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Prompt | None, str, bool]":
    """Return what show.segment does, for the document on stdin."""
    document, data = session_document.receive()
    if SETTLE in environ:
        received.append(data)
    return render(document, environ, now, account, width)


def render(
    document: "dict[str, object]",
    environ: "system.Environ",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Prompt | None, str, bool]":
    """Return what show.segment does, for a document; spool what it says anew. The text is never empty.

    account: the label of the configured account to show; the session's own numbers count if it is the session's.
    width: columns there are for it; None: as COLUMNS says.
    """
    folder = paths.login_dir(environ)
    session = session_document.session(document) or environ.get("CLAUDE_CODE_SESSION_ID", "")
    word, own, observed, spooled = heard(document, environ, folder, now)
    word = word if account is None else ""
    prompt, same = prompt_of(ELSEWHERE if word else "claude", folder, environ, account)
    own = own if same else {}
    line = "" if document else spool.last_line(folder, session)
    if not line.strip("\0 \n"):  # NULs: what a crash of the machine leaves of a file
        numbers = {name: (used, resets_at, observed.get(name, now)) for name, (used, resets_at) in own.items()}
        fields, due = fields_of(document, prompt, environ, now)
        fields["backend"] = word
        spooled = spooled or (due and not spool.ingest_runs(folder, now))
        if not (prompt or numbers or word):
            word = prompt_file.placeholder(folder + "/claude.prompt")
        line = compose(prompt, numbers, fields, now, room(environ, width), word)
        if received and document and prompt and not word and not spooled:
            columns, framed = room(environ, width)
            received[1:] = [document, prompt, numbers, fields, columns - FRAME * framed, framed]
    if document:
        spool.keep_line(folder, session, without_links(line))
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return without_colour(line) if plain else line, prompt, folder, spooled


def prompt_of(
    name: str, folder: str, environ: "system.Environ", account: "str | None"
) -> "tuple[prompt_file.Prompt | None, bool]":
    """Return the variants of a prompt file, and whether they are of the login whose session this is.

    folder: the login's; account: the label of the configured account to show, None for the login.
    """
    if account is None:
        return prompt_file.variants(f"{folder}/{name}.prompt", paths.login(environ)), True
    from statusline.hot.account_prompt import variants

    return variants(name, account, environ)


def heard(
    document: "dict[str, object]", environ: "system.Environ", folder: str, now: int
) -> "tuple[str, dict[str, tuple[float, int]], dict[str, int], bool]":
    """Spool a document; return what its session uses instead of the subscription, its windows, and what observe does.

    folder: the login's.
    """
    word = session_document.backend(document, environ)
    own = {} if word else session_document.windows(document, now)
    session = session_document.session(document) or environ.get("CLAUDE_CODE_SESSION_ID", "")
    cost = session_document.dollars(document)
    observed, spooled = spool.observe(folder, session, session_document.transcript(document), own, now, cost=cost)
    return word, own, observed, spooled


def fields_of(
    document: "dict[str, object]", prompt: "prompt_file.Prompt | None", environ: "system.Environ", now: int
) -> "tuple[dict[str, str], bool]":
    """Return what the session says, by its hole, and whether the ingest has to find out any of it.

    What most lines do not show is looked up only if this one has a place for it.
    """
    fields, due = session_document.fields(document), False
    variant = prompt[1][0] if prompt else ""
    if f"{MARK}E" in variant:
        from statusline.hot import session_fields

        fields.update(session_fields.of_variant(document, variant, environ, now))
    if f"{MARK}Dburnt," in variant:  # not in session_fields, which take longer to load than this takes to read
        session = session_document.session(document)
        fields["burnt"] = session_document.clean(spool.burnt(paths.login_dir(environ), session, now))
    wanted = [name for name in session_document.REPOSITORY if f"{MARK}D{name}," in variant]
    if wanted:
        from statusline.hot import repository

        values, due = repository.fields(session_document.folder(document), wanted, environ, now)
        values["branch"] = values.get("branch") or session_document.worktree_branch(document)
        fields.update((name, session_document.clean(text)) for name, text in values.items())
    if f"{MARK}Dcommand." in variant:
        from statusline.hot import command_output

        texts, any_due = command_output.texts(variant, environ, now)
        fields.update(texts)
        due = due or any_due
    return fields, due


def room(environ: "system.Environ", width: "int | None") -> "tuple[int, bool]":
    """Return the columns there are (0: unknown), and whether Claude Code's frame still goes off them."""
    columns = environ.get("COLUMNS", "")
    if width or not columns.isdecimal() or len(columns) > 4:  # noqa: PLR2004 - digits
        return width or 0, False
    return int(columns), True


def compose(
    prompt: "prompt_file.Prompt | None",
    numbers: "Numbers",
    fields: "dict[str, str]",
    now: int,
    space: "tuple[int, bool]" = (0, False),
    word: str = "",
) -> str:
    """Return the line: from the variants of the prompt file, or from the document alone while there is none.

    space: what `room` returned. word: what the session uses instead of the subscription, or why nothing is known.
    """
    before = [] if prompt or numbers else [word or prompt_file.PENDING]
    try:
        return _fitting(prompt[1] if prompt else _default(), before, numbers, fields, now, space)
    except (ValueError, KeyError, IndexError, OverflowError):
        return _fitting(_default(), before, numbers, fields, now, space)


def _fitting(
    variants: "list[str]",
    before: "list[str]",
    numbers: "Numbers",
    fields: "dict[str, str]",
    now: int,
    space: "tuple[int, bool]",
) -> str:
    rows: "list[str | None]" = []  # of each line the first that fits
    for variant in variants:
        fragments = before + variant.split(prompt_file.UNIT)
        text, most = _filled(fragments, numbers, fields, now, space)
        rows, over = _fitted(rows, text, most)
        if over > 0:
            times = {name: variant.count(f"{MARK}D{name},") for name in session_document.NAMES}
            for shorter in session_document.ever_shorter(fields, times, over):
                text, most = _filled(fragments, numbers, shorter, now, space)
                rows, over = _fitted(rows, text, most)
                if over <= 0:
                    break
        if over <= 0:
            text = "\n".join(row or "" for row in rows)
            if without_colour(text).strip():
                return text
            rows = []
    return prompt_file.PENDING


def _fitted(rows: "list[str | None]", text: str, most: int) -> "tuple[list[str | None], int]":
    """Return rows with those of text where none is yet and it fits, and by how many columns another is too wide.

    most: columns there are, 0 for any.
    """
    lines = text.split("\n")
    rows = rows if len(rows) == len(lines) else [None] * len(lines)
    over = 0
    for number, line in enumerate(lines):
        if rows[number] is None:
            more = width(line) - most if most else 0
            over = max(over, more)
            if more <= 0:
                rows[number] = _stretched(line, most) if FILL in line else line
    return rows, over


def _stretched(line: str, most: int) -> str:
    from statusline.hot.row_layout import stretched

    return stretched(line, most)


def _filled(
    fragments: "list[str]", numbers: "Numbers", fields: "dict[str, str]", now: int, space: "tuple[int, bool]"
) -> "tuple[str, int]":
    """Return the text of a variant, and how many columns there are for it, 0 for any."""
    line = Line(numbers, fields, now)
    text = prompt_file.fill(line.resolve(fragments), now)
    if line.caps:
        from statusline.hot.row_layout import capped

        text = capped(text, line.caps)
    columns, framed = space
    if framed:
        columns = max(1, columns - FRAME - 2 * line.padding)
    return text, min(columns or line.cap, line.cap or columns)


def settle(folder: str, environ: "system.Environ", now: int) -> None:
    """Leave the line just rendered to shell/render.sh if it may stand for a while, else take an older one away."""
    session = environ.get("CLAUDE_CODE_SESSION_ID", "")
    path = f"{folder}/spool/{paths.file_name(session)}.line"
    spool.count(folder + "/render.misses")
    if received[1:] and received[0] and _ended():
        from statusline.hot import session_line

        if session_line.keep(path, *received, session, environ, now):
            return
    try:  # noqa: SIM105 - contextlib is not for the hot half
        system.unlink(path)
    except OSError:
        pass


def _ended() -> bool:
    """Return whether nothing comes behind the document on stdin: a shell may wait for its end."""
    try:
        system.set_blocking(0, False)
        return not system.read(0, 1)
    except OSError:
        return False


def _default() -> "list[str]":
    data = prompt_file.read_bytes(system.join(system.dirname(system.dirname(__file__)), DEFAULT))
    return data.decode().split("\n")
