"""The line in Codex's footer: the cached limits of every login, with what this session itself has just learned. HOT.

Codex's prompt file has the holes of Claude's. The result is the tree that Codex draws: text in the colours of its own
theme, where the compiled colours name them.
"""

from statusline.hot import claude_line, codex_state, paths, prompt_file, session_document, spool, system
from statusline.hot.text import without_colour, without_links

TYPE_CHECKING = False
if TYPE_CHECKING:
    Props = dict[str, str | bool]
    Node = str | dict[str, object]

ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
THEME = (
    *("status-model", "status-path", "status-branch", "status-state", "status-usage", "status-limit"),
    *("status-metadata", "status-mode", "status-thread", "status-progress"),
)
FLAGS: "dict[str, tuple[str, str | bool]]" = {"1": ("weight", "bold"), "3": ("italic", True), "4": ("underline", True)}
MOST_NODES = 200  # Codex takes 256
MOST_TEXT = 4_000  # and 16 KiB of UTF-8

_heard: "list[tuple[dict[str, tuple[float, int]], str]]" = []  # what was said last, and the file that has since when


def segment(
    _: str,
    environ: "system.Environ",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Prompt | None, str, bool]":
    """Return what show.segment does, for the state on stdin: the text is the tree, as JSON."""
    line, prompt, folder, spooled = render(session_document.read(), environ, now, account, width)
    return written(tree(line)), prompt, folder, spooled


def render(
    state: "dict[str, object]",
    environ: "system.Environ",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, prompt_file.Prompt | None, str, bool]":
    """Return what show.segment does, for a state; spool what it says anew. The text is never empty.

    account: the label of the configured account to show; the session's own numbers count if it is the session's.
    """
    folder = paths.login_dir(environ)
    observed, spooled = heard(state, folder, now)
    prompt, same = claude_line.prompt_of("codex", folder, environ, account)
    if not prompt:
        return _pending(f"{folder}/codex.prompt", environ), None, folder, spooled
    own = codex_state.windows(state, now) if same and codex_state.provider(state) == codex_state.OWN_PROVIDER else {}
    numbers = {name: (used, resets_at, observed) for name, (used, resets_at) in own.items()}
    fields, due = claude_line.fields_of(codex_state.document(state), prompt, environ, now)
    spooled = spooled or (due and not spool.ingest_runs(folder, now))
    line = without_links(claude_line.compose(prompt, numbers, fields, now, (width or 0, False)))
    return without_colour(line) if environ.get("NO_COLOR") else line, prompt, folder, spooled


def _pending(path: str, environ: "system.Environ") -> str:
    """Return the word for a prompt file that gave nothing; where there is none, leave an empty one: it is wanted."""
    try:
        system.lstat(path)
    except OSError:
        if not environ.get("STATUSLINE_NO_REFRESH"):
            spool.save(path, b"")
    return prompt_file.placeholder(path)


def heard(state: "dict[str, object]", folder: str, now: int) -> "tuple[int, bool]":
    """Spool what a state says anew of limits; return since when it holds, and whether it was written.

    Codex repeats its numbers with each ask. Those that another of its sessions has just had are as old as there.
    """
    limits, session = codex_state.limits(state, now), codex_state.session(state)
    before = next((path for numbers, path in _heard if numbers == limits), "")
    observed, is_new = spool.observe(folder, session, before, limits, now, codex_state.SPOOL)
    _heard[:] = [(limits, f"{folder}/{codex_state.SPOOL}/{paths.file_name(session)}")]
    return min(observed.values(), default=now), is_new


def tree(line: str) -> "Node":
    """Return a line with SGR sequences as Codex's UI tree, its text alone where it would be too much for Codex."""
    first, *rest = line[:MOST_TEXT].split("\x1b[")
    children: list[Node] = [first] if first else []
    for part in rest[:MOST_NODES]:
        codes, _, text = part.partition("m")
        props = _props(codes)
        if text:
            children.append({"type": "text", "props": props, "children": [text]} if props else text)
    if len(rest) > MOST_NODES:
        return without_colour(line[:MOST_TEXT])
    return {"type": "text", "children": children}


def _props(codes: str) -> "Props":
    numbers = codes.split(";")
    props: Props = {}
    while numbers:
        code = numbers.pop(0)
        if code in FLAGS:
            name, value = FLAGS[code]
            props[name] = value
        elif code == "38" and numbers[:1] == ["2"] and numbers[3:]:
            props["color"] = "#" + "".join(f"{int(part):02x}" for part in numbers[1:4])
            del numbers[:4]
        elif code == "38" and numbers[:1] == ["9"] and numbers[1:]:
            props["color"] = THEME[int(numbers[1])]
            del numbers[:2]
        elif len(code) == 2 and code[0] == "3":  # noqa: PLR2004 - 30 to 37
            props["color"] = ANSI[int(code[1])]
    return props


def written(value: object) -> str:
    """Return a value as JSON, without a library to load."""
    from _json import encode_basestring

    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
