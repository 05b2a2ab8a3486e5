"""Checks of the config's values. A check yields the faults of a value, each as the predicate of a sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping

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
LONGEST_WORD = 1_000
_LONGEST_SHOWN = 60
_VISIBLE_ASCII = re.compile(r"[!-~]+")
_LOOPBACK = re.compile(r"localhost|::1|127(?:\.[0-9]{1,3}){3}")
# Bidirectional embeddings, overrides and isolates reorder what follows them in a prompt.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def unsafe(character: str) -> bool:
    """Return whether a character would act on a terminal instead of being shown."""
    if " " <= character <= "~":
        return False
    from unicodedata import category  # here: most configs are ASCII

    return character in _REORDERING or category(character) in _UNSAFE_CATEGORIES


def quoted(text: str) -> str:
    """Return text as a TOML string with control characters escaped."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def shown(text: str) -> str:
    """Return text for a message: quoted, masked where it looks like a secret, and cut."""
    text = masked(text)
    return quoted(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")


def boolean(key: Key, value: object) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield key, "must be true or false."


def whole(low: int, high: int) -> Check:
    def check(key: Key, value: object) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield key, f"must be a whole number from {low} to {high}."

    return check


def text(key: Key, value: object, longest: int = LONGEST_TEXT) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield key, "must be text in quotes."
    elif len(value) > longest:
        yield key, f"must not be longer than {longest} characters."
    elif bad := next(filter(unsafe, value), None):
        yield key, f"must not contain the control character U+{ord(bad):04X}; remove it."


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


def program_or_none(key: Key, value: object) -> Iterator[Fault]:
    """Accept a program and its arguments, or an empty list. A relative path would depend on the current folder."""
    if not isinstance(value, list) or not all(isinstance(argument, str) for argument in value):
        yield key, "must be a list of texts: the program and its arguments, each in quotes, between [ and ]."
        return
    yield from [fault for argument in value for fault in text(key, argument, LONGEST_WORD)][:1]
    name = value[0] if value else None
    if name is not None and not (name.startswith("~/") or os.path.isabs(name) or _is_a_name(name)):
        yield key, 'must begin with a program: its name in PATH, an absolute path, or one that begins with "~/".'


def program(key: Key, value: object) -> Iterator[Fault]:
    """Accept a program and its arguments."""
    yield from program_or_none(key, value)
    if value == []:
        yield key, "must name a program."


def _is_a_name(name: str) -> bool:
    return bool(name) and not name.startswith("-") and os.path.basename(name) == name


def either(choices: Collection[str]) -> str:
    """Return the choices as words: "a", "b" or "c"."""
    *others, last = map(quoted, choices)
    return f"{', '.join(others)} or {last}" if others else last


def one_of(choices: Collection[str]) -> Check:
    def check(key: Key, value: object) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in choices:
            suggestion = nearest(value, choices) if isinstance(value, str) else None
            did_you_mean = f" Did you mean {quoted(suggestion)}?" if suggestion else ""
            yield key, f"must be {either(choices)}.{did_you_mean}"

    return check


def tables(most: int) -> Check:
    def check(key: Key, value: object) -> Iterator[Fault]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            yield key, f"must be tables; write [[{key[-1]}]] and its keys below."
        elif len(value) > most:
            yield key, f"must not be more than {most} tables."

    return check


def styling(key: Key, value: object) -> Iterator[Fault]:
    faults = list(text(key, value))
    yield from faults
    if not faults:
        try:
            style.parse(str(value))
        except ConfigError as error:
            yield key, f"is not a valid style: {error}"


def named_styling(key: Key, value: object) -> Iterator[Fault]:
    faults = list(text(key, value))
    yield from faults or _mistakes(key, "style", str(value), grammar.style_words)


def formatted(names: tuple[str, ...], *, lines: bool = False) -> Check:
    """Accept a format that uses these variables. lines: it may have several lines."""

    def parse(format_: str) -> object:
        return grammar.parse(format_, names, variables.ALL)

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
    """Accept an https address (http on this machine only), or nothing where the vendor's own settings name one."""
    may_be_empty = not TABLE[str(key[0])].base_url
    faults = list(text(key, value))
    yield from faults
    if not faults and (value or not may_be_empty) and not _is_address(str(value)):
        yield key, 'must be only an address such as "https://host.example" (http:// only for this machine).'


def sources(by_provider: Mapping[str, Collection[str]]) -> Check:
    def check(key: Key, value: object) -> Iterator[Fault]:
        names = by_provider[str(key[0])]
        for path, name in _names(key, value):
            if name not in names:
                yield path, f"names the unknown source {shown(name)}; {_instead(name, names)}"
        yield from _not_names(key, value)

    return check


def windows(names: Collection[str], pattern: re.Pattern[str]) -> Check:
    def check(key: Key, value: object) -> Iterator[Fault]:
        for path, window in _names(key, value):
            if window not in names and not pattern.fullmatch(window):
                yield path, f"names the unknown window {shown(window)}; {_instead(window, names)}"
        yield from _not_names(key, value)

    return check


def _mistakes(key: Key, kind: str, value: str, parse: Callable[[str], object]) -> Iterator[Fault]:
    """Yield what parse finds wrong in value, with the caret on lines of its own."""
    try:
        parse(value)
    except ConfigError as error:
        yield key, f"is not a valid {kind}:" + "".join(f"\n  {line}" for line in str(error).split("\n"))


def _names(key: Key, value: object) -> Iterator[tuple[Key, str]]:
    items = value if isinstance(value, list) else []
    return (((*key, index), item) for index, item in enumerate(items) if isinstance(item, str))


def _not_names(key: Key, value: object) -> Iterator[Fault]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield key, "must be a list of names in quotes, between [ and ]."
    elif len(set(value)) != len(value):
        yield key, "must not name anything twice."


def _instead(name: str, names: Collection[str]) -> str:
    suggestion = nearest(name, names)
    return f'did you mean "{suggestion}"?' if suggestion else f"available: {', '.join(names)}."


def _is_address(value: str) -> bool:
    from urllib.parse import urlsplit  # here: few configs name a server

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
