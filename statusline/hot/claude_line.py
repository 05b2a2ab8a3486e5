"""The Claude Code line: the cached limits of every login, overlaid with what this session itself has just learned. HOT.

Claude's prompt file has more holes than the others (docs/prompt-file.md lists them), all resolved here before the
clock's. Of its rungs the first that fits is shown, measured with this session's texts: Claude Code leaves COLUMNS - 4 -
2 x padding columns, and cuts off what is longer.
"""

import os

from statusline.hot import paths, prompt_file, session_document, spool
from statusline.hot.claude_resolver import Line
from statusline.hot.text import width, without_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot.claude_resolver import Own

FRAME = 4
DEFAULT = "data/claude.prompt"  # what the compiler makes of a default config and no data; a test holds the two equal


def segment(
    _: str,
    environ: "os._Environ[str]",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Found | None, str, bool]":
    """Return what show.segment does, for the document on stdin."""
    return render(session_document.read(), environ, now, account, width)


def render(
    said: "dict[str, object]",
    environ: "os._Environ[str]",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Found | None, str, bool]":
    """Return what show.segment does, for a document; spool what it says anew. The text is never empty.

    account: the label of the configured account to show; the session's own numbers count if it is the session's.
    width: columns there are for it; None: as COLUMNS says.
    """
    own = session_document.windows(said, now)
    session = session_document.session(said) or environ.get("CLAUDE_CODE_SESSION_ID", "")
    folder = paths.login_dir(environ)
    observed, spooled = spool.observe(folder, session, session_document.transcript(said), own, now)
    if account is None:
        found = prompt_file.rungs(folder + "/claude.prompt", paths.login(environ))
    else:
        from statusline.hot.account_prompt import rungs

        found, same = rungs("claude", account, environ)
        own = own if same else {}
    line = "" if said else spool.last_line(folder, session)
    if not line.strip("\0 \n"):  # NULs: what a crash of the machine leaves of a file
        windows = {name: (used, resets_at, observed.get(name, now)) for name, (used, resets_at) in own.items()}
        line = compose(found, windows, _fields(said, found), now, room(environ, width))
    if said:
        spool.keep_line(folder, session, line)
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return without_colour(line) if plain else line, found, folder, spooled


def _fields(said: "dict[str, object]", found: "prompt_file.Found | None") -> "dict[str, str]":
    fields = session_document.fields(said)
    if found and f"{prompt_file.MARK}Dbranch" in found[1][0]:
        from statusline.hot.git_branch import branch

        fields["branch"] = session_document.clean(branch(session_document.folder(said)))
    return fields


def room(environ: "os._Environ[str]", width: "int | None") -> "tuple[int, bool]":
    """Return the columns there are (0: unknown), and whether Claude Code's frame still goes off them."""
    columns = environ.get("COLUMNS", "")
    if width or not columns.isdecimal() or len(columns) > 4:  # noqa: PLR2004 - digits
        return width or 0, False
    return int(columns), True


def compose(
    found: "prompt_file.Found | None",
    own: "Own",
    fields: "dict[str, str]",
    now: int,
    told: "tuple[int, bool]" = (0, False),
) -> str:
    """Return the line: from the rungs of the prompt file, or from the document alone while there is none.

    told: what `room` returned.
    """
    before = [] if found or own else [prompt_file.PENDING]
    try:
        return _fitting(found[1] if found else _default(), before, own, fields, now, told)
    except (ValueError, KeyError, IndexError, OverflowError):
        return _fitting(_default(), before, own, fields, now, told)


def _fitting(
    rungs: "list[str]", before: "list[str]", own: "Own", fields: "dict[str, str]", now: int, told: "tuple[int, bool]"
) -> str:
    for rung in rungs:
        line = Line(own, fields, now)
        text = prompt_file.fill(line.resolve(before + rung.split(prompt_file.UNIT)), now)
        columns, framed = told
        if framed:
            columns = max(1, columns - FRAME - 2 * line.padding)
        least = min(columns or line.cap, line.cap or columns)
        if without_colour(text).strip() and (not least or width(text) <= least):
            return text
    return prompt_file.PENDING


def _default() -> "list[str]":
    data = prompt_file.read_bytes(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), DEFAULT))
    return data.decode().split("\n")
