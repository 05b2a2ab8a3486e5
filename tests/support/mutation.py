"""What to feed: real files cut, flipped and spliced; real documents with values of other kinds in their places."""

import json

from hypothesis import strategies as st

ODD_TEXTS = (
    "",
    "\0",
    "\ud800",
    "\x1b[31m\x1b]0;title\x07",
    "\x1f\x1e.\n",
    "#[fg=red]#(touch x)$(touch x)`touch x`%{%n%} !!",
    "a\nb\r\nc\u2028d",
    "\u202e世界🙂e\u0301",
    "NaN",
    "1e999",
    "-0",
    "9" * 5_000,
    "2026-11-21T04:44:54.701Z",
    "9999-12-31T23:59:59-23:59",
    "x" * 70_000,
)
ODD_NUMBERS = (0, -1, 0.5, 1e308, float("nan"), float("inf"), -float("inf"), 2**31, 2**63, 10**4_000, 1_795_235_700)
ODD_VALUES = (*ODD_TEXTS, *ODD_NUMBERS, None, True, [], {}, [[]], [{}], [None, 1, "a"], {"": None}, {"error": {}})


def odd_values():
    """Return values that stand where another kind is expected."""
    return st.sampled_from(ODD_VALUES) | st.integers() | st.floats() | st.text(max_size=20)


def mutated(*seeds, words=()):
    """Return bytes that begin as one of seeds and are then changed at a few places; words are spliced in."""
    spliced = st.sampled_from([*words, b"\0", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"9" * 400, b"-1", b'"', b"{["])
    place = st.integers(0, 1 << 20)
    changes = st.one_of(
        st.tuples(st.just(_cut), place),
        st.tuples(st.just(_flip), place, st.integers(1, 255)),
        st.tuples(st.just(_insert), place, spliced | st.binary(max_size=6)),
        st.tuples(st.just(_replace), place, spliced | st.binary(max_size=6)),
        st.tuples(st.just(_remove), place, st.integers(1, 60)),
        st.tuples(st.just(_repeat), place, st.integers(1, 200), st.integers(1, 8)),
    )
    return st.builds(_changed, st.sampled_from(seeds), st.lists(changes, min_size=1, max_size=5))


def misshapen(*documents):
    """Return JSON values: one of documents with odd values at some places, or without what was there."""
    places = {index: list(_places(document)) for index, document in enumerate(documents)}

    def change(index):
        edits = st.lists(st.tuples(st.sampled_from(places[index]), odd_values() | st.just(_GONE)), max_size=6)
        return st.builds(_edited, st.just(documents[index]), edits)

    return st.sampled_from(sorted(places)).flatmap(change)


def encoded(value):
    """Return a JSON value as bytes, lone surrogates escaped and NaN as it is."""
    return json.dumps(value).encode()


_GONE = object()


def _changed(seed, changes):
    for change, *arguments in changes:
        seed = change(seed, *arguments) if seed else seed
    return seed


def _cut(data, place):
    return data[: place % len(data)]


def _flip(data, place, bits):
    at = place % len(data)
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


def _insert(data, place, word):
    at = place % len(data)
    return data[:at] + word + data[at:]


def _replace(data, place, word):
    at = place % len(data)
    return data[:at] + word + data[at + len(word) :]


def _remove(data, place, length):
    at = place % len(data)
    return data[:at] + data[at + length :]


def _repeat(data, place, length, times):
    at = place % len(data)
    return data[:at] + data[at : at + length] * times + data[at:]


def _places(value, above=()):
    """Yield the path of everything in a JSON value."""
    yield above
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _places(item, (*above, key))


def _edited(document, edits):
    for place, value in edits:
        document = _put(document, place, value)
    return None if document is _GONE else document


def _put(document, place, value):
    if not place:
        return value
    key, *inner = place
    copy = dict(document) if isinstance(document, dict) else list(document) if isinstance(document, list) else None
    if copy is None or (isinstance(copy, list) and not (isinstance(key, int) and key < len(copy))):
        return document
    if isinstance(copy, dict) and key not in copy:
        return document
    copy[key] = _put(copy[key], inner, value)
    if copy[key] is _GONE:
        del copy[key]
    return copy
