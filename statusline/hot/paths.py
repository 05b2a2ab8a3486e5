"""Where our files are, and which login a process belongs to. HOT: standard built-ins only.

Equal to platformdirs, which the cold half asks, on Linux and macOS; other systems ask it here, too.
"""

import sys

from statusline.hot import system

LOGIN_VARIABLES = (
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_SECURESTORAGE_CONFIG_DIR",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CODEX_HOME",
    "CODEX_ACCESS_TOKEN",
    "OPENAI_FEDERATION_RULE_ID",
)
RELATIVE_CODEX_HOME = "STATUSLINE_CODEX_HOME_IS_RELATIVE"  # for children, who get it absolute
INGEST_LIFE = 15  # seconds after which the claim of an ingest that does not renew it counts no more
ACCOUNT_MARK = "@"  # begins the key of a configured account; no login of an environment has it in its key
_KEY_PREFIXES = ("c", "s", "t", "x")
_CHECKSUM_ALREADY = "t"
_KEY_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
_KEY_PART_LENGTH = 60


def home(environ: "system.Environ") -> str:
    """Return the absolute home folder; a relative or missing HOME counts as unset. Raises KeyError if there is none."""
    value = environ.get("HOME", "")
    if value.startswith("/"):
        return value.rstrip("/")
    import pwd

    return pwd.getpwuid(system.getuid()).pw_dir.rstrip("/")


def cache_dir(environ: "system.Environ") -> str:
    """Return the folder of the record and the prompt files."""
    return _folder(environ, "STATUSLINE_CACHE_DIR", "XDG_CACHE_HOME", "/.cache", "/Library/Caches")


def state_dir(environ: "system.Environ") -> str:
    """Return the folder of the schedule and the history: what a cleared cache must not forget."""
    return _folder(environ, "STATUSLINE_STATE_DIR", "XDG_STATE_HOME", "/.local/state", "/Library/Application Support")


def config_file(environ: "system.Environ") -> str:
    override = environ.get("STATUSLINE_CONFIG", "")
    if override:
        return absolute(override)
    return _folder(environ, "", "XDG_CONFIG_HOME", "/.config", "/Library/Application Support") + "/config.toml"


def absolute(path: str) -> str:
    """Return path, taken from the current folder if it is relative; where that is gone, from what a shell called it."""
    if path.startswith("/") or sys.platform == "win32":
        return path
    try:
        folder = system.getcwd()
    except OSError:
        folder = system.environment().get("PWD", "")
        if not folder.startswith("/"):
            raise
    return folder + "/" + path


def owned(uid: int) -> bool:
    """Return whether what uid owns is this user's; for root with the HOME of somebody else also what that one owns."""
    if sys.platform == "win32":
        return True
    me = system.geteuid()
    if uid == me or me != 0:
        return uid == me
    try:
        return uid == system.stat(home(system.environment())).st_uid
    except (OSError, KeyError):
        return False


def writable(uid: int) -> bool:
    """Return whether to write beside what uid owns: root in another's home would leave files that lock that one out."""
    return sys.platform == "win32" or uid == system.geteuid()


def plain_and_owned(status: system.stat_result) -> bool:
    return status.st_mode & 0o170000 == 0o100000 and owned(status.st_uid)  # noqa: PLR2004 - stat is a library to load


def login(environ: "system.Environ") -> "tuple[str, ...]":
    """Return what decides whose numbers a process sees: Claude's two folders, the tokens, Codex's folder.

    Each is empty where unset; folders are absolute. A token is replaced by a 32-bit checksum, so that two tokens do
    not share a cache and none can be read back; shell built-ins can compute the same. Codex's (or the
    rule of its workload identity) stands behind a dot.
    """
    claude, storage, token, codex, codex_token, rule = (environ.get(name, "") for name in LOGIN_VARIABLES)
    if not storage and LOGIN_VARIABLES[1] in environ:  # set but empty means the default folder to Claude Code
        storage = home(environ) + "/.claude"
    tokens = str(_checksum(system.fsencode(token))) if token else ""
    if codex_token or rule:  # in Codex' order
        tokens += "." + str(_checksum(system.fsencode(codex_token or rule)))
    return (
        absolute(claude) if claude else "",
        absolute(storage) if storage else "",
        tokens,
        absolute(codex) if codex else "",
    )


def login_key(login: "tuple[str, ...]") -> str:
    """Return the name of a login's folder in the cache: `default`, or its parts with odd bytes as `_`.

    A folder has a checksum behind it, because two may differ in nothing but odd bytes, or long before their end.
    """
    parts = [prefix + _key_part(prefix, value) for prefix, value in zip(_KEY_PREFIXES, login, strict=True) if value]
    return "+".join(parts) or "default"


def login_dir(environ: "system.Environ") -> str:
    """Return the folder of the prompt files, claims and spool of this process's login."""
    return cache_dir(environ) + "/logins/" + login_key(login(environ))


def file_name(text: str) -> str:
    """Return text as a safe file name: bytes outside `A-Za-z0-9._-` become `_`, the last 60 are kept."""
    return _safe(text[-_KEY_PART_LENGTH:].encode("utf-8", "replace"))


def account_dir(environ: "system.Environ", label: str) -> str:
    return cache_dir(environ) + "/accounts/" + account_name(label)


def account_name(label: str) -> str:
    """Return label as a file name that no other label has: one with odd characters gets a checksum."""
    data = label.encode("utf-8", "surrogateescape")  # the config is UTF-8 whatever the locale says
    safe = _safe(data)
    return safe if safe == label else safe + "+" + str(_checksum(data))


def folder_name(folder: str) -> str:
    """Return a folder's path as a file name: its last bytes, made safe, and a checksum of all of it."""
    data = system.fsencode(folder)
    return f"{_safe(data)}-{_checksum(data)}"


def _key_part(prefix: str, value: str) -> str:
    return _safe(system.fsencode(value)) if prefix == _CHECKSUM_ALREADY else folder_name(value)


def _safe(data: bytes) -> str:
    return bytes(b if b in _KEY_BYTES else 95 for b in data[-_KEY_PART_LENGTH:]).decode("ascii")


def _checksum(data: bytes) -> int:
    value = 5381
    for byte in data:
        value = (value * 1_000_003 + byte) & 0xFFFFFFFF  # exact in fish too, whose numbers have 53 bits
    return value


def _folder(environ: "system.Environ", override: str, xdg: str, linux: str, macos: str) -> str:
    value = environ.get(override, "") if override else ""
    if value:
        return absolute(value)
    value = environ.get(xdg, "")
    if value.startswith("/"):
        return value + ("statusline" if value.endswith("/") else "/statusline")
    if sys.platform == "win32":
        import platformdirs

        kind = {"XDG_CACHE_HOME": "user_cache_dir", "XDG_STATE_HOME": "user_state_dir"}.get(xdg, "user_config_dir")
        return str(getattr(platformdirs, kind)("statusline", appauthor=False))
    return home(environ) + (macos if sys.platform == "darwin" else linux) + "/statusline"


def config_stamp(environ: "system.Environ") -> str:
    """Return what changes when the config file does: its mtime in nanoseconds, 0 if there is none."""
    try:
        return str(system.stat(config_file(environ)).st_mtime_ns)
    except OSError:
        return "0"
