"""One call as a log shows it, and the rule by which copies of it become one: in any order, any number of times."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from statusline.index.tokens import Tokens

_RANK_OF_SIDE = 1 << 60
_HASH_BITS = 12
_FIRST_BITS = Struct(">Q").unpack_from
_LATEST = (1 << 47) - 1  # milliseconds


class Origin(NamedTuple):
    """Whose a call is and what answered it: what many calls of a log share. Empty text is unknown.

    The copy of a call with the lowest `rank` says whose it is: of the session that began first, and not of a sub-agent.
    `official`: the vendor's own servers answered.
    """

    provider: str
    session: str
    project: str
    model: str
    effort: str
    agent: str
    account: str
    tier: int
    official: bool
    rank: int


class CallRow(msgspec.Struct, frozen=True, gc=False):
    """A call of a model. `offset` is where its line begins in the log, in bytes."""

    key: int
    at: int
    tokens: Tokens
    origin: Origin
    file: int
    offset: int


def key(*parts: str) -> int:
    """Return 63 bits that identify a call by what its vendor calls it."""
    digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return int(_FIRST_BITS(digest)[0]) >> 1


@lru_cache(maxsize=256)
def rank(session: str, began: float, *, side: bool) -> int:
    """Return how little a session may claim a call. began: epoch seconds; two of one moment differ by their names."""
    milliseconds = min(max(0, int(began * 1000)), _LATEST)
    return side * _RANK_OF_SIDE + (milliseconds << _HASH_BITS) + (key(session) & ((1 << _HASH_BITS) - 1))


def merged(first: CallRow, second: CallRow) -> CallRow:
    """Return the call of which both are copies: the most that either counts, from the first moment that either names.

    What only one of them knows is taken from it.
    """
    tokens = first.tokens if first.tokens == second.tokens else first.tokens.most(second.tokens)
    origin, at = first.origin, min(first.at, second.at)
    if origin is second.origin and first.file == second.file:  # lines of one answer
        return CallRow(first.key, at, tokens, origin, first.file, min(first.offset, second.offset))
    owner = first if _claim(first) <= _claim(second) else second
    return CallRow(first.key, at, tokens, _of_both(owner.origin, origin, second.origin), owner.file, owner.offset)


def _of_both(owner: Origin, first: Origin, second: Origin) -> Origin:
    if first == second:
        return owner
    return owner._replace(
        model=_named(first.model, second.model),
        effort=_named(first.effort, second.effort),
        account=_named(first.account, second.account),
        tier=max(first.tier, second.tier),
        official=first.official or second.official,
    )


def _claim(row: CallRow) -> tuple[int, str, str, str, int, int]:
    origin = row.origin
    return origin.rank, origin.session, origin.project, origin.agent, row.file, row.offset


def _named(first: str, second: str) -> str:
    return first if first == second else min(filter(None, (first, second)))
