"""How long to wait after a failure: seconds, with jitter. Pure; `roll` in [0, 1)."""

from __future__ import annotations

from statusline.errors import LoginExpired, MissingScope, NotSignedIn, RateLimited, Unauthorized

RATE_LIMITED, UNAUTHORIZED = RateLimited.code, Unauthorized.code
NOTHING_SENT = (LoginExpired.code, MissingScope.code, NotSignedIn.code)
OF_THE_LOGIN = (UNAUTHORIZED, *NOTHING_SENT)
RETRY = 30, 600
LIMITED_FIRST, LIMITED_MOST, LIMITED_GROWTH, LIMITED_MARGIN = 300, 1800, 1.5, 15 * 60
LONGEST = 75 * 60
JITTER = 0.1
REMEMBERED = 8


def limited_wait(reason: str, step: int, retry_after: float | None, roll: float) -> tuple[int, int]:
    """Return the seconds to wait after a 429, and the back-off that they belong to; reason, step: the last ones."""
    if retry_after is not None and retry_after > 0:
        wait = int(min(retry_after + LIMITED_MARGIN, LONGEST))
        return wait, wait
    grown = round(step * LIMITED_GROWTH) if reason == RATE_LIMITED else 0
    backoff = min(max(grown, LIMITED_FIRST), LIMITED_MOST)
    return min(stretched(backoff, roll), LIMITED_MOST), backoff


def doubled(reason: str, step: int, first: int = RETRY[0], most: int = RETRY[1]) -> int:
    """Return the next step of the exponential back-off; the wait for a login or after a 429 is not part of it."""
    series = reason not in {RATE_LIMITED, *OF_THE_LOGIN}
    return min(max(step * 2 if series else 0, first), most)


def stretched(seconds: int, roll: float) -> int:
    """Return seconds, up to a tenth longer."""
    return round(seconds * (1 + JITTER * roll))


def also(refused: tuple[str, ...], stamp: str | None) -> tuple[str, ...]:
    return (*(other for other in refused if other != stamp), stamp)[-REMEMBERED:] if stamp else refused
