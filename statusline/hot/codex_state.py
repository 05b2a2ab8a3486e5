"""What Codex hands to its status line provider about the session that it shows. HOT.

The shape is that of Codex CLI 0.171 (its skill `create-statusline` has the types). Nothing raises on a bad state: what
cannot be read is missing.
"""

from statusline.hot.session_document import number

FOOTER = "ui://statusline/footer"  # the resource that Codex draws
IN_REQUEST = "com.openai/codex-statusline-state"  # where the state is in the `_meta` of an ask for it
SPOOL = "spool-codex"  # in the login's folder: what sessions of Codex said
OWN_PROVIDER = "openai"
MAIN_LIMIT = "codex"
WINDOWS = {300: "five_hour", 10_080: "seven_day"}  # by their minutes
SLOTS = ("primary", "secondary")
MOST_LIMITS = 8
NAME_LENGTH = 40
FURTHEST = 32 * 86_400
_SAFE = "-_. "


def document(state: "dict[str, object]") -> "dict[str, object]":
    """Return what the state says of the session in the words of Claude Code's document, so that one code shows both."""
    thread = _object(state, "thread")
    model, usage = _object(thread, "model"), _object(thread, "usage")
    context, total = _object(usage, "context"), _object(usage, "total")
    used, cached = number(context.get("used_percentage")), number(total.get("cache_read_input_tokens"))
    every = number(total.get("total_input_tokens"))
    return {
        "session_id": thread.get("id"),
        "session_name": thread.get("name"),
        "cwd": _object(thread, "workspace").get("cwd"),
        "version": _object(state, "app").get("cli_version"),
        "model": {"id": model.get("id"), "display_name": model.get("display_name")},
        "effort": {"level": model.get("reasoning_level")},
        "fast_mode": model.get("service_tier") in ("fast", "priority"),
        "cost": {"total_cost_usd": _object(usage, "cost").get("total_cost_usd")},
        "context_window": {
            "used_percentage": context.get("used_percentage"),
            "remaining_percentage": None if used is None else 100 - used,
            "context_window_size": context.get("context_window_size"),
            "total_input_tokens": context.get("used_tokens"),
            "current_usage": {  # of the whole session: Codex does not say what its last answer took
                "input_tokens": total.get("other_input_tokens"),
                "cache_creation_input_tokens": total.get("cache_write_input_tokens"),
                "cache_read_input_tokens": cached,
                "output_tokens": total.get("output_tokens"),
            },
        },
        "prompt_cache": {"hit_ratio": (cached or 0) / every if every else None},
    }


def session(state: "dict[str, object]") -> str:
    """Return the thread's id, empty if the state has none."""
    return _text(_object(state, "thread").get("id"))


def provider(state: "dict[str, object]") -> str:
    """Return the id of the provider that the thread's model is asked through, empty if the state does not say."""
    return _text(_object(_object(state, "thread"), "model").get("provider"))


def limits(state: "dict[str, object]", now: int) -> "dict[str, tuple[float, int]]":
    """Return the limits for the spool: name -> (used percentage 0-100, resets_at in epoch seconds).

    A name is the thread's provider, the limit's id, the window's minutes (or its slot) and the limit's name, with `/`
    between them.
    """
    spooled = {}
    for limit in _limits(state):
        for slot in SLOTS:
            window = _object(limit, slot + "_limit")
            value = _value(window, now)
            if value:
                minutes = number(window.get("window_minutes"))
                length = f"{minutes:.0f}" if minutes else slot
                words = (provider(state), _text(limit.get("limit_id")), length, _text(limit.get("limit_name")))
                spooled["/".join(map(_safe, words))] = value
    return spooled


def windows(state: "dict[str, object]", now: int) -> "dict[str, tuple[float, int]]":
    """Return the windows of the main limit by their names, as `limits` has their values."""
    current = {}
    for limit in _limits(state):
        if _text(limit.get("limit_id")) in ("", MAIN_LIMIT):
            for slot in SLOTS:
                window = _object(limit, slot + "_limit")
                name = WINDOWS.get(int(number(window.get("window_minutes")) or 0))
                value = _value(window, now)
                if name and value:
                    current[name] = value
    return current


def _limits(state: "dict[str, object]") -> "list[dict[str, object]]":
    limits = _object(state, "account").get("rate_limits")
    return [limit for limit in limits[:MOST_LIMITS] if isinstance(limit, dict)] if isinstance(limits, list) else []


def _value(window: "dict[str, object]", now: int) -> "tuple[float, int] | None":
    used, resets_at = number(window.get("used_percent")), number(window.get("resets_at"))
    if used is None or resets_at is None or not 0 <= used <= 1_000 or not now < resets_at <= now + FURTHEST:  # noqa: PLR2004 - more than ten times the limit is not a percentage
        return None
    return min(round(used, 1), 100.0) + 0.0, int(resets_at)  # no -0.0


def _safe(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in _SAFE) else "_" for c in text[:NAME_LENGTH])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _object(document: "dict[str, object]", name: str) -> "dict[str, object]":
    value = document.get(name)
    return value if isinstance(value, dict) else {}
