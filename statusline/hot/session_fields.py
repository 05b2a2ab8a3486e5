"""The further fields of a session of Claude Code: loaded only by a line whose format names one of them. HOT.

What each reads of the document (2.1.332):

    lines, duration, api_time, cost_per_hour     cost
    context_left, context_size, context_tokens   context_window
    tokens_in, tokens_out, tokens_cached         context_window.current_usage
    cache_left, cache_hit                        prompt_cache
    effort, thinking, fast, vim, version         effort, thinking, fast_mode, vim, version
    output_style, agent, session_id              output_style, agent and agent_type, session_id
    worktree, repo                               worktree and workspace
    pr, review                                   pr
    dir                                          workspace.current_dir or cwd, and which folders above have a `.git`

`session_document` has model, context, cost, session and the name of the folder. Only cache_left moves with the clock.
"""

from statusline.hot import system
from statusline.hot.prompt_file import MARK
from statusline.hot.session_document import clean, folder, number, part, word
from statusline.hot.text import duration, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    Document = dict[str, object]
    Forms = tuple[str, ...]  # the long form, the short, the tiny; what is missing is as the one before

SHORT, TINY = ":s", ":t"  # after a name in a hole
SECOND_MS, MINUTE_MS, HOUR_MS = 1_000, 60_000, 3_600_000
MOST = 1e9  # more is no number of tokens, lines or requests
LONGEST_TTL = 7_200  # seconds: the cache of a prompt lives an hour at most
THOUSAND, NEARLY_A_MILLION = 1_000, 999_500  # the latter is a million when rounded
COLD = "cold"
UUID_LENGTH = 36
LONGEST_PATH, DEEPEST = 40, 64
TOKENS = {
    "context_size": "context_window_size",
    "context_tokens": "total_input_tokens",
    "tokens_out": "output_tokens",
    "tokens_cached": "cache_read_input_tokens",
}
REVIEWS = {
    "approved": ("approved", "approved", "ok"),
    "changes_requested": ("changes requested", "changes", "fix"),
    "pending": ("review pending", "pending", "wait"),
    "draft": ("draft", "draft", "wip"),
    "merged": ("merged", "merged", "in"),
}


def of_variant(document: "Document", variant: str, environ: "system.Environ", now: int) -> "dict[str, str]":
    """Return hole -> text of the fields that a variant of a prompt file has holes for."""
    names = [hole.partition(",")[0].partition(":")[0] for hole in variant.split(f"{MARK}E")[1:]]
    return fields(document, names, environ, now)


def fields(document: "Document", wanted: "list[str]", environ: "system.Environ", now: int) -> "dict[str, str]":
    """Return hole -> text of the wanted fields in every form; those that the document does not have are left out.

    A wanted name may have words after it: those of `dir` are where the path starts, and how many levels it has.
    """
    values = {}
    for name in wanted:
        field, *words = name.split(" ")
        if field in TOKENS:
            forms = _tokens(
                _count(_usage(document) if field[0] == "t" else part(document, "context_window"), TOKENS[field])
            )
        else:
            forms = FIELDS[field](document, environ, now, words) if field in FIELDS else ()  # type: ignore[operator]  # each takes what it needs of these
        if forms and forms[0]:
            values[name] = forms[0]
            values[name + SHORT] = forms[min(1, len(forms) - 1)]
            values[name + TINY] = forms[-1]
    return values


def _lines(document: "Document", *_: object) -> "Forms":
    added, removed = (_count(part(document, "cost"), f"total_lines_{name}") for name in ("added", "removed"))
    return (f"+{added:.0f} -{removed:.0f}",) if added is not None and removed is not None and added + removed else ()


def _duration(document: "Document", *_: object) -> "Forms":
    took = number(part(document, "cost").get("total_duration_ms"))
    return (duration(int(took / SECOND_MS)),) if took is not None and took >= MINUTE_MS else ()


def _api_time(document: "Document", *_: object) -> "Forms":
    took = number(part(document, "cost").get("total_api_duration_ms"))
    if took is None or took < SECOND_MS:
        return ()
    seconds = int(took / SECOND_MS)
    return (f"{seconds}s" if took < MINUTE_MS else duration(seconds),)


def _cost_per_hour(document: "Document", *_: object) -> "Forms":
    cost = part(document, "cost")
    dollars, took = number(cost.get("total_cost_usd")), number(cost.get("total_duration_ms"))
    if dollars is None or took is None or took < MINUTE_MS or not 0 < dollars < MOST:
        return ()
    rate = dollars * HOUR_MS / took
    return f"${rate:.2f}/h", f"${rate:.2f}/h", f"${rate:.0f}/h"


def _context_left(document: "Document", *_: object) -> "Forms":
    left = number(part(document, "context_window").get("remaining_percentage"))
    return (f"{left:.0f}%",) if left is not None and 0 <= left <= 100 else ()  # noqa: PLR2004 - percent


def _tokens_in(document: "Document", *_: object) -> "Forms":
    usage = _usage(document)
    new, written = _count(usage, "input_tokens"), _count(usage, "cache_creation_input_tokens")
    return _tokens(None if new is None else new + (written or 0))


def _usage(document: "Document") -> "Document":
    return part(part(document, "context_window"), "current_usage")


def _cache_left(document: "Document", _: object, now: int, *__: object) -> "Forms":
    expires_at = number(part(document, "prompt_cache").get("expires_at"))
    if expires_at is None or not 0 < expires_at <= now + LONGEST_TTL:
        return ()
    return (f"{MARK}t{expires_at:.0f}" if now < int(expires_at) else COLD,)


def _cache_hit(document: "Document", *_: object) -> "Forms":
    ratio = number(part(document, "prompt_cache").get("hit_ratio"))
    return (f"{100 * ratio:.0f}%",) if ratio is not None and 0 <= ratio <= 1 else ()


def _thinking(document: "Document", *_: object) -> "Forms":
    return ("thinking", "think", "T") if part(document, "thinking").get("enabled") is True else ()


def _fast(document: "Document", *_: object) -> "Forms":
    return ("fast", "fast", "F") if document.get("fast_mode") is True else ()


def _output_style(document: "Document", *_: object) -> "Forms":
    style = word(part(document, "output_style").get("name"))
    return _name("" if style == "default" else style)


def _agent(document: "Document", *_: object) -> "Forms":
    return _name(word(part(document, "agent").get("name")) or word(document.get("agent_type")))


def _session_id(document: "Document", *_: object) -> "Forms":
    session = word(document.get("session_id"))
    plain = len(session) <= UUID_LENGTH and session.isascii() and session.isprintable()
    session = session if plain else clean(session)
    return session, session[:8]


def _vim(document: "Document", *_: object) -> "Forms":
    mode = clean(word(part(document, "vim").get("mode")))
    return mode, "".join(name[:1] for name in mode.split())


def _worktree(document: "Document", *_: object) -> "Forms":
    return _name(word(part(document, "worktree").get("name")) or word(part(document, "workspace").get("git_worktree")))


def _repo(document: "Document", environ: "system.Environ", *_: object) -> "Forms":
    repo = part(part(document, "workspace"), "repo")
    host, owner, name = (word(repo.get(key)) for key in ("host", "owner", "name"))
    if not name:
        return ()
    url = f"https://{host}/{owner}/{name}" if host and owner else ""
    short = clean(name)
    return tuple(_linked(text, url, environ) for text in (clean(f"{owner}/{name}") if owner else short, short))


def _pr(document: "Document", environ: "system.Environ", *_: object) -> "Forms":
    request = part(document, "pr")
    count = _count(request, "number")
    mark = "!" if request.get("kind") == "mr" else "#"  # GitLab's way to write a merge request
    return (_linked(f"{mark}{count:.0f}", word(request.get("url")), environ),) if count else ()


def _review(document: "Document", *_: object) -> "Forms":
    state = word(part(document, "pr").get("review_state"))
    return REVIEWS.get(state) or (clean(state.replace("_", " ")),)


def _dir(document: "Document", environ: "system.Environ", _: int, words: "list[str]") -> "Forms":
    """Return the path of the session's folder, then with ever shorter names above the last, then the last.

    words: `home` or `repo`, where the path starts; the most levels of it, 0 for any.
    """
    path = folder(document).rstrip("/")
    if not path:
        return (folder(document)[:1],)
    start, levels = words
    names = _below(path, start, environ.get("HOME", "").rstrip("/"))
    names = names[-int(levels) :] if 0 < int(levels) < len(names) else names
    names = [clean(name) for name in names]
    initials = [name if name in ("", "~") else name[: 2 if name[0] == "." else 1] for name in names[:-1]]
    last = names[-1]
    return shortened("/".join(names), LONGEST_PATH), shortened("/".join([*initials, last]), LONGEST_PATH), last


def _below(path: str, start: str, home: str) -> "list[str]":
    """Return the names of a path from its repository or its home on, all of them outside of that."""
    root = _repository(path) if start == "repo" else ""
    if root:
        return path[root.rfind("/") + 1 :].split("/")
    if home and (path == home or path.startswith(home + "/")):
        return ("~" + path[len(home) :]).split("/")
    return path.split("/")


def _repository(path: str) -> str:
    """Return the nearest folder from path upwards that has a `.git`, empty if none has."""
    for _ in range(DEEPEST):
        try:
            system.lstat(path + "/.git")
        except (OSError, ValueError):
            path = path[: path.rfind("/")]
            if "/" not in path:
                return ""
        else:
            return path
    return ""


def _linked(text: str, url: str, environ: "system.Environ") -> str:
    from statusline.hot.links import linked

    return linked(text, url, environ)


def _name(text: str) -> "Forms":
    text = clean(text)
    return text, shortened(text, 12), shortened(text, 6)


def _tokens(count: "float | None") -> "Forms":
    """Return a number of tokens: 19.3k, 19k."""
    if not count:
        return ()
    if count < THOUSAND:
        return (f"{count:.0f}",)
    unit, sign = (1e6, "M") if count >= NEARLY_A_MILLION else (THOUSAND, "k")
    return f"{count / unit:.1f}".removesuffix(".0") + sign, f"{count / unit:.0f}{sign}"


def _count(values: "dict[str, object]", name: str) -> "float | None":
    value = number(values.get(name))
    return value if value is not None and 0 <= value < MOST else None


FIELDS = {
    "lines": _lines,
    "duration": _duration,
    "api_time": _api_time,
    "cost_per_hour": _cost_per_hour,
    "context_left": _context_left,
    "tokens_in": _tokens_in,
    "cache_left": _cache_left,
    "cache_hit": _cache_hit,
    "effort": lambda document, *_: (clean(word(part(document, "effort").get("level"))),),
    "thinking": _thinking,
    "fast": _fast,
    "output_style": _output_style,
    "agent": _agent,
    "session_id": _session_id,
    "version": lambda document, *_: (clean(word(document.get("version"))),),
    "vim": _vim,
    "worktree": _worktree,
    "repo": _repo,
    "pr": _pr,
    "review": _review,
    "dir": _dir,
}
