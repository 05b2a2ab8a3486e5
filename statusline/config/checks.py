"""What a value of the config may be. A check yields the faults of a value, each as the predicate of a sentence."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from urllib.parse import urlsplit

from statusline.config import variables
from statusline.config.providers import TABLE
from statusline.config.targets import TARGETS
from statusline.errors import ConfigError
from statusline.format import grammar, style
from statusline.format.suggest import nearest
from statusline.redaction import masked

Key = tuple[str | int, ...]
Fault = tuple[Key, str]
Check = Callable[[Key, object], Iterator[Fault]]

LONGEST_TEXT = 200
LONGEST_FORMAT = 1_500
LONGEST_LABEL = 24
_LONGEST_SHOWN = 60
_VISIBLE_ASCII = re.compile(r"[!-~]+")
_LOOPBACK = re.compile(r"localhost|::1|127(?:\.[0-9]{1,3}){3}")
# Bidirectional embeddings, overrides and isolates reorder what follows them in a prompt.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def unsafe(character: str) -> bool:
    """Return whether a character would act on a terminal instead of being shown."""
    return character in _REORDERING or unicodedata.category(character) in _UNSAFE_CATEGORIES


def quoted(text: str) -> str:
    """Return text as a TOML string in which nothing acts on a terminal."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def shown(text: str) -> str:
    """Return text for a message: quoted, without what looks like a secret, and cut where no name is so long."""
    text = masked(text)
    return quoted(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")


def boolean(key: Key, value: object) -> Iterator[Fault]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield key, "must be true or false."


def whole(low: int, high: int) -> Check:
    """Accept whole numbers from low to high."""

    def check(key: Key, value: object) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield key, f"must be a whole number from {low} to {high}."

    return check


def text(key: Key, value: object, longest: int = LONGEST_TEXT) -> Iterator[Fault]:
    """Accept text that can be part of a prompt."""
    if not isinstance(value, str):
        yield key, "must be text in quotes."
    elif len(value) > longest:
        yield key, f"must not be longer than {longest} characters."
    elif bad := next(filter(unsafe, value), None):
        yield key, f"must not hold the control character U+{ord(bad):04X}; take it out."


def label(key: Key, value: object) -> Iterator[Fault]:
    """Accept a name that a person can type after --account."""
    faults = list(text(key, value))
    yield from faults
    if not faults and not (1 <= len(str(value)) <= LONGEST_LABEL and str(value) == str(value).strip()):
        yield key, f"must be 1 to {LONGEST_LABEL} characters without spaces around them."
    elif not faults and str(value)[0] in "-.":
        yield key, "must not begin with - or a dot."


def folder(key: Key, value: object) -> Iterator[Fault]:
    """Accept an absolute path, or one below the home folder."""
    faults = list(text(key, value))
    yield from faults
    if not faults and not (str(value).startswith("~/") or os.path.isabs(str(value))):
        yield key, 'must be an absolute path, or begin with "~/".'


def one_of(known: Collection[str]) -> Check:
    """Accept one of the known words."""

    def check(key: Key, value: object) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in known:
            yield key, f"must be {' or '.join(map(quoted, known))}."

    return check


def tables(most: int) -> Check:
    """Accept a list of at most so many tables, whatever is in them."""

    def check(key: Key, value: object) -> Iterator[Fault]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            yield key, f"must be tables; write [[{key[-1]}]] and its keys below."
        elif len(value) > most:
            yield key, f"must not be more than {most} tables."

    return check


def styling(key: Key, value: object) -> Iterator[Fault]:
    """Accept a style string."""
    faults = list(text(key, value))
    yield from faults
    if not faults:
        try:
            style.parse(str(value))
        except ConfigError as error:
            yield key, f"is no style: {error}"


def named_styling(key: Key, value: object) -> Iterator[Fault]:
    """Accept a style string in which the names of styles may stand too."""
    faults = list(text(key, value))
    yield from faults or _mistakes(key, "style", str(value), grammar.style_words)


def formatted(known: tuple[str, ...], *, lines: bool = False) -> Check:
    """Accept a format that uses known variables; lines: also one of several lines."""

    def parse(written: str) -> object:
        return grammar.parse(written, known, variables.ALL)

    def check(key: Key, value: object) -> Iterator[Fault]:
        one_line = value.replace("\n", " ") if lines and isinstance(value, str) else value
        faults = list(text(key, one_line, LONGEST_FORMAT))
        yield from faults or _mistakes(key, "format", str(value), parse)

    return check


def target_format(key: Key, value: object) -> Iterator[Fault]:
    """Accept the format of a target; Claude's has more variables and lines."""
    of_session = TARGETS[str(key[1])].open_to_session
    return formatted(variables.CLAUDE_LINE if of_session else variables.SEGMENT, lines=of_session)(key, value)


def header(key: Key, value: object) -> Iterator[Fault]:
    """Accept text that can be the value of an HTTP header."""
    faults = list(text(key, value))
    yield from faults
    if not faults and not (str(value).isascii() and str(value) == str(value).strip()):
        yield key, "must be plain ASCII without spaces around it."


def address(key: Key, value: object) -> Iterator[Fault]:
    """Accept an https address (http on this machine only), or nothing where the vendor's own settings can say it."""
    may_be_empty = not TABLE[str(key[0])].base_url
    faults = list(text(key, value))
    yield from faults
    if not faults and (value or not may_be_empty) and not _is_address(str(value)):
        yield key, 'must be an address such as "https://host.example" (http:// only for this machine) and nothing more.'


def sources(of: Mapping[str, Collection[str]]) -> Check:
    """Accept a list of the sources that the table's provider has."""

    def check(key: Key, value: object) -> Iterator[Fault]:
        known = of[str(key[0])]
        for place, name in _names(key, value):
            if name not in known:
                yield place, f"names the unknown source {shown(name)}; {_instead(name, known)}"
        yield from _not_names(key, value)

    return check


def windows(known: Collection[str], pattern: re.Pattern[str]) -> Check:
    """Accept a list of window names: known ones and those that pattern describes."""

    def check(key: Key, value: object) -> Iterator[Fault]:
        for place, name in _names(key, value):
            if name not in known and not pattern.fullmatch(name):
                yield place, f"names the unknown window {shown(name)}; {_instead(name, known)}"
        yield from _not_names(key, value)

    return check


def _mistakes(key: Key, kind: str, value: str, parse: Callable[[str], object]) -> Iterator[Fault]:
    """Yield what parse finds wrong in value, with its caret on lines of their own."""
    try:
        parse(value)
    except ConfigError as error:
        yield key, f"is no {kind}:" + "".join(f"\n  {line}" for line in str(error).split("\n"))


def _names(key: Key, value: object) -> Iterator[tuple[Key, str]]:
    items = value if isinstance(value, list) else []
    return (((*key, index), item) for index, item in enumerate(items) if isinstance(item, str))


def _not_names(key: Key, value: object) -> Iterator[Fault]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield key, "must be a list of names in quotes, between [ and ]."
    elif len(set(value)) != len(value):
        yield key, "must name each thing once."


def _instead(name: str, known: Collection[str]) -> str:
    meant = nearest(name, known)
    return f'did you mean "{meant}"?' if meant else f"known here: {', '.join(known)}."


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or not _VISIBLE_ASCII.fullmatch(value) or "@" in parts.netloc or "?" in value or "#" in value:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _LOOPBACK.fullmatch(host) is not None)


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if unsafe(character):
        return f"\\u{ord(character):04X}"
    return character
