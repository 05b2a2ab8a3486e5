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
ELSEWHERE = "codex" + prompt_file.ELSEWHERE
MESSAGE = 9  # the field of its first line that names the providers which answer for the login
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
    prompt, is_own, word = _shown(state, folder, environ, account)
    if not prompt:
        path = f"{folder}/{ELSEWHERE if word else 'codex'}.prompt"
        _ask_for(path, environ)
        if not word:
            return prompt_file.placeholder(path), None, folder, spooled
    own = codex_state.windows(state, now) if is_own else {}
    numbers = {name: (used, resets_at, observed) for name, (used, resets_at) in own.items()}
    fields, due = claude_line.fields_of(codex_state.document(state), prompt, environ, now)
    fields["backend"] = word
    spooled = spooled or (due and not spool.ingest_runs(folder, now))
    line = without_links(claude_line.compose(prompt, numbers, fields, now, (width or 0, False), word))
    plain = environ.get("NO_COLOR") or not prompt  # the default's colours are Claude Code's
    return without_colour(line) if plain else line, prompt, folder, spooled


def _shown(
    state: "dict[str, object]", folder: str, environ: "system.Environ", account: "str | None"
) -> "tuple[prompt_file.Prompt | None, bool, str]":
    """Return the prompt file, whether the session's limits are of its login, and who answers the session instead."""
    provider = codex_state.provider(state)
    is_own = provider == codex_state.OWN_PROVIDER
    if account is None and provider and not is_own:
        prompt, _ = claude_line.prompt_of(ELSEWHERE, folder, environ, account)
        is_own = prompt is not None and provider in prompt[0][MESSAGE].split(",")
        if not is_own:
            return prompt, False, session_document.clean(provider)
    prompt, same = claude_line.prompt_of("codex", folder, environ, account)
    return prompt, is_own and same, ""


def _ask_for(path: str, environ: "system.Environ") -> None:
    """Leave an empty file where there is none: that it is wanted."""
    try:
        system.lstat(path)
    except OSError:
        if not environ.get("STATUSLINE_NO_REFRESH"):
            spool.save(path, b"")


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
