"""Redacts output for other people: names, paths and keys become short salted hashes, secrets go. Pure.

| mode | what stays |
|---|---|
| normal | everything but secrets and e-mail addresses that turn up in a wrong field |
| redacted | besides: paths, labels, account keys, ids, own servers, user and host as `path:3f9a12`, `label:…` |
| strict | besides: no hash of paths, ids, user and host; no uid, pid, kernel |

A label that the user configured stays: writing it down was consent. A hash is the beginning of an HMAC-SHA256 with
the salt of this installation: the same in all its output, and impossible to look up.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from statusline.errors import Sentence

NORMAL, REDACTED, STRICT = MODES = ("normal", "redacted", "strict")
_THIS_MACHINE = frozenset({"localhost", "[::1]"})
ELIDED = "…"

_PATH_FIELDS = frozenset({"path", "file", "folder", "where"})
_SHORT = 6
_KEY_LENGTH = 16
_COMMON = frozenset(
    """
    root user you nobody default localhost statusline path plan label max pro plus team free
    """.split()  # noqa: SIM905 - words are easier to read without quotes
)
_SHORTEST_WORD = 3
# Compiled by `re` when the first text is looked at: most passes in the background look at none.
_PUBLIC = r"/(?:etc|usr/(?:bin|s?bin|lib|share)|s?bin|lib(?:32|64)?|dev(?!/shm/)|proc|System)(?:/.*)?"
_LOOPBACK = r"127(?:\.\d{1,3}){3}"
_KNOWN_NAMES = frozenset(
    """
    config.toml
    .cache .config .local state share lib bin Library Caches statusline
    usage.json schedule.json history.sqlite3 tokens.sqlite3 config.good.toml
    web-session.json installed.json init.zsh init.bash init.fish costs.json scales.json
    alerts.json prices.json prices.json.bak backups salt lock logins default accounts
    spool spool-codex burnt refresh.claim ingest.claim
    .tmux.conf tmux tmux.conf conf.d starship.toml
    .venv venv site-packages python python3 fast.py
    """.split()  # noqa: SIM905 - words are easier to read without quotes
) | {"Application Support"}
_KNOWN_SHAPES = r"[a-z]{3,12}\.(?:prompt|line)|python3\.\d{1,2}"

_SENSITIVE = (
    r"\b(?:gh[oprsu]_|github_pat_|glpat-|AKIA|ASIA|AIza|ya29\.|xox[abeprs]-|xapp-|npm_|pypi-|hf_|[spr]k_live_)[\w.-]{8,}"
    r"|\beyJ[\w-]{6,}(?:\.[\w-]*)*|\bsk-[\w-]{8,}|\brt_[\w.-]{6,}|\b[Bb]earer\s+[\w.~+/=-]{6,}"
    r"|\bsessionKey(?:LC)?=[^\s;,()'\"]+"
)
_MAIL = r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
_MASKED = f"(?P<secret>{_SENSITIVE})|(?P<mail>{_MAIL})"
_MORE = r"[^\s'\"`,;()<>]"
_QUOTED = r'"[^"\n]*"'
_UUID = r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
_SENTENCE_ENDS = ".:!?"


def stricter(mode: str, other_mode: str) -> str:
    """Return the mode of the two that hides more."""
    return max(mode, other_mode, key=MODES.index)


def masked(text: str) -> str:
    """Return text without anything that looks like a token, a cookie or an e-mail address; for every mode."""
    return re.sub(_MASKED, lambda match: f"[{match.lastgroup}]", text)


@dataclass(frozen=True, slots=True)
class Redactor:
    """One mode with the names of this machine that it hides.

    `home` is the home folder, `folders` are other paths that may be part of a text, also with spaces in them. `labels`
    are the configured ones, `identifiers` are (kind, name) pairs to hide anywhere, `vocabulary` the
    words that may stay between quotation marks, `hosts` and `names` the vendors' own servers and file names.
    """

    mode: str = NORMAL
    salt: bytes = b""
    home: str = ""
    folders: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    identifiers: tuple[tuple[str, str], ...] = ()
    vocabulary: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def hides(self) -> bool:
        return self.mode != NORMAL

    @property
    def strict(self) -> bool:
        """Tell whether facts about the machine are hidden too."""
        return self.mode == STRICT

    def label(self, label: str | None) -> str | None:
        """Return the label of an account: the user's own, or its hash."""
        if not label or not self.hides or label in self.labels:
            return label
        return self._short("label", label)

    def key(self, key: str) -> str:
        """Return the key of an account in its usual form."""
        provider, colon, _ = key.partition(":")
        return f"{provider}:{self._digest('account', key)[:_KEY_LENGTH]}" if colon and self.hides else key

    def path(self, path: str) -> str:
        """Return the shape of a path: well-known names stay, one hash replaces the rest; the home is `~`."""
        if not self.hides or not path or re.fullmatch(_PUBLIC, path):
            return masked(path)
        if self.home and path.startswith("~/"):
            path = self.home + path[1:]
        below = bool(self.home) and (path == self.home or path.startswith(f"{self.home}/"))
        names = [name for name in path[len(self.home) if below else 0 :].split("/") if name]
        first = next((index for index, name in enumerate(names) if not (below and self._is_known(name))), len(names))
        last = next((index for index in range(len(names), first, -1) if not self._is_known(names[index - 1])), first)
        if not below and first == last:  # only well-known names, but outside the home folder
            last = len(names)
        hidden = [self._elided("path", "/".join(["~" if below else "", *names[:last]]))] if last > first else []
        return "/".join([*(["~"] if below else []), *names[:first], *hidden, *names[last:]])

    def host(self, host: str) -> str:
        """Return a server's name with its port: the vendors' servers and this machine stay."""
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if not self.hides or name in self.hosts | _THIS_MACHINE or re.fullmatch(_LOOPBACK, name):
            return masked(host)
        return self._short("host", host)

    def text(self, text: str) -> str:
        """Return a sentence: by its values where it knows them, else by a search for paths, names and addresses.

        Words of others have no fields and are searched: what an exception, a client's output, a complaint about the
        config (it quotes the line) or a variable says.
        """
        if not self.hides:
            return masked(text)
        return text.shown(self._field) if isinstance(text, Sentence) else self._searched(text)

    def _field(self, name: str, value: str) -> str:
        if name in _PATH_FIELDS and value.startswith(("/", "~")):
            return self.path(value)
        if name == "host":
            host, _, _ = value.partition("/")
            return value if self.host(host) == host else self.host(host)
        if name == "label":
            return self.label(value) or ""
        if name == "uid" and self.strict:
            return ELIDED
        return self._searched(value)

    def _searched(self, text: str) -> str:
        return _pattern(self.folders, self.identifiers).sub(self._instead, text)

    def _instead(self, match: re.Match[str]) -> str:
        text, kind = match[0], match.lastgroup or ""
        if kind in ("secret", "mail"):
            return f"[{kind}]"
        if kind == "process":
            return "" if self.strict else text
        if kind == "quoted":
            return text if text[1:-1] in self.vocabulary else f'"{self._short("value", text)}"'
        body = text.rstrip(_SENTENCE_ENDS) if kind in ("path", "url") else text
        return self._named(kind, body) + text[len(body) :]

    def _named(self, kind: str, text: str) -> str:
        if kind == "path":
            return self.path(text)
        if kind == "url":
            return self._url(text)
        if kind == "key":
            return self.key(text)
        if kind == "id":
            return self._elided("id", text)
        name_kind = next(name_kind for name_kind, name in self.identifiers if name == text)
        return self._short(name_kind, text) if name_kind in ("host", "label") else self._elided(name_kind, text)

    def _is_known(self, name: str) -> bool:
        return name in _KNOWN_NAMES or name in self.names or bool(re.fullmatch(_KNOWN_SHAPES, name))

    def _url(self, url: str) -> str:
        scheme, _, location = url.partition("://")
        netloc, slash, path = location.partition("/")
        host = netloc.rpartition("@")[2]
        host_shown = self.host(host)
        return f"{scheme}://{host_shown}{slash}{path}" if host_shown == host else f"{scheme}://{host_shown}"

    def _elided(self, kind: str, value: str) -> str:
        return ELIDED if self.strict else self._short(kind, value)

    def _short(self, kind: str, value: str) -> str:
        return f"{kind}:{self._digest(kind, value)[:_SHORT]}"

    def _digest(self, kind: str, value: str) -> str:
        message = f"{kind}\0{value}".encode("utf-8", "surrogateescape")
        return hmac.new(self.salt, message, hashlib.sha256).hexdigest()


NO_REDACTION = Redactor()


def distinctive(name: str) -> bool:
    """Tell whether a name is safe to hide anywhere: hiding `root` or `user` would garble a text."""
    return len(name) >= _SHORTEST_WORD and name.lower() not in _COMMON and not name.isdecimal()


@lru_cache(maxsize=8)
def _pattern(folders: tuple[str, ...], names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Return a pattern of everything that may have to be hidden; known folders match whole, also with spaces."""
    listed = "|".join(re.escape(folder) for folder in sorted(folders, key=len, reverse=True)) or r"(?!)"
    name_pattern = "|".join(re.escape(item) for _, item in sorted(names, key=lambda pair: -len(pair[1]))) or r"(?!)"
    parts = {
        "secret": _SENSITIVE,
        "url": rf"\bhttps?://{_MORE}+",
        "path": rf"(?:{listed})(?![\w-]|\.\w)(?:/{_MORE}*)?|(?<![\w/.:~-])~?/(?=[^\s/]){_MORE}+|\b[A-Za-z]:\\{_MORE}+",
        "word": rf"(?<![\w.-])(?:{name_pattern})(?![\w-])",
        "mail": _MAIL,
        "key": r"\b[a-z]\w*:[0-9a-f]{16}\b",
        "id": _UUID,
        "process": r" ?\((?:uid|pid) \d+\)",
        "quoted": _QUOTED,
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()))
